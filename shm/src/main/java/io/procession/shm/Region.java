package io.procession.shm;

import java.io.Closeable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A mapped file that holds shared objects: values, arrays, locks, events, named or not.
 *
 * <p>A region is <em>anonymous</em> or named by a path. An anonymous one lies in the {@link RuntimeDirectory}; it is
 * gone when the process that made it closes it or ends, and if that process is killed its file is deleted by the next
 * process that makes one. A named one stays on disk. Any number of processes may open the same path at the same moment:
 * one makes the region, and nobody ever sees it, or an object in it, half initialised.
 *
 * <pre>{@code
 * try (Region region = Region.open(Path.of("/dev/shm/counters"))) {
 *     LongValue hits = LongValue.open(region, "hits", 0);
 *     hits.incrementAndGet();
 * }
 * }</pre>
 *
 * <p>The file is sparse: a capacity costs address space, not memory. What an object takes is really allocated when the
 * object is made, so that a full file system is an exception there and not a crash later. Nothing is given back before
 * the region itself goes: who needs many objects for a while makes a region for them, as with
 * {@code java.lang.foreign.Arena}.
 *
 * <p>Closing a region, in one process, ends that process' use of it; others go on. Operations on its objects throw
 * {@link RegionClosedException} from then on, also in threads that wait in one (within 64 ms). What this process held
 * counts as left by a dead one, unless another {@code Region} of this process, opened or arrived as a handle, still
 * stands on the file: then it is held until that one is closed too. Regions and shared objects are thread-safe, and
 * serializable as handles: what arrives elsewhere is attached to the same memory.
 *
 * <p>While a process has a region attached it must not open the file by other means: when it closes any other
 * descriptor on it, POSIX drops the lock by which its peers know that it lives. Nor may two class loaders of a JVM
 * attach one file: the second is refused. The same rule holds the other way round: to open a path here that is no
 * region, but a file on which this process holds record locks of its own, drops those.
 *
 * <p>While any process has a region attached its file must not be truncated: a touch of a page that is gone can end the
 * JVM with SIGBUS. Nor may a file be used that is a sparse copy of a region ({@code cp --sparse=always}): what was
 * really allocated may be a hole there, and a full file system ends the JVM in the same way.
 *
 * <p>Needs a POSIX file system with hard links, shared memory mappings and record locks; a file is for one machine.
 */
public final class Region implements Closeable, Serializable {

    /** The capacity of a region for which none is asked, in bytes: 256 MiB. */
    public static final long DEFAULT_CAPACITY = 256L << 20;
    /** The least capacity, in bytes: with room for one small object. */
    public static final long MIN_CAPACITY = RegionLayout.MIN_CAPACITY;
    /** The greatest capacity, in bytes: what one {@link java.nio.MappedByteBuffer} maps, just under 2 GiB. */
    public static final long MAX_CAPACITY = RegionLayout.MAX_CAPACITY;

    private static final long serialVersionUID = 1L;

    private static final String ANONYMOUS_PREFIX = "region-";

    /** Regions that handles have led to, and their attachments once nothing can reach them. */
    private static final Map<Path, WeakReference<Region>> ARRIVED = new HashMap<>();
    private static final ReferenceQueue<Region> UNREACHABLE = new ReferenceQueue<>();
    private static final Set<Arrival> ARRIVALS = new HashSet<>();

    private static Region current;

    private final transient Attachment attachment;
    private final transient Memory memory;
    private final transient Blocks blocks;
    private final transient Names names;
    private final transient Guard creation;
    private final transient boolean deletedOnClose;

    private Region(Attachment attachment, boolean deletedOnClose) {
        this.attachment = attachment;
        this.memory = attachment.view();
        this.blocks = new Blocks(attachment.memory(), attachment.channel());
        this.names = new Names(attachment.memory(), blocks);
        this.creation = guard(RegionLayout.CREATION_LOCK_OFFSET);
        this.deletedOnClose = deletedOnClose;
    }

    /** Makes an anonymous region of {@link #DEFAULT_CAPACITY}. */
    public static Region create() {
        return create(DEFAULT_CAPACITY);
    }

    /**
     * Makes an anonymous region.
     *
     * @param capacityBytes from {@link #MIN_CAPACITY} to {@link #MAX_CAPACITY}
     * @throws RegionFullException if the file system has no room for it
     * @throws RegionAccessException if the runtime directory cannot be used
     * @throws IllegalStateException if this process is ending, and has made none before
     */
    public static Region create(long capacityBytes) {
        checkCapacity(capacityBytes);
        while (true) {
            Path file = RuntimeDirectory.newFile(ANONYMOUS_PREFIX);
            Attachment made = null;
            try {
                Attachment.sweepNewFiles(file.getParent(), ANONYMOUS_PREFIX);
                made = Attachment.create(file, capacityBytes);
            } finally {
                if (made == null) {
                    RuntimeDirectory.delete(file);
                }
            }
            if (made != null) {
                return new Region(made, true);
            }
        }
    }

    /**
     * Deletes the anonymous regions whose makers have died, as each process does that makes one.
     *
     * @throws RegionAccessException if the runtime directory cannot be used
     */
    public static void sweep() {
        Attachment.sweepNewFiles(RuntimeDirectory.path(), ANONYMOUS_PREFIX);
    }

    /** Attaches to the region at a path, made first with {@link #DEFAULT_CAPACITY} if there is none. */
    public static Region open(Path file) {
        return open(file, DEFAULT_CAPACITY);
    }

    /**
     * Attaches to the region at a path, made first if there is none.
     *
     * @param capacityBytes of the region if it is made, from {@link #MIN_CAPACITY} to {@link #MAX_CAPACITY}; one that
     *     exists keeps its own
     * @throws RegionFormatException if the file is no sound region of this layout version
     * @throws RegionAccessException if it is another user's, group or others may write to it, it is a symbolic link or
     * no
     *     regular file, another class loader of this JVM has it attached, or its directory cannot be used
     * @throws RegionFullException if the file system, or the region's table of members, is full
     */
    public static Region open(Path file, long capacityBytes) {
        checkCapacity(capacityBytes);
        return new Region(Attachment.open(file.toAbsolutePath(), capacityBytes), false);
    }

    /**
     * Attaches to the region at a path.
     *
     * @throws RegionAccessException if there is none, and as for {@link #open(Path, long)}
     * @throws RegionFormatException as for {@link #open(Path, long)}
     * @throws RegionFullException if {@value RegionLayout#MEMBER_SLOTS} processes are attached already
     */
    public static Region attach(Path file) {
        return new Region(Attachment.attach(file.toAbsolutePath()), false);
    }

    /**
     * This process' own anonymous region, made on first use: where anonymous objects live that name no region. Its
     * objects live as long as the process.
     */
    public static synchronized Region current() {
        if (current == null || !current.isOpen()) {
            current = create();
        }
        return current;
    }

    /** The file behind this region. */
    public Path file() {
        return attachment.file();
    }

    /** The size that the region can grow to, in bytes. */
    public long capacity() {
        return memory.getLong(RegionLayout.CAPACITY_OFFSET);
    }

    /** How much of the capacity is used, in bytes. */
    public long used() {
        memory.checkOpen();
        return blocks.used();
    }

    /** What is in this region, in the order in which it was made. */
    public List<Entry> entries() {
        memory.checkOpen();
        return blocks.all().stream()
            .filter(block -> !block.kind().isInternal() && names.leadsTo(block))
            .map(block -> new Entry(block.name(), block.kind().toString(), block.shape().type(), block.length(),
                block.size(), block.offset()))
            .toList();
    }

    /**
     * An object that is in this region, whatever it is, also one without a name: for who wants to look at it.
     *
     * @throws ObjectMismatchException if there is none such, or if it is of a record whose class is not found here
     */
    public SharedObject object(Entry entry) {
        memory.checkOpen();
        return SharedObject.at(this, entry.kind(), entry.offset());
    }

    /**
     * Which processes have this region attached, or had until their place is taken by another, this one included. Takes
     * microseconds for each.
     */
    public List<Member> attached() {
        memory.checkOpen();
        return members().all();
    }

    /** A process that has this region attached, or had, by its {@linkplain Member#number number}. */
    public Member member(int number) {
        memory.checkOpen();
        return members().member(number);
    }

    /**
     * An object in a region.
     *
     * @param name null if it has none
     * @param kind its class' simple name
     * @param type of the elements of a Value or an Array, null for all else
     * @param length the elements of an array, the parties of a barrier, the bound of a bounded semaphore, 1 for all
     *     else
     * @param bytes what it takes of the region
     * @param offset where in the file it begins, told apart from any other's
     */
    public record Entry(String name, String kind, String type, long length, long bytes, long offset) { }

    /** Whether this process may still use this region. */
    public boolean isOpen() {
        return memory.isOpen();
    }

    /**
     * This process, as others may write it down in this region: a positive number of 30 bits, never that of another
     * process that has or had the region attached (until a million have followed one another in the same of its {@value
     * RegionLayout#MEMBER_SLOTS} places). For who builds something of one's own that is to survive deaths.
     */
    public int member() {
        memory.checkOpen();
        return members().self();
    }

    /**
     * Whether a {@link #member()} still has this region attached: true if it has, false, at the latest after an
     * instant, if it has closed it or ended, however it ended. Takes microseconds, except for this process itself.
     */
    public boolean isAlive(int member) {
        memory.checkOpen();
        return members().isAlive(member);
    }

    /**
     * Has the operating system write all that stands in this region to the disk, and waits for it: what is needed only
     * to survive the loss of power, and takes milliseconds.
     */
    public void force() {
        memory.force();
    }

    /** Ends this process' use of this region; an anonymous one is gone if this process made it. Idempotent. */
    @Override
    public void close() {
        if (!memory.tryClose()) {
            return;
        }
        if (deletedOnClose) {
            RuntimeDirectory.delete(attachment.file());
        }
        forgetArrival();
        attachment.release();
    }

    /** Who looks after one that arrived, and that nobody may ever close, would keep the mapping of one that is closed. */
    private void forgetArrival() {
        synchronized (ARRIVED) {
            for (Iterator<Arrival> arrivals = ARRIVALS.iterator(); arrivals.hasNext();) {
                if (arrivals.next().refersTo(this)) {
                    arrivals.remove();
                }
            }
        }
    }

    @Override
    public String toString() {
        return isOpen() ? "Region[" + file() + ", used=" + used() + ", capacity=" + capacity() + "]"
            : "Region[" + file() + ", closed]";
    }

    Memory memory() {
        return memory;
    }

    Members members() {
        return attachment.members();
    }

    /** Makes an object without a name, of zeros. */
    Block create(Shape shape) {
        return create(shape, 0);
    }

    /** Makes an object without a name; {@link Blocks#allocate} says with what in it. */
    Block create(Shape shape, long head, byte... elements) {
        creation.enter();
        try {
            return blocks.allocate(shape, null, head, elements);
        } finally {
            creation.exit();
        }
    }

    /** Finds an object by name; makes it, of zeros, if there is none. */
    Block open(String name, Shape shape) {
        return open(name, shape, 0);
    }

    /** Finds an object by name; makes it if there is none, {@link Blocks#allocate} says with what in it. */
    Block open(String name, Shape shape, long head, byte... elements) {
        checkName(name);
        memory.checkOpen();
        Block found = names.find(name);
        if (found == null) {
            found = findOrAdd(name, shape, head, elements);
        }
        if (!found.shape().isSame(shape)) {
            throw new ObjectMismatchException(memory.file(), "\"" + name + "\": expected " + shape.describe()
                + ", found " + found.describe() + "; open it as that, or choose another name");
        }
        return found;
    }

    private Block findOrAdd(String name, Shape shape, long head, byte... elements) {
        creation.enter();
        try {
            Block found = names.find(name);
            if (found == null) {
                names.reserve();
                found = blocks.allocate(shape, name, head, elements);
                names.add(found);
            }
            return found;
        } finally {
            creation.exit();
        }
    }

    /** What keeps others out of a part of this region; {@code offset} is that of the line of its mutex. */
    Guard guard(long offset) {
        return guard(offset, null);
    }

    /** As {@link #guard(long)}, of a part that one who died inside has left to be repaired. */
    Guard guard(long offset, Runnable repair) {
        return new Guard(attachment, memory, offset, repair);
    }

    /** This region's memory, as whoever is inside a {@link Guard} sees it: closing the region does not close it. */
    Memory guarded() {
        return attachment.memory();
    }

    /** Begins a use of {@link #guarded()}, in which this process lives in the eyes of others; false if it has left. */
    boolean tryRetain() {
        return attachment.tryRetain();
    }

    /** Ends such a use. */
    void release() {
        attachment.release();
    }

    /** The block at an offset, as a handle names it. */
    Block block(long offset, Kind... kinds) {
        return block(memory, offset, kinds);
    }

    /** As {@link #block}, for whoever is inside a {@link Guard}: also when the region was closed. */
    Block guardedBlock(long offset, Kind... kinds) {
        return block(guarded(), offset, kinds);
    }

    private static Block block(Memory memory, long offset, Kind... kinds) {
        Block block = Block.read(memory, offset);
        for (Kind kind : kinds) {
            if (block.kind() == kind) {
                return block;
            }
        }
        throw new ObjectMismatchException(memory.file(), "at " + offset + ": expected " + kinds[0] + ", found "
            + block.describe());
    }

    /** Told apart from any other region, also from one that had the same path before. */
    long identity() {
        return memory.getLong(RegionLayout.IDENTITY_OFFSET);
    }

    /**
     * The region that a handle names. It stays attached for as long as it, or an object in it, is reachable: nobody is
     * there to close it.
     */
    private static Region arrive(Path file, long identity) {
        synchronized (ARRIVED) {
            for (Arrival gone; (gone = (Arrival) UNREACHABLE.poll()) != null; ) {
                gone.release();
            }
            WeakReference<Region> known = ARRIVED.get(file);
            Region region = known == null ? null : known.get();
            if (region == null || !region.isOpen() || region.identity() != identity) {
                region = new Region(Attachment.attach(file), false);
                ARRIVALS.add(new Arrival(region, file));
                ARRIVED.put(file, new WeakReference<>(region));
            }
            if (region.identity() != identity) {
                throw new RegionAccessException(file, "expected the region that a handle was made for, found another"
                    + " one: it was deleted since, and its path used again");
            }
            return region;
        }
    }

    /** Remembers the attachment of a region that cannot be reached any more. */
    private static final class Arrival extends PhantomReference<Region> {

        private final Path file;
        private final Attachment attachment;
        private final Memory memory;

        Arrival(Region region, Path file) {
            super(region, UNREACHABLE);
            this.file = file;
            this.attachment = region.attachment;
            this.memory = region.memory;
        }

        /** Closes what nobody has closed: a second release would be that of another user of the attachment. */
        void release() {
            ARRIVALS.remove(this);
            ARRIVED.computeIfPresent(file, (path, known) -> known.get() == null ? null : known);
            if (memory.tryClose()) {
                attachment.release();
            }
        }
    }

    void writeHandle(DataOutput out) throws IOException {
        out.writeUTF(file().toString());
        out.writeLong(identity());
    }

    static Region readHandle(DataInput in) throws IOException {
        return arrive(Path.of(in.readUTF()), in.readLong());
    }

    private Object writeReplace() {
        return new Handle(this);
    }

    /** What serialization writes of a region: where it is. */
    static final class Handle implements Externalizable {

        private static final long serialVersionUID = 1L;

        private transient Region region;

        /** For serialization. */
        public Handle() {
        }

        private Handle(Region region) {
            this.region = region;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            region.writeHandle(out);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            region = readHandle(in);
        }

        private Object readResolve() {
            return region;
        }
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a region travels as a handle");
    }

    private static void checkName(String name) {
        byte[] bytes = Block.bytes(name);
        if (bytes.length == 0 || bytes.length > Block.MAX_NAME_BYTES) {
            throw new IllegalArgumentException("expected a name of 1 to " + Block.MAX_NAME_BYTES + " bytes, found "
                + bytes.length);
        }
        if (!name.equals(new String(bytes, StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("expected a name that UTF-8 can write, found half a surrogate pair");
        }
    }

    private static void checkCapacity(long capacityBytes) {
        if (capacityBytes < MIN_CAPACITY || capacityBytes > MAX_CAPACITY) {
            throw new IllegalArgumentException("expected a capacity of " + MIN_CAPACITY + " to " + MAX_CAPACITY
                + " bytes, found " + capacityBytes);
        }
    }
}
