package io.procession.shm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One number, character or boolean: a word of 1, 2, 4 or 8 bytes, which the processor loads and stores in one step.
 */
abstract class Scalar<T> extends Layout.Simple<T> {

    static final Scalar<Byte> INT8 = new Scalar<>("INT8", byte.class, Byte.BYTES) {
        @Override
        long bits(Byte value) {
            return value;
        }

        @Override
        Byte value(long bits) {
            return (byte) bits;
        }
    };

    static final Scalar<Short> UINT8 = new Scalar<>("UINT8", short.class, Byte.BYTES) {
        @Override
        long bits(Short value) {
            return checkRange(value, 0xFF);
        }

        @Override
        Short value(long bits) {
            return (short) (bits & 0xFF);
        }
    };

    static final Scalar<Short> INT16 = new Scalar<>("INT16", short.class, Short.BYTES) {
        @Override
        long bits(Short value) {
            return value;
        }

        @Override
        Short value(long bits) {
            return (short) bits;
        }
    };

    static final Scalar<Integer> UINT16 = new Scalar<>("UINT16", int.class, Short.BYTES) {
        @Override
        long bits(Integer value) {
            return checkRange(value, 0xFFFF);
        }

        @Override
        Integer value(long bits) {
            return (int) (bits & 0xFFFF);
        }
    };

    static final Scalar<Integer> INT32 = new Scalar<>("INT32", int.class, Integer.BYTES) {
        @Override
        long bits(Integer value) {
            return value;
        }

        @Override
        Integer value(long bits) {
            return (int) bits;
        }
    };

    static final Scalar<Long> UINT32 = new Scalar<>("UINT32", long.class, Integer.BYTES) {
        @Override
        long bits(Long value) {
            return checkRange(value, 0xFFFF_FFFFL);
        }

        @Override
        Long value(long bits) {
            return bits & 0xFFFF_FFFFL;
        }
    };

    static final Scalar<Long> INT64 = new Scalar<>("INT64", long.class, Long.BYTES) {
        @Override
        long bits(Long value) {
            return value;
        }

        @Override
        Long value(long bits) {
            return bits;
        }
    };

    static final Scalar<Float> FLOAT32 = new Scalar<>("FLOAT32", float.class, Float.BYTES) {
        @Override
        long bits(Float value) {
            return Float.floatToRawIntBits(value);
        }

        @Override
        Float value(long bits) {
            return Float.intBitsToFloat((int) bits);
        }
    };

    static final Scalar<Double> FLOAT64 = new Scalar<>("FLOAT64", double.class, Double.BYTES) {
        @Override
        long bits(Double value) {
            return Double.doubleToRawLongBits(value);
        }

        @Override
        Double value(long bits) {
            return Double.longBitsToDouble(bits);
        }
    };

    static final Scalar<Character> CHAR = new Scalar<>("CHAR", char.class, Character.BYTES) {
        @Override
        long bits(Character value) {
            return value;
        }

        @Override
        Character value(long bits) {
            return (char) bits;
        }
    };

    /** Any byte but 0 reads as true. */
    static final Scalar<Boolean> BOOL = new Scalar<>("BOOL", boolean.class, Byte.BYTES) {
        @Override
        long bits(Boolean value) {
            return value ? 1 : 0;
        }

        @Override
        Boolean value(long bits) {
            return bits != 0;
        }
    };

    Scalar(String text, Class<?> carrier, int bytes) {
        super(text, carrier, bytes, bytes);
    }

    final boolean isUnsigned() {
        return toString().startsWith("U");
    }

    /** The value in the low bytes; those above do not matter. */
    abstract long bits(T value);

    /** The value of bits, of which those above the low bytes are all copies of the highest in them. */
    abstract T value(long bits);

    final T load(Memory memory, long offset) {
        return value(switch (bytes()) {
            case Byte.BYTES -> memory.getByte(offset);
            case Short.BYTES -> memory.getShort(offset);
            case Integer.BYTES -> memory.getInt(offset);
            default -> memory.getLong(offset);
        });
    }

    final void store(Memory memory, long offset, long bits) {
        switch (bytes()) {
            case Byte.BYTES -> memory.putByteRelease(offset, (byte) bits);
            case Short.BYTES -> memory.putShortRelease(offset, (short) bits);
            case Integer.BYTES -> memory.putIntRelease(offset, (int) bits);
            default -> memory.putLongRelease(offset, bits);
        }
    }

    @Override
    final void put(byte[] target, int offset, T value) {
        long bits = bits(value);
        switch (bytes()) {
            case Byte.BYTES -> target[offset] = (byte) bits;
            case Short.BYTES -> Words.SHORTS.set(target, offset, (short) bits);
            case Integer.BYTES -> Words.INTS.set(target, offset, (int) bits);
            default -> Words.LONGS.set(target, offset, bits);
        }
    }

    @Override
    final T get(byte[] source, int offset) {
        return value(switch (bytes()) {
            case Byte.BYTES -> source[offset];
            case Short.BYTES -> (short) Words.SHORTS.get(source, offset);
            case Integer.BYTES -> (int) Words.INTS.get(source, offset);
            default -> (long) Words.LONGS.get(source, offset);
        });
    }

    final long checkRange(long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(this + ": expected 0 to " + max + ", found " + value);
        }
        return value;
    }

    /** Words in an array of bytes. Loaded by who needs them, since the first handles of a JVM cost it milliseconds. */
    private static final class Words {

        static final VarHandle SHORTS = handle(short[].class);
        static final VarHandle INTS = handle(int[].class);
        static final VarHandle LONGS = handle(long[].class);

        private static VarHandle handle(Class<?> words) {
            return MethodHandles.byteArrayViewVarHandle(words, ByteOrder.nativeOrder());
        }
    }
}
