package io.procession;

import io.procession.shm.Waiting;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what becomes of a pool's workers. */
final class WorkerLog implements PoolListener {

    enum Kind { STARTED, RETIRED, DIED }

    /** The exit code is 0 but of one that died. */
    record Entry(Kind kind, String name, long pid, int exitCode) { }

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    @Override
    public void workerStarted(String name, long pid) {
        entries.add(new Entry(Kind.STARTED, name, pid, 0));
    }

    @Override
    public void workerRetired(String name, long pid) {
        entries.add(new Entry(Kind.RETIRED, name, pid, 0));
    }

    @Override
    public void workerDied(String name, long pid, int exitCode) {
        entries.add(new Entry(Kind.DIED, name, pid, exitCode));
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    List<Entry> of(Kind kind) {
        return entries.stream().filter(entry -> entry.kind == kind).toList();
    }

    /** The process ids of those that were ready some time. */
    List<Long> pids() {
        return of(Kind.STARTED).stream().map(Entry::pid).toList();
    }

    void await(Kind kind, int count) {
        Waiting.until(count + " are " + kind, () -> of(kind).size() >= count);
    }

    /** What became of a worker, once it has ended. */
    Entry awaitEnd(long pid) {
        Waiting.until("the end of " + pid + " is told", () -> ends(pid).size() > 0);
        return ends(pid).get(0);
    }

    private List<Entry> ends(long pid) {
        return entries.stream().filter(entry -> entry.kind != Kind.STARTED && entry.pid == pid).toList();
    }
}
