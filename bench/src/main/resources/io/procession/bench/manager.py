"""manager.py <work> <clients>

Starts a multiprocessing.Manager, and clients of it that do a work, see ManagerWork, until its standard input ends.
When all clients are at it, for each line, a time in seconds, it prints how many operations all of them have done in
that time, and how long it really was, in nanoseconds.
"""
import multiprocessing
import sys
import time

BATCH = 10
LOOK_SECONDS = 0.002


def operation(work, dictionary, queue, lock):
    def get():
        return dictionary["key"]

    def put():
        dictionary["key"] = 2

    def put_and_take():
        queue.put(1)
        queue.get()

    def lock_and_unlock():
        lock.acquire()
        lock.release()

    return {"get": get, "put": put, "queue": put_and_take, "lock": lock_and_unlock}[work]


def repeat(work, dictionary, queue, lock, done, client, end):
    operate = operation(work, dictionary, queue, lock)
    while not end.value:
        for _ in range(BATCH):
            operate()
        done[client] += BATCH


def main():
    work, clients = sys.argv[1], int(sys.argv[2])
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        dictionary = manager.dict({"key": 1})
        done = context.Array("q", clients, lock=False)
        end = context.Value("i", 0, lock=False)
        own = [(manager.Queue(), manager.Lock()) for _ in range(clients)]
        processes = [context.Process(target=repeat, args=(work, dictionary, *own[i], done, i, end))
                     for i in range(clients)]
        for process in processes:
            process.start()
        while not all(done):
            time.sleep(LOOK_SECONDS)
        for line in sys.stdin:
            before = sum(done)
            begin = time.perf_counter_ns()
            time.sleep(float(line))
            operations = sum(done) - before
            print(operations, time.perf_counter_ns() - begin, flush=True)
        end.value = 1
        for process in processes:
            process.join()


if __name__ == "__main__":
    main()
