/*
 * roundtrip
 *
 * Round trips between two processes through two process-shared semaphores, until its standard input ends. For each line
 * of it, a time in seconds, makes round trips for so long and prints their median and 99th percentile in nanoseconds.
 */
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TIMES = 10000000 };

struct shared {
    _Alignas(128) sem_t ping;
    _Alignas(128) sem_t pong;
};

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int compare(const void *a, const void *b) {
    long difference = *(const long *) a - *(const long *) b;
    return difference < 0 ? -1 : difference > 0;
}

int main(void) {
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    long *times = malloc(MAX_TIMES * sizeof *times);
    if (shared == MAP_FAILED || times == NULL || sem_init(&shared->ping, 1, 0) || sem_init(&shared->pong, 1, 0)) {
        perror("roundtrip");
        return 1;
    }
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        while (1) {
            sem_wait(&shared->ping);
            sem_post(&shared->pong);
        }
    }
    double seconds;
    while (scanf("%lf", &seconds) == 1) {
        long end = now() + (long) (seconds * 1e9);
        long count = 0;
        for (long after = 0; after < end && count < MAX_TIMES; count++) {
            long begin = now();
            sem_post(&shared->ping);
            sem_wait(&shared->pong);
            after = now();
            times[count] = after - begin;
        }
        qsort(times, count, sizeof *times, compare);
        printf("%ld %ld\n", times[count / 2], times[count * 99 / 100]);
        fflush(stdout);
    }
    return 0;
}
