package io.procession.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the jar does with its arguments. */
class MainTest {

    private final List<String> calls = new ArrayList<>();

    private List<String> callsOf(String... line) throws Exception {
        Main.Choice choice = Main.Choice.of(List.of(line), arguments -> calls.add("report"),
            arguments -> calls.add("compare"), arguments -> calls.add("jmh"));
        choice.command().main(choice.arguments().toArray(String[]::new));
        calls.addAll(choice.arguments());
        return calls;
    }

    @Test
    void reportGetsWhatFollows() throws Exception {
        assertEquals(List.of("report", "--quick", "lock"), callsOf("report", "--quick", "lock"));
    }

    @Test
    void compareGetsWhatFollows() throws Exception {
        assertEquals(List.of("compare", "report"), callsOf("compare", "report"));
    }

    @Test
    void jmhGetsAllElse() throws Exception {
        assertEquals(List.of("jmh", "-f", "1", "report", "-l"), callsOf("-f", "1", "report", "-l"));
    }

    @Test
    void jmhGetsNothingAsNothing() throws Exception {
        assertEquals(List.of("jmh"), callsOf());
    }
}
