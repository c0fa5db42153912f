package io.procession.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The program of a bare JVM: the least that a start can cost. */
final class Empty {

    private Empty() {
    }

    /** Does nothing. */
    public static void main(String[] arguments) {
    }

    /** Starts so many JVMs with it at once, and waits for all. */
    static void run(int number) throws IOException, InterruptedException {
        List<Process> jvms = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            jvms.add(new ProcessBuilder(Programs.jvm(Empty.class)).start());
        }
        for (Process jvm : jvms) {
            jvm.waitFor();
        }
    }
}
