/*
 * locks
 *
 * A word as a lock, between processes. Nobody takes it over from an owner that has died.
 */
#ifndef LOCKS_H
#define LOCKS_H

#include <stdatomic.h>

typedef _Atomic int lock_word;

/* Sleeps on the word while it is locked. */
void futex_lock(lock_word *word);
void futex_unlock(lock_word *word);

/* Spins while it is locked. */
void spin_lock(lock_word *word);
void spin_unlock(lock_word *word);

#endif
