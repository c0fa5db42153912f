package io.procession;

/** An object of one of a manager's own types, in its server. */
interface Served {

    /** The interface that its proxies have. */
    Class<?> face();
}
