package io.procession;

import java.util.Map;

/**
 * The signal that is ending this JVM. A shutdown hook is not told why it runs, but the JVM handles a signal on a thread
 * of that signal's name, which then waits for the hooks.
 */
final class EndingSignal {

    private static final Map<String, Integer> NUMBERS =
        Map.of("SIGHUP handler", 1, "SIGINT handler", 2, "SIGTERM handler", 15);

    private static final String HANDLER = "sun.misc.SignalHandler";

    private EndingSignal() {
    }

    /** From now on Ctrl-C does not end this JVM: whoever has started it decides. Returns what to undo that with. */
    static Object ignoreInterrupts() throws ReflectiveOperationException {
        return handleInterrupts(Class.forName(HANDLER).getField("SIG_IGN").get(null));
    }

    /** Handles Ctrl-C as before it was ignored. */
    static void heedInterrupts(Object before) throws ReflectiveOperationException {
        handleInterrupts(before);
    }

    private static Object handleInterrupts(Object how) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        return signal.getMethod("handle", signal, Class.forName(HANDLER)).invoke(null,
            signal.getConstructor(String.class).newInstance("INT"), how);
    }

    /** Its number; 0 if none is. */
    static int number() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            Integer number = NUMBERS.get(thread.getName());
            if (number != null) {
                return number;
            }
        }
        return 0;
    }
}
