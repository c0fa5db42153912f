/*
 * works
 *
 * What the processes of a contest share, and what they do with it; see Work for what each is.
 */
#ifndef WORKS_H
#define WORKS_H

enum { LINE = 128 };

struct shared;

/* One of the processes, and how many there are. */
struct worker {
    struct shared *shared;
    int process;
    int processes;
};

/* Does a work so many times. */
typedef void work(struct worker me, int times);

/* The work of that name; NULL if there is none. */
work *find_work(const char *word);

/* Maps what so many processes share. */
struct shared *share(int processes);

/* How often they did a work that counts. */
long counted(const struct shared *shared);

/* Says what went wrong, and ends this process, if error is not 0. */
void check(int error, const char *what);

#endif
