package io.procession.examples;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * What is asked of the terminal, by the system's own programs: {@link System#console} answers for input and output
 * together, and from Java 22 on even where neither is a terminal.
 */
final class Terminal {

    private static final int USUAL_WIDTH = 80;
    private static final long WIDTH_HOLDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private int width = USUAL_WIDTH;
    private long askedNanos = System.nanoTime() - WIDTH_HOLDS_NANOS;

    /** Whether the standard output is a terminal on which a line can be drawn over. */
    static boolean isOutput() {
        String type = System.getenv("TERM");
        if (type == null || type.equals("dumb")) {
            return false;
        }
        try {
            return new ProcessBuilder("sh", "-c", "test -t 1").inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Its width in columns, as of the last second. */
    int width() {
        if (System.nanoTime() - askedNanos >= WIDTH_HOLDS_NANOS) {
            width = ask();
            askedNanos = System.nanoTime();
        }
        return width;
    }

    private static int ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            return columns > 0 ? columns : USUAL_WIDTH;
        } catch (IOException | NumberFormatException e) {
            return USUAL_WIDTH;
        }
    }
}
