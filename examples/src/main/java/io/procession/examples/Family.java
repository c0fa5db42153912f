package io.procession.examples;

import io.procession.Process;
import io.procession.shm.LongValue;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * How processes end, and what their parent learns of it: the exit code, the exception. A killed parent takes its
 * daemons with it.
 */
@Command(name = "family", description = {
    "Children and grandchildren: exit codes, failures, a killed parent's daemons.",
    "",
    "The exit code is 0, 1 after an exception (which the child prints and failure() returns), n after"
        + " System.exit(n), -n after signal n. A killed parent takes its daemons with it."})
final class Family extends Demo {

    @Override
    void run() throws Exception {
        Process good = start("good", () -> say("returns"));
        Process bad = start("bad", () -> {
            throw new IllegalStateException("thrown on purpose");
        });
        Process quitter = start("quitter", () -> System.exit(3));
        Process sleeper = start("sleeper", () -> Thread.sleep(Long.MAX_VALUE));
        Process victim = start("victim", () -> Thread.sleep(Long.MAX_VALUE));
        say("active children: " + Process.activeChildren().stream().map(Process::name).toList());
        sleeper.terminate();
        victim.kill();
        expect(good, 0);
        expect(bad, 1);
        expect(quitter, 3);
        expect(sleeper, -15);
        expect(victim, -9);
        check(bad.failure().orElseThrow().getMessage().equals("thrown on purpose"),
            "bad.failure() is " + bad.failure().orElseThrow());

        Process parent = Process.start(() -> Process.start(() -> say("a grandchild, by its name")).join());
        expect(parent, 0);
        killAParent();
    }

    private void expect(Process process, int exitCode) throws InterruptedException {
        process.join();
        check(process.exitCode().equals(OptionalInt.of(exitCode)), process.name() + " has ended with " + exitCode);
    }

    private void killAParent() throws Exception {
        LongValue daemonPid = LongValue.create(0);
        Process parent = start("parent", () -> named("daemon").daemon(true).start(() -> {
            say("a daemon of " + Process.parent().orElseThrow().name());
            daemonPid.set(Process.current().pid());
            Thread.sleep(Long.MAX_VALUE);
        }).join());
        while (daemonPid.get() == 0) {
            Thread.sleep(10);
        }
        ProcessHandle daemon = ProcessHandle.of(daemonPid.get()).orElseThrow();
        parent.kill();
        expect(parent, -9);
        daemon.onExit().get(10, TimeUnit.SECONDS);
        check(!daemon.isAlive(), "its daemon has ended too");
    }
}
