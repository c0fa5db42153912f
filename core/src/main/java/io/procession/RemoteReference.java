package io.procession;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * What a proxy knows of its object. As long as it can be reached, the object lives; afterwards the server is told.
 */
final class RemoteReference {

    private static final Cleaner CLEANER = Cleaner.create();

    private final ManagerClient client;
    private final long object;
    private final Face face;

    private RemoteReference(ManagerClient client, long object, Face face) {
        this.client = client;
        this.object = object;
        this.face = face;
    }

    /** One of those that the server has counted. */
    static RemoteReference counted(ManagerClient client, long object, Face face) {
        RemoteReference reference = new RemoteReference(client, object, face);
        CLEANER.register(reference, () -> client.release(object));
        return reference;
    }

    /** One that the server has not counted: to an object that lives as long as the server, or is gone already. */
    static RemoteReference uncounted(ManagerClient client, long object, Face face) {
        return new RemoteReference(client, object, face);
    }

    ManagerClient client() {
        return client;
    }

    long object() {
        return object;
    }

    Face face() {
        return face;
    }

    /** Calls a method of the object in its server. What it throws comes as it is. */
    Object call(int method, Object[] arguments) throws Throwable {
        try {
            return client.call(object, face, method, arguments);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteReference reference && object == reference.object
            && client.serverId() == reference.client.serverId();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * client.serverId() + object);
    }

    /** What the object says of itself. */
    @Override
    public String toString() {
        return client.desk().text(object);
    }
}
