package io.procession.bench;

import io.procession.bench.Contestants.Team;
import io.procession.bench.Contestants.Workers;
import io.procession.shm.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Processes of one peer that all do the same {@link Work}. */
record JointWork(Peer peer, Work work, int processes) implements Discipline {

    @Override
    public double warmUpSeconds(Effort effort) {
        return !peer.isJvm() ? effort.warmUpSeconds()
            : work.isOfValue() ? effort.longWarmUpSeconds() : effort.jvmWarmUpSeconds();
    }

    @Override
    public Standing standing() {
        return peer == Peer.CHRONICLE ? Standing.LESS : peer.standing();
    }

    @Override
    public String missing() {
        return peer.missing();
    }

    @Override
    public boolean isCounted(int process) {
        return process == 0 || !work.isOfFirst();
    }

    @Override
    public Contestants start(Path boardFile, Board board) throws IOException {
        return switch (peer) {
            case C -> team(c(), work.word(), boardFile);
            case C_FUTEX -> team(c(), work.word() + "_futex", boardFile);
            case C_SPIN -> team(c(), work.word() + "_spin", boardFile);
            case CPYTHON -> team(Programs.python("contest", "board"), work.word(), boardFile);
            case JUC -> new Workers(peer.jvmOptions(), List.of(new JucWorkers(work, boardFile.toString(), processes)),
                () -> { }, () -> { });
            default -> workers(boardFile, board);
        };
    }

    private static List<String> c() throws IOException {
        return Programs.c("contest", "works.h", "works.c", "locks.h", "locks.c");
    }

    private Contestants team(List<String> command, String word, Path boardFile) throws IOException {
        return new Team(command, word, processes, work.batch(), boardFile);
    }

    private Contestants workers(Path boardFile, Board board) {
        Region region = Region.create();
        SharedObjects shared = SharedObjects.create(region, processes);
        List<JvmWorker> tasks = IntStream.range(0, processes)
            .mapToObj(i -> new JvmWorker(peer, work, shared, boardFile.toString(), i, processes)).toList();
        return new Workers(peer.jvmOptions(), tasks, () -> board.setCounter(shared.counted()), region::close);
    }

    @Override
    public String flaw(Board board) {
        long operations = IntStream.range(0, processes).filter(this::isCounted).mapToLong(board::tally).sum();
        if (work.counts() && board.counter() != operations) {
            return "expected a counter of " + operations + ", found " + board.counter();
        }
        for (int i = 1; i < processes && work.isInStep(); i++) {
            if (board.tally(i) != board.tally(0)) {
                return "process 0 did " + board.tally(0) + ", process " + i + " " + board.tally(i);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return peer + " " + work.word() + " x" + processes;
    }
}
