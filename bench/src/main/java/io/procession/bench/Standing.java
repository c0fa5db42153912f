package io.procession.bench;

/** What a figure is, beside this project's. */
enum Standing {

    /** This project's: the first line of a {@link Row}, to which all others are compared, or another way of it. */
    OURS("ours"),
    /** Does the same, and across processes. */
    PEER("peer"),
    /** Does the same within one process: what this project's costs more is the price of crossing. */
    IN_PROCESS("in one process"),
    /** Does less, or what no JVM could do: there to be seen, and not to be compared. */
    LESS("less");

    final String word;

    Standing(String word) {
        this.word = word;
    }
}
