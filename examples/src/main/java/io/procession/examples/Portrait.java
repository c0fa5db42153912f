package io.procession.examples;

import io.procession.JoinableQueue;
import io.procession.Queue;
import io.procession.QueueException;
import io.procession.shm.Array;
import io.procession.shm.BoundedSemaphore;
import io.procession.shm.ByteArray;
import io.procession.shm.DoubleArray;
import io.procession.shm.IntArray;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Member;
import io.procession.shm.Owner;
import io.procession.shm.Region;
import io.procession.shm.RegionException;
import io.procession.shm.Semaphore;
import io.procession.shm.SharedLock;
import io.procession.shm.SharedObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntFunction;

/** A region, or a queue, as text: what is in it, and who has to do with it. */
final class Portrait implements AutoCloseable {

    private static final String QUEUE_REGION = "queue.region";
    private static final int FIRST_ELEMENTS = 8;
    /** The heading of the table of members, and an empty line before and after the table. */
    private static final int HEADINGS = 3;
    /** Where room is short, of what there is the members get a third. */
    private static final int MEMBERS_SHARE = 3;
    private static final int LEAST_NAME = 14;
    private static final int MOST_NAME = 30;
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

    /** As it is now, in lines. */
    List<String> draw() {
        return draw(Integer.MAX_VALUE);
    }

    /** The same in so many lines, where that can be: tables are cut short, and say so. */
    List<String> draw(int most) {
        List<String> text = new ArrayList<>();
        if (queue != null) {
            describe(queue, text);
        }
        text.add("region, " + Text.bytes(region.used()) + " of " + Text.bytes(region.capacity()) + " used"
            + (Files.exists(region.file()) ? "" : ", deleted") + ": " + Text.of(region.file()));
        List<String> members = members();
        List<String> objects = objects();
        int room = most - text.size() - HEADINGS;
        int first = Math.min(members.size(), Math.max(room / MEMBERS_SHARE, room - objects.size()));
        text.add("");
        text.add("      PID  STATE     STARTED   COMMAND");
        add(members, first, text);
        text.add("");
        add(objects, room - first, text);
        return text;
    }

    /** As many lines of a table as there is room for; the last one says how many there would be more. */
    private static void add(List<String> table, int room, List<String> text) {
        int shown = table.size() <= room ? table.size() : Math.max(0, room - 1);
        text.addAll(table.subList(0, shown));
        if (shown < table.size()) {
            text.add("      ... " + (table.size() - shown) + " more");
        }
    }

    /** The living first. */
    private List<String> members() {
        return region.attached().stream().sorted(Comparator.comparing(Member::alive).reversed())
            .map(Portrait::describe).toList();
    }

    private List<String> objects() {
        List<Region.Entry> entries = region.entries();
        int width = entries.stream().mapToInt(entry -> name(entry).length()).max().orElse(0);
        String format = "%-16s  %-" + Math.max(LEAST_NAME, Math.min(width, MOST_NAME)) + "s  %8s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(format, "KIND", "NAME", "SIZE", "VALUE"));
        for (Region.Entry entry : entries) {
            lines.add(String.format(format, entry.kind(), name(entry), Text.bytes(entry.bytes()), value(entry)));
        }
        return lines;
    }

    private static String name(Region.Entry entry) {
        return entry.name() == null ? "-" : Text.oneLine(entry.name());
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.close();
        }
        region.close();
    }

    private static void describe(Queue<?> queue, List<String> text) {
        JoinableQueue<?> joinable = queue instanceof JoinableQueue<?> found ? found : null;
        Map<Member, Integer> takers = joinable == null ? Map.of() : joinable.takers();
        int room = queue.remainingCapacity();
        text.add((joinable == null ? "queue " : "joinable queue ") + Text.of(queue.directory()));
        text.add("  " + Text.count(queue.size(), "item") + (queue.size() == 1 ? " waits" : " wait")
            + (room == Integer.MAX_VALUE ? "" : ", room for " + room) + (queue.isShutDown() ? ", shut down" : "")
            + ": " + first(queue));
        if (!takers.isEmpty()) {
            text.add("  taken and not done: " + parts(takers, " by "));
        }
    }

    /** Who has how much of something. */
    private static String parts(Map<Member, Integer> parts, String to) {
        StringJoiner text = new StringJoiner(", ");
        parts.forEach((member, count) -> text.add(count + to + (member.pid() == 0 ? "a former one" : member.pid())
            + (member.alive() ? "" : ", dead")));
        return text.toString();
    }

    private static String describe(Semaphore semaphore) {
        Map<Member, Integer> leases = semaphore.leases();
        int available = semaphore.availablePermits();
        String all = semaphore instanceof BoundedSemaphore bounded ? " of " + bounded.bound() : "";
        return available + all + (available == 1 && all.isEmpty() ? " permit" : " permits") + " available"
            + (leases.isEmpty() ? "" : ", " + parts(leases, " to ").replaceFirst(" to ", " lent to "));
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
        return String.format("%9d  %-8s  %-8s  %s", member.pid(), member.alive() ? "attached" : "gone",
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
        if (object instanceof Semaphore semaphore) {
            return describe(semaphore);
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
        return state(entry.kind(), Text.oneLine(object.toString()));
    }

    /** What an object says of itself, without what stands in the other columns. */
    private static String state(String kind, String text) {
        int begin = text.indexOf('[');
        return begin >= kind.length() && text.startsWith(kind) && text.endsWith("]")
            ? text.substring(begin + 1, text.length() - 1) : text;
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
