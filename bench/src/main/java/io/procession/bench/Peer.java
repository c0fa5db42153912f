package io.procession.bench;

import io.procession.Process;
import io.procession.shm.Lock;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who is compared. */
public enum Peer {

    /** This project's {@link Lock} and {@link LongValue}, from worker JVMs. */
    PROCESSION,
    /** A robust process-shared pthread mutex and an atomic of C11, from forked processes. */
    C,
    /** {@code multiprocessing.Lock} and {@code Value}, from forked processes. */
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
            case C -> new Team(work, processes, boardFile, Programs.c("contest"));
            case CPYTHON -> new Team(work, processes, boardFile, Programs.python("contest"));
            default -> new Workers(this, work, processes, boardFile, board);
        };
    }

    /** The processes of a contest. */
    interface Contestants {

        /** Whether none has ended. */
        boolean areAlive();

        /** Waits for them to end, after the board has said so, and for the counter to be on the board. */
        void join() throws InterruptedException;
    }

    /** Worker JVMs. */
    private static final class Workers implements Contestants {

        private final List<Process> workers = new ArrayList<>();
        private final Region region = Region.create();
        private final LongValue counter = LongValue.create(region, 0);
        private final Board board;

        Workers(Peer peer, Work work, int processes, Path boardFile, Board board) {
            this.board = board;
            Lock lock = Lock.create(region);
            Process.Builder builder = Process.builder().daemon(true);
            if (peer == CHRONICLE) {
                builder.jvmOptions(ChroniclePair.OPEN_NIO, ChroniclePair.OPEN_REFLECT);
            }
            for (int i = 0; i < processes; i++) {
                workers.add(builder.start(new JvmWorker(peer, work, lock, counter, boardFile.toString(), i)));
            }
        }

        @Override
        public boolean areAlive() {
            return workers.stream().allMatch(Process::isAlive);
        }

        @Override
        public void join() throws InterruptedException {
            for (Process worker : workers) {
                worker.join();
            }
            board.setCounter(counter.get());
            region.close();
        }
    }

    /** A program that starts the others by itself; it ends them too should this JVM be killed. */
    private static final class Team implements Contestants {

        private final java.lang.Process program;

        Team(Work work, int processes, Path boardFile, List<String> command) throws IOException {
            List<String> line = new ArrayList<>(command);
            line.addAll(List.of(work.word(), Integer.toString(processes), boardFile.toString()));
            program = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        }

        @Override
        public boolean areAlive() {
            return program.isAlive();
        }

        @Override
        public void join() throws InterruptedException {
            program.waitFor();
        }
    }
}
