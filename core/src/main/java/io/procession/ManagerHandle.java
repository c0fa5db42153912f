package io.procession;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

/** What serialization writes of a manager: where its server is. */
final class ManagerHandle implements Externalizable {

    private static final long serialVersionUID = 1L;

    private transient ManagerClient client;

    /** For serialization. */
    public ManagerHandle() {
    }

    ManagerHandle(ManagerClient client) {
        this.client = client;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        client.write(out);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        client = ManagerClient.read(in);
    }

    private Object readResolve() {
        return new Manager(client);
    }
}
