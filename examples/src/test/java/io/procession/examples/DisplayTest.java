package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What fits into a line of a terminal. */
class DisplayTest {

    @Test
    void cutsALineAtTheTerminalsWidth() {
        assertEquals("abc", Display.cut("abcdef", 3));
        assertEquals("abc", Display.cut("abc", 3));
        assertEquals("", Display.cut("", 3));
    }

    @Test
    void countsColumnsAndNotCharacters() {
        assertEquals("a\u65e5", Display.cut("a\u65e5\u672c", 4), "each takes two");
        assertEquals("e\u0301x", Display.cut("e\u0301xy", 2), "an accent takes none");
        assertEquals("\ud83d\ude00", Display.cut("\ud83d\ude00\ud83d\ude00", 3), "nor is one cut in two");
    }
}
