package io.procession.shm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which process has which permits of a semaphore on loan, so that they come back when it dies.
 *
 * <p>A table, followed by one of twice the size when it is full, of an entry for each lease:
 *
 * <pre>
 *    6 6 5                           3 2
 *    1 0 9                           0 9                           0
 *  +---+-----------------------------+-----------------------------+
 *  | S | Permits                     | Member, see {@link Members}        |
 *  +---+-----------------------------+-----------------------------+
 * </pre>
 *
 * and a line with the offset of the table's block (8 bytes, 0 for none) and how many leases there may be (4 bytes,
 * never too low). All is written inside a {@link Guard}; permits come and go beside it, by those who take them without
 * a lease.
 *
 * <p>To take a lease is to write it as <i>taking</i>, to swap the permits away and in the same step note the lease in
 * the semaphore's word as pending, to write the lease as <i>held</i>, and to strike the note. To give it back is to
 * write it as <i>returning</i>, to swap the permits back with the note, to clear the entry, and to strike the note. So
 * whoever enters after one that died inside knows whether the permits had been swapped: if the note names the lease
 * they had, and one that was taking is held, one that was returning is gone; else they had not, and one that was taking
 * is gone, one that was returning is given back now.
 *
 * <p>Who only looks goes by the same rules, without the guard, and looks again if the table was replaced meanwhile.
 *
 * <p>Leases of the dead are given back by whoever finds too few permits: who does not wait, who waits at the end of
 * each slice, see {@link Wait}. It asks for 2 microseconds for each process that has some.
 */
final class Leases {

    private static final int TABLE_OFFSET = 0;
    private static final int COUNT_OFFSET = 8;

    private static final int FIRST_LENGTH = 16;

    private static final int PERMITS_SHIFT = Members.MEMBER_BITS;
    private static final int STATE_SHIFT = 60;
    private static final int TAKING = 1;
    private static final int HELD = 2;
    private static final int RETURNING = 3;
    private static final long FREE = 0;

    private final Region region;
    private final Guard guard;
    private final Memory memory;
    private final Members members;
    private final long offset;
    private final Permits permits;
    private final int bound;

    /** The table as it was last found, inside the guard. */
    private long table;
    private long entries;
    private int length;
    /** Counted from 0: it is the likeliest to be free again. */
    private int lastFound;

    /**
     * @param guardOffset of the guard's line
     * @param offset of this line
     * @param bound how many permits there may be at most
     */
    Leases(Region region, long guardOffset, long offset, Permits permits, int bound) {
        this.region = region;
        this.guard = region.guard(guardOffset, this::repair);
        this.memory = region.guarded();
        this.members = region.members();
        this.offset = offset;
        this.permits = permits.inside(guard, memory);
        this.bound = bound;
    }

    /** Takes permits as a lease, whose number it returns, if there are so many; else 0. */
    int tryTake(int count, boolean slept) {
        guard.enter();
        try {
            findTable();
            int lease = findFree();
            add(1);
            set(lease, entry(TAKING, count, members.self()));
            if (permits.tryTake(count, slept, lease)) {
                set(lease, entry(HELD, count, members.self()));
                permits.settle();
                return lease;
            }
            clear(lease);
            return 0;
        } finally {
            guard.exit();
        }
    }

    /** Gives a lease back; false, and the permits are lost, if there would be more than the bound. */
    boolean giveBack(int lease) {
        guard.enter();
        try {
            findTable();
            return settleReturn(lease);
        } finally {
            guard.exit();
        }
    }

    /** Gives the leases of the dead back, and says whether there were any. */
    boolean reclaim() {
        if (memory.getInt(offset + COUNT_OFFSET) == 0) {
            return false;
        }
        guard.enter();
        try {
            findTable();
            boolean found = false;
            int living = members.self();
            for (int lease = 1; lease <= length; lease++) {
                int member = member(get(lease));
                if (get(lease) != FREE && member != living) {
                    if (members.isAlive(member)) {
                        living = member;
                    } else {
                        settleReturn(lease);
                        found = true;
                    }
                }
            }
            return found;
        } finally {
            guard.exit();
        }
    }

    /** How many permits each process has on loan, as it looks from outside the guard. */
    Map<Member, Integer> byMember() {
        Memory open = region.memory();
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        long seen;
        do {
            seen = open.getLong(offset + TABLE_OFFSET);
            counts.clear();
            if (seen != 0) {
                count(open, region.block(seen, Kind.LEASES), counts);
            }
        } while (open.getLong(offset + TABLE_OFFSET) != seen);
        Map<Member, Integer> leases = new LinkedHashMap<>();
        counts.forEach((member, count) -> leases.put(members.member(member), count));
        return Collections.unmodifiableMap(leases);
    }

    /** A lease that ends and begins again meanwhile is seen twice: no sum is above what there can be. */
    private void count(Memory open, Block block, Map<Integer, Integer> counts) {
        int pending = permits.pending();
        for (int lease = 1; lease <= block.length(); lease++) {
            long entry = open.getLong(block.elements() + at(lease));
            if (count(entry) > 0 && isOnLoan(state(entry), lease == pending)) {
                counts.merge(member(entry), count(entry), (one, other) -> Math.min(Permits.MAX, one + other));
            }
        }
    }

    /** Whether the permits of a lease are swapped away, as the note in the semaphore's word tells. */
    private static boolean isOnLoan(int state, boolean pending) {
        return switch (state) {
            case HELD -> true;
            case TAKING -> pending;
            case RETURNING -> !pending;
            default -> false;
        };
    }

    private boolean settleReturn(int lease) {
        int count = count(get(lease));
        set(lease, entry(RETURNING, count, member(get(lease))));
        boolean given = permits.give(count, bound, lease);
        clear(lease);
        permits.settle();
        return given;
    }

    /** The one that was pending first: of all others it is known from then on that no permits were swapped. */
    private void repair() {
        findTable();
        int pending = permits.pending();
        if (pending > 0 && pending <= length) {
            long entry = get(pending);
            switch (state(entry)) {
                case TAKING -> set(pending, entry(HELD, count(entry), member(entry)));
                case RETURNING -> set(pending, FREE);
                default -> { }
            }
        }
        permits.settle();
        memory.putInt(offset + COUNT_OFFSET, length);
        int leases = 0;
        for (int lease = 1; lease <= length; lease++) {
            switch (state(get(lease))) {
                case TAKING -> set(lease, FREE);
                case RETURNING -> settleReturn(lease);
                case HELD -> leases++;
                default -> { }
            }
        }
        memory.putInt(offset + COUNT_OFFSET, leases);
    }

    private int findFree() {
        for (int i = 0; i < length; i++) {
            int lease = 1 + (lastFound + i) % length;
            if (get(lease) == FREE) {
                lastFound = lease - 1;
                return lease;
            }
        }
        Block larger = region.create(Shape.of(Kind.LEASES, length == 0 ? FIRST_LENGTH : 2L * length));
        for (int lease = 1; lease <= length; lease++) {
            memory.putLong(larger.elements() + at(lease), get(lease));
        }
        int free = length + 1;
        memory.putLong(offset + TABLE_OFFSET, larger.offset());
        findTable();
        return free;
    }

    private void findTable() {
        long found = memory.getLong(offset + TABLE_OFFSET);
        if (found != table) {
            Block block = region.guardedBlock(found, Kind.LEASES);
            entries = block.elements();
            length = Math.toIntExact(block.length());
            table = found;
        }
    }

    private void clear(int lease) {
        set(lease, FREE);
        add(-1);
    }

    private void add(int delta) {
        memory.putInt(offset + COUNT_OFFSET, memory.getInt(offset + COUNT_OFFSET) + delta);
    }

    private long get(int lease) {
        return memory.getLong(entries + at(lease));
    }

    private void set(int lease, long entry) {
        memory.putLong(entries + at(lease), entry);
    }

    private static long at(int lease) {
        return (lease - 1L) * Long.BYTES;
    }

    private static long entry(int state, int count, int member) {
        return (long) state << STATE_SHIFT | (long) count << PERMITS_SHIFT | member;
    }

    private static int state(long entry) {
        return (int) (entry >>> STATE_SHIFT);
    }

    private static int count(long entry) {
        return (int) (entry >>> PERMITS_SHIFT) & Permits.MAX;
    }

    private static int member(long entry) {
        return (int) entry & Members.MEMBER_MASK;
    }
}
