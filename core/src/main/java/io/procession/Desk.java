package io.procession;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.BlockingQueue;

/**
 * What a client asks of its manager's server itself: the object of number {@value #NUMBER}, called as any other.
 */
interface Desk {

    long NUMBER = 0;

    ManagedMap<Object, Object> dict();

    ManagedList<Object> list();

    Set<Object> set();

    BlockingQueue<Object> queue(int max);

    ManagedJoinableQueue<Object> joinableQueue(int max);

    BlockingQueue<Object> priorityQueue(Comparator<Object> order);

    Namespace namespace();

    ManagedLock lock();

    ManagedLock rlock();

    ManagedSemaphore semaphore(int permits);

    ManagedSemaphore boundedSemaphore(int permits);

    ManagedEvent event();

    ManagedBarrier barrier(int parties, Job action);

    ManagedValue<Object> value(Object initial);

    ManagedArray<Object> array(Object[] initial);

    /** Makes an object of a registered interface. */
    Object create(String face, Object[] arguments) throws Exception;

    /** From now on makes objects of an interface so. */
    void register(String face, Fn<Object[], ?> factory);

    /** The object of a name; null if there is none. */
    Object named(String name);

    /** Gives an object a name, unless another one has it; the object that has it then. */
    Object name(String name, Object object);

    /** What an object says of itself. */
    String text(long object);

    /** The client needs these references no more. */
    void release(long[] objects);

    /**
     * Holds an object for somebody to whom the client sends it, until it arrives or the client ends.
     *
     * @return a pass
     */
    long pass(long object);

    /** Gives the client a reference to an object that was sent to it with a pass; false if the object is gone. */
    boolean arrive(long object, long pass);

    /** Nobody will arrive with these passes, unless somebody has. */
    void forget(long[] passes);
}
