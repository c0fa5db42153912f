/**
 * What Procession costs, beside peers measured in the same run: JMH's benchmarks, and the comparisons of a {@link
 * io.procession.bench.Plan}, which interleaves them, as tables or as a report with plots.
 *
 * <p>Here live measurements and the programs that they need, in Java, C and Python. No figure is written down here;
 * what is measured is of the machine at hand.
 */
package io.procession.bench;
