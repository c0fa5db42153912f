package io.procession.shm;

/** The kinds of {@link SharedLock}, for tests of what they have in common. */
enum LockKind {

    LOCK {
        @Override
        SharedLock open(Region region, String name) {
            return Lock.open(region, name);
        }
    },

    RLOCK {
        @Override
        SharedLock open(Region region, String name) {
            return RLock.open(region, name);
        }
    };

    abstract SharedLock open(Region region, String name);

    SharedLock open(Region region) {
        return open(region, "lock");
    }
}
