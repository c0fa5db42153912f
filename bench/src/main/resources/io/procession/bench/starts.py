"""starts.py

For each line of its standard input, fork, forkserver or spawn and a number, starts so many empty processes at once by
that method, joins them, and prints how many nanoseconds it took.
"""
import multiprocessing
import sys
import time


def nothing():
    pass


def main():
    for line in sys.stdin:
        method, number = line.split()
        context = multiprocessing.get_context(method)
        begin = time.perf_counter_ns()
        processes = [context.Process(target=nothing) for _ in range(int(number))]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        print(time.perf_counter_ns() - begin, flush=True)


if __name__ == "__main__":
    main()
