package io.procession.shm;

import static io.procession.shm.RegionLayout.LINE;
import static io.procession.shm.RegionLayout.MEMBERS_OFFSET;
import static io.procession.shm.RegionLayout.MEMBER_SLOTS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;

/**
 * Who has a region attached, and the one place where is asked who lives.
 *
 * <p>A process that attaches takes operating system's locks on the second byte of a slot, its claim, and on the first,
 * its lifeline, and holds them for as long as it is attached. Nobody but the holder of the claim writes the slot. The
 * system drops the locks when the process ends, however it ends. Between claim and lifeline the slot gets its next
 * generation: should its new holder be stopped in the middle, nobody takes the former one for alive.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0, a line for each slot
 *  |                          Generation                           |
 *  +---------------------------------------------------------------+ 4
 *  |                            unused                             |
 *  +---------------------------------------------------------------+ 8
 *  |                          Process id                           |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 16
 *  |      Start of the process, as its system counts               |
 *  |                                                               |
 *  +---------------------------------------------------------------+ 24
 * </pre>
 *
 * <p>A member is named by a positive number of {@value #MEMBER_BITS} bits: its slot, and the slot's generation, which
 * counts up with each new holder, so that a slot's new holder is never taken for a dead one. (After a million holders
 * of one slot the count begins again.)
 *
 * <p>To ask is to try for a shared lock on the member's byte: askers do not hinder each other, and a holder's exclusive
 * lock refuses them. An asker killed in between leaves nothing. A process that looks for a free slot just then passes
 * over this one and takes another.
 */
final class Members {

    static final int SLOT_BITS = RegionLayout.MEMBER_SLOT_BITS;
    static final int GENERATION_BITS = 20;
    static final int MEMBER_BITS = SLOT_BITS + GENERATION_BITS;
    static final int MEMBER_MASK = (1 << MEMBER_BITS) - 1;

    /** A member that never was, and never is: its generation is none. */
    static final int NOBODY = 1;

    /**
     * The slot of the process that made the file, and of no other: whether it lives tells whether the file is wanted.
     */
    private static final int MAKER_SLOT = 0;

    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final int GENERATION_MASK = (1 << GENERATION_BITS) - 1;

    private static final int GENERATION_OFFSET = 0;
    private static final int PID_OFFSET = 8;
    private static final int START_OFFSET = 16;

    private final Memory memory;
    private final FileChannel channel;
    private final int self;

    private Members(Memory memory, FileChannel channel, int self) {
        this.memory = memory;
        this.channel = channel;
        this.self = self;
    }

    /** Takes the maker's slot of a file that is being made; false if somebody, sweeping, has it just now. */
    static boolean lockMakerSlot(FileChannel channel) throws IOException {
        return lock(channel, lifeline(MAKER_SLOT)) != null;
    }

    /** Enters the slot that {@link #lockMakerSlot} has locked. */
    static Members enterAsMaker(Memory memory, FileChannel channel) {
        return new Members(memory, channel, enter(memory, MAKER_SLOT));
    }

    /**
     * Whether the process that made a file has gone. If so it cannot be made use of until the channel is closed. The
     * file must not be one that this process has attached: closing the channel would cut this process' own lifeline.
     */
    static boolean lockIfMakerGone(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(lifeline(MAKER_SLOT), 1, true) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Takes a free slot and enters it. */
    static Members join(Memory memory, FileChannel channel) throws IOException {
        for (int slot = MAKER_SLOT + 1; slot < MEMBER_SLOTS; slot++) {
            FileLock claim = lock(channel, claim(slot));
            if (claim != null) {
                int self = enter(memory, slot);
                if (lock(channel, lifeline(slot)) != null) {
                    return new Members(memory, channel, self);
                }
                // Somebody asks just now.
                claim.release();
            }
        }
        throw new RegionFullException(memory.file(),
            "no free member slot: " + MEMBER_SLOTS + " processes are attached; close the region in one of them");
    }

    /** This process, as a member. */
    int self() {
        return self;
    }

    /**
     * Whether a member still has the region attached: never false of one that has, true for an instant at most of one
     * that has not. Takes 1 to 5 microseconds, except for this process itself.
     */
    boolean isAlive(int member) {
        if (member == self) {
            return true;
        }
        int slot = member & SLOT_MASK;
        if (member == NOBODY || slot == (self & SLOT_MASK) || !isCurrent(member)) {
            return false;
        }
        return isLocked(slot) && isCurrent(member);
    }

    /** The process id of a member that lives, or that was the last to hold its slot; 0 if the slot has a new holder. */
    long pid(int member) {
        long pid = memory.getLong(slotOffset(member) + PID_OFFSET);
        return isCurrent(member) ? pid : 0;
    }

    /** A member, as it is now. */
    Member member(int member) {
        return new Member(member, pid(member), isAlive(member));
    }

    /** The last holder of each slot that ever had one. */
    List<Member> all() {
        List<Member> all = new ArrayList<>();
        for (int slot = 0; slot < MEMBER_SLOTS; slot++) {
            int generation = memory.getInt(slotOffset(slot) + GENERATION_OFFSET);
            if (generation > 0 && generation <= GENERATION_MASK) {
                all.add(member(generation << SLOT_BITS | slot));
            }
        }
        return all;
    }

    /** Locks a byte, if nobody has it. */
    private static FileLock lock(FileChannel channel, long position) throws IOException {
        try {
            return channel.tryLock(position, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The generation first: with it the former holder is known to be dead. Nobody looks for the new one yet. */
    private static int enter(Memory memory, int slot) {
        long offset = slotOffset(slot);
        int generation = memory.getInt(offset + GENERATION_OFFSET) + 1 & GENERATION_MASK;
        if (generation == 0) {
            generation = 1;
        }
        memory.putInt(offset + GENERATION_OFFSET, generation);
        memory.putLong(offset + PID_OFFSET, ThisProcess.pid());
        memory.putLong(offset + START_OFFSET, ThisProcess.start());
        return generation << SLOT_BITS | slot;
    }

    private boolean isCurrent(int member) {
        return memory.getInt(slotOffset(member) + GENERATION_OFFSET) == member >>> SLOT_BITS;
    }

    /** One asker at a time: Java refuses two locks on one byte within a process. */
    private synchronized boolean isLocked(int slot) {
        try (FileLock lock = channel.tryLock(lifeline(slot), 1, true)) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw new RegionClosedException(memory.file());
            }
            throw new RegionException(memory.file(), "cannot ask whether a member lives", e);
        }
    }

    private static long slotOffset(int member) {
        return MEMBERS_OFFSET + (long) (member & SLOT_MASK) * LINE;
    }

    private static long lifeline(int slot) {
        return slotOffset(slot);
    }

    private static long claim(int slot) {
        return slotOffset(slot) + 1;
    }
}
