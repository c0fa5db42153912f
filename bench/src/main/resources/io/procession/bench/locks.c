#include "locks.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The mutex "2" of Ulrich Drepper's "Futexes Are Tricky". */
enum { FREE, LOCKED, WANTED };

void futex_lock(lock_word *word) {
    int found = FREE;
    if (atomic_compare_exchange_strong(word, &found, LOCKED)) {
        return;
    }
    while (atomic_exchange(word, WANTED) != FREE) {
        syscall(SYS_futex, word, FUTEX_WAIT, WANTED, NULL, NULL, 0);
    }
}

void futex_unlock(lock_word *word) {
    if (atomic_exchange(word, FREE) == WANTED) {
        syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
    }
}

void spin_lock(lock_word *word) {
    while (atomic_exchange_explicit(word, LOCKED, memory_order_acquire) != FREE) {
        while (atomic_load_explicit(word, memory_order_relaxed) != FREE) {
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        }
    }
}

void spin_unlock(lock_word *word) {
    atomic_store_explicit(word, FREE, memory_order_release);
}
