package io.procession;

import java.util.concurrent.BlockingQueue;

/** What a proxy of a queue calls. */
interface RemoteQueue<E> extends BlockingQueue<E>, ManagedJoinableQueue<E> {

    /** All items as they are now. */
    Object[] snapshot();

    /** Takes as many items as there are now, up to a number of them. */
    Object[] drain(int max);
}
