#!/usr/bin/ruby
# ruby-stomp: Stomp::Connection, the blocking class without a thread of its own; STOMP 1.2, no heart-beats.
require "json"
require "stomp"

mode, port, count, size = ARGV[0], ARGV[1].to_i, ARGV[2].to_i, ARGV[3].to_i
body = "m" * size
connection = Stomp::Connection.new(
  hosts: [{ login: "guest", passcode: "guest", host: "127.0.0.1", port: port }],
  reliable: false,
  connect_headers: { "accept-version" => "1.2", "host" => "/", "heart-beat" => "0,0" }
)
now = -> { Process.clock_gettime(Process::CLOCK_MONOTONIC) }
times = []
sum = 0
connection.subscribe("/echo", { "id" => "0" }) if mode == "echo"
start = now.call
case mode
when "send"
  count.times { connection.publish("/sink", body) }
  connection.publish("/sink", "", { "receipt" => "last" })
  connection.receive
when "receipt"
  window = 1000
  asked = 0
  answered = 0
  while answered < count
    while asked < count && asked - answered < window
      connection.publish("/sink", body, { "receipt" => asked.to_s })
      asked += 1
    end
    connection.receive
    answered += 1
  end
when "receive", "ack"
  connection.subscribe("/firehose/#{count}/#{size}", { "id" => "0", "ack" => mode == "ack" ? "client-individual" : "auto" })
  count.times do
    message = connection.receive
    sum += message.body.getbyte(0)
    message.headers["message-id"]
    connection.ack(message.headers["ack"]) if mode == "ack"
  end
  if mode == "ack"
    connection.publish("/sink", "", { "receipt" => "last" })
    connection.receive
  end
when "echo"
  count.times do
    sent = now.call
    connection.publish("/echo", body)
    connection.receive
    times << (now.call - sent) * 1e6
  end
end
seconds = now.call - start
usage = Process.times
peak = File.read("/proc/self/status")[/VmHWM:\s+(\d+)/, 1].to_i
times = times.sort
times = [0] if times.empty?
puts JSON.generate(
  mode: mode, n: count, size: size, secs: seconds, per_s: count / seconds,
  p50_us: times[times.size / 2], p99_us: times[times.size * 99 / 100],
  cpu_s: usage.utime + usage.stime, max_rss_kb: peak
)
$stdout.flush
connection.disconnect
