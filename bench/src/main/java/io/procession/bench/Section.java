package io.procession.bench;

import com.google.gson.annotations.SerializedName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What belongs together in a report: what an operation is there, and what is not comparable. */
enum Section {

    @SerializedName("lock")
    LOCK("Lock and unlock of a lock that nobody else wants. Among several processes that is section `counter`.",
        "`C` is a robust `pthread_mutex_t`: as with ours, the next process is told that an owner died. A `C_FUTEX` or "
            + "a `C_SPIN` whose owner dies is locked for ever, and so is CPython's `Lock`. `FILE_LOCK` is the "
            + "operating system's lock of a file, which Java's `FileLock` asks for: two system calls, and free when "
            + "its owner dies. `CHRONICLE` is a pair of swaps on Chronicle's `MappedBytes`: no lock, but what one "
            + "would be made of."),
    @SerializedName("add")
    ADD("One is added to a number in shared memory, in one step.",
        "C and we add atomically. CPython has no such addition: its `Value` is locked for it."),
    @SerializedName("counter")
    COUNTER("Lock, add one to an ordinary number in shared memory, unlock. All processes want the lock all the time.",
        "Fairness is not measured: a lock that lets one process run on has the greater throughput. For who is who see "
            + "`lock`. Those that spin need a processor for each process."),
    @SerializedName("rlock")
    RLOCK("As `lock` and `counter`, with a lock that its owner may take once more.",
        "In C a robust and recursive `pthread_mutex_t`, in CPython an `RLock`. Nobody takes it twice here."),
    @SerializedName("semaphore")
    SEMAPHORE("A permit is acquired and released: the only one by a process that is alone, one of two otherwise.",
        "In C a `sem_t`. With two processes nobody ever waits."),
    @SerializedName("condition")
    CONDITION("A turn goes round: a process waits on a condition until it is its turn, passes it on and signals. One "
        + "turn is an operation.",
        "Two processes signal one, more of them signal all, since all wait on the same condition. In C a "
            + "`pthread_cond_t`, which does not survive the death of who waits."),
    @SerializedName("barrier")
    BARRIER("All processes wait at a barrier until all are there, which is one operation of all together.",
        "In C a `pthread_barrier_t`, in CPython a `Barrier`, which is of a condition and a lock. Neither breaks when a "
            + "process dies, as ours does."),
    @SerializedName("value")
    VALUE("A value of three fields is got, set or updated as one.",
        "Our reader takes no lock. C and CPython have a struct under a lock. While others set, only what the reader "
            + "does counts."),
    @SerializedName("array")
    ARRAY("An element of a shared array of " + Work.ELEMENTS + " 64-bit numbers is got, set, or added to. All "
        + "processes go through all elements in order.",
        "In C an array of atomics, acquired and released as ours is. CPython's `Array` is locked for each access. "
            + "`JUC` is an `AtomicLongArray`."),
    @SerializedName("roundtrip")
    ROUNDTRIP("One process sets what the other waits for, and waits for what the other sets then.",
        "Ours and CPython's are two `Event`s. C has two `sem_t`, which is less than an event: a `sem_t` keeps no flag "
            + "that many may wait for. `JUC` is two of its semaphores, between two threads."),
    @SerializedName("start")
    START("A process that does nothing, if nothing else is said, is started and joined.",
        "`WARM` hands its task to a spare JVM that was ready, as `FORKSERVER` forks a process that was ready. `FORK` "
            + "copies its parent, which no JVM can: it is shown, and not compared. `ARCHIVED` and `COLD` start a JVM, "
            + "with its classes from an archive and without, as `SPAWN` starts an interpreter. `BARE_JVM` is a JVM "
            + "that does nothing, not even for us. All of the JVMs open the executable jar, with JMH and all in it, "
            + "which takes each some milliseconds that a small program's class path does not."),
    @SerializedName("queue")
    QUEUE("An array of bytes goes from a process that puts to one that takes; one that was taken is an operation.",
        "Ours is kept in files, and is for any number of processes. CPython's lies in a pipe of the operating system "
            + "and in the memory of who put. `CHRONICLE` is a bare Chronicle Queue: one process appends, the tailer of "
            + "the other spins; nothing is taken out, nobody is woken, and its files only grow. `JUC` is a "
            + "`LinkedBlockingQueue`, or if it is bounded an `ArrayBlockingQueue`, between two threads, of copies. A "
            + "sender waits while much is under way."),
    @SerializedName("pipe")
    PIPE("There and back: " + Traffic.MESSAGE_BYTES + " bytes, from the call that sends to the return of the one that "
        + "receives the answer. One way: a message that was received is an operation.",
        "Ours spins for a while and then sleeps. `C` is two pipes of `pipe(2)`, `UNIX_SOCKET` a `SocketChannel` of "
            + "Java on a socket of the local machine, both without any framing. `C_SPIN`, `AGRONA` (a "
            + "`OneToOneRingBuffer` in a mapped file) and `AERON` (an exclusive publication over IPC) spin for as long "
            + "as it takes, and Agrona's and Aeron's receivers read whole batches. `JUC` hands the array itself from "
            + "thread to thread, by two `SynchronousQueue`s."),
    @SerializedName("pool")
    POOL("Items are mapped, submitted or applied, to a function that does next to nothing if nothing else is said; "
        + "each item is an operation. Of a pool's life, the whole of it is.",
        "CPython's pools are forked; `PYTHON_SPAWN` is of new interpreters. CPython's functions travel by name, ours "
            + "as lambdas with what they capture. `FORK_JOIN_POOL` is of threads, that share one heap and one fate. "
            + "`ONE_THREAD` is a loop: its ratio is how much is gained. `BARE_JVM` is as many JVMs as there are "
            + "workers, started at once, which do nothing: what one and all of a pool's cost that were not kept "
            + "ready."),
    @SerializedName("manager")
    MANAGER("A client calls a method of an object that the manager's process owns, and has its result. A queue's put "
        + "and take are one operation, and so are lock and unlock.",
        "Both are a server's process and its clients. All clients want all they can get, at once.");

    final String operation;
    final String notComparable;

    Section(String operation, String notComparable) {
        this.operation = operation;
        this.notComparable = notComparable;
    }

    /** As users name it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The section that users name so.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Section of(String word) {
        return Arrays.stream(values()).filter(section -> section.word().equals(word)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException(word));
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Section::word).toList();
    }

    /** Adds its comparisons. */
    void addTo(Plan plan) {
        switch (this) {
            case LOCK, ADD, COUNTER, RLOCK, SEMAPHORE, CONDITION, BARRIER, VALUE, ARRAY ->
                new WorkTables(plan, this).add();
            case ROUNDTRIP, QUEUE, PIPE -> new MessageTables(plan, this).add();
            case START -> new StartTables(plan).add();
            case POOL -> new PoolTables(plan).add();
            case MANAGER -> new ManagerTables(plan).add();
        }
    }
}
