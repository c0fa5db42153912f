package io.procession;

import io.procession.shm.EventCount;
import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.Region;
import io.procession.shm.RegionClosedException;
import io.procession.shm.RingBuffer;
import io.procession.shm.SharedObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.file.Path;

/**
 * Where a manager's server is met: a region of these, each by its name.
 *
 * <pre>
 *   door      a ring: of each new line that a client has made, the {@link Hello}
 *   work      an event count, signalled when something was sent to the door or on a line
 *   alarm     an event count, signalled when {@link #ALARMS} has changed
 *   serving   a lock, held by the server for its life
 *   words     {@link #SERVER_ID}: a random number, 0 before the first server is ready
 *             {@link #SERVER_MEMBER}: the server, as a member of this region: whether it lives is asked of that
 *             {@link #SERVER_PID}: its process id
 *             {@link #ALARMS}: how often a client wanted a call of its own cancelled
 * </pre>
 *
 * <p>The id is written last when a server begins. Another server at the same path has another id, and so what is left
 * of the former one's clients is told that their server is gone.
 */
final class ManagerDoor {

    private static final String PREFIX = "manager.";
    private static final String WORDS_NAME = PREFIX + "words";
    private static final int RING_BYTES = 16 * 1024;
    /** Words that two write lie on lines of their own. */
    private static final int LINE = 16;
    private static final int SERVER_ID = 0;
    private static final int SERVER_MEMBER = 1;
    private static final int SERVER_PID = 2;
    private static final int ALARMS = LINE;
    private static final int WORDS = 2 * LINE;

    private static final long REGION_BYTES = RingBuffer.regionCapacity(1, RING_BYTES) + 2 * Region.MIN_CAPACITY;

    private final Region region;
    private final LongArray words;
    private final EventCount alarm;
    private final EventCount work;
    private final RingBuffer ring;

    private ManagerDoor(LongArray words) {
        this.region = words.region();
        this.words = words;
        this.alarm = EventCount.open(region, PREFIX + "alarm");
        this.work = EventCount.open(region, PREFIX + "work");
        this.ring = RingBuffer.open(region, PREFIX + "door", RING_BYTES);
    }

    /** A new one, in an anonymous region. */
    static ManagerDoor create() {
        return in(Region.create(REGION_BYTES));
    }

    /** The one at a path, made first if there is none. */
    static ManagerDoor open(Path file) {
        return in(Region.open(file, REGION_BYTES));
    }

    private static ManagerDoor in(Region region) {
        boolean made = false;
        try {
            ManagerDoor door = new ManagerDoor(LongArray.open(region, WORDS_NAME, WORDS));
            made = true;
            return door;
        } finally {
            if (!made) {
                region.close();
            }
        }
    }

    /**
     * The one at a path.
     *
     * @throws ManagerException if the region there is no manager's
     */
    static ManagerDoor attach(Path file) {
        Region region = Region.attach(file);
        if (region.entries().stream().noneMatch(entry -> WORDS_NAME.equals(entry.name()))) {
            region.close();
            throw new ManagerException(file, "this region is no manager's; give Manager.connect the path that "
                + "Manager.serve was given");
        }
        return in(region);
    }

    /** Writes where it is. */
    void write(DataOutput out) throws IOException {
        words.writeHandle(out);
    }

    /** Reads where it is, and attaches to it. */
    static ManagerDoor read(DataInput in) throws IOException {
        if (SharedObject.readHandle(in) instanceof LongArray words) {
            return new ManagerDoor(words);
        }
        throw new InvalidObjectException("expected the handle of a manager");
    }

    Path file() {
        return region.file();
    }

    RingBuffer ring() {
        return ring;
    }

    Lock serving() {
        return Lock.open(region, PREFIX + "serving");
    }

    /** This process, as {@link #isAlive} knows it. */
    int member() {
        return region.member();
    }

    /** Whether a process that has the door attached still lives; nobody does for one who has closed it. */
    boolean isAlive(int member) {
        try {
            return region.isAlive(member);
        } catch (RegionClosedException e) {
            return false;
        }
    }

    /** The server is ready. */
    void begin(long serverId) {
        words.set(SERVER_MEMBER, region.member());
        words.set(SERVER_PID, ProcessHandle.current().pid());
        words.set(SERVER_ID, serverId);
    }

    /** There is no server any more. */
    void end() {
        words.set(SERVER_ID, 0);
    }

    /** The present server's number; 0 if there was none yet. */
    long serverId() {
        return words.get(SERVER_ID);
    }

    long serverPid() {
        return words.get(SERVER_PID);
    }

    /** Whether a server lives. Takes microseconds. */
    boolean isServed(long serverId) {
        try {
            return serverId != 0 && serverId() == serverId && region.isAlive((int) words.get(SERVER_MEMBER));
        } catch (RegionClosedException e) {
            return false;
        }
    }

    /** For a client: has the server look which of its calls are to be cancelled. */
    void raiseAlarm() {
        words.getAndIncrement(ALARMS);
        alarm.signal();
    }

    /** For the server. */
    long alarms() {
        return words.get(ALARMS);
    }

    /** Signalled by clients that have sent something, to the door or on a line, and by the server for itself. */
    EventCount work() {
        return work;
    }

    EventCount alarm() {
        return alarm;
    }

    boolean isOpen() {
        return region.isOpen();
    }

    void close() {
        region.close();
    }
}
