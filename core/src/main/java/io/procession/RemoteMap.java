package io.procession;

/** What a proxy of a map calls. */
interface RemoteMap<K, V> extends ManagedMap<K, V> {

    /** Keys and values, one after the other, as they are now. */
    Object[] snapshot();
}
