package io.procession;

/**
 * Stands for something thrown in another process that could not travel itself, since it, or something in it, cannot be
 * serialized or is of a class that is not known here. It has the same text and stack, and causes that do too.
 */
public final class RemoteThrowable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Causes may go in a circle. */
    private static final int MAX_CAUSES = 50;

    private final String className;

    RemoteThrowable(Throwable original) {
        this(original, MAX_CAUSES);
    }

    private RemoteThrowable(Throwable original, int causes) {
        super(text(original), cause(original, causes));
        this.className = original.getClass().getName();
        setStackTrace(original.getStackTrace());
    }

    /** The name of the class of what was thrown. */
    public String className() {
        return className;
    }

    private static Throwable cause(Throwable original, int causes) {
        return original.getCause() == null || causes == 0 ? null : new RemoteThrowable(original.getCause(), causes - 1);
    }

    private static String text(Throwable original) {
        try {
            return original.toString();
        } catch (RuntimeException | Error e) {
            return original.getClass().getName() + ", whose text cannot be had";
        }
    }
}
