package io.procession.shm;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Who is to be told that something was closed, since they do not ask; they can be collected meanwhile. */
final class Watches {

    private static final int FIRST_LIMIT = 16;

    private List<Watch<?>> watches = new ArrayList<>();
    /** With so many of them, those of collected watchers go. */
    private int limit = FIRST_LIMIT;

    void add(Watch<?> watch) {
        if (watches.size() >= limit) {
            watches = ofThoseWhoAreThere();
            limit = Math.max(FIRST_LIMIT, 2 * watches.size());
        }
        watches.add(watch);
    }

    /** Tells all, once. */
    void tell() {
        for (Watch<?> watch : watches) {
            watch.tell();
        }
        watches = new ArrayList<>();
    }

    /** How many are remembered, those included that were collected lately. */
    int size() {
        return watches.size();
    }

    private List<Watch<?>> ofThoseWhoAreThere() {
        List<Watch<?>> kept = new ArrayList<>();
        for (Watch<?> watch : watches) {
            if (watch.get() != null) {
                kept.add(watch);
            }
        }
        return kept;
    }

    /** How one watcher is told. */
    abstract static class Watch<T> extends WeakReference<T> {

        Watch(T watcher) {
            super(watcher);
        }

        abstract void closed(T watcher);

        final void tell() {
            T watcher = get();
            if (watcher != null) {
                closed(watcher);
            }
        }
    }
}
