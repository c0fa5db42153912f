"""contest.py <work> <processes> <batch> <board>

Forked processes work until the board says that it is over; see Board and Work for what they do and note.
"""
import ctypes
import mmap
import multiprocessing
import sys

from board import COUNTER, OVER, STOP, await_end, open_board, tally


ELEMENTS = 1024


class Sample(ctypes.Structure):
    _fields_ = [("count", ctypes.c_int64), ("sum", ctypes.c_double), ("low", ctypes.c_int32)]


class Works:
    """What the processes share, and what they do with it; the methods have the names of Work.

    They acquire and release, since "with lock" costs a call in Python more. The counter has no lock of its own.
    """

    def __init__(self, processes):
        context = multiprocessing.get_context("fork")
        self.processes = processes
        self.mutex = context.Lock()
        self.recursive = context.RLock()
        self.permits = context.Semaphore(1 if processes == 1 else 2)
        self.turn = context.Condition()
        self.parties = context.Barrier(processes)
        self.number = context.Value("q", 0)
        self.sample = context.Value(Sample, 0, 0, 0)
        self.array = context.Array("q", ELEMENTS)
        self.element = 0
        self.words = memoryview(mmap.mmap(-1, 8)).cast("q")

    def counted(self):
        return self.words[0] + self.number.value + self.sample.count + sum(self.array)

    def lock(self, process, times):
        self.lock_and_unlock(self.mutex, times)

    def rlock(self, process, times):
        self.lock_and_unlock(self.recursive, times)

    def semaphore(self, process, times):
        self.lock_and_unlock(self.permits, times)

    @staticmethod
    def lock_and_unlock(lock, times):
        for _ in range(times):
            lock.acquire()
            lock.release()

    def counter(self, process, times):
        self.count(self.mutex, times)

    def rcounter(self, process, times):
        self.count(self.recursive, times)

    def count(self, lock, times):
        counter = self.words
        for _ in range(times):
            lock.acquire()
            counter[0] += 1
            lock.release()

    def add(self, process, times):
        number = self.number
        for _ in range(times):
            with number.get_lock():
                number.value += 1

    def condition(self, process, times):
        turn, token, processes = self.turn, self.words, self.processes
        for _ in range(times):
            turn.acquire()
            while token[0] % processes != process:
                turn.wait()
            token[0] += 1
            if processes > 2:
                turn.notify_all()
            else:
                turn.notify()
            turn.release()

    def barrier(self, process, times):
        parties, counter = self.parties, self.words
        for _ in range(times):
            if parties.wait() == 0:
                counter[0] += 1

    def get(self, process, times):
        if process != 0:
            self.set(process, times)
            return
        lock, sample = self.sample.get_lock(), self.sample.get_obj()
        for _ in range(times):
            lock.acquire()
            count, sum, low = sample.count, sample.sum, sample.low
            lock.release()
            if sum != count or low != count:
                raise ValueError(f"torn: {count}, {sum}, {low}")

    def set(self, process, times):
        lock, sample = self.sample.get_lock(), self.sample.get_obj()
        for i in range(times):
            lock.acquire()
            sample.count, sample.sum, sample.low = i, i, i
            lock.release()

    def update(self, process, times):
        lock, sample = self.sample.get_lock(), self.sample.get_obj()
        for _ in range(times):
            lock.acquire()
            sample.count += 1
            sample.sum += 1
            sample.low += 1
            lock.release()

    def elements(self, times):
        first = self.element
        self.element = (first + times) % ELEMENTS
        return [i % ELEMENTS for i in range(first, first + times)]

    def array_get(self, process, times):
        array = self.array
        for i in self.elements(times):
            array[i]

    def array_set(self, process, times):
        array = self.array
        for i in self.elements(times):
            array[i] = i

    def array_add(self, process, times):
        lock, elements = self.array.get_lock(), self.array.get_obj()
        for i in self.elements(times):
            lock.acquire()
            elements[i] += 1
            lock.release()


def compete(work, process, batch, board):
    done = 0
    while not board[OVER]:
        work(process, batch - 1)
        if process == 0 and board[STOP]:
            board[OVER] = 1
        work(process, 1)
        done += batch
        board[tally(process)] = done


def main():
    processes, batch = int(sys.argv[2]), int(sys.argv[3])
    board = open_board(sys.argv[4])
    works = Works(processes)
    work = getattr(works, sys.argv[1])
    workers = [multiprocessing.get_context("fork").Process(target=compete, args=(work, i, batch, board), daemon=True)
               for i in range(processes)]
    for worker in workers:
        worker.start()
    await_end(workers)
    board[COUNTER] = works.counted()


if __name__ == "__main__":
    main()
