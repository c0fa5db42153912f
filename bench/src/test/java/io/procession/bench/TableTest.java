package io.procession.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is measured, when, and who is not. */
class TableTest {

    private final Table table = new Table(Section.LOCK, "a", "b", Unit.MILLIS, 2);
    private final List<String> taken = new ArrayList<>();

    private void add(String name, Standing standing) {
        table.add(name, standing, null, 1, () -> {
            taken.add(name);
            return taken.size();
        });
    }

    @Test
    void peersAreMeasuredInTurn() throws InterruptedException {
        add("PROCESSION", Standing.OURS);
        add("C", Standing.PEER);
        table.measure();
        assertEquals(List.of("PROCESSION", "C", "PROCESSION", "C"), taken);
        assertEquals(List.of(1.0, 3.0), table.row().ours().figures());
        assertEquals(4, table.seconds());
    }

    @Test
    void figuresOfTheRehearsalAreForgotten() throws InterruptedException {
        add("PROCESSION", Standing.OURS);
        table.rehearse();
        table.measure();
        assertEquals(List.of(2.0, 3.0), table.row().ours().figures());
    }

    @Test
    void peerThatIsNotInstalledIsNamedAsSkipped() {
        add("PROCESSION", Standing.OURS);
        table.add("C", Standing.PEER, "cc is not installed", 1, () -> 1);
        assertEquals(List.of("C skipped: cc is not installed"), table.row().skipped());
        assertFalse(table.hasFailed());
    }

    @Test
    void peerThatFailsIsNamedAndHasNoFigures() throws InterruptedException {
        add("PROCESSION", Standing.OURS);
        table.add("C", Standing.PEER, null, 1, () -> {
            throw new IOException("no such program");
        });
        table.add("STUCK", Standing.PEER, null, 1, () -> 0);
        table.measure();
        assertEquals(List.of("C failed: no such program", "STUCK failed: nothing was done in that time"),
            table.row().skipped());
        assertEquals(List.of("PROCESSION"), table.row().lines().stream().map(Line::name).toList());
        assertTrue(table.hasFailed());
    }

    @Test
    void nothingIsComparedToWhatFailedOfOurs() throws InterruptedException {
        table.add("PROCESSION", Standing.OURS, null, 1, () -> {
            throw new IOException("broken");
        });
        add("C", Standing.PEER);
        table.measure();
        assertEquals(List.of(), table.row().lines());
    }
}
