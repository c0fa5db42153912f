package io.procession.bench;

import static io.procession.bench.Samples.line;
import static io.procession.bench.Samples.ours;
import static io.procession.bench.Samples.peer;
import static io.procession.bench.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as people read it. */
class PageTest {

    @TempDir
    private Path place;

    private String page(Results results) throws IOException {
        return new Page(results, Plots.draw(results, place)).text();
    }

    @Test
    void firstTableIsSortedWorstFirst() throws IOException {
        String page = page(Samples.results(0.5, row("good", Unit.MILLIS, ours(1.0), peer("C", 3.0)),
            row("bad", Unit.MILLIS, ours(4.0), peer("C", 1.0))));
        int bad = page.indexOf(
            "| **0.25** | 0.25 .. 0.25 | bad, processes: 1 | 4.00 ms | `C` | 1.00 ms |  |");
        int good = page.indexOf(
            "| **3.00** | 3.00 .. 3.00 | good, processes: 1 | 1.00 ms | `C` | 3.00 ms |  |");
        assertTrue(0 < bad && bad < good, page);
    }

    @Test
    void wideSpreadIsMarked() throws IOException {
        String page = page(Samples.results(0.5, row("shaky", Unit.MILLIS, ours(1.0, 1.0), peer("C", 1.0, 2.0))));
        assertTrue(page.contains("| **1.50** | 1.00 .. 2.00 | shaky, processes: 1 | 1.00 ms | `C` | 1.50 ms | wide |"),
            page);
        assertTrue(page.contains("|  | `C` | peer | 1.50 | 1.00 .. 2.00 | ms | 1.50 (1.00 .. 2.00) | wide |"), page);
    }

    @Test
    void saysWhatAnOperationIsAndWhatIsNotComparable() throws IOException {
        String page = page(Samples.results(0.5, row("a", Unit.MILLIS, ours(1.0), peer("C", 1.0))));
        assertTrue(page.contains(Section.LOCK.operation), page);
        assertTrue(page.contains(Section.LOCK.notComparable), page);
    }

    @Test
    void priceOfCrossingIsShownButNotCompared() throws IOException {
        String page = page(Samples.results(0.5,
            row("a", Unit.MILLIS, ours(1.0), line("JUC", Standing.IN_PROCESS, 0.1))));
        assertTrue(page.contains("`JUC` | in one process | 0.10 |"), page);
        assertTrue(page.contains("Without a peer across processes: a, processes: 1."), page);
        assertFalse(page.contains("| **"), page);
    }

    @Test
    void skippedPeersAreNamed() throws IOException {
        Row row = new Row(Section.LOCK, "a", "", Unit.MILLIS, List.of(ours(1.0)), List.of("C skipped: no cc"));
        assertTrue(page(Samples.results(0.5, row)).contains("* a: C skipped: no cc"));
    }

    @Test
    void busyMachineIsSaid() throws IOException {
        Row row = row("a", Unit.MILLIS, ours(1.0));
        assertTrue(page(Samples.results(1.1, row)).contains("somebody else's work"));
        assertFalse(page(Samples.results(1.0, row)).contains("somebody else's work"));
    }

    @Test
    void waysToStartAreDrawnTogether() throws IOException {
        Row ready = new Row(Section.START, StartTables.FAMILY, "from what is ready", Unit.MILLIS, List.of(ours(1.0)),
            List.of());
        Row cold = new Row(Section.START, StartTables.FAMILY, "of a new program", Unit.MILLIS,
            List.of(ours(80.0), peer("SPAWN", 90.0)), List.of());
        Plots plots = Plots.draw(Samples.results(0.5, ready, cold), place);
        if (plots.failure() == null) {
            assertEquals(List.of(StartTables.FAMILY), plots.of(Section.START).stream().map(Plots.Plot::title).toList());
        }
    }

    @Test
    void plotsAreDrawnOfWhatThereIsInsteadOfThoseThatWereThere() throws IOException {
        Files.createDirectories(place.resolve(Plots.DIRECTORY));
        Path old = Files.createFile(place.resolve(Plots.DIRECTORY).resolve("old.svg"));
        Row one = row("a", Unit.MILLIS, ours(1.0), peer("C", 2.0));
        Row two = new Row(Section.LOCK, "a", "processes: 2", Unit.MILLIS, List.of(ours(2.0)), List.of());
        Results results = Samples.results(0.5, one, two);
        Plots plots = Plots.draw(results, place);
        String page = new Page(results, plots).text();
        assertFalse(Files.exists(old));
        if (plots.failure() == null) {
            assertEquals(List.of("a", "a wait: percentiles"),
                plots.of(Section.LOCK).stream().map(Plots.Plot::title).toList());
            assertTrue(Files.readString(place.resolve("plots/a.svg")).contains("<svg"));
            assertTrue(page.contains("![a](plots/a.svg)"), page);
        } else {
            assertTrue(page.contains("Plots could not be drawn, or not all"), page);
        }
    }
}
