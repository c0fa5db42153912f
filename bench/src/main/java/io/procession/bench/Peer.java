package io.procession.bench;

import io.procession.Process;
import io.procession.shm.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who is compared. */
public enum Peer {

    /** This project's {@link SharedObjects}, from worker JVMs. */
    PROCESSION,
    /**
     * What POSIX and C11 have, process-shared, from forked processes: robust mutexes, as this project's locks are, a
     * condition variable, a barrier, a semaphore, an atomic, and a struct guarded by a mutex.
     */
    C,
    /** What {@code multiprocessing} has, from forked processes; its {@code Value} is guarded by an {@code RLock}. */
    CPYTHON,
    /** A pair of swaps on {@code MappedBytes}: no lock, but what one would be made of. One process. */
    CHRONICLE,
    /** {@code ReentrantLock} and {@code AtomicLong}, which do not cross a process' border. One process. */
    JUC;

    /** Whether several processes can work on the same. */
    boolean isShared() {
        return this != CHRONICLE && this != JUC;
    }

    /** What this peer needs and lacks here; null if nothing. */
    String missing() {
        return switch (this) {
            case C -> Programs.find("cc") == null ? "cc is not installed" : null;
            case CPYTHON -> Programs.find("python3") == null ? "python3 is not installed" : null;
            default -> null;
        };
    }

    /** Starts processes that work until the board says stop. */
    Contestants start(Work work, int processes, Path boardFile, Board board) throws IOException {
        return switch (this) {
            case C -> new Team(work, processes, boardFile, Programs.c("contest", "works.h", "works.c"));
            case CPYTHON -> new Team(work, processes, boardFile, Programs.python("contest"));
            default -> new Workers(this, work, processes, boardFile, board);
        };
    }

    /** The processes of a contest. */
    interface Contestants {

        /** Whether none has ended. */
        boolean areAlive();

        /**
         * Waits for them to end, after the board has said so, and for the counter to be on the board.
         *
         * @return whether all did in this time, and none has failed
         */
        boolean join(Duration time) throws InterruptedException;

        /** Ends at once who has not ended. */
        void kill();
    }

    /** Worker JVMs. */
    private static final class Workers implements Contestants {

        private final List<Process> workers = new ArrayList<>();
        private final Region region = Region.create();
        private final SharedObjects shared;
        private final Board board;

        Workers(Peer peer, Work work, int processes, Path boardFile, Board board) {
            this.board = board;
            this.shared = SharedObjects.create(region, processes);
            Process.Builder builder = Process.builder().daemon(true);
            if (peer == CHRONICLE) {
                builder.jvmOptions(ChroniclePair.OPEN_NIO, ChroniclePair.OPEN_REFLECT);
            }
            for (int i = 0; i < processes; i++) {
                workers.add(builder.start(new JvmWorker(peer, work, shared, boardFile.toString(), i, processes)));
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
            board.setCounter(shared.counted());
            return ended;
        }

        @Override
        public void kill() {
            workers.forEach(Process::kill);
            region.close();
        }
    }

    /** A program that starts the others by itself; they end with it, and it does should this JVM be killed. */
    private static final class Team implements Contestants {

        private final java.lang.Process program;

        Team(Work work, int processes, Path boardFile, List<String> command) throws IOException {
            List<String> line = new ArrayList<>(command);
            line.addAll(List.of(work.word(), Integer.toString(processes), Integer.toString(work.batch()),
                boardFile.toString()));
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
