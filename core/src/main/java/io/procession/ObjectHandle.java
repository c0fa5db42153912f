package io.procession;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

/**
 * What travels of a managed object. Within a call of its own manager it is the object's number, and stands for the
 * object in the server, for a proxy in the client. Anywhere else it tells where the server is, and takes a
 * {@linkplain Desk#pass pass} along, which holds the object until the handle arrives.
 */
final class ObjectHandle implements Externalizable {

    private static final long serialVersionUID = 1L;

    private transient RemoteReference reference;
    private transient long object;
    private transient String face;
    private transient Object resolved;

    /** For serialization. */
    public ObjectHandle() {
    }

    /** Of a proxy. */
    ObjectHandle(RemoteReference reference) {
        this.reference = reference;
        this.object = reference.object();
        this.face = reference.face().type().getName();
    }

    /** Of an object in its server, for a client that has a reference to it. */
    ObjectHandle(long object, Face face) {
        this.object = object;
        this.face = face.type().getName();
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        Crossing crossing = Crossing.current();
        boolean isForeign = reference != null
            && (crossing == null || crossing.serverId() != reference.client().serverId());
        out.writeBoolean(isForeign);
        out.writeLong(object);
        out.writeUTF(face);
        if (isForeign) {
            reference.client().write(out);
            out.writeLong(reference.client().pass(object));
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        boolean isForeign = in.readBoolean();
        object = in.readLong();
        face = in.readUTF();
        if (isForeign) {
            resolved = ManagerClient.read(in).arrive(object, face, in.readLong());
        } else {
            Crossing crossing = Crossing.current();
            if (crossing == null) {
                throw new InvalidObjectException("a managed object's number, outside of a call of its manager");
            }
            resolved = crossing.resolve(object, face);
        }
    }

    private Object readResolve() {
        return resolved;
    }
}
