"""contest.py <lock|counter|add> <processes> <board>

Forked processes work until the board says stop; see Board and Work for what they do and note. The first process waits
for its standard input to end as well, which it does when the JVM that started it is killed.
"""
import mmap
import multiprocessing
import select
import sys

WORDS_PER_LINE = 16
STOP = 0
COUNTER = WORDS_PER_LINE
FIRST_TALLY = 2 * WORDS_PER_LINE
BATCH = 64


def locks(board, tally, lock, counter):
    done = 0
    while not board[STOP]:
        for _ in range(BATCH):
            lock.acquire()
            lock.release()
        done += BATCH
        board[tally] = done


def counts(board, tally, lock, counter):
    """acquire and release, since "with lock" costs a call in Python more; and a counter that has no lock of its own."""
    done = 0
    while not board[STOP]:
        for _ in range(BATCH):
            lock.acquire()
            counter[0] += 1
            lock.release()
        done += BATCH
        board[tally] = done


def adds(board, tally, lock, value):
    done = 0
    while not board[STOP]:
        for _ in range(BATCH):
            with value.get_lock():
                value.value += 1
        done += BATCH
        board[tally] = done


def main():
    kind, processes, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    context = multiprocessing.get_context("fork")
    with open(path, "r+b") as file:
        board = memoryview(mmap.mmap(file.fileno(), 0)).cast("q")
    lock = context.Lock()
    if kind == "add":
        loop, counter = adds, context.Value("q", 0)
    else:
        loop, counter = {"lock": locks, "counter": counts}[kind], memoryview(mmap.mmap(-1, 8)).cast("q")
    workers = [context.Process(target=loop, args=(board, FIRST_TALLY + i * WORDS_PER_LINE, lock, counter))
               for i in range(processes)]
    for worker in workers:
        worker.start()
    while not board[STOP]:
        if select.select([sys.stdin], [], [], 0.02)[0]:
            board[STOP] = 1
    for worker in workers:
        worker.join()
    board[COUNTER] = counter.value if kind == "add" else counter[0]


if __name__ == "__main__":
    main()
