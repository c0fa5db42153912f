/**
 * What Procession costs, beside peers measured in the same run: the benchmarks, and {@link
 * io.procession.bench.Compare}, which interleaves them.
 *
 * <p>Here live measurements and the programs that they need, in Java, C and Python. No figure is written down here;
 * what is measured is of the machine at hand.
 */
package io.procession.bench;
