"""roundtrip.py <way> <file>

Round trips between two processes, until its standard input ends: by two multiprocessing.Events (events), or by 64
bytes through a Pipe (pipe). For each line, a time in seconds and one in milliseconds, makes round trips for so long,
each after having slept for so long, writes to the file how many nanoseconds each took, and prints how many they were.
"""
import array
import multiprocessing
import sys
import time

MESSAGE = bytes(64)


def events(context):
    ping, pong = context.Event(), context.Event()

    def trip():
        ping.set()
        pong.wait()
        pong.clear()

    def answer():
        ping.wait()
        ping.clear()
        pong.set()

    return trip, answer


def pipe(context):
    here, there = context.Pipe()

    def trip():
        here.send_bytes(MESSAGE)
        here.recv_bytes()

    def answer():
        there.send_bytes(there.recv_bytes())

    return trip, answer


def echo(answer):
    while True:
        answer()


def main():
    context = multiprocessing.get_context("fork")
    trip, answer = {"events": events, "pipe": pipe}[sys.argv[1]](context)
    context.Process(target=echo, args=(answer,), daemon=True).start()
    for line in sys.stdin:
        seconds, idle_millis = map(float, line.split())
        end = time.perf_counter_ns() + int(seconds * 1e9)
        times = array.array("q")
        now = 0
        while now < end:
            if idle_millis:
                time.sleep(idle_millis / 1e3)
            begin = time.perf_counter_ns()
            trip()
            now = time.perf_counter_ns()
            times.append(now - begin)
        with open(sys.argv[2], "wb") as file:
            times.tofile(file)
        print(len(times), flush=True)


if __name__ == "__main__":
    main()
