package io.procession.shm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a {@link Child} does to speak with its test. */
final class Role {

    private static final BufferedReader INPUT =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Role() {
    }

    static void say(Object line) {
        System.out.println(line);
        System.out.flush();
    }

    /** The next line from the test; null if the test is gone. */
    static String hear() {
        try {
            return INPUT.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends this JVM when the test has gone or says a word, whatever other threads do. */
    static void endWithTest() {
        Thread watch = new Thread(() -> {
            hear();
            Runtime.getRuntime().halt(0);
        });
        watch.setDaemon(true);
        watch.start();
    }
}
