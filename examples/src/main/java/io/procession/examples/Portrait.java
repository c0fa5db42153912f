package io.procession.examples;

import io.procession.JoinableQueue;
import io.procession.Queue;
import io.procession.QueueException;
import io.procession.shm.Array;
import io.procession.shm.ByteArray;
import io.procession.shm.DoubleArray;
import io.procession.shm.IntArray;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Member;
import io.procession.shm.Owner;
import io.procession.shm.Region;
import io.procession.shm.RegionException;
import io.procession.shm.SharedLock;
import io.procession.shm.SharedObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntFunction;

/** A region, or a queue, as text: what is in it, and who has to do with it. */
final class Portrait implements AutoCloseable {

    private static final String QUEUE_REGION = "queue.region";
    private static final int FIRST_ELEMENTS = 8;
    /** Options of a JVM whose value is the next word, and not the program. */
    private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path");
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Region region;
    private final Queue<?> queue;

    private Portrait(Region region, Queue<?> queue) {
        this.region = region;
        this.queue = queue;
    }

    /** Of what is there already: nothing is made. */
    static Portrait of(Path file) {
        if (!Files.isDirectory(file)) {
            return new Portrait(Region.attach(file), null);
        }
        Region region = Region.attach(file.resolve(QUEUE_REGION));
        boolean joinable = region.entries().stream()
            .filter(entry -> "finishable".equals(entry.name()) && entry.kind().equals("LongValue"))
            .anyMatch(entry -> ((LongValue) region.object(entry)).get() != 0);
        return new Portrait(region, joinable ? JoinableQueue.open(file) : Queue.open(file));
    }

    /** As it is now. */
    String draw() {
        StringBuilder text = new StringBuilder();
        if (queue != null) {
            text.append(describe(queue));
        }
        text.append("region ").append(Text.of(region.file())).append(": ").append(Text.bytes(region.used()))
            .append(" used of ").append(Text.bytes(region.capacity())).append("\n\n");
        text.append("      PID  STATE     STARTED   COMMAND\n");
        region.attached().forEach(member -> text.append(describe(member)));
        text.append("\nKIND              NAME                SIZE  VALUE\n");
        for (Region.Entry entry : region.entries()) {
            text.append(String.format("%-16s  %-14s  %8s  %s%n", entry.kind(),
                entry.name() == null ? "-" : Text.oneLine(entry.name()), Text.bytes(entry.bytes()), value(entry)));
        }
        return text.append('\n').toString();
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close();
        }
        region.close();
    }

    private static String describe(Queue<?> queue) {
        int room = queue.remainingCapacity();
        return (queue instanceof JoinableQueue ? "joinable queue " : "queue ") + Text.of(queue.directory()) + ": "
            + Text.count(queue.size(), "item") + (queue.size() == 1 ? " waits" : " wait")
            + (room == Integer.MAX_VALUE ? "" : ", room for " + room) + (queue.isShutDown() ? ", shut down" : "")
            + ": " + first(queue) + "\n";
    }

    /** The first items that wait. */
    private static String first(Queue<?> queue) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        try {
            Iterator<?> items = queue.iterator();
            for (int i = 0; i < FIRST_ELEMENTS && items.hasNext(); i++) {
                text.add(Text.oneLine(String.valueOf(items.next())));
            }
            return items.hasNext() ? text.add("...").toString() : text.toString();
        } catch (QueueException e) {
            return text.add("one of a class that is not here").toString();
        }
    }

    private static String describe(Member member) {
        Optional<ProcessHandle.Info> info = member.alive()
            ? ProcessHandle.of(member.pid()).map(ProcessHandle::info) : Optional.empty();
        String self = member.pid() == ProcessHandle.current().pid() ? " (this process)" : "";
        return String.format("%9d  %-8s  %-8s  %s%n", member.pid(), member.alive() ? "attached" : "gone",
            info.flatMap(ProcessHandle.Info::startInstant).map(TIME::format).orElse("-"),
            info.map(Portrait::program).orElse("-") + self);
    }

    /** What it runs: of a JVM the main class, or the jar. */
    private static String program(ProcessHandle.Info info) {
        String program = info.command().map(command -> Path.of(command).getFileName().toString()).orElse("?");
        String[] arguments = info.arguments().orElse(new String[0]);
        for (int i = 0; i < arguments.length; i++) {
            if (CLASS_PATH.contains(arguments[i])) {
                i++;
            } else if (!arguments[i].startsWith("-")) {
                return program + " " + Text.oneLine(arguments[i].substring(arguments[i].lastIndexOf('/') + 1));
            }
        }
        return program;
    }

    private String value(Region.Entry entry) {
        SharedObject object;
        try {
            object = region.object(entry);
        } catch (RegionException e) {
            return entry.type();
        }
        if (object instanceof SharedLock lock) {
            return lock.owner().map(Portrait::describe).orElse("free");
        }
        if (object instanceof LongArray array) {
            return first(array.length(), array::get);
        }
        if (object instanceof IntArray array) {
            return first(array.length(), array::get);
        }
        if (object instanceof DoubleArray array) {
            return first(array.length(), array::get);
        }
        if (object instanceof ByteArray array) {
            return first(array.length(), array::get);
        }
        if (object instanceof Array<?> array) {
            return first(array.length(), array::get);
        }
        return Text.oneLine(object.toString());
    }

    private static String describe(Owner owner) {
        return "held by " + owner.pid() + (owner.alive() ? "" : ", dead") + ", thread " + owner.threadId() + ", since "
            + TIME.format(owner.since().isAfter(Instant.EPOCH) ? owner.since() : Instant.now()) + " at least";
    }

    private static String first(int length, IntFunction<?> element) {
        StringJoiner text = new StringJoiner(", ", "[", length > FIRST_ELEMENTS ? ", ... " + length + " in all]" : "]");
        for (int i = 0; i < Math.min(length, FIRST_ELEMENTS); i++) {
            text.add(Text.oneLine(String.valueOf(element.apply(i))));
        }
        return text.toString();
    }
}
