package io.procession.examples;

import io.procession.Process;
import io.procession.shm.LongValue;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * A process is a JVM of its own, with a pid, a name and a parent. What is static is each one's own; what is shared is
 * seen by all.
 */
@Command(name = "hello", description = {
    "One process, and ten: pid, parent and name; globals are not shared.",
    "",
    "A process is a JVM of its own, with a pid, a name and a parent. What is static is each one's own;"
        + " what is shared, a LongValue here, is seen by all."})
final class Hello extends Demo {

    private static int global = 1;

    @Override
    void run() throws InterruptedException {
        say("hello from the parent");
        Process.start(() -> say("hello from a child of " + Process.parent().orElseThrow().pid())).join();

        List<Process> ten = start("worker", 10, number -> () -> say("hello, I am number " + number));
        join(ten);
        check(ten.stream().mapToLong(Process::pid).distinct().count() == 10, "ten processes had ten pids");

        Greeter greeter = new Greeter("a subclass with run()");
        greeter.start();
        join(List.of(greeter));

        global = 42;
        LongValue shared = LongValue.create(42);
        join(List.of(start("changer", () -> {
            say("global is " + global + ", shared is " + shared);
            global = 7;
            shared.set(7);
        })));
        say("global is " + global + ", shared is " + shared);
        check(global == 42, "the child has changed its own global, not ours");
        check(shared.get() == 7, "the child has changed the value that both share");
    }

    /** The other way to say what a process does. It travels to the worker with its fields. */
    static final class Greeter extends Process {

        private static final long serialVersionUID = 1L;

        private final String who;

        Greeter(String who) {
            this.who = who;
        }

        @Override
        public void run() {
            say("hello from " + who);
        }
    }
}
