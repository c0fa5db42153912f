package io.procession.shm;

import static io.procession.shm.RegionLayout.NAMES_OFFSET;
import static io.procession.shm.RegionLayout.NAME_COUNT_OFFSET;

/**
 * Finds a region's blocks by name, in time that does not grow with their number, and without a lock.
 *
 * <p>The table is a block of its own, an open hash table with linear probing of a power of two of entries:
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+ 0
 *  |                 Offset of the block, in lines                 |
 *  +---------------------------------------------------------------+ 4
 *  |                       Hash of its name                        |
 *  +---------------------------------------------------------------+ 8
 * </pre>
 *
 * <p>Nothing is ever removed. The holder of the creation lock adds an entry by one store, after its block is whole. A
 * table half full is followed by one of twice the size, filled before one store of its offset makes it the table;
 * killed before that, the maker has lost a block and nothing else. A finder that still reads the old table may miss
 * what was added since, and then asks again under the lock.
 */
final class Names {

    private static final int FIRST_CAPACITY = 512;

    private final Memory memory;
    private final Blocks blocks;

    Names(Memory memory, Blocks blocks) {
        this.memory = memory;
        this.blocks = blocks;
    }

    /** The block of that name; null if there is none, or it was added this instant. */
    Block find(String name) {
        long tableOffset = memory.getLong(NAMES_OFFSET);
        if (tableOffset == 0) {
            return null;
        }
        Block table = table(tableOffset);
        int hash = hash(name);
        long mask = table.length() - 1;
        for (long i = 0; i <= mask; i++) {
            long entry = memory.getLong(entry(table, hash + i & mask));
            if (entry == 0) {
                return null;
            }
            if (hashOf(entry) == hash) {
                Block block = Block.read(memory, offsetOf(entry));
                if (name.equals(block.name())) {
                    return block;
                }
            }
        }
        return null;
    }

    /** Whether a block can be had: one whose maker died before it entered the name is nobody's. */
    boolean leadsTo(Block block) {
        if (block.name() == null) {
            return true;
        }
        Block found = find(block.name());
        return found != null && found.offset() == block.offset();
    }

    /** Makes room for one more entry. Under the creation lock. */
    void reserve() {
        long tableOffset = memory.getLong(NAMES_OFFSET);
        if (tableOffset == 0) {
            publish(blocks.allocate(Shape.of(Kind.NAMES, FIRST_CAPACITY), null, 0));
            return;
        }
        Block table = table(tableOffset);
        if (2 * memory.getLong(NAME_COUNT_OFFSET) >= table.length()) {
            Block larger = blocks.allocate(Shape.of(Kind.NAMES, 2 * table.length()), null, 0);
            for (long i = 0; i < table.length(); i++) {
                long entry = memory.getLong(entry(table, i));
                if (entry != 0) {
                    store(larger, entry);
                }
            }
            publish(larger);
        }
    }

    /** Adds a block that is whole. Under the creation lock, after {@link #reserve}. */
    void add(Block block) {
        memory.putLong(NAME_COUNT_OFFSET, memory.getLong(NAME_COUNT_OFFSET) + 1);
        long lines = block.offset() / RegionLayout.LINE;
        store(table(memory.getLong(NAMES_OFFSET)), (long) hash(block.name()) << Integer.SIZE | lines);
    }

    private void publish(Block table) {
        memory.putLong(NAMES_OFFSET, table.offset());
    }

    private void store(Block table, long entry) {
        long mask = table.length() - 1;
        for (long i = 0; i <= mask; i++) {
            long offset = entry(table, hashOf(entry) + i & mask);
            if (memory.getLong(offset) == 0) {
                memory.putLong(offset, entry);
                return;
            }
        }
        throw new RegionFormatException(memory.file(), "corrupt names table at " + table.offset() + ": no free entry");
    }

    private Block table(long offset) {
        Block table = Block.read(memory, offset);
        if (table.kind() != Kind.NAMES || Long.bitCount(table.length()) != 1) {
            throw new RegionFormatException(memory.file(), "corrupt names table at " + offset + ": found "
                + table.describe() + "; restore the file or delete it");
        }
        return table;
    }

    private long entry(Block table, long index) {
        return table.data() + index * Long.BYTES;
    }

    private static long offsetOf(long entry) {
        return (entry & 0xFFFF_FFFFL) * RegionLayout.LINE;
    }

    private static int hashOf(long entry) {
        return (int) (entry >>> Integer.SIZE);
    }

    /**
     * The hash that {@link String} specifies, mixed by the finalizer of MurmurHash3: the hashes of numbered names are
     * neighbours, and linear probing would line them up.
     */
    private static int hash(String name) {
        int hash = name.hashCode();
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return hash ^ hash >>> 16;
    }
}
