#!/usr/bin/python3
"""python3-stomp (stomp.py): STOMP 1.2, bodies left as octets, no heart-beats."""
import json
import resource
import sys
import threading
import time

import stomp

mode, port, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
body = b"m" * size
connection = stomp.Connection12([("127.0.0.1", port)], heartbeats=(0, 0), auto_decode=False)
done = threading.Event()
state = {"seen": 0, "receipts": 0, "sum": 0, "times": []}


class Listener(stomp.ConnectionListener):
    def on_receipt(self, frame):
        state["receipts"] += 1
        if frame.headers["receipt-id"] == "last" or (mode == "receipt" and state["receipts"] == count):
            done.set()

    def on_message(self, frame):
        content = frame.body if isinstance(frame.body, bytes) else frame.body.encode()
        state["sum"] += sum(content[:16])
        frame.headers["message-id"]
        state["seen"] += 1
        if mode == "ack":
            connection.ack(frame.headers["ack"])
        elif mode == "echo":
            echoed.set()
        if state["seen"] == count:
            if mode == "ack":
                connection.send("/sink", b"", receipt="last")
            elif mode == "receive":
                done.set()


echoed = threading.Event()
connection.set_listener("bench", Listener())
connection.connect("guest", "guest", wait=True)
if mode == "echo":
    connection.subscribe("/echo", "0")
begin = time.perf_counter()
if mode in ("send", "receipt"):
    for number in range(count):
        if mode == "receipt":
            connection.send("/sink", body, receipt=str(number))
        else:
            connection.send("/sink", body)
    if mode == "send":
        connection.send("/sink", b"", receipt="last")
    done.wait()
elif mode == "echo":
    for number in range(count):
        sent = time.perf_counter()
        echoed.clear()
        connection.send("/echo", body)
        echoed.wait()
        state["times"].append((time.perf_counter() - sent) * 1e6)
else:
    connection.subscribe("/firehose/%d/%d" % (count, size), "0", ack="client-individual" if mode == "ack" else "auto")
    done.wait()
seconds = time.perf_counter() - begin
usage = resource.getrusage(resource.RUSAGE_SELF)
times = sorted(state["times"]) or [0]
print(json.dumps({
    "mode": mode, "n": count, "size": size, "secs": seconds, "per_s": count / seconds,
    "p50_us": times[len(times) // 2], "p99_us": times[len(times) * 99 // 100],
    "cpu_s": usage.ru_utime + usage.ru_stime, "max_rss_kb": usage.ru_maxrss}), flush=True)
connection.disconnect()
