package io.procession;

/**
 * An argument for a managed object cannot travel to it. The message says which one, its class, and what in it cannot be
 * serialized. Nothing was called.
 */
public final class ArgumentNotSerializableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ArgumentNotSerializableException(String message, Throwable cause) {
        super(message, cause);
    }
}
