package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchesTest {

    private static final int MANY = 1000;

    private final Watches watches = new Watches();

    @Test
    void tellThoseWhoAreThereOnce() {
        List<AtomicInteger> watchers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            AtomicInteger watcher = new AtomicInteger();
            Watches.Watch<?> watch = watch(watcher);
            watches.add(watch);
            if (i % 3 == 0) {
                watchers.add(watcher);
            } else {
                watch.clear();
            }
        }
        watches.tell();
        watches.tell();
        watchers.forEach(watcher -> assertEquals(1, watcher.get()));
    }

    /** Would catch a region that remembers all the arrays that it ever had. */
    @Test
    void forgetThoseWhoAreNot() {
        for (int i = 0; i < MANY; i++) {
            Watches.Watch<?> watch = watch(new AtomicInteger());
            watches.add(watch);
            watch.clear();
            assertTrue(watches.size() <= 16, watches.size() + " are remembered");
        }
    }

    private static Watches.Watch<AtomicInteger> watch(AtomicInteger watcher) {
        return new Watches.Watch<>(watcher) {
            @Override
            void closed(AtomicInteger told) {
                told.incrementAndGet();
            }
        };
    }
}
