package io.procession;

import java.util.Map;

/**
 * The signal that is ending this JVM. A shutdown hook is not told why it runs, but the JVM handles a signal on a thread
 * of that signal's name, which then waits for the hooks.
 */
final class EndingSignal {

    private static final Map<String, Integer> NUMBERS =
        Map.of("SIGHUP handler", 1, "SIGINT handler", 2, "SIGTERM handler", 15);

    private EndingSignal() {
    }

    /** From now on Ctrl-C does not end this JVM: whoever has started it decides. */
    static void ignoreInterrupts() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        signal.getMethod("handle", signal, handler).invoke(null,
            signal.getConstructor(String.class).newInstance("INT"), handler.getField("SIG_IGN").get(null));
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
