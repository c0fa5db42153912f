package io.procession.shm;

import static io.procession.shm.RegionLayout.FIRST_BLOCK;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * This process' one attachment to a region's file, whatever number of {@link Region} objects stand on it: mapping,
 * membership, and the channel that holds the lifeline.
 *
 * <p>There is one for each file, since a process that closes any channel on a file loses its locks on it (POSIX); of
 * two class loaders that load this class, the second one's use of a file is refused while the first has it attached. It
 * is counted, and goes with its last user: a region, or the making of an object, which nothing may cut off from its
 * lifeline while it holds the lock under which objects are made.
 *
 * <p>A file is made under a name that nobody opens, whole, and then linked to its own: no process ever opens half a
 * region, and of many that make it at once one succeeds and the others attach to what it made. The maker holds its
 * lifeline from before the first byte, which tells those who sweep from a dead maker's leavings. A sweeper deletes only
 * with the lifeline in its own hand, and the maker, having got it, makes sure that the file is still there.
 */
final class Attachment {

    private static final Set<OpenOption> OPEN =
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS, StandardOpenOption.CREATE_NEW);
    private static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /** Ends the name of a file that is being made. */
    private static final String UNNAMED_SUFFIX = ".new";
    private static final int HEX = 16;

    private static final Map<Object, Attachment> ATTACHED = new HashMap<>();

    /**
     * Begins the name of a system property that says that a file is attached, and by which process, whatever class
     * loader this class is from: locks are the process', and what one loader's copy of this class opens and closes cuts
     * the lifelines of another's.
     */
    private static final String ATTACHED_PROPERTY = "io.procession.shm.attached";
    /** One object for all loaders, since it is a constant string: held by whoever opens or closes a file. */
    private static final Object JVM = "io.procession.shm.Attachment";

    private final Path file;
    private final Object key;
    private final FileChannel channel;
    private final Memory memory;
    private final Members members;
    private final AtomicInteger users = new AtomicInteger(1);

    private Attachment(Path file, Object key, FileChannel channel, Memory memory, Members members) {
        this.file = file;
        this.key = key;
        this.channel = channel;
        this.memory = memory;
        this.members = members;
    }

    /** Makes a file of a name that no other has; null if it, or its directory, was deleted in the middle. */
    static Attachment create(Path file, long capacity) {
        synchronized (JVM) {
            try {
                return tryCreate(file, file, capacity);
            } catch (NoSuchFileException e) {
                return null;
            } catch (IOException e) {
                throw cannotMake(file, e);
            }
        }
    }

    /** Attaches to a file, made first if there is none. */
    static Attachment open(Path file, long capacity) {
        synchronized (JVM) {
            while (true) {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    Attachment attached = tryAttach(file);
                    if (attached != null) {
                        return attached;
                    }
                } else {
                    Attachment made = tryCreateAndLink(file, capacity);
                    if (made != null) {
                        return made;
                    }
                }
            }
        }
    }

    /** Attaches to a file that exists. */
    static Attachment attach(Path file) {
        synchronized (JVM) {
            Attachment attached = tryAttach(file);
            if (attached == null) {
                throw new RegionAccessException(file, "expected a region, found no file; whoever made it has deleted it"
                    + " or ended, or the path is wrong");
            }
            return attached;
        }
    }

    /** Deletes those files of a directory, named by {@link RuntimeDirectory#newFile}, whose makers have died. */
    static void sweepNewFiles(Path directory, String prefix) {
        sweep(directory, new DirectoryStream.Filter<Path>() {
            @Override
            public boolean accept(Path file) {
                return RuntimeDirectory.isNewFile(file, prefix);
            }
        });
    }

    /** Deletes what makers of a file that have died left beside it, unfinished or without a user. */
    private static void sweepUnnamed(Path named) {
        String prefix = unnamedPrefix(named);
        sweep(named.getParent(), new DirectoryStream.Filter<Path>() {
            @Override
            public boolean accept(Path file) {
                String name = file.getFileName().toString();
                return name.startsWith(prefix) && name.endsWith(UNNAMED_SUFFIX)
                    && RuntimeDirectory.isNumber(name, prefix.length(), name.length() - UNNAMED_SUFFIX.length(), HEX);
            }
        });
    }

    private static void sweep(Path directory, DirectoryStream.Filter<Path> candidates) {
        synchronized (JVM) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, candidates)) {
                for (Path file : files) {
                    sweep(file);
                }
            } catch (IOException | DirectoryIteratorException e) {
                // Not this process' files, and the next one sweeps too.
            }
        }
    }

    private static void sweep(Path file) {
        try {
            BasicFileAttributes attributes = attributes(file);
            if (attributes.isRegularFile() && !isAttached(attributes.fileKey())) {
                try (FileChannel channel = FileChannel.open(file, OPEN)) {
                    if (Members.lockIfMakerGone(channel) && isRegion(channel)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            // As above.
        }
    }

    /** Whether a file may be a region, or the beginning of one: the magic is written last. */
    private static boolean isRegion(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        channel.read(start, RegionLayout.MAGIC_OFFSET);
        long magic = start.getLong(0);
        return magic == 0 || magic == RegionLayout.MAGIC;
    }

    Path file() {
        return file;
    }

    FileChannel channel() {
        return channel;
    }

    Members members() {
        return members;
    }

    /** A view of the mapping, to be closed by itself. */
    Memory view() {
        return memory.view();
    }

    /** The view of the mapping that is never closed. */
    Memory memory() {
        return memory;
    }

    /** Begins one more use; false if the last has ended. */
    boolean tryRetain() {
        while (true) {
            int seen = users.get();
            if (seen == 0) {
                return false;
            }
            if (users.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
    }

    /** Ends one use; with the last one this process leaves the region. The mapping goes when nothing can reach it. */
    void release() {
        if (users.decrementAndGet() == 0) {
            synchronized (JVM) {
                leave();
            }
        }
    }

    /** Idempotent. */
    private void leave() {
        if (ATTACHED.remove(key, this)) {
            System.clearProperty(property(key));
            close(channel);
            memory.leave(memory.getLong(RegionLayout.ALLOCATED_OFFSET));
        }
    }

    private static Attachment tryAttach(Path file) {
        try {
            BasicFileAttributes attributes = attributes(file);
            Attachment attached = ATTACHED.get(attributes.fileKey());
            if (attached != null) {
                if (attached.tryRetain()) {
                    return attached;
                }
                // Its last user is about to do so, but would cut the new one's lifeline if it came later.
                attached.leave();
            }
            check(file, attributes);
            if (isAttached(attributes.fileKey())) {
                throw new RegionAccessException(file, "is attached by another class loader of this JVM; close it there,"
                    + " or have a class loader that both share load Procession");
            }
            if ((Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
                // Its maker may have died once it had named the file, and left its first name too.
                sweepUnnamed(file);
            }
            return register(new Uninterrupted<Attachment>() {
                @Override
                Attachment run() throws IOException {
                    return map(file, attributes.fileKey());
                }
            }.call());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new RegionAccessException(file, "cannot attach to this file: " + e, e);
        }
    }

    private static Attachment register(Attachment attachment) {
        if (attachment != null) {
            ATTACHED.put(attachment.key, attachment);
            System.setProperty(property(attachment.key), Long.toString(ThisProcess.pid()));
        }
        return attachment;
    }

    /** Whether this process has a file attached, by this class loader or by another. */
    private static boolean isAttached(Object key) {
        return ATTACHED.containsKey(key)
            || Long.toString(ThisProcess.pid()).equals(System.getProperty(property(key)));
    }

    private static String property(Object key) {
        return ATTACHED_PROPERTY + key;
    }

    private static Attachment map(Path file, Object key) throws IOException {
        FileChannel channel = FileChannel.open(file, OPEN);
        boolean attached = false;
        try {
            if (!key.equals(attributes(file).fileKey())) {
                throw new RegionAccessException(file, "was replaced while it was opened; try again");
            }
            long capacity = checkHeader(file, channel);
            Memory memory = map(file, channel, capacity);
            checkBounds(memory, capacity);
            Attachment attachment = new Attachment(file, key, channel, memory, Members.join(memory, channel));
            attached = true;
            return attachment;
        } finally {
            if (!attached) {
                close(channel);
            }
        }
    }

    private static Memory map(Path file, FileChannel channel, long capacity) throws IOException {
        MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, capacity);
        return new Memory(file, buffer);
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void check(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            throw new RegionAccessException(file, "expected a region, found a symbolic link, which is not followed;"
                + " name the file itself");
        }
        if (!attributes.isRegularFile()) {
            throw new RegionAccessException(file, "expected a region, found "
                + (attributes.isDirectory() ? "a directory" : "a device, pipe or socket"));
        }
        Ownership.check(file, "600");
    }

    private static long checkHeader(Path file, FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(RegionLayout.FIXED_HEADER_LENGTH).order(ByteOrder.nativeOrder());
        int read = channel.read(header, 0);
        if (read < RegionLayout.FIXED_HEADER_LENGTH) {
            throw new RegionFormatException(file, "expected a region, found only " + Math.max(0, read)
                + " bytes; delete the file or name another");
        }
        long magic = header.getLong(RegionLayout.MAGIC_OFFSET);
        if (magic != RegionLayout.MAGIC) {
            throw new RegionFormatException(file, String.format(
                "expected a region (magic %016x), found a foreign file (%016x); name another",
                RegionLayout.MAGIC, magic));
        }
        int version = header.getInt(RegionLayout.VERSION_OFFSET);
        if (version != RegionLayout.VERSION) {
            throw new RegionFormatException(file, "expected layout version " + RegionLayout.VERSION + ", found "
                + version + "; use the release of Procession that made it, or delete the file");
        }
        int checksum = RegionLayout.checksum(header);
        if (header.getInt(RegionLayout.CHECKSUM_OFFSET) != checksum) {
            throw new RegionFormatException(file, String.format("corrupt header: expected checksum %08x, found %08x;"
                + " restore the file or delete it", checksum, header.getInt(RegionLayout.CHECKSUM_OFFSET)));
        }
        long capacity = header.getLong(RegionLayout.CAPACITY_OFFSET);
        if (capacity < RegionLayout.MIN_CAPACITY || capacity > RegionLayout.MAX_CAPACITY) {
            throw new RegionFormatException(file, "corrupt header: expected a capacity of " + RegionLayout.MIN_CAPACITY
                + " to " + RegionLayout.MAX_CAPACITY + " bytes, found " + capacity + "; restore the file or delete it");
        }
        if (capacity != channel.size()) {
            throw new RegionFormatException(file, "expected " + capacity + " bytes, as its header says, found "
                + channel.size() + ": it was cut short or appended to; restore the file or delete it");
        }
        return capacity;
    }

    private static void checkBounds(Memory memory, long capacity) {
        long used = memory.getLong(RegionLayout.USED_OFFSET);
        long allocated = memory.getLong(RegionLayout.ALLOCATED_OFFSET);
        if (used < FIRST_BLOCK || used % RegionLayout.LINE != 0 || used > allocated || allocated > capacity) {
            throw new RegionFormatException(memory.file(), "corrupt header: expected " + FIRST_BLOCK
                + " <= used <= allocated <= capacity, used in whole lines, found used=" + used
                + " allocated=" + allocated + " capacity=" + capacity + "; restore the file or delete it");
        }
    }

    private static String unnamedPrefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    /** Null if somebody else was first. */
    private static Attachment tryCreateAndLink(Path file, long capacity) {
        sweepUnnamed(file);
        Path unnamed = file.resolveSibling(unnamedPrefix(file) + Long.toHexString(unique()) + UNNAMED_SUFFIX);
        Attachment made;
        try {
            made = tryCreate(unnamed, file, capacity);
        } catch (IOException e) {
            throw cannotMake(file, e);
        }
        return made == null ? null : made.link(unnamed);
    }

    /** Gives a file that was made its name; null if that is taken. */
    private Attachment link(Path unnamed) {
        boolean linked = false;
        try {
            Files.createLink(file, unnamed);
            linked = true;
            return this;
        } catch (FileAlreadyExistsException e) {
            return null;
        } catch (IOException | UnsupportedOperationException e) {
            throw new RegionAccessException(file, "cannot link the new region to its name, " + e
                + "; choose a file system that has hard links", e);
        } finally {
            if (!linked) {
                release();
            }
            unnamed.toFile().delete();
        }
    }

    /**
     * Makes a region in a new file.
     *
     * @param at where the file is made
     * @param name what it will be called
     * @return null if the file was swept while it was made
     */
    private static Attachment tryCreate(Path at, Path name, long capacity) throws IOException {
        return register(new Uninterrupted<Attachment>() {
            @Override
            Attachment run() throws IOException {
                return make(at, name, capacity);
            }
        }.call());
    }

    private static RegionAccessException cannotMake(Path file, IOException cause) {
        return new RegionAccessException(file, "cannot make this file: " + cause, cause);
    }

    private static Attachment make(Path at, Path name, long capacity) throws IOException {
        FileChannel channel = FileChannel.open(at, CREATE, PRIVATE);
        Attachment made = null;
        try {
            if (!Members.lockMakerSlot(channel) || !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            allocateHeader(name, channel, capacity);
            Memory memory = map(name, channel, capacity);
            memory.putLong(RegionLayout.USED_OFFSET, FIRST_BLOCK);
            memory.putLong(RegionLayout.ALLOCATED_OFFSET, FIRST_BLOCK);
            Members members = Members.enterAsMaker(memory, channel);
            byte[] header = RegionLayout.fixedHeader(capacity, System.currentTimeMillis(), unique()).array();
            memory.copyFrom(header, 0, 0, header.length);
            made = new Attachment(name, attributes(at).fileKey(), channel, memory, members);
            return made;
        } finally {
            if (made == null) {
                at.toFile().delete();
                close(channel);
            }
        }
    }

    private static void allocateHeader(Path name, FileChannel channel, long capacity) {
        try {
            Blocks.makeReal(name, channel, 0, FIRST_BLOCK);
            Blocks.makeReal(name, channel, capacity - 1, capacity);
        } catch (IOException e) {
            throw Blocks.noRoom(name, "the " + FIRST_BLOCK + " bytes of a region without objects", e);
        }
    }

    /**
     * A number that no other process, and no other call here, comes upon: the finalizer of SplitMix64, of what differs.
     */
    private static long unique() {
        long mixed = System.nanoTime() ^ ThisProcess.pid() << Integer.SIZE ^ System.currentTimeMillis() << Short.SIZE;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was pending: pages are written by the mapping, and the descriptor is gone either way.
        }
    }
}
