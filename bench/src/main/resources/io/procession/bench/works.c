#include "works.h"

#include "locks.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ELEMENTS = 1024 };

struct sample {
    long count;
    double sum;
    int low;
};

struct shared {
    _Alignas(LINE) pthread_mutex_t mutex;
    _Alignas(LINE) pthread_mutex_t recursive;
    _Alignas(LINE) pthread_cond_t turn;
    _Alignas(LINE) pthread_barrier_t barrier;
    _Alignas(LINE) sem_t semaphore;
    _Alignas(LINE) volatile long counter;
    _Alignas(LINE) _Atomic long atomic;
    _Alignas(LINE) struct sample sample;
    _Alignas(LINE) lock_word word;
    _Alignas(LINE) _Atomic long array[ELEMENTS];
};

void check(int error, const char *what) {
    if (error != 0) {
        fprintf(stderr, "%s: %s\n", what, strerror(error));
        exit(1);
    }
}

static void lock(pthread_mutex_t *mutex) {
    int error = pthread_mutex_lock(mutex);
    if (error == EOWNERDEAD) {
        error = pthread_mutex_consistent(mutex);
    }
    check(error, "lock");
}

static void lock_and_unlock(pthread_mutex_t *mutex, int times) {
    for (int i = 0; i < times; i++) {
        lock(mutex);
        pthread_mutex_unlock(mutex);
    }
}

static void count(pthread_mutex_t *mutex, volatile long *counter, int times) {
    for (int i = 0; i < times; i++) {
        lock(mutex);
        (*counter)++;
        pthread_mutex_unlock(mutex);
    }
}

static void locks(struct worker me, int times) {
    lock_and_unlock(&me.shared->mutex, times);
}

static void rlocks(struct worker me, int times) {
    lock_and_unlock(&me.shared->recursive, times);
}

static void counts(struct worker me, int times) {
    count(&me.shared->mutex, &me.shared->counter, times);
}

static void rcounts(struct worker me, int times) {
    count(&me.shared->recursive, &me.shared->counter, times);
}

static void adds(struct worker me, int times) {
    static volatile long sink;
    long sum = 0;
    for (int i = 0; i < times; i++) {
        sum += atomic_fetch_add(&me.shared->atomic, 1);
    }
    sink = sum;
    (void) sink;
}

static void acquires(struct worker me, int times) {
    for (int i = 0; i < times; i++) {
        while (sem_wait(&me.shared->semaphore)) {
            check(errno == EINTR ? 0 : errno, "sem_wait");
        }
        sem_post(&me.shared->semaphore);
    }
}

static void takes_turns(struct worker me, int times) {
    struct shared *shared = me.shared;
    for (int i = 0; i < times; i++) {
        lock(&shared->mutex);
        while (shared->counter % me.processes != me.process) {
            check(pthread_cond_wait(&shared->turn, &shared->mutex), "pthread_cond_wait");
        }
        shared->counter++;
        if (me.processes > 2) {
            pthread_cond_broadcast(&shared->turn);
        } else {
            pthread_cond_signal(&shared->turn);
        }
        pthread_mutex_unlock(&shared->mutex);
    }
}

static void meets(struct worker me, int times) {
    for (int i = 0; i < times; i++) {
        if (pthread_barrier_wait(&me.shared->barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
            me.shared->counter++;
        }
    }
}

static void gets(struct shared *shared, int times) {
    for (int i = 0; i < times; i++) {
        lock(&shared->mutex);
        struct sample sample = shared->sample;
        pthread_mutex_unlock(&shared->mutex);
        if (sample.sum != sample.count || sample.low != sample.count) {
            fprintf(stderr, "torn: %ld, %f, %d\n", sample.count, sample.sum, sample.low);
            exit(1);
        }
    }
}

static void sets(struct worker me, int times) {
    struct shared *shared = me.shared;
    for (int i = 0; i < times; i++) {
        lock(&shared->mutex);
        shared->sample = (struct sample) { i, i, i };
        pthread_mutex_unlock(&shared->mutex);
    }
}

static void first_gets(struct worker me, int times) {
    if (me.process == 0) {
        gets(me.shared, times);
    } else {
        sets(me, times);
    }
}

static void updates(struct worker me, int times) {
    struct sample *sample = &me.shared->sample;
    for (int i = 0; i < times; i++) {
        lock(&me.shared->mutex);
        *sample = (struct sample) { sample->count + 1, sample->sum + 1, (int) (sample->count + 1) };
        pthread_mutex_unlock(&me.shared->mutex);
    }
}

static void locks_futex(struct worker me, int times) {
    for (int i = 0; i < times; i++) {
        futex_lock(&me.shared->word);
        futex_unlock(&me.shared->word);
    }
}

static void counts_futex(struct worker me, int times) {
    for (int i = 0; i < times; i++) {
        futex_lock(&me.shared->word);
        me.shared->counter++;
        futex_unlock(&me.shared->word);
    }
}

static void locks_spin(struct worker me, int times) {
    for (int i = 0; i < times; i++) {
        spin_lock(&me.shared->word);
        spin_unlock(&me.shared->word);
    }
}

static void counts_spin(struct worker me, int times) {
    for (int i = 0; i < times; i++) {
        spin_lock(&me.shared->word);
        me.shared->counter++;
        spin_unlock(&me.shared->word);
    }
}

/* Of this process, so many elements more: the first of them. */
static unsigned next_elements(int times) {
    static unsigned next;
    unsigned first = next;
    next += times;
    return first;
}

/* Where sums go, so that no result is unused. */
static volatile long sink;

static void gets_elements(struct worker me, int times) {
    unsigned first = next_elements(times);
    long sum = 0;
    for (int i = 0; i < times; i++) {
        sum += atomic_load_explicit(&me.shared->array[(first + i) % ELEMENTS], memory_order_acquire);
    }
    sink = sum;
}

static void sets_elements(struct worker me, int times) {
    unsigned first = next_elements(times);
    for (int i = 0; i < times; i++) {
        atomic_store_explicit(&me.shared->array[(first + i) % ELEMENTS], i, memory_order_release);
    }
}

static void adds_to_elements(struct worker me, int times) {
    unsigned first = next_elements(times);
    long sum = 0;
    for (int i = 0; i < times; i++) {
        sum += atomic_fetch_add(&me.shared->array[(first + i) % ELEMENTS], 1);
    }
    sink = sum;
}

work *find_work(const char *word) {
    static const struct {
        const char *word;
        work *work;
    } WORKS[] = {
        { "lock", locks }, { "counter", counts }, { "add", adds }, { "rlock", rlocks }, { "rcounter", rcounts },
        { "semaphore", acquires }, { "condition", takes_turns }, { "barrier", meets }, { "get", first_gets },
        { "set", sets }, { "update", updates }, { "lock_futex", locks_futex }, { "counter_futex", counts_futex },
        { "lock_spin", locks_spin }, { "counter_spin", counts_spin }, { "array_get", gets_elements },
        { "array_set", sets_elements }, { "array_add", adds_to_elements }
    };
    for (size_t i = 0; i < sizeof WORKS / sizeof *WORKS; i++) {
        if (strcmp(word, WORKS[i].word) == 0) {
            return WORKS[i].work;
        }
    }
    return NULL;
}

static void init_mutex(pthread_mutex_t *mutex, int type) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_settype(&attributes, type);
    check(pthread_mutex_init(mutex, &attributes), "pthread_mutex_init");
}

static void init_turn(pthread_cond_t *turn) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    check(pthread_cond_init(turn, &attributes), "pthread_cond_init");
}

static void init_barrier(pthread_barrier_t *barrier, int parties) {
    pthread_barrierattr_t attributes;
    pthread_barrierattr_init(&attributes);
    pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    check(pthread_barrier_init(barrier, &attributes, parties), "pthread_barrier_init");
}

struct shared *share(int processes) {
    struct shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(shared == MAP_FAILED ? errno : 0, "mmap");
    init_mutex(&shared->mutex, PTHREAD_MUTEX_NORMAL);
    init_mutex(&shared->recursive, PTHREAD_MUTEX_RECURSIVE);
    init_turn(&shared->turn);
    init_barrier(&shared->barrier, processes);
    check(sem_init(&shared->semaphore, 1, processes == 1 ? 1 : 2) ? errno : 0, "sem_init");
    return shared;
}

long counted(const struct shared *shared) {
    long sum = shared->counter + shared->atomic + shared->sample.count;
    for (int i = 0; i < ELEMENTS; i++) {
        sum += shared->array[i];
    }
    return sum;
}
