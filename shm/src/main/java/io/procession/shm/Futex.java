package io.procession.shm;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.lang.ref.Reference;

/**
 * Sleeps in the Linux kernel by futex(2), on the shared page itself, so that any process that maps the file can wake.
 *
 * <p>An interrupt does not end such a sleep: who obeys interrupts looks for them when the sleep is over.
 */
final class Futex implements Parker {

    /** FUTEX_WAIT and FUTEX_WAKE without FUTEX_PRIVATE_FLAG: sleeper and waker are in different processes. */
    private static final int WAIT = 0;
    private static final int WAKE = 1;

    /** futex_waitv(2), of Linux 5.16; the same number everywhere. */
    private static final long WAIT_ANY_NUMBER = 449;
    private static final int MAX_WAIT_ANY = 128;
    /** What it reads for each word: value (8 bytes), address (8), flags (4), nothing (4). */
    private static final int WAITER_BYTES = 24;
    private static final int WAITER_ADDRESS_OFFSET = 8;
    private static final int WAITER_FLAGS_OFFSET = 16;
    /** FUTEX2_SIZE_U32, without FUTEX2_PRIVATE. */
    private static final int WAITER_FLAGS = 2;
    private static final int CLOCK_MONOTONIC = 1;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EINVAL = 22;
    private static final int ETIMEDOUT = 110;

    /** JNA's, for the directory that it unpacks its library to. */
    private static final String UNPACKED_PROPERTY = "jna.tmpdir";

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long number;
    /** For what the system does not do. */
    private final Parker fallback;
    private final boolean waitsForAny;
    private final ThreadLocal<com.sun.jna.Memory> timeouts =
        ThreadLocal.withInitial(() -> new com.sun.jna.Memory(2L * Long.BYTES));

    private final ThreadLocal<com.sun.jna.Memory> waiters =
        ThreadLocal.withInitial(() -> new com.sun.jna.Memory((long) MAX_WAIT_ANY * WAITER_BYTES));

    private Futex(long number, Parker fallback) {
        this.number = number;
        this.fallback = fallback;
        this.waitsForAny = Syscall.syscall(WAIT_ANY_NUMBER, 0, 0, 0, 0, CLOCK_MONOTONIC, 0) < 0
            && Native.getLastError() == EINVAL;
    }

    /** Whether the system call's number is known for this machine. */
    static boolean isSupported() {
        return numberHere() >= 0;
    }

    /** Loads what a futex needs; what was there before if this cannot be had. */
    static Parker orElse(Parker fallback) {
        try {
            load();
            Futex futex = new Futex(numberHere(), fallback);
            return futex.answers() ? futex : fallback;
        } catch (LinkageError | RuntimeException e) {
            return fallback;
        }
    }

    /**
     * JNA unpacks its library to a file, which goes when it is loaded, in a directory of its own in the user's cache,
     * which stays: unless the user has named another, it is one that goes too, or the system's for such files.
     */
    private static void load() {
        boolean chosen = System.getProperty(UNPACKED_PROPERTY) != null;
        File made = chosen ? null : makeTemporary();
        if (!chosen) {
            System.setProperty(UNPACKED_PROPERTY, made == null ? System.getProperty("java.io.tmpdir") : made.toString());
        }
        try {
            Jdk.allowNativeAccess(Native.class);
            Native.register(Syscall.class, NativeLibrary.getProcess());
        } finally {
            if (!chosen) {
                System.clearProperty(UNPACKED_PROPERTY);
            }
            if (made != null) {
                made.delete();
            }
        }
    }

    private static File makeTemporary() {
        try {
            return RuntimeDirectory.makeTemporary();
        } catch (IOException e) {
            return null;
        }
    }

    /** The number of futex(2): it differs between architectures, and 32-bit ones have another timespec. */
    private static long numberHere() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return -1;
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> 202;
            case "aarch64", "riscv64", "loongarch64" -> 98;
            case "ppc64le" -> 221;
            case "s390x" -> 238;
            default -> -1;
        };
    }

    /** A sandbox may forbid the call. */
    private boolean answers() {
        com.sun.jna.Memory word = new com.sun.jna.Memory(Integer.BYTES);
        word.setInt(0, 0);
        long woken = Syscall.syscall(number, address(word), WAKE, 1, 0, 0, 0);
        Reference.reachabilityFence(word);
        return woken == 0;
    }

    @Override
    public void park(Memory memory, long offset, int value, long nanos) {
        com.sun.jna.Memory timeout = timeouts.get();
        timeout.setLong(0, nanos / NANOS_PER_SECOND);
        timeout.setLong(Long.BYTES, nanos % NANOS_PER_SECOND);
        long result = Syscall.syscall(number, memory.address(offset), WAIT, value, address(timeout), 0, 0);
        Reference.reachabilityFence(memory);
        Reference.reachabilityFence(timeout);
        check(result, memory);
    }

    @Override
    public void parkAny(Words words, long nanos) {
        int count = words.count();
        if (!waitsForAny || count > MAX_WAIT_ANY) {
            fallback.parkAny(words, nanos);
            return;
        }
        com.sun.jna.Memory all = waiters.get();
        for (int i = 0; i < count; i++) {
            long waiter = (long) i * WAITER_BYTES;
            all.setLong(waiter, words.value(i) & 0xFFFF_FFFFL);
            all.setLong(waiter + WAITER_ADDRESS_OFFSET, words.memory(i).address(words.offset(i)));
            all.setLong(waiter + WAITER_FLAGS_OFFSET, WAITER_FLAGS);
        }
        com.sun.jna.Memory deadline = timeouts.get();
        Syscall.clock_gettime(CLOCK_MONOTONIC, address(deadline));
        long end = deadline.getLong(Long.BYTES) + nanos;
        deadline.setLong(0, deadline.getLong(0) + end / NANOS_PER_SECOND);
        deadline.setLong(Long.BYTES, end % NANOS_PER_SECOND);
        long result =
            Syscall.syscall(WAIT_ANY_NUMBER, address(all), count, 0, address(deadline), CLOCK_MONOTONIC, 0);
        Reference.reachabilityFence(words);
        Reference.reachabilityFence(all);
        Reference.reachabilityFence(deadline);
        check(result, words.memory(0));
    }

    private static void check(long result, Memory memory) {
        if (result < 0) {
            int error = Native.getLastError();
            if (error != EAGAIN && error != EINTR && error != ETIMEDOUT) {
                throw new RegionException(memory.file(),
                    "cannot sleep on its memory, which may have been cut off: errno " + error);
            }
        }
    }

    @Override
    public int unpark(Memory memory, long offset, int sleepers) {
        long woken = Syscall.syscall(number, memory.lastingAddress(offset), WAKE, sleepers, 0, 0, 0);
        Reference.reachabilityFence(memory);
        return (int) Math.max(0, woken);
    }

    private static long address(com.sun.jna.Memory memory) {
        return com.sun.jna.Pointer.nativeValue(memory);
    }

    /** Functions of the C library, bound directly: JNA's cheapest call. */
    private static final class Syscall {

        static native long syscall(long number, long word, long operation, long value, long timeout, long word2,
            long value3);

        static native int clock_gettime(int clock, long time);
    }
}
