package io.procession.bench;

import java.util.List;

/**
 * The figures of one of those compared.
 *
 * @param figures one for each time that it was measured
 */
record Line(String name, Standing standing, List<Double> figures) {

    Spread spread() {
        return Spread.of(figures);
    }
}
