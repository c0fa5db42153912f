/*
 * contest <work> <processes> <batch> <board>
 *
 * Forked processes work until the board says that it is over; see Board and Work for what they do and note. Their
 * parent ends early, and they are killed, when one of them fails, or its standard input ends, as it does when the JVM
 * that started it is killed.
 */
#include "works.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_PROCESSES = 64, LOOK_MILLIS = 20 };

union line {
    _Atomic long word;
    char bytes[LINE];
};

struct board {
    union line stop;
    union line over;
    union line counter;
    union line tallies[MAX_PROCESSES];
};

static void compete(work *work, struct worker me, int batch, struct board *board) {
    long done = 0;
    while (!atomic_load(&board->over.word)) {
        work(me, batch - 1);
        if (me.process == 0 && atomic_load(&board->stop.word)) {
            atomic_store(&board->over.word, 1);
        }
        work(me, 1);
        done += batch;
        atomic_store_explicit(&board->tallies[me.process].word, done, memory_order_relaxed);
    }
}

static int await_end(int processes) {
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    while (processes > 0) {
        if (poll(&input, 1, LOOK_MILLIS) > 0) {
            return 1;
        }
        int status;
        while (waitpid(-1, &status, WNOHANG) > 0) {
            if (status != 0) {
                return 1;
            }
            processes--;
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    work *work = argc == 5 ? find_work(argv[1]) : NULL;
    if (work == NULL || atoi(argv[2]) > MAX_PROCESSES) {
        fprintf(stderr, "usage: contest <work> <processes> <batch> <board>\n");
        return 2;
    }
    int processes = atoi(argv[2]);
    int batch = atoi(argv[3]);
    int file = open(argv[4], O_RDWR);
    struct board *board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    check(board == MAP_FAILED ? errno : 0, argv[4]);
    struct shared *shared = share(processes);
    for (int i = 0; i < processes; i++) {
        pid_t pid = fork();
        check(pid < 0 ? errno : 0, "fork");
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            compete(work, (struct worker) { shared, i, processes }, batch, board);
            _exit(0);
        }
    }
    int failed = await_end(processes);
    atomic_store(&board->counter.word, counted(shared));
    return failed;
}
