package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers that died, or stopped, in the middle of it; and what no writer has written. */
class HalfWrittenTest {

    private record Wide(long a, long b, @Type.MaxBytes(8) String text, long c) {
        static Wide of(int x) {
            return new Wide(x, -x, "x" + x, x);
        }
    }

    private static final Type<Wide> WIDE = Type.of(Wide.class);
    private static final int COPY_BYTES = 40;

    private final Region region = Region.create();
    private final Value<Wide> value = Value.open(region, "value", WIDE, Wide.of(1));

    @AfterEach
    void close() {
        region.close();
    }

    /** A writer that has written so many bytes of the next value. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 21, COPY_BYTES})
    void isTheOldValueUntilTheSequenceSaysOtherwise(int written) {
        dieUpdating();
        beginToWrite(Wide.of(2), written);
        assertEquals(Wide.of(1), value.get());
        long asked = System.nanoTime();
        value.set(Wide.of(3));
        Waiting.assertPrompt(asked);
        assertEquals(Wide.of(3), value.get());
        assertOthersAreTold();
    }

    @Test
    void isTheNewValueOnceTheSequenceSaysSo() {
        dieUpdating();
        beginToWrite(Wide.of(2), COPY_BYTES);
        memory().putLong(cell(), memory().getLong(cell()) + 1);
        assertEquals(Wide.of(2), value.get());
        value.update(wide -> Wide.of((int) wide.a() + 1));
        assertEquals(Wide.of(3), value.get());
        assertOthersAreTold();
    }

    /** Would catch a set that takes over and keeps the word of the death to itself. */
    @Test
    void leavesTheWordOfADeathToWhoLocksExplicitly() {
        Array<Wide> array = Array.open(region, "array", WIDE, 2);
        Array<Byte> numbers = Array.open(region, "numbers", Type.INT8, 2);
        try (Child child = Child.start(Dier.class, region.file(), "lock").expect("in")) {
            child.kill();
        }
        value.set(Wide.of(4));
        value.update(wide -> wide);
        array.set(0, Wide.of(5));
        array.update(1, wide -> Wide.of(6));
        array.asList().set(1, Wide.of(7));
        numbers.set(0, (byte) 1);
        numbers.update(1, number -> (byte) 2);
        assertEquals(List.of(Wide.of(5), Wide.of(7)), array.asList());
        assertEquals(List.of((byte) 1, (byte) 2), numbers.asList());
        for (RLock lock : List.of(value.lock(), array.lock(), numbers.lock())) {
            assertTrue(lock.isLocked());
            assertAbandonedOnce(lock);
        }
        value.set(Wide.of(8));
        assertFalse(value.lock().isLocked());
    }

    @Test
    void leavesTheWordOfADeathToWhoUpdatesWithinALock() {
        dieUpdating();
        try (SharedLock.Hold hold = value.lock().hold()) {
            assertTrue(hold.abandoned());
            value.set(Wide.of(4));
            assertTrue(value.lock().abandoned());
        }
        assertFalse(value.lock().isLocked());
    }

    @Test
    void isLeftAloneByAWriterThatDiesInAnAccessor() {
        Value<Blocking> blocking = Value.open(region, "blocking", Type.of(Blocking.class), new Blocking(1, 2));
        try (Child child = Child.start(Dier.class, region.file(), "accessor").expect("in")) {
            child.kill();
        }
        assertEquals(new Blocking(1, 2), blocking.get());
        assertFalse(blocking.lock().isLocked());
    }

    /** Would catch a reader that waits for a writer's next step. */
    @Test
    @Timeout(300)
    void isReadWhileAWriterIsStopped() throws Exception {
        Random random = new Random(42);
        try (Child child = Child.start(Stormer.class, region.file()).expect("in")) {
            for (int i = 0; i < Soak.rounds(15, 3000); i++) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(2000)));
                signal(child, "STOP");
                long asked = System.nanoTime();
                for (int j = 0; j < 100; j++) {
                    Wide wide = value.get();
                    assertEquals(Wide.of((int) wide.a()), wide);
                }
                Waiting.assertPrompt(asked);
                signal(child, "CONT");
            }
        }
    }

    private static void signal(Child child, String signal) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid())).start().waitFor());
    }

    /** Large, so that writers outrun a reader again and again. */
    @Test
    @Timeout(300)
    @Tag("waiting")
    void isReadWholeThoughWritersOutrunTheReader() throws Exception {
        Value<String> text = Value.create(region, Type.text(60_000), "");
        List<Background<Void>> writers = new ArrayList<>();
        LongValue end = LongValue.create(region, 0);
        for (char letter = 'a'; letter < 'c'; letter++) {
            String all = String.valueOf(letter).repeat(30_000 + letter);
            writers.add(Background.start(() -> {
                while (end.get() == 0) {
                    text.set(all);
                }
                return null;
            }));
        }
        Waiting.until("somebody writes", () -> !text.get().isEmpty());
        for (int i = 0; i < Soak.rounds(2_000, 50_000); i++) {
            String read = text.get();
            char letter = read.charAt(0);
            assertEquals(30_000 + letter, read.length());
            assertEquals(read.length(), read.chars().filter(c -> c == letter).count());
        }
        end.set(1);
        for (Background<Void> writer : writers) {
            writer.get();
        }
        assertFalse(text.lock().isLocked());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 9, Integer.MAX_VALUE})
    void saysThatALengthIsCorrupt(int length) {
        Value<String> text = Value.create(region, Type.text(8), "abc");
        assertCorrupt(length, text, text.block().elements() + Long.BYTES);
        assertCorrupt(length, value, cell() + Long.BYTES + 16);
        text.set("ok");
        value.set(Wide.of(2));
        assertEquals("ok", text.get());
        assertEquals(Wide.of(2), value.get());
    }

    private void assertCorrupt(int length, Value<?> value, long offset) {
        memory().putInt(offset, length);
        RegionFormatException e = assertThrows(RegionFormatException.class, value::get);
        assertTrue(e.getMessage().contains("of 0 to 8 bytes, found a length of " + length), e::getMessage);
        assertEquals(region.file(), e.file());
    }

    @Test
    void saysThatTextIsCorrupt() {
        Value<String> text = Value.create(region, Type.text(8), "a\uFFFDc");
        assertEquals("a\uFFFDc", text.get());
        memory().putByteRelease(text.block().elements() + Long.BYTES + Integer.BYTES, (byte) 0xFF);
        RegionFormatException e = assertThrows(RegionFormatException.class, text::get);
        assertTrue(e.getMessage().contains("corrupt value: expected UTF-8, found other bytes"), e::getMessage);
    }

    @Test
    void readsOtherCorruptionAsSomeValue() {
        Value<Boolean> bool = Value.create(region, Type.BOOL, false);
        memory().putByteRelease(bool.block().elements(), (byte) 7);
        assertEquals(true, bool.get());
        memory().putLong(cell(), Long.MIN_VALUE);
        assertEquals(Wide.of(1), value.get());
        memory().putLong(cell(), -1);
        value.set(Wide.of(2));
        assertEquals(Wide.of(2), value.get());
    }

    /** Leaves the value to a process that was killed in the middle of an update. */
    private void dieUpdating() {
        try (Child child = Child.start(Dier.class, region.file(), "update").expect("in")) {
            assertTrue(value.lock().isLocked());
            child.kill();
        }
    }

    /** What a writer does before it stores the sequence. */
    private void beginToWrite(Wide next, int written) {
        long inactive = memory().getLong(cell()) + 1 & 1;
        memory().copyFrom(WIDE.layout().encode(next), 0, cell() + Long.BYTES + inactive * COPY_BYTES, written);
    }

    private void assertOthersAreTold() {
        assertAbandonedOnce(value.lock());
    }

    private static void assertAbandonedOnce(RLock lock) {
        lock.lock();
        assertTrue(lock.abandoned());
        lock.unlock();
        lock.lock();
        assertFalse(lock.abandoned());
        lock.unlock();
    }

    private Memory memory() {
        return region.memory();
    }

    private long cell() {
        return value.block().elements();
    }

    private record Blocking(int x, int y) {

        private static boolean blocks;

        @Override
        public int y() {
            if (blocks) {
                Role.say("in");
                Role.hear();
            }
            return y;
        }
    }

    /** Gets to the middle of something and stays there. */
    static final class Dier {
        public static void main(String[] arguments) {
            Region region = Region.open(Path.of(arguments[0]));
            Value<Wide> value = Value.open(region, "value", WIDE, Wide.of(0));
            switch (arguments[1]) {
                case "update" -> value.update(wide -> {
                    Role.say("in");
                    Role.hear();
                    return wide;
                });
                case "accessor" -> {
                    Value<Blocking> blocking =
                        Value.open(region, "blocking", Type.of(Blocking.class), new Blocking(3, 4));
                    Blocking.blocks = true;
                    blocking.set(new Blocking(5, 6));
                }
                default -> {
                    value.lock().lock();
                    Array.open(region, "array", WIDE, 2).lock().lock();
                    Array.open(region, "numbers", Type.INT8, 2).lock().lock();
                    Role.say("in");
                    Role.hear();
                }
            }
        }
    }

    /** Sets the value without a pause. */
    static final class Stormer {
        public static void main(String[] arguments) {
            Role.endWithTest();
            Value<Wide> value = Value.open(Region.open(Path.of(arguments[0])), "value", WIDE, Wide.of(0));
            Role.say("in");
            for (int i = 0; ; i++) {
                value.set(Wide.of(i % 1_000_000));
            }
        }
    }
}
