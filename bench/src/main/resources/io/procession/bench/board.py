"""The board of a contest, and the end of the processes that write on it; see Board for its words."""
import mmap
import sys
from multiprocessing.connection import wait

WORDS_PER_LINE = 16
STOP = 0
OVER = WORDS_PER_LINE
COUNTER = 2 * WORDS_PER_LINE
FIRST_TALLY = 3 * WORDS_PER_LINE


def open_board(name):
    with open(name, "r+b") as file:
        return memoryview(mmap.mmap(file.fileno(), 0)).cast("q")


def tally(process):
    return FIRST_TALLY + process * WORDS_PER_LINE


def await_end(workers):
    """Returns when all have ended. Ends this process, and they with it, when one of them fails, or standard input ends,
    as it does when the JVM that started it is killed.
    """
    working = {worker.sentinel: worker for worker in workers}
    while working:
        for ready in wait([sys.stdin, *working]):
            if ready is sys.stdin:
                sys.exit(1)
            worker = working.pop(ready)
            worker.join()
            if worker.exitcode != 0:
                sys.exit(1)
