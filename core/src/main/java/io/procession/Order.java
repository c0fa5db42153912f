package io.procession;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a pool tells a worker to do: to call a function some times, each time with the next few of some arguments.
 *
 * <pre>
 *   0        number
 *   8        the function's id: its definition is here, or was in an order before, the last with an id in that place
 *   12       how many calls
 *   16       arguments of each call
 *   20       length d of the definition; 0 if it was sent before
 *   24       length c of what the function has captured
 *   28       definition, captured, and the arguments as {@link Items}
 * </pre>
 */
record Order(long number, int functionId, int calls, int arity, byte[] definition, byte[] captured, byte[] message,
             int argumentsOffset) {

    /** A worker remembers one definition for each place: the lowest bits of a function's id. */
    static final int PLACES = 1 << 10;

    private static final int NUMBER_OFFSET = 0;
    private static final int FUNCTION_OFFSET = 8;
    private static final int CALLS_OFFSET = 12;
    private static final int ARITY_OFFSET = 16;
    private static final int DEFINITION_LENGTH_OFFSET = 20;
    private static final int CAPTURED_LENGTH_OFFSET = 24;
    private static final int HEADER_BYTES = 28;

    static int place(int functionId) {
        return functionId & PLACES - 1;
    }

    /**
     * An order as bytes.
     *
     * @param withDefinition whether the worker needs the function's definition
     */
    static byte[] encode(long number, FunctionCode function, boolean withDefinition, int calls, int arity,
                         byte[] arguments) {
        byte[] definition = withDefinition ? function.definition().bytes() : new byte[0];
        byte[] captured = function.captured();
        byte[] message = new byte[Math.addExact(HEADER_BYTES,
            Math.addExact(definition.length, Math.addExact(captured.length, arguments.length)))];
        ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(number).putInt(function.definition().id()).putInt(calls).putInt(arity).putInt(definition.length)
            .putInt(captured.length).put(definition).put(captured).put(arguments);
        return message;
    }

    /** The order that a pool of this release has encoded. */
    static Order decode(byte[] message) {
        ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        int capturedOffset = HEADER_BYTES + buffer.getInt(DEFINITION_LENGTH_OFFSET);
        int argumentsOffset = capturedOffset + buffer.getInt(CAPTURED_LENGTH_OFFSET);
        byte[] definition = capturedOffset == HEADER_BYTES ? null
            : Arrays.copyOfRange(message, HEADER_BYTES, capturedOffset);
        return new Order(buffer.getLong(NUMBER_OFFSET), buffer.getInt(FUNCTION_OFFSET), buffer.getInt(CALLS_OFFSET),
            buffer.getInt(ARITY_OFFSET), definition, Arrays.copyOfRange(message, capturedOffset, argumentsOffset),
            message, argumentsOffset);
    }

    /** All calls' arguments, one call's after the other's. */
    Object[] arguments(Codec codec) throws IOException, ClassNotFoundException {
        return Items.decode(codec, message, argumentsOffset, message.length - argumentsOffset);
    }
}
