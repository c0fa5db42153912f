package io.procession.shm;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;

/**
 * Loads, stores and swaps at an absolute address: the only class that names {@link sun.misc.Unsafe}, and
 * never imports it, since of that the javadoc tool would warn.
 *
 * <p>Nothing here checks anything. {@link Memory} and the arrays of primitives are the only callers, and know that the
 * address is mapped.
 */
final class Raw {

    private static final sun.misc.Unsafe UNSAFE;
    private static final int BYTE_ARRAY;
    private static final int INT_ARRAY;
    private static final int LONG_ARRAY;
    private static final int DOUBLE_ARRAY;
    private static final long BUFFER_ADDRESS;

    /** Why there is no access; null if there is. */
    private static final Throwable REFUSAL;

    static {
        Jdk.silenceUnsafeWarning();
        sun.misc.Unsafe unsafe = null;
        int byteArray = 0;
        int intArray = 0;
        int longArray = 0;
        int doubleArray = 0;
        long bufferAddress = 0;
        Throwable refusal = null;
        try {
            Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            unsafe = (sun.misc.Unsafe) field.get(null);
            byteArray = unsafe.arrayBaseOffset(byte[].class);
            intArray = unsafe.arrayBaseOffset(int[].class);
            longArray = unsafe.arrayBaseOffset(long[].class);
            doubleArray = unsafe.arrayBaseOffset(double[].class);
            bufferAddress = unsafe.objectFieldOffset(Buffer.class.getDeclaredField("address"));
        } catch (ReflectiveOperationException | UnsupportedOperationException | LinkageError e) {
            refusal = e;
        }
        UNSAFE = unsafe;
        BYTE_ARRAY = byteArray;
        INT_ARRAY = intArray;
        LONG_ARRAY = longArray;
        DOUBLE_ARRAY = doubleArray;
        BUFFER_ADDRESS = bufferAddress;
        REFUSAL = refusal;
    }

    private Raw() {
    }

    /**
     * Where a mapping begins; valid only as long as the buffer is reachable.
     *
     * @throws IllegalStateException if this JVM gives no access to memory
     */
    static long address(MappedByteBuffer buffer) {
        if (REFUSAL != null) {
            throw new IllegalStateException("shared memory needs sun.misc.Unsafe, which this JVM refuses: start it with"
                + " --add-modules jdk.unsupported if it runs modules and, from JDK 24 on, with"
                + " --sun-misc-unsafe-memory-access=allow if it was told otherwise", REFUSAL);
        }
        return UNSAFE.getLong(buffer, BUFFER_ADDRESS);
    }

    static byte getByteVolatile(long address) {
        return UNSAFE.getByteVolatile(null, address);
    }

    static void putByteRelease(long address, byte value) {
        UNSAFE.storeFence();
        UNSAFE.putByte(address, value);
    }

    static short getShortVolatile(long address) {
        return UNSAFE.getShortVolatile(null, address);
    }

    static void putShortRelease(long address, short value) {
        UNSAFE.storeFence();
        UNSAFE.putShort(address, value);
    }

    static int getInt(long address) {
        return UNSAFE.getInt(address);
    }

    static void putInt(long address, int value) {
        UNSAFE.putInt(address, value);
    }

    /** By swapping the aligned 32-bit word that the byte is in. */
    static boolean compareAndSetByte(long address, byte expected, byte value) {
        long word = address & -Integer.BYTES;
        int place = (int) (address - word);
        boolean littleEndian = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        int shift = Byte.SIZE * (littleEndian ? place : Integer.BYTES - 1 - place);
        int mask = 0xFF << shift;
        while (true) {
            int seen = getIntVolatile(word);
            if ((byte) (seen >>> shift) != expected) {
                return false;
            }
            if (compareAndSetInt(word, seen, seen & ~mask | (value & 0xFF) << shift)) {
                return true;
            }
        }
    }

    static int getIntVolatile(long address) {
        return UNSAFE.getIntVolatile(null, address);
    }

    static void putIntVolatile(long address, int value) {
        UNSAFE.putIntVolatile(null, address, value);
    }

    static void putIntRelease(long address, int value) {
        UNSAFE.putOrderedInt(null, address, value);
    }

    static boolean compareAndSetInt(long address, int expected, int value) {
        return UNSAFE.compareAndSwapInt(null, address, expected, value);
    }

    static int getAndSetInt(long address, int value) {
        return UNSAFE.getAndSetInt(null, address, value);
    }

    static int getAndAddInt(long address, int delta) {
        return UNSAFE.getAndAddInt(null, address, delta);
    }

    static long getLong(long address) {
        return UNSAFE.getLong(address);
    }

    static void putLong(long address, long value) {
        UNSAFE.putLong(address, value);
    }

    static long getLongVolatile(long address) {
        return UNSAFE.getLongVolatile(null, address);
    }

    static void putLongVolatile(long address, long value) {
        UNSAFE.putLongVolatile(null, address, value);
    }

    static void putLongRelease(long address, long value) {
        UNSAFE.putOrderedLong(null, address, value);
    }

    static boolean compareAndSetLong(long address, long expected, long value) {
        return UNSAFE.compareAndSwapLong(null, address, expected, value);
    }

    static long getAndSetLong(long address, long value) {
        return UNSAFE.getAndSetLong(null, address, value);
    }

    static long getAndAddLong(long address, long delta) {
        return UNSAFE.getAndAddLong(null, address, delta);
    }

    static void fill(long address, long bytes, byte value) {
        UNSAFE.setMemory(address, bytes, value);
    }

    static void copyFrom(byte[] source, int index, long address, long bytes) {
        UNSAFE.copyMemory(source, BYTE_ARRAY + (long) index, null, address, bytes);
    }

    static void copyTo(long address, byte[] target, int index, long bytes) {
        UNSAFE.copyMemory(null, address, target, BYTE_ARRAY + (long) index, bytes);
    }

    static void copyFrom(int[] source, int index, long address, long bytes) {
        UNSAFE.copyMemory(source, INT_ARRAY + (long) index * Integer.BYTES, null, address, bytes);
    }

    static void copyTo(long address, int[] target, int index, long bytes) {
        UNSAFE.copyMemory(null, address, target, INT_ARRAY + (long) index * Integer.BYTES, bytes);
    }

    static void copyFrom(long[] source, int index, long address, long bytes) {
        UNSAFE.copyMemory(source, LONG_ARRAY + (long) index * Long.BYTES, null, address, bytes);
    }

    static void copyTo(long address, long[] target, int index, long bytes) {
        UNSAFE.copyMemory(null, address, target, LONG_ARRAY + (long) index * Long.BYTES, bytes);
    }

    static void copyFrom(double[] source, int index, long address, long bytes) {
        UNSAFE.copyMemory(source, DOUBLE_ARRAY + (long) index * Double.BYTES, null, address, bytes);
    }

    static void copyTo(long address, double[] target, int index, long bytes) {
        UNSAFE.copyMemory(null, address, target, DOUBLE_ARRAY + (long) index * Double.BYTES, bytes);
    }
}
