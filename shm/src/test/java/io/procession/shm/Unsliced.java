package io.procession.shm;

import java.lang.reflect.Field;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, nobody's sleep ends with its slice: who is not woken sleeps on, where otherwise it would only lose
 * milliseconds that no test can tell from those that the system takes. The deadlines of timed waits are kept by those
 * threads that say so.
 */
final class Unsliced implements Parker, AutoCloseable {

    private static final long FOR_EVER_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Field field;
    private final Parker sliced;
    private final ThreadLocal<Boolean> timed = ThreadLocal.withInitial(() -> false);

    Unsliced() throws ReflectiveOperationException {
        this.field = Parking.class.getDeclaredField("parker");
        field.setAccessible(true);
        this.sliced = Parking.parker();
        field.set(null, this);
    }

    /** The calling thread waits with deadlines. */
    void keepDeadlines() {
        timed.set(true);
    }

    @Override
    public void park(Memory memory, long offset, int value, long nanos) {
        sliced.park(memory, offset, value, timed.get() ? nanos : FOR_EVER_NANOS);
    }

    @Override
    public void parkAny(Words words, long nanos) {
        sliced.parkAny(words, timed.get() ? nanos : FOR_EVER_NANOS);
    }

    @Override
    public int unpark(Memory memory, long offset, int sleepers) {
        return sliced.unpark(memory, offset, sleepers);
    }

    @Override
    public void close() throws ReflectiveOperationException {
        field.set(null, sliced);
    }
}
