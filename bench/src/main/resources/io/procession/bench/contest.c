/*
 * contest <lock|counter|add> <processes> <board>
 *
 * Forked processes work on a shared page until the board says stop; see Board and Work for what they do and note. The
 * first process waits for its standard input to end as well, which it does when the JVM that started it is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE = 128, BATCH = 64, MAX_PROCESSES = 30 };

union line {
    _Atomic long word;
    char bytes[LINE];
};

struct board {
    union line stop;
    union line counter;
    union line tallies[MAX_PROCESSES];
};

struct shared {
    _Alignas(LINE) pthread_mutex_t mutex;
    _Alignas(LINE) volatile long counter;
    _Alignas(LINE) _Atomic long atomic;
};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void lock(pthread_mutex_t *mutex) {
    int error = pthread_mutex_lock(mutex);
    if (error == EOWNERDEAD) {
        error = pthread_mutex_consistent(mutex);
    }
    if (error != 0) {
        errno = error;
        fail("lock");
    }
}

static void work(const char *kind, struct shared *shared, struct board *board, _Atomic long *tally) {
    long done = 0;
    volatile long sink;
    while (!atomic_load_explicit(&board->stop.word, memory_order_relaxed)) {
        if (kind[0] == 'l') {
            for (int i = 0; i < BATCH; i++) {
                lock(&shared->mutex);
                pthread_mutex_unlock(&shared->mutex);
            }
        } else if (kind[0] == 'c') {
            for (int i = 0; i < BATCH; i++) {
                lock(&shared->mutex);
                shared->counter++;
                pthread_mutex_unlock(&shared->mutex);
            }
        } else {
            long sum = 0;
            for (int i = 0; i < BATCH; i++) {
                sum += atomic_fetch_add(&shared->atomic, 1);
            }
            sink = sum;
        }
        done += BATCH;
        atomic_store_explicit(tally, done, memory_order_relaxed);
    }
    (void) sink;
}

static void init(pthread_mutex_t *mutex) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(mutex, &attributes);
}

int main(int argc, char **argv) {
    if (argc != 4 || atoi(argv[2]) > MAX_PROCESSES) {
        fprintf(stderr, "usage: contest <lock|counter|add> <processes> <board>\n");
        return 2;
    }
    int processes = atoi(argv[2]);
    int file = open(argv[3], O_RDWR);
    struct board *board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED || shared == MAP_FAILED) {
        fail("mmap");
    }
    init(&shared->mutex);
    for (int i = 0; i < processes; i++) {
        pid_t pid = fork();
        if (pid < 0) {
            fail("fork");
        }
        if (pid == 0) {
            work(argv[1], shared, board, &board->tallies[i].word);
            _exit(0);
        }
    }
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    while (!atomic_load(&board->stop.word)) {
        if (poll(&input, 1, 20) > 0) {
            atomic_store(&board->stop.word, 1);
        }
    }
    while (wait(NULL) > 0) {
    }
    atomic_store(&board->counter.word, shared->counter + shared->atomic);
    return 0;
}
