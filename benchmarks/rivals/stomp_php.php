<?php
// php8.2-stomp, a C extension. It waits for each RECEIPT by itself, so receipts are not pipelined.
[$mode, $port, $count, $size] = [$argv[1], (int)$argv[2], (int)$argv[3], (int)$argv[4]];
ini_set('memory_limit', '-1');
$body = str_repeat('m', $size);
$stomp = new Stomp("tcp://127.0.0.1:$port", 'guest', 'guest', ['accept-version' => '1.2', 'host' => '/']);
$stomp->setReadTimeout(60);
$times = [];
$sum = 0;
if ($mode === 'echo') $stomp->subscribe('/echo', ['id' => '0', 'ack' => 'auto']);
$start = hrtime(true);
switch ($mode) {
    case 'send':
        for ($i = 0; $i < $count; $i++) $stomp->send('/sink', $body);
        $stomp->send('/sink', '', ['receipt' => 'last']);
        break;
    case 'receipt':
        for ($i = 0; $i < $count; $i++) $stomp->send('/sink', $body, ['receipt' => (string)$i]);
        break;
    case 'receive':
    case 'ack':
        $acks = $mode === 'ack';
        $stomp->subscribe("/firehose/$count/$size", ['id' => '0', 'ack' => $acks ? 'client-individual' : 'auto']);
        for ($i = 0; $i < $count; $i++) {
            $frame = $stomp->readFrame();
            if ($frame === false) { fwrite(STDERR, "no frame within the time\n"); exit(1); }
            $sum += ord($frame->body[0]);
            $id = $frame->headers['message-id'];
            if ($acks) $stomp->ack($frame, ['id' => $frame->headers['ack']]);
        }
        if ($acks) $stomp->send('/sink', '', ['receipt' => 'last']);
        break;
    case 'echo':
        for ($i = 0; $i < $count; $i++) {
            $sent = hrtime(true);
            $stomp->send('/echo', $body);
            $stomp->readFrame();
            $times[] = (hrtime(true) - $sent) / 1000;
        }
        break;
}
$seconds = (hrtime(true) - $start) / 1e9;
$usage = getrusage();
preg_match('/VmHWM:\s+(\d+)/', file_get_contents('/proc/self/status'), $peak);
sort($times);
if (!$times) $times = [0];
echo json_encode([
    'mode' => $mode, 'n' => $count, 'size' => $size, 'secs' => $seconds, 'per_s' => $count / $seconds,
    'p50_us' => $times[intdiv(count($times), 2)], 'p99_us' => $times[intdiv(count($times) * 99, 100)],
    'cpu_s' => $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1e6,
    'max_rss_kb' => (int)$peak[1],
]), "\n";
unset($stomp);
