package io.procession.examples;

import java.util.List;
import org.jline.utils.WCWidth;

/**
 * A terminal on which each text is drawn over the one before, as {@code top} does it: nothing scrolls, no line is
 * wrapped, and none is empty for a moment. At the end, also by Ctrl-C, the prompt comes below the last text.
 */
final class Display {

    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_TO_LINE_END = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String LINE_START = "\r";
    /** The line on which the cursor waits, and Ctrl-C appears. */
    private static final int LAST_LINE = 1;

    private final Terminal terminal = new Terminal();
    private boolean begun;
    private boolean ended;

    Display() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /** How many lines can be drawn. */
    int lines() {
        return Math.max(1, terminal.size().height() - LAST_LINE);
    }

    /** Draws lines, as far as there is room for them. */
    synchronized void draw(List<String> lines) {
        if (ended) {
            return;
        }
        StringBuilder text = new StringBuilder(begun ? HOME : CLEAR);
        begun = true;
        for (String line : lines.subList(0, Math.min(lines.size(), lines()))) {
            text.append(cut(line, terminal.size().width())).append(CLEAR_TO_LINE_END).append('\n');
        }
        System.out.print(text.append(CLEAR_BELOW));
        System.out.flush();
    }

    /** As much of a line as fits: some characters take two columns, others none. */
    static String cut(String line, int width) {
        int end = 0;
        int columns = 0;
        while (end < line.length()) {
            int character = line.codePointAt(end);
            columns += Math.max(0, WCWidth.wcwidth(character));
            if (columns > width) {
                break;
            }
            end += Character.charCount(character);
        }
        return line.substring(0, end);
    }

    /** Takes away what Ctrl-C has written. */
    private synchronized void end() {
        ended = true;
        if (begun) {
            System.out.print(LINE_START + CLEAR_TO_LINE_END);
            System.out.flush();
        }
    }
}
