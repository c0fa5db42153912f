package io.procession.shm;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/**
 * An object in a {@link Region}, seen by any number of processes.
 *
 * <pre>{@code
 * for (Region.Entry entry : region.entries()) {
 *     SharedObject object = region.object(entry);
 *     System.out.println(object.name().orElse("one without a name") + ": " + object);
 * }
 * }</pre>
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

    /**
     * Writes what travels of this object: where it is. {@link #readHandle} makes of it the same memory again. It is
     * what serialization does too, for those who cannot wait for it: its first use costs a starting process some 50 ms.
     */
    public final void writeHandle(DataOutput out) throws IOException {
        out.writeUTF(getClass().getSimpleName());
        region.writeHandle(out);
        out.writeLong(block.offset());
    }

    /**
     * Attaches to the object whose handle was written.
     *
     * @throws InvalidObjectException if this is no handle
     * @throws RegionException if the region is not there any more, or is not sound
     */
    public static SharedObject readHandle(DataInput in) throws IOException {
        String type = in.readUTF();
        Region region = Region.readHandle(in);
        long offset = in.readLong();
        try {
            return construct(region, type, offset);
        } catch (ReflectiveOperationException | ClassCastException e) {
            InvalidObjectException invalid = new InvalidObjectException(type + " is no type of shared object");
            invalid.initCause(e);
            throw invalid;
        }
    }

    /** The object of some class at an offset of a region. */
    static SharedObject at(Region region, String type, long offset) {
        try {
            return construct(region, type, offset);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ObjectMismatchException(region.file(), "at " + offset + ": " + type
                + " is no type of shared object");
        }
    }

    private static SharedObject construct(Region region, String type, long offset)
        throws ReflectiveOperationException {
        try {
            return Class.forName(SharedObject.class.getPackageName() + "." + type).asSubclass(SharedObject.class)
                .getDeclaredConstructor(Region.class, long.class).newInstance(region, offset);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Whether {@link #writeHandle} writes all that serialization does. */
    public boolean isWholeInHandle() {
        return true;
    }

    Object writeReplace() {
        return new Handle(this);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as a handle");
    }

    /** What serialization writes of an object. */
    static final class Handle implements Externalizable {

        private static final long serialVersionUID = 1L;

        private transient SharedObject object;

        /** For serialization. */
        public Handle() {
        }

        private Handle(SharedObject object) {
            this.object = object;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            object.writeHandle(out);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            object = readHandle(in);
        }

        private Object readResolve() {
            return object;
        }
    }
}
