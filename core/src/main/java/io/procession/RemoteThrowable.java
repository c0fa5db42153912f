package io.procession;

/**
 * Stands for something thrown in another process that could not travel itself, since it, or something in it, cannot be
 * serialized or is of a class that is not known here. It has the same text and stack, and causes that do too.
 */
public final class RemoteThrowable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String className;

    RemoteThrowable(Throwable original) {
        super(original.toString(), original.getCause() == null ? null : new RemoteThrowable(original.getCause()));
        this.className = original.getClass().getName();
        setStackTrace(original.getStackTrace());
    }

    /** The name of the class of what was thrown. */
    public String className() {
        return className;
    }
}
