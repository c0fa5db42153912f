package io.procession.bench;

import java.io.IOException;
import java.nio.file.Path;

/** What a {@link Contest} is about: who takes part, whose operations count, and what must be true in the end. */
interface Discipline {

    Peer peer();

    /** How many processes there are. */
    int processes();

    /** Of that effort, how long it takes until all is as fast as it will be. */
    double warmUpSeconds(Effort effort);

    /** What this is beside what this project does. */
    Standing standing();

    /** What is needed and lacks here; null if nothing. */
    String missing();

    /** Whether what this process does is in the figure. */
    boolean isCounted(int process);

    /** Starts processes that work until the board says stop, and note on it what they have done. */
    Contestants start(Path boardFile, Board board) throws IOException;

    /**
     * Looks at the board when all processes have ended.
     *
     * @return what is wrong; null if nothing is
     */
    String flaw(Board board);
}
