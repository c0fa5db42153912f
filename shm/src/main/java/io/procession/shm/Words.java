package io.procession.shm;

/** Words to sleep on all at once, each with the value that it must still have. For one thread. */
final class Words {

    private final Memory[] memories;
    private final long[] offsets;
    private final int[] values;

    Words(int count) {
        this.memories = new Memory[count];
        this.offsets = new long[count];
        this.values = new int[count];
    }

    int count() {
        return memories.length;
    }

    void set(int index, Memory memory, long offset, int value) {
        memories[index] = memory;
        offsets[index] = offset;
        values[index] = value;
    }

    Memory memory(int index) {
        return memories[index];
    }

    long offset(int index) {
        return offsets[index];
    }

    int value(int index) {
        return values[index];
    }

    /** Whether each word still has its value. */
    boolean areUnchanged() {
        for (int i = 0; i < memories.length; i++) {
            if (memories[i].getInt(offsets[i]) != values[i]) {
                return false;
            }
        }
        return true;
    }
}
