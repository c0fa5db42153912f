package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeArrayTest {

    private static final int MOST_IN_CURRENT = (int) SharedArray.MAX_BYTES_IN_CURRENT;

    @Test
    void smallOnesShareTheCurrentRegion() {
        assertSame(Region.current(), ByteArray.create(MOST_IN_CURRENT).region());
        assertSame(Region.current(), LongArray.create(MOST_IN_CURRENT / Long.BYTES).region());
        assertSame(Region.current(), IntArray.create(MOST_IN_CURRENT / Integer.BYTES).region());
        assertSame(Region.current(), DoubleArray.create(MOST_IN_CURRENT / Double.BYTES).region());
    }

    @Test
    void hasARegionOfItsOwn() {
        try (ByteArray bytes = ByteArray.create(MOST_IN_CURRENT + 1);
            LongArray longs = LongArray.create(MOST_IN_CURRENT / Long.BYTES + 1);
            IntArray ints = IntArray.create(MOST_IN_CURRENT / Integer.BYTES + 1);
            DoubleArray doubles = DoubleArray.create(MOST_IN_CURRENT / Double.BYTES + 1)) {
            for (SharedArray array : List.of(bytes, longs, ints, doubles)) {
                assertNotSame(Region.current(), array.region());
            }
            bytes.set(MOST_IN_CURRENT, (byte) 1);
            longs.set(longs.length() - 1, 1);
            ints.set(ints.length() - 1, 1);
            doubles.set(doubles.length() - 1, 1);
            assertEquals(1, bytes.get(MOST_IN_CURRENT));
            assertEquals(1, longs.get(longs.length() - 1));
            assertEquals(1, ints.get(ints.length() - 1));
            assertEquals(1, doubles.get(doubles.length() - 1));
        }
    }

    @Test
    void givesItsFileBackWhenClosed() {
        ByteArray array = ByteArray.create(1 << 20);
        Path file = array.region().file();
        assertTrue(Files.exists(file));
        array.close();
        array.close();
        assertFalse(Files.exists(file));
        assertFalse(array.region().isOpen());
        assertThrows(RegionClosedException.class, () -> array.get(0));
    }

    @Test
    void leavesTheCurrentRegionOpenWhenClosed() {
        LongArray array = LongArray.create(1);
        array.close();
        assertTrue(Region.current().isOpen());
        assertThrows(RegionClosedException.class, () -> array.get(0));
    }

    @Test
    void leavesTheRegionItWasMadeInOpenWhenClosed() {
        try (Region region = Region.create()) {
            LongArray array = LongArray.open(region, "longs", 1);
            array.set(0, 5);
            array.close();
            assertThrows(RegionClosedException.class, () -> array.get(0));
            assertEquals(5, LongArray.open(region, "longs", 1).get(0));
        }
    }

    @Test
    void isUsedOnByThoseWhoHaveItWhenItsMakerClosesIt() {
        ByteArray array = ByteArray.create(1 << 20);
        try (Child user = Child.start(User.class).say(Handles.write(array)).expect("0")) {
            array.set(1, (byte) 1);
            array.close();
            user.say("on").expect("1").awaitSuccess();
        }
    }

    /** Reads what it is given. */
    static final class User {
        public static void main(String[] arguments) {
            ByteArray array = Handles.read(Role.hear(), ByteArray.class);
            Role.say(array.get(1));
            Role.hear();
            Role.say(array.get(1));
            array.close();
        }
    }
}
