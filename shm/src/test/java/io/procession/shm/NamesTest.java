package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static final int MANY = 5_000;

    private final Region region = Region.create();

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void manyAreFoundWhenTheTableHasGrown() {
        for (int i = 0; i < MANY; i++) {
            LongValue.open(region, "name-" + i, i);
        }
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, LongValue.open(region, "name-" + i, -1).get());
        }
        assertEquals(MANY, region.entries().size());
        assertEquals("name-4999", region.entries().get(MANY - 1).name());
    }

    /** Would catch a finder that takes what the table's predecessor lacks for missing. */
    @Test
    void areFoundWhileTheTableGrows() throws Exception {
        Background<Void> maker = Background.start(() -> {
            for (int i = 0; i < MANY; i++) {
                LongValue.open(region, "name-" + i, i);
            }
            return null;
        });
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, LongValue.open(region, "name-" + i, i).get());
        }
        maker.get();
        assertEquals(MANY, region.entries().size());
    }

    /** Would catch a hash that lines up numbered names, so that one is found behind hundreds of others. */
    @Test
    void areFoundAtOnceAmongAHundredThousand() {
        String[] patterns = {"name-", "", "x", "worker/"};
        int many = 100_000 / patterns.length;
        for (String pattern : patterns) {
            for (int i = 0; i < many; i++) {
                LongValue.open(region, pattern + i, i);
            }
        }
        for (String pattern : patterns) {
            for (int i = 0; i < many; i++) {
                assertEquals(i, LongValue.open(region, pattern + i, -1).get());
            }
        }
        assertEquals(100_000, region.entries().size());
        Block table = table();
        assertTrue(table.length() >= 2 * 100_000, table::describe);
        long most = 0;
        long all = 0;
        for (long place = 0; place < table.length(); place++) {
            long entry = region.memory().getLong(table.data() + place * Long.BYTES);
            if (entry != 0) {
                long home = entry >>> Integer.SIZE;
                long steps = 1 + (place - home & table.length() - 1);
                all += steps;
                most = Math.max(most, steps);
            }
        }
        assertTrue(all < 1.5 * 100_000, all + " steps to find each once");
        assertTrue(most < 50, most + " steps to find one");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "räksmörgås", "名前", "\uD83D\uDE00", "\u0000", "a\nb", "../etc/passwd"})
    void mayBeAnyText(String name) {
        LongValue.open(region, name, 1).set(7);
        assertEquals(7, LongValue.open(region, name, 1).get());
        assertEquals(name, region.entries().get(0).name());
    }

    @Test
    void areToldApartThoughTheirHashesAreEqual() {
        assertEquals("AaAa".hashCode(), "BBBB".hashCode());
        LongValue.open(region, "AaAa", 1);
        LongValue.open(region, "BBBB", 2);
        assertEquals(1, LongValue.open(region, "AaAa", 0).get());
        assertEquals(2, LongValue.open(region, "BBBB", 0).get());
    }

    @Test
    void mayBeOf1024Bytes() {
        String longest = "ä".repeat(512);
        LongValue.open(region, longest, 1).set(7);
        assertEquals(7, LongValue.open(region, longest, 1).get());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1025, 100_000})
    void areRefusedIfEmptyOrTooLong(int length) {
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> LongValue.open(region, "x".repeat(length), 1));
        assertTrue(e.getMessage().endsWith("found " + length), e::getMessage);
        assertEquals(0, region.entries().size());
    }

    /** Half a character has no UTF-8: what is made under such a name would never be found again. */
    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "a\uDE00b"})
    void areRefusedIfTheyAreNoText(String name) {
        assertThrows(IllegalArgumentException.class, () -> LongValue.open(region, name, 1));
        assertEquals(0, region.entries().size());
    }

    /** As its maker leaves a block if it dies before it has entered the name. */
    @Test
    void doNotListWhatTheyDoNotLeadTo() {
        LongValue.open(region, "hits", 1);
        Block table = table();
        region.memory().fill(table.data(), table.length() * Long.BYTES, (byte) 0);
        assertEquals(0, region.entries().size());
        assertEquals(2, LongValue.open(region, "hits", 2).get());
        assertEquals(1, region.entries().size());
    }

    private Block table() {
        return Block.read(region.memory(), region.memory().getLong(RegionLayout.NAMES_OFFSET));
    }
}
