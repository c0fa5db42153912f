package io.procession;

import java.io.IOException;
import java.io.Serializable;
import java.util.Objects;

/**
 * How what crosses a process boundary becomes bytes, and an object again: what a {@code Queue} or a {@code Pipe} is
 * given to work with others' serialization. It travels itself, to the process that is to decode, and is used by many
 * threads at a time.
 *
 * <pre>{@code
 * class Utf8 implements Codec {
 *     @Override public byte[] encode(Object object) { return object.toString().getBytes(StandardCharsets.UTF_8); }
 *     @Override public Object decode(byte[] bytes) { return new String(bytes, StandardCharsets.UTF_8); }
 * }
 * Queue<String> lines = Queue.create(QueueOptions.DEFAULT.codec(new Utf8()));
 * }</pre>
 *
 * <p>The {@linkplain #standard() standard} codec encodes null, boxed primitives, strings, arrays of primitives and
 * shared objects compactly: a {@code Long} in nine bytes, a {@code byte[]} in one byte more than it has, a string in
 * one more than it has chars, or twice as many if one is beyond {@code U+00FF}. All that comes back equal, halves of
 * surrogate pairs and the bits of a NaN too. For all else it takes the JDK's serialization, which finds classes by the
 * context class loader of the thread that decodes.
 *
 * <h2>What may be deserialized</h2>
 *
 * By default, every class on the class path that is {@link Serializable}, but for some: those of the JDK and of
 * well-known libraries that nobody sends as data, and that are known to run code, open connections or write files as
 * the bytes tell them ({@code java.rmi}, {@code java.security.SignedObject}, the functors of Commons Collections, bean
 * factories of Spring, and the like). Such a list is never complete. What keeps others from feeding bytes to a process
 * is that the files are the user's own; whoever decodes bytes of another origin should narrow what is allowed to the
 * classes that are expected.
 *
 * <p>Nor may an object tell of arrays, or of hash tables, that are larger than its bytes have room for, or refer to
 * others in a chain of more than 10,000; before that, some thousands deep, a chain may end the stack of the thread that
 * encodes or decodes it, which is an {@code IOException} too. The size of an item has no other limit than that of an
 * array. Beyond the filter's reach are classes that allocate as they are told in a {@code readObject} of their own, or
 * that bring locks with them, as {@code LinkedBlockingQueue} does: a lock that damaged bytes say is held is waited for.
 *
 * <p>What is allowed is changed by patterns of {@link java.io.ObjectInputFilter.Config#createFilter}, of which the
 * first that matches a class decides:
 *
 * <ul>
 *   <li>The system property {@code procession.serialFilter}, read once by each process and passed on to workers, for
 *       the standard codec and for tasks and exceptions that cross to and from a worker. Its patterns come before the
 *       list: {@code com.example.**;java.base/*;!*} narrows to one's own classes and those of {@code java.base};
 *       {@code java.rmi.**} widens.
 *   <li>{@link #filteredBy}, for a codec with patterns of its own in the place of that property's.
 *   <li>The system property {@code jdk.serialFilter}, or a filter factory, which the JVM has for all that it
 *       deserializes: it narrows, whatever the patterns say. Given on the command line it reaches workers too.
 *   <li>A codec of one's own, with no serialization at all.
 * </ul>
 *
 * The filter sees what is serialized: numbers, strings, arrays of primitives and shared objects that are sent as
 * themselves always pass, as does what is Procession's own.
 */
public interface Codec extends Serializable {

    /**
     * A value as bytes. An exception that the value's own code throws meanwhile, from a {@code writeObject} for one,
     * comes as it is.
     *
     * @throws java.io.NotSerializableException if the value cannot travel, or something in it: the standard codec's
     *     message then is the path there and its class, as {@code Order.lines[3].session (com.example.Session)}
     * @throws java.io.InvalidObjectException if it is too large or too deep
     */
    byte[] encode(Object value) throws IOException;

    /**
     * The value that was encoded to these bytes. Damaged ones are an {@code IOException} too, where they are not a
     * value by chance.
     *
     * @throws ClassNotFoundException if a class is not on this process' class path
     * @throws java.io.InvalidClassException if the filter refuses a class, with its name and how to allow it; or if a
     *     class is not the one that was encoded
     * @throws java.io.InvalidObjectException if the value's own code, or attaching to a shared object, fails: the cause
     *     tells how
     */
    Object decode(byte[] bytes) throws IOException, ClassNotFoundException;

    /** The codec of whoever names none. */
    static Codec standard() {
        return StandardCodec.INSTANCE;
    }

    /**
     * The standard codec with patterns of its own for what may be deserialized, in place of those of the system
     * property {@code procession.serialFilter}. They travel with it.
     *
     * @param patterns as {@link java.io.ObjectInputFilter.Config#createFilter} has them, asked before the list of what
     *     is refused by default: {@code "com.example.**;java.base/*;!*"}
     * @throws IllegalArgumentException if they are none
     */
    static Codec filteredBy(String patterns) {
        return new StandardCodec(Objects.requireNonNull(patterns));
    }
}
