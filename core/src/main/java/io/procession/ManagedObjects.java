package io.procession;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The objects of a manager's server, by their numbers.
 *
 * <p>An object is kept here as long as a client has a reference to it, or has sent one away that has not arrived; then
 * it lives as long as other objects refer to it, and may be given to a client again, under the same number. References
 * are counted by client: each time that an object goes to a client counts one more, and each proxy that cannot be
 * reached any more, one less.
 */
final class ManagedObjects {

    private final Map<Long, Entry> kept = new ConcurrentHashMap<>();
    private final Map<Key, Entry> known = new HashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final Map<Session, Tally> tallies = new HashMap<>();
    private final AtomicLong numbers = new AtomicLong(Desk.NUMBER);

    /** An object, with the face that it shows. */
    static final class Entry {

        private final long number;
        private final Face face;
        private final Key key;
        /** Null while no client has a reference. */
        private volatile Object object;
        private int references;

        private Entry(long number, Face face, Key key) {
            this.number = number;
            this.face = face;
            this.key = key;
        }

        long number() {
            return number;
        }

        Face face() {
            return face;
        }

        /** The object; null if it is not kept any more. */
        Object object() {
            return object;
        }
    }

    /** An object as itself, whatever its equals says. */
    private static final class Key extends WeakReference<Object> {

        private final int hash;

        Key(Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
            this.hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            Object object = get();
            return object != null && other instanceof Key key && key.get() == object;
        }
    }

    /** What a client has: how many references to which objects, and which passes. */
    private static final class Tally {

        private final Map<Long, Integer> references = new HashMap<>();
        private final Map<Long, Entry> passes = new HashMap<>();
    }

    /** Keeps an object for ever, under a number of its own. */
    void keep(long number, Face face, Object object) {
        Entry entry = new Entry(number, face, new Key(object, collected));
        entry.object = object;
        kept.put(number, entry);
    }

    /** The object of a number; null if there is none. */
    Entry find(long number) {
        return kept.get(number);
    }

    /** Gives a client a reference to an object; false if the client has ended. */
    synchronized Entry grant(Session session, Object object, Face face) {
        for (java.lang.ref.Reference<?> gone; (gone = collected.poll()) != null; ) {
            known.remove(gone);
        }
        Key key = new Key(object, null);
        Entry entry = known.get(key);
        if (entry == null) {
            entry = new Entry(numbers.incrementAndGet(), face, new Key(object, collected));
            known.put(entry.key, entry);
        }
        count(session, entry, object);
        return entry;
    }

    private void count(Session session, Entry entry, Object object) {
        if (session.isEnded()) {
            return;
        }
        tally(session).references.merge(entry.number, 1, Integer::sum);
        retain(entry, object);
    }

    private Tally tally(Session session) {
        return tallies.computeIfAbsent(session, any -> new Tally());
    }

    private void retain(Entry entry, Object object) {
        if (entry.references++ == 0) {
            entry.object = object;
            kept.put(entry.number, entry);
        }
    }

    private void release(Entry entry, int count) {
        entry.references -= count;
        if (entry.references == 0) {
            kept.remove(entry.number);
            entry.object = null;
        }
    }

    /** A client needs a reference no more. */
    synchronized void release(Session session, long number) {
        Tally tally = tallies.get(session);
        Entry entry = kept.get(number);
        if (tally != null && entry != null && tally.references.containsKey(number)) {
            tally.references.computeIfPresent(number, (any, count) -> count == 1 ? null : count - 1);
            release(entry, 1);
        }
    }

    /** Holds an object for whoever arrives with a pass; 0 if it is gone. */
    synchronized long pass(Session session, long number) {
        Entry entry = kept.get(number);
        if (entry == null || number == Desk.NUMBER || session.isEnded()) {
            return 0;
        }
        long pass = numbers.incrementAndGet();
        tally(session).passes.put(pass, entry);
        retain(entry, entry.object);
        return pass;
    }

    /** Somebody has arrived with a pass, and has a reference from now on; false if the object is gone. */
    synchronized boolean arrive(Session session, long number, long pass) {
        Entry entry = kept.get(number);
        if (entry == null) {
            return false;
        }
        count(session, entry, entry.object);
        tallies.values().forEach(tally -> forget(tally, pass));
        return true;
    }

    /** Nobody will arrive with a pass. */
    synchronized void forget(Session session, long pass) {
        Tally tally = tallies.get(session);
        if (tally != null) {
            forget(tally, pass);
        }
    }

    private void forget(Tally tally, long pass) {
        Entry entry = tally.passes.remove(pass);
        if (entry != null) {
            release(entry, 1);
        }
    }

    /** A client has ended. */
    synchronized void forget(Session session) {
        Tally tally = tallies.remove(session);
        if (tally != null) {
            tally.references.forEach((number, count) -> release(kept.get(number), count));
            tally.passes.values().forEach(entry -> release(entry, 1));
        }
    }

    /** How many passes have not arrived. */
    synchronized int passes() {
        return tallies.values().stream().mapToInt(tally -> tally.passes.size()).sum();
    }

    /** How many objects are kept, the desk included. */
    int size() {
        return kept.size();
    }
}
