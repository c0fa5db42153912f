package io.procession.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is measured, and for how long. */
class PlanTest {

    private static final double QUICK_SECONDS = 5 * 60;
    private static final double FULL_SECONDS = 45 * 60;
    private static final List<Section> ALL = List.of(Section.values());

    @Test
    void quickReportEndsInFiveMinutes() {
        assertTrue(new Plan(Effort.QUICK, ALL).seconds() < QUICK_SECONDS);
    }

    @Test
    void fullReportOfTwoProcessorsEndsInThreeQuartersOfAnHour() {
        double seconds = new Plan(Effort.FULL.withMostProcesses(4), ALL).seconds();
        assertTrue(seconds < FULL_SECONDS, () -> "planned: " + seconds);
    }

    @Test
    void everySectionHasAComparisonThatBeginsWithOurs() {
        for (Effort effort : List.of(Effort.QUICK, Effort.FULL)) {
            for (Section section : ALL) {
                List<Row> rows = new Plan(effort, List.of(section)).rows();
                assertTrue(!rows.isEmpty(), section::word);
                rows.forEach(row -> assertEquals(Standing.OURS, row.ours().standing(), row::title));
            }
        }
    }

    @Test
    void sectionsAreFoundByTheirWords() {
        assertEquals(ALL, Section.words().stream().map(Section::of).toList());
        assertTrue(Arrays.asList(Section.values()).contains(Section.of("roundtrip")));
    }
}
