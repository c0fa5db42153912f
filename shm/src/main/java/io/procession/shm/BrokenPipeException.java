package io.procession.shm;

import java.io.IOException;

/** A message was not sent, since all who could have received it have closed their end or died. */
public final class BrokenPipeException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenPipeException() {
        super("nobody is left to receive: the other end was closed, or its processes have died");
    }
}
