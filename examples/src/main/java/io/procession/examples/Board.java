package io.procession.examples;

import io.procession.shm.ByteArray;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * All that parent and workers share, and the protocol between them. It travels to a worker as handles.
 *
 * <p>A worker takes the next number from {@code next}, and the file of that number is its own if it then swaps the
 * file's state from unclaimed to claimed. So the number is a hint and the state the truth, and there is one word that
 * says all of a file:
 *
 * <pre>
 *   unclaimed --claim--> claimed by slot k --verify--> verified, so many bytes
 *       ^                     |        \-----fail----> failed, where its reason is in texts
 *       '---k died: parent----'
 * </pre>
 *
 * <p><b>If a worker dies between any two instructions.</b> With a number taken and nothing claimed, the file is still
 * unclaimed. With a file claimed, the parent, having seen the process end, deletes the temporary file and makes the
 * file unclaimed. In both cases it sets {@code next} back to 0, and all pass over what is claimed or done. With the
 * copy under its final name and not yet marked verified, the file is copied once more over itself. With a reason
 * written and the file not marked failed, the reason's place is wasted. The counters of a slot have one writer and only
 * move the bar: what the summary says comes from the states.
 *
 * <p><b>If the parent dies</b>, its daemons, the workers, die too, and the temporary files stay behind.
 *
 * @param source the source's URI, without a slash at its end: of all that Java makes of a name, only a URI keeps its
 *     bytes, whatever they are
 * @param target the copy's URI
 * @param run what is in the name of this run's temporary files
 * @param offsets where a file's name begins in {@code names}, and after the last one, where that ends
 * @param names what follows {@code source} in a file's URI
 */
record Board(String source, String target, String run, boolean synced, LongValue next, LongValue stopped,
             LongArray states, LongArray offsets, ByteArray names, LongValue textsUsed, ByteArray texts,
             LongArray counters) implements Serializable, AutoCloseable {

    /** What a slot counts: files and bytes verified; of its present file, bytes written and bytes read back. */
    static final int FILES = 0;
    static final int BYTES = 1;
    static final int PRESENT = 2;
    static final int FAILURES = 3;
    static final int INEXACT = 4;
    private static final int COUNTERS = 5;

    /** Begins the name of what is not done yet. */
    static final String TEMPORARY_PREFIX = ".procession-copy-";

    private static final int STATE_SHIFT = 60;
    private static final long REST = (1L << STATE_SHIFT) - 1;
    private static final long UNCLAIMED = 0;
    private static final long CLAIMED = 1L << STATE_SHIFT;
    private static final long VERIFIED = 2L << STATE_SHIFT;
    private static final long FAILED = 3L << STATE_SHIFT;

    private static final int TEXT_LENGTH_BITS = 16;
    private static final int MAX_TEXT = 1 << 13;
    private static final int TEXTS_AT_LEAST = 1 << 16;
    private static final int TEXTS_AT_MOST = 1 << 24;
    private static final int TEXT_PER_FILE = 256;
    private static final long MARGIN = 1 << 16;

    /** A board for files whose names are given, none of them claimed, in an anonymous region of its own. */
    static Board create(Route route, boolean synced, int slots, byte[] names, long[] offsets) {
        int files = offsets.length - 1;
        int textBytes = (int) Math.max(TEXTS_AT_LEAST, Math.min(TEXTS_AT_MOST, (long) TEXT_PER_FILE * files));
        long payload = 2L * Long.BYTES * offsets.length + names.length + textBytes;
        Region region = Region.create(Math.min(Region.MAX_CAPACITY, Region.MIN_CAPACITY + payload + MARGIN));
        Board board = new Board(uri(route.source()), uri(route.target()),
            Long.toHexString(ProcessHandle.current().pid()) + "-" + Long.toHexString(System.nanoTime()), synced,
            LongValue.create(region, 0), LongValue.create(region, 0), LongArray.create(region, files),
            LongArray.create(region, offsets.length), ByteArray.create(region, names.length),
            LongValue.create(region, 0), ByteArray.create(region, textBytes),
            LongArray.create(region, COUNTERS * slots));
        board.names.copyFrom(0, names);
        board.offsets.copyFrom(0, offsets);
        return board;
    }

    /** A file's URI, as text, without a slash at its end. */
    static String uri(Path file) {
        String uri = file.toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    /** Gives the memory back. Only the parent does; a worker's goes with it. */
    @Override
    public void close() {
        states.region().close();
    }

    int files() {
        return states.length();
    }

    Path source(int file) {
        return Path.of(URI.create(source + name(file)));
    }

    Path target(int file) {
        return Path.of(URI.create(target + name(file)));
    }

    /** Where a copy is until it is verified: in the directory in which it will be, under a name that fits anywhere. */
    Path temporary(int file) {
        return target(file).resolveSibling(TEMPORARY_PREFIX + run + "-" + file);
    }

    private String name(int file) {
        long from = offsets.get(file);
        byte[] name = new byte[(int) (offsets.get(file + 1) - from)];
        names.copyTo((int) from, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    /** Claims a file for a slot; -1 if there is none left, or nothing is to be begun any more. */
    int claim(int slot) {
        for (long file; (file = next.getAndIncrement()) < files() && !isStopped(); ) {
            if (states.compareAndSet((int) file, UNCLAIMED, CLAIMED | slot)) {
                return (int) file;
            }
        }
        return -1;
    }

    /** Lets nobody begin another file. */
    void stop() {
        stopped.set(1);
    }

    boolean isStopped() {
        return stopped.get() != 0;
    }

    /** A slot's file is done. */
    void verify(int file, int slot, long bytes) {
        if (states.compareAndSet(file, CLAIMED | slot, VERIFIED | bytes)) {
            count(slot, FILES, 1);
            count(slot, BYTES, bytes);
        }
        counters.set(slot * COUNTERS + PRESENT, 0);
    }

    /** A slot's file cannot be done, for a reason. */
    void fail(int file, int slot, String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_TEXT);
        long at = textsUsed.getAndAdd(length);
        if (at + length > texts.length()) {
            at = 0;
            length = 0;
        }
        texts.copyFrom((int) at, bytes, 0, length);
        if (states.compareAndSet(file, CLAIMED | slot, FAILED | at << TEXT_LENGTH_BITS | length)) {
            count(slot, FAILURES, 1);
        }
        counters.set(slot * COUNTERS + PRESENT, 0);
    }

    /** The file that a slot has claimed; -1 if none. */
    int claimedBy(int slot) {
        for (int file = 0; file < files(); file++) {
            if (states.get(file) == (CLAIMED | slot)) {
                return file;
            }
        }
        return -1;
    }

    /** Gives back what a dead worker has left: its file, and its number. */
    void release(int file, int slot) {
        if (file >= 0) {
            states.compareAndSet(file, CLAIMED | slot, UNCLAIMED);
        }
        counters.set(slot * COUNTERS + PRESENT, 0);
        next.set(0);
    }

    boolean isUnclaimed(int file) {
        return states.get(file) == UNCLAIMED;
    }

    boolean isFailed(int file) {
        return (states.get(file) & ~REST) == FAILED;
    }

    /** Of a verified file, its bytes; -1 of any other. */
    long verifiedBytes(int file) {
        long state = states.get(file);
        return (state & ~REST) == VERIFIED ? state & REST : -1;
    }

    /** Why a file has failed. */
    String reason(int file) {
        long where = states.get(file) & REST;
        byte[] text = new byte[(int) (where & (1 << TEXT_LENGTH_BITS) - 1)];
        texts.copyTo((int) (where >>> TEXT_LENGTH_BITS), text);
        return text.length > 0 ? new String(text, StandardCharsets.UTF_8)
            : "cannot copy " + Text.of(source(file)) + ": there is no room left for reasons";
    }

    /** Adds to a slot's counter. */
    void count(int slot, int counter, long delta) {
        counters.getAndAdd(slot * COUNTERS + counter, delta);
    }

    /** A counter's sum over all slots. */
    long sum(int counter) {
        long sum = 0;
        for (int i = counter; i < counters.length(); i += COUNTERS) {
            sum += counters.get(i);
        }
        return sum;
    }

    /** How many bytes are done, those of files half way through included: a byte is half done when it is written. */
    long bytesDone() {
        return sum(BYTES) + sum(PRESENT) / 2;
    }
}
