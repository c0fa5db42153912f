package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The protocol, with the deaths that it is made for. */
class BoardTest {

    private static final int MINE = 0;
    private static final int DEAD = 1;

    private final Board board = Board.create(new Route(Path.of("/from"), Path.of("/to")), false, 2,
        "/a/b%FF/c".getBytes(StandardCharsets.US_ASCII), new long[] {0, 2, 7, 9});

    @AfterEach
    void close() {
        board.close();
    }

    @Test
    void knowsItsFiles() {
        assertEquals(3, board.files());
        assertEquals(Path.of("/from/a"), board.source(0));
        assertEquals("/to/b%FF", board.target(1).toUri().getRawPath());
        assertEquals(Path.of("/to"), board.temporary(2).getParent());
    }

    @Test
    void givesEachFileOnce() {
        assertEquals(0, board.claim(MINE));
        assertEquals(1, board.claim(DEAD));
        assertEquals(2, board.claim(MINE));
        assertEquals(-1, board.claim(MINE));
    }

    @Test
    void givesADeadWorkersFileToAnother() {
        board.claim(MINE);
        board.claim(DEAD);
        board.release(board.claimedBy(DEAD), DEAD);

        assertEquals(1, board.claim(MINE));
        assertEquals(-1, board.claimedBy(DEAD));
    }

    @Test
    void givesAFileWhoseNumberWasTakenByOneThatDiedBeforeItsClaim() {
        board.next().getAndIncrement();
        board.release(board.claimedBy(DEAD), DEAD);

        assertEquals(0, board.claim(MINE));
    }

    @Test
    void countsADeadWorkersFileOnce() {
        board.count(DEAD, Board.PRESENT, 100);
        board.release(board.claim(DEAD), DEAD);
        int file = board.claim(MINE);
        board.count(MINE, Board.PRESENT, 14);
        assertEquals(7, board.bytesDone());
        board.verify(file, MINE, 7);

        assertEquals(7, board.bytesDone());
        assertEquals(7, board.verifiedBytes(file));
        assertEquals(1, board.sum(Board.FILES));
    }

    @Test
    void keepsAReasonForEachFailure() {
        board.fail(board.claim(MINE), MINE, "one");
        board.fail(board.claim(DEAD), DEAD, "\u00e4nother");

        assertTrue(board.isFailed(0) && board.isFailed(1));
        assertEquals("one", board.reason(0));
        assertEquals("\u00e4nother", board.reason(1));
        assertEquals(2, board.sum(Board.FAILURES));
    }

    @Test
    void saysSoWhenReasonsAreTooMany() {
        board.textsUsed().set(board.texts().length());
        board.fail(board.claim(MINE), MINE, "why");

        assertEquals("cannot copy /from/a: there is no room left for reasons", board.reason(0));
    }

    @Test
    void letsNobodyBeginAfterAStop() {
        board.stop();

        assertEquals(-1, board.claim(MINE));
    }
}
