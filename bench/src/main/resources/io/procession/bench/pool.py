"""pool.py <peer> <work> <workers> <items>

Has a pool do a work with all items, until its standard input ends; see PoolPeer and PoolWork. For each line, a time in
seconds, it has it done again and again for so long, once at least, and prints the mean, the median and the 99th
percentile of the times that it took, in nanoseconds.
"""
import concurrent.futures
import contextlib
import multiprocessing
import sys
import time


def successor(item):
    return item + 1


class Pool:
    """The works of a multiprocessing.Pool, which have the names of PoolWork."""

    def __init__(self, workers):
        self.pool = multiprocessing.get_context("fork").Pool(workers)

    def map_each(self, items):
        return self.pool.map(successor, items, chunksize=1)

    def submit(self, items):
        results = [self.pool.apply_async(successor, (item,)) for item in items]
        return [result.get() for result in results]

    def apply(self, items):
        return [self.pool.apply(successor, (item,)) for item in items]

    def map(self, items):
        return self.pool.map(successor, items)

    def close(self):
        self.pool.terminate()


class Executor:
    """The works of a ProcessPoolExecutor, which has no chunks by itself: it gets those of a Pool."""

    def __init__(self, workers):
        self.workers = workers
        self.executor = concurrent.futures.ProcessPoolExecutor(workers, multiprocessing.get_context("fork"))

    def map_each(self, items):
        return list(self.executor.map(successor, items, chunksize=1))

    def submit(self, items):
        results = [self.executor.submit(successor, item) for item in items]
        return [result.result() for result in results]

    def apply(self, items):
        return [self.executor.submit(successor, item).result() for item in items]

    def map(self, items):
        return list(self.executor.map(successor, items, chunksize=-(-len(items) // (4 * self.workers))))

    def close(self):
        self.executor.shutdown()


class NewPool:
    """A Pool for each time."""

    def __init__(self, method, workers):
        self.context = multiprocessing.get_context(method)
        self.workers = workers

    def create(self, items):
        with self.context.Pool(self.workers) as pool:
            results = pool.map(successor, items)
            pool.close()
            pool.join()
        return results

    def close(self):
        pass


def open_peer(peer, work, workers):
    if work == "create":
        return NewPool("spawn" if peer == "python_spawn" else "fork", workers)
    return {"python_pool": Pool, "python_executor": Executor}[peer](workers)


def main():
    peer, work, workers, items = sys.argv[1], sys.argv[2], int(sys.argv[3]), list(range(int(sys.argv[4])))
    expected = [successor(item) for item in items]
    with contextlib.closing(open_peer(peer, work, workers)) as pool:
        do = getattr(pool, work)
        for line in sys.stdin:
            times = []
            now = 0
            end = time.perf_counter_ns() + int(float(line) * 1e9)
            while now < end:
                begin = time.perf_counter_ns()
                results = do(items)
                now = time.perf_counter_ns()
                times.append(now - begin)
                if results != expected:
                    raise ValueError(f"{work}: wrong results")
            times.sort()
            print(sum(times) // len(times), times[len(times) // 2], times[len(times) * 99 // 100], flush=True)


if __name__ == "__main__":
    main()
