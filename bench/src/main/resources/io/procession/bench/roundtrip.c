/*
 * roundtrip <way> <file>
 *
 * Round trips between two processes, until its standard input ends: by two process-shared semaphores (events), by 64
 * bytes through two pipes (pipe), or by 64 bytes beside two words on which both spin (words). For each line, a time in
 * seconds and one in milliseconds, makes round trips for so long, each after having slept for so long, writes to the
 * file how many nanoseconds each took, and prints how many they were.
 */
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TIMES = 10000000, MESSAGE_BYTES = 64 };

/* One direction, of all ways. */
struct line {
    _Alignas(128) sem_t semaphore;
    int pipe[2];
    _Alignas(128) _Atomic long word;
    char message[MESSAGE_BYTES];
};

typedef void step(struct line *line, char *message);

static void post(struct line *line, char *message) {
    (void) message;
    sem_post(&line->semaphore);
}

static void await(struct line *line, char *message) {
    (void) message;
    sem_wait(&line->semaphore);
}

static void write_pipe(struct line *line, char *message) {
    if (write(line->pipe[1], message, MESSAGE_BYTES) != MESSAGE_BYTES) {
        exit(1);
    }
}

static void read_pipe(struct line *line, char *message) {
    if (read(line->pipe[0], message, MESSAGE_BYTES) != MESSAGE_BYTES) {
        exit(1);
    }
}

static void set_word(struct line *line, char *message) {
    memcpy(line->message, message, MESSAGE_BYTES);
    atomic_store_explicit(&line->word, 1, memory_order_release);
}

static void take_word(struct line *line, char *message) {
    while (atomic_load_explicit(&line->word, memory_order_acquire) == 0) {
    }
    memcpy(message, line->message, MESSAGE_BYTES);
    atomic_store_explicit(&line->word, 0, memory_order_relaxed);
}

static const struct way {
    const char *word;
    step *send;
    step *receive;
} WAYS[] = { { "events", post, await }, { "pipe", write_pipe, read_pipe }, { "words", set_word, take_word } };

static const struct way *find_way(const char *word) {
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        if (strcmp(word, WAYS[i].word) == 0) {
            return &WAYS[i];
        }
    }
    return NULL;
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void save(const char *name, const long *times, size_t count) {
    FILE *file = fopen(name, "w");
    if (file == NULL || fwrite(times, sizeof *times, count, file) != count || fclose(file)) {
        perror(name);
        exit(1);
    }
}

static int init(struct line *line) {
    return sem_init(&line->semaphore, 1, 0) || pipe(line->pipe);
}

int main(int argc, char **argv) {
    const struct way *way = argc == 3 ? find_way(argv[1]) : NULL;
    if (way == NULL) {
        fprintf(stderr, "usage: roundtrip <way> <file>\n");
        return 2;
    }
    struct line *lines = mmap(NULL, 2 * sizeof *lines, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    long *times = malloc(MAX_TIMES * sizeof *times);
    if (lines == MAP_FAILED || times == NULL || init(&lines[0]) || init(&lines[1])) {
        perror("roundtrip");
        return 1;
    }
    struct line *there = &lines[0];
    struct line *back = &lines[1];
    char message[MESSAGE_BYTES] = { 0 };
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        while (1) {
            way->receive(there, message);
            way->send(back, message);
        }
    }
    double seconds;
    int idle_millis;
    while (scanf("%lf %d", &seconds, &idle_millis) == 2) {
        long end = now() + (long) (seconds * 1e9);
        long count = 0;
        for (long after = 0; after < end && count < MAX_TIMES; count++) {
            if (idle_millis > 0) {
                usleep(idle_millis * 1000);
            }
            long begin = now();
            way->send(there, message);
            way->receive(back, message);
            after = now();
            times[count] = after - begin;
        }
        save(argv[2], times, count);
        printf("%ld\n", count);
        fflush(stdout);
    }
    return 0;
}
