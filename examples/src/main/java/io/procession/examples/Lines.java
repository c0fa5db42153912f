package io.procession.examples;

import java.util.concurrent.TimeUnit;

/** Progress where no terminal is: a line at each tenth of the way, none within a second after another. */
final class Lines implements Progress {

    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int STEPS = 10;

    private final long files;
    private final long bytes;
    private long lastNanos = System.nanoTime();
    private long lastStep;

    Lines(long files, long bytes) {
        this.files = files;
        this.bytes = bytes;
    }

    @Override
    public void show(long filesDone, long bytesDone) {
        double part = bytes == 0 ? 0 : Math.min(1, (double) bytesDone / bytes);
        long step = (long) (part * STEPS);
        if (step > lastStep && step < STEPS && System.nanoTime() - lastNanos >= LEAST_NANOS) {
            lastStep = step;
            lastNanos = System.nanoTime();
            System.out.println((int) (100 * part) + "%, " + filesDone + " of " + Text.count(files, "file") + ", "
                + Text.bytes(bytesDone) + " of " + Text.bytes(bytes));
        }
    }

    @Override
    public void say(String line) {
        System.err.println(line);
    }

    @Override
    public void close() {
        // Each line is whole.
    }
}
