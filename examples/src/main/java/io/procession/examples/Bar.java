package io.procession.examples;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/** Progress on a terminal: a bar with bytes, time gone and to go, rate and files. */
final class Bar implements Progress {

    private static final int UPDATE_MILLIS = 200;
    private static final long KILO = 1000;
    private static final long MEGA = 1_000_000;
    private static final long IN_MEGA_FROM = 10 * MEGA;

    private final long files;
    private final boolean weightless;
    private final Screen screen = new Screen();
    private final ProgressBar bar;
    private boolean closed;

    Bar(long files, long bytes) {
        this.files = files;
        this.weightless = bytes == 0;
        boolean large = bytes >= IN_MEGA_FROM;
        this.bar = new ProgressBarBuilder().setTaskName("copy").setInitialMax(weightless ? 1 : bytes)
            .setStyle(ProgressBarStyle.ASCII).setUnit(large ? " MB" : " kB", large ? MEGA : KILO)
            .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setEtaFunction(Bar::remaining).continuousUpdate().setUpdateIntervalMillis(UPDATE_MILLIS)
            .setConsumer(screen).build();
        show(0, 0);
    }

    /** As long as it took for what is done, for each byte. */
    private static Optional<Duration> remaining(ProgressState state) {
        if (state.getCurrent() == 0) {
            return Optional.empty();
        }
        double ratio = (double) (state.getMax() - state.getCurrent()) / state.getCurrent();
        return Optional.of(Duration.ofMillis(Math.max(0, (long) (state.getElapsedAfterStart().toMillis() * ratio))));
    }

    @Override
    public void show(long filesDone, long bytesDone) {
        bar.setExtraMessage(" " + filesDone + "/" + Text.count(files, "file"));
        long done = weightless ? filesDone / files : Math.min(bytesDone, bar.getMax());
        bar.stepTo(Math.max(bar.getCurrent(), done));
    }

    @Override
    public void say(String line) {
        screen.say(line);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            bar.close();
        }
    }

    /** The line of the terminal that the bar is on, and what is told in between. The bar's own thread draws on it. */
    private static final class Screen implements ProgressBarConsumer {

        /** A full line makes some terminals begin the next, and Ctrl-C appears as two characters. */
        private static final int ROOM = 3;
        private static final String LINE_START = "\r";
        private static final String CLEAR_TO_END = "\u001b[K";

        private final Terminal terminal = new Terminal();
        private boolean ended;

        @Override
        public int getMaxRenderedLength() {
            return terminal.size().width() - ROOM;
        }

        @Override
        public synchronized void accept(String line) {
            if (!ended) {
                System.out.print(LINE_START + line + CLEAR_TO_END);
                System.out.flush();
            }
        }

        synchronized void say(String line) {
            if (!ended) {
                System.out.print(LINE_START + CLEAR_TO_END);
                System.out.flush();
            }
            System.err.println(line);
        }

        @Override
        public synchronized void close() {
            if (!ended) {
                ended = true;
                System.out.println();
            }
        }
    }
}
