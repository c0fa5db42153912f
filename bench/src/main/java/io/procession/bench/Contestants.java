package io.procession.bench;

import io.procession.Process;
import io.procession.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes of a {@link Contest}. */
interface Contestants {

    /** Whether none has ended. */
    boolean areAlive();

    /**
     * Waits for them to end, after the board has said so, and for what they leave there.
     *
     * @return whether all did in this time, and none has failed
     */
    boolean join(Duration time) throws InterruptedException;

    /** Ends at once who has not ended, and gives back what they shared. */
    void kill();

    /** Worker JVMs, one for each task. */
    final class Workers implements Contestants {

        /**
         * A heap that is soon gone through, and then over and over, as one of any size is by a program that runs for
         * long. With the usual one, a short measurement would be of how fast the system makes fresh memory.
         */
        static final List<String> SMALL_HEAP = List.of("-Xms32m", "-Xmn16m");

        private final List<Process> workers = new ArrayList<>();
        private final Runnable afterEnd;
        private final Runnable release;

        /**
         * @param afterEnd what is to be done when all have ended
         * @param release gives back what they share
         */
        Workers(List<String> jvmOptions, List<? extends Task> tasks, Runnable afterEnd, Runnable release) {
            this.afterEnd = afterEnd;
            this.release = release;
            List<String> options = new ArrayList<>(jvmOptions);
            options.addAll(SMALL_HEAP);
            Process.Builder builder = Process.builder().daemon(true).jvmOptions(options.toArray(String[]::new));
            for (Task task : tasks) {
                workers.add(builder.start(task));
            }
        }

        @Override
        public boolean areAlive() {
            return workers.stream().allMatch(Process::isAlive);
        }

        @Override
        public boolean join(Duration time) throws InterruptedException {
            long end = System.nanoTime() + time.toNanos();
            boolean ended = true;
            for (Process worker : workers) {
                ended &= worker.join(Duration.ofNanos(end - System.nanoTime())) && worker.exitCode().getAsInt() == 0;
            }
            afterEnd.run();
            return ended;
        }

        @Override
        public void kill() {
            workers.forEach(Process::kill);
            release.run();
        }
    }

    /** A program that starts the others by itself; they end with it, and it does should this JVM be killed. */
    final class Team implements Contestants {

        private final java.lang.Process program;

        Team(List<String> command, Object... arguments) throws IOException {
            List<String> line = new ArrayList<>(command);
            for (Object argument : arguments) {
                line.add(argument.toString());
            }
            program = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        }

        @Override
        public boolean areAlive() {
            return program.isAlive();
        }

        @Override
        public boolean join(Duration time) throws InterruptedException {
            return program.waitFor(time.toMillis(), TimeUnit.MILLISECONDS) && program.exitValue() == 0;
        }

        @Override
        public void kill() {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly();
        }
    }
}
