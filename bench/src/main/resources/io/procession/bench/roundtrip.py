"""roundtrip.py

Round trips between two processes through two multiprocessing.Events, until its standard input ends. For each line of it,
a time in seconds, makes round trips for so long and prints their median and 99th percentile in nanoseconds.
"""
import multiprocessing
import sys
import time


def echo(ping, pong):
    while True:
        ping.wait()
        ping.clear()
        pong.set()


def main():
    context = multiprocessing.get_context("fork")
    ping, pong = context.Event(), context.Event()
    context.Process(target=echo, args=(ping, pong), daemon=True).start()
    for line in sys.stdin:
        end = time.perf_counter_ns() + int(float(line) * 1e9)
        times = []
        now = 0
        while now < end:
            begin = time.perf_counter_ns()
            ping.set()
            pong.wait()
            pong.clear()
            now = time.perf_counter_ns()
            times.append(now - begin)
        times.sort()
        print(times[len(times) // 2], times[len(times) * 99 // 100], flush=True)


if __name__ == "__main__":
    main()
