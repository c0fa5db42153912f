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

    private static final Size USUAL_SIZE = new Size(24, 80);
    private static final long SIZE_HOLDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private Size size = USUAL_SIZE;
    private long askedNanos = System.nanoTime() - SIZE_HOLDS_NANOS;

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

    /** In characters. */
    record Size(int height, int width) { }

    /** Its size, as of the last second. */
    Size size() {
        if (System.nanoTime() - askedNanos >= SIZE_HOLDS_NANOS) {
            size = ask();
            askedNanos = System.nanoTime();
        }
        return size;
    }

    private static Size ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String[] size =
                new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim().split(" ");
            int height = Integer.parseInt(size[0]);
            int width = Integer.parseInt(size[size.length - 1]);
            return height > 0 && width > 0 ? new Size(height, width) : USUAL_SIZE;
        } catch (IOException | NumberFormatException e) {
            return USUAL_SIZE;
        }
    }
}
