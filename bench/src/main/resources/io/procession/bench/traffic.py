"""traffic.py <channel> <bound> <senders> <receivers> <bytes> <batch> <most under way> <board>

Forked processes send messages to others until the board says that it is over; see Traffic for what they do and note.
"""
import multiprocessing
import sys
import time

from board import OVER, STOP, await_end, open_board, tally

CATCH_UP_SECONDS = 0.001


class Traffic:

    def __init__(self, senders, receivers, size, batch, most_under_way, board):
        self.senders = [tally(i) for i in range(senders)]
        self.receivers = [tally(senders + i) for i in range(receivers)]
        self.message = bytes(size)
        self.end = bytes([1]) * size
        self.batch = batch
        self.most_under_way = most_under_way
        self.board = board

    def under_way(self):
        board = self.board
        return sum(board[i] for i in self.senders) - sum(board[i] for i in self.receivers)

    def send(self, put, mine):
        board, batch, message = self.board, self.batch, self.message
        while not board[OVER]:
            for _ in range(batch):
                put(message)
            board[mine] += batch
            while self.under_way() > self.most_under_way:
                time.sleep(CATCH_UP_SECONDS)
            if mine == self.senders[0] and board[STOP]:
                board[OVER] = 1
        for _ in self.receivers:
            put(self.end)

    def receive(self, get, mine):
        board, batch = self.board, self.batch
        received = ends = 0
        while ends < len(self.senders):
            if get()[0]:
                ends += 1
            else:
                received += 1
                if received % batch == 0:
                    board[mine] = received
        board[mine] = received


def main():
    channel = sys.argv[1]
    bound, senders, receivers, size, batch, most_under_way = map(int, sys.argv[2:8])
    context = multiprocessing.get_context("fork")
    if channel == "pipe":
        receiver, sender = context.Pipe(duplex=False)
        put, get = sender.send_bytes, receiver.recv_bytes
    else:
        queue = context.Queue(bound)
        put, get = queue.put, queue.get
    traffic = Traffic(senders, receivers, size, batch, most_under_way, open_board(sys.argv[8]))
    workers = [context.Process(target=traffic.send, args=(put, i), daemon=True) for i in traffic.senders]
    workers += [context.Process(target=traffic.receive, args=(get, i), daemon=True) for i in traffic.receivers]
    for worker in workers:
        worker.start()
    await_end(workers)


if __name__ == "__main__":
    main()
