package io.procession.examples;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What came of it.
 *
 * @param verified of all {@code files}, those whose copy has the source's SHA-512
 * @param failures what could not be copied, files or other
 * @param untried files that nobody began to copy
 * @param inexact files and directories whose mode or time could not be kept
 */
record Summary(int files, int verified, long bytes, int directories, long links, int failures, int untried,
               long inexact, int lost, long nanos) {

    /** Whether everything that is in the source is in the copy. */
    boolean isComplete() {
        return failures == 0 && untried == 0 && verified == files;
    }

    /** As a table, a line each. */
    @Override
    public String toString() {
        double seconds = (double) nanos / TimeUnit.SECONDS.toNanos(1);
        StringBuilder table = new StringBuilder();
        add(table, "files", verified + " verified by SHA-512, of " + files);
        add(table, "directories", directories);
        add(table, "links", links);
        add(table, "bytes", String.format(Locale.ROOT, "%,d", bytes));
        add(table, "seconds", String.format(Locale.ROOT, "%.2f", seconds));
        add(table, "rate", Text.bytes(bytes / seconds) + "/s");
        add(table, "failures", failures);
        if (untried > 0) {
            add(table, "not tried", Text.count(untried, "file"));
        }
        if (inexact > 0) {
            add(table, "not kept", "mode or time of " + inexact);
        }
        return add(table, "workers lost", lost).toString().stripTrailing();
    }

    private static StringBuilder add(StringBuilder table, String name, Object value) {
        return table.append(String.format("%-13s %s%n", name, value));
    }
}
