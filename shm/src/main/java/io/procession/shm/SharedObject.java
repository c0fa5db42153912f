package io.procession.shm;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/**
 * An object in a {@link Region}, seen by any number of processes.
 *
 * <p>It is thread-safe, and serializable as a handle: captured in a task, or written to any stream, it arrives attached
 * to the same memory. Every method throws {@link RegionClosedException} after its region was closed in this process.
 */
public abstract class SharedObject implements Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Region region;
    private final transient Block block;

    SharedObject(Region region, Block block) {
        this.region = region;
        this.block = block;
    }

    /** The region that this object is in. */
    public Region region() {
        return region;
    }

    /** The name under which it was opened, none if it was created without. */
    public Optional<String> name() {
        return Optional.ofNullable(block.name());
    }

    Block block() {
        return block;
    }

    /** As a message names this object: {@code LongValue "hits"}. */
    String describe() {
        return block.describe() + (block.name() == null ? "" : " \"" + block.name() + "\"");
    }

    Object writeReplace() {
        return new Handle(region, getClass(), block.offset());
    }

    /** What travels of an object: where it is. Its class has a constructor that takes the other two. */
    private record Handle(Region region, Class<? extends SharedObject> type, long offset) implements Serializable {

        private Object readResolve() throws ObjectStreamException {
            try {
                return type.getDeclaredConstructor(Region.class, long.class).newInstance(region, offset);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw invalid(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw invalid(e);
            }
        }

        private static ObjectStreamException invalid(Throwable cause) {
            InvalidObjectException invalid = new InvalidObjectException("not a shared object: " + cause);
            invalid.initCause(cause);
            return invalid;
        }
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as a handle");
    }
}
