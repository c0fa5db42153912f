package io.procession;

import java.util.Set;

/** What a proxy of a set calls. */
interface RemoteSet<E> extends Set<E> {

    /** All elements as they are now. */
    Object[] snapshot();
}
