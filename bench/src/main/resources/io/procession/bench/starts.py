"""starts.py

For each line of its standard input, fork, forkserver or spawn, starts and joins an empty process by that method and
prints how many nanoseconds it took.
"""
import multiprocessing
import sys
import time


def nothing():
    pass


def main():
    for line in sys.stdin:
        context = multiprocessing.get_context(line.strip())
        begin = time.perf_counter_ns()
        process = context.Process(target=nothing)
        process.start()
        process.join()
        print(time.perf_counter_ns() - begin, flush=True)


if __name__ == "__main__":
    main()
