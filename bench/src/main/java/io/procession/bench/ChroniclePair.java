package io.procession.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.openhft.chronicle.bytes.MappedBytes;

/**
 * The least that a lock can be on Chronicle's {@code MappedBytes}: a swap from 0 to 1 and one back. It has no owner, no
 * waiters, and nobody to take it over.
 */
final class ChroniclePair {

    /** What {@code MappedBytes} needs of the JVM. */
    static final String OPEN_NIO = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";
    /** Likewise. */
    static final String OPEN_REFLECT = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";

    /** Warns of flags that are not needed here. Kept reachable, since its level would go with it. */
    private static final Logger CLEANER_LOGGER =
        Logger.getLogger("net.openhft.chronicle.core.internal.cleaner.ReflectionBasedByteBufferCleanerService");

    private static final long SIZE = 64 << 10;

    private final MappedBytes bytes;

    ChroniclePair(Path file) throws IOException {
        quiet();
        bytes = MappedBytes.singleMappedBytes(file.toFile(), SIZE);
        bytes.singleThreadedCheckDisabled(true);
    }

    /** Has Chronicle keep its warnings to itself. */
    static void quiet() {
        CLEANER_LOGGER.setLevel(Level.OFF);
    }

    boolean swapTwice() {
        return bytes.compareAndSwapInt(0, 0, 1) && bytes.compareAndSwapInt(0, 1, 0);
    }

    void close() {
        bytes.releaseLast();
    }
}
