package io.procession.shm;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A child that is killed at a step: just before its main thread writes to shared memory for the n-th time, or wakes
 * those who sleep there, counted from when it is told to go. A debugger stops it there, so that it dies exactly at that
 * point, and what others find is what it has written until then.
 */
final class Doomed implements AutoCloseable {

    /** What is tried with a child that is killed at a step. */
    interface Scenario {

        /** Says whether the child was killed; it comes to its end if it has fewer steps. */
        boolean killedAt(int step) throws Exception;
    }

    private static final String DEBUGGED =
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
    private static final String LISTENING = "Listening for transport dt_socket at address: ";
    private static final Pattern WRITES = Pattern.compile("(put|getAndSet|getAndAdd|compareAndSet)(Int|Long|Byte).*");

    private final Child child;
    private final int step;
    private final VirtualMachine machine;
    private volatile boolean dead;
    /** What it was about to do, innermost first. */
    private volatile List<String> lastCalls = List.of();
    private Background<Void> events;

    private Doomed(int step, Child child) {
        this.step = step;
        this.child = child;
        this.machine = attach(child.hear());
        child.expect("ready");
    }

    /** Kills at each step when soaking, else at one of so many, which another build may not choose. */
    static void killAtEachStep(int about, Scenario scenario) throws Exception {
        if (Soak.rounds(0, 1) == 0) {
            scenario.killedAt(1 + ThreadLocalRandom.current().nextInt(about));
            return;
        }
        int step = 1;
        while (scenario.killedAt(step)) {
            step++;
        }
        System.out.println(step - 1 + " steps");
    }

    /**
     * Starts a class' {@code main}, which says {@code ready}, and hears {@code go}.
     *
     * @param step counted from 1
     */
    static Doomed start(int step, Class<?> main, Object... arguments) {
        Child child = Child.startWith(List.of(DEBUGGED), main, arguments);
        try {
            return new Doomed(step, child);
        } catch (RuntimeException | Error e) {
            child.close();
            throw e;
        }
    }

    private static VirtualMachine attach(String listening) {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach")).findFirst().orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(listening.substring(LISTENING.length()).trim());
        try {
            return connector.attach(arguments);
        } catch (IOException | IllegalConnectorArgumentsException e) {
            throw new AssertionError("cannot attach to " + listening, e);
        }
    }

    /** Lets the child go on to its end. */
    Doomed go() {
        ThreadReference main = machine.allThreads().stream()
            .filter(thread -> thread.name().equals("main")).findFirst().orElseThrow();
        for (Method method : machine.classesByName(Memory.class.getName()).get(0).methods()) {
            if (WRITES.matcher(method.name()).matches()) {
                stopAt(method, main);
            }
        }
        for (ReferenceType parking : machine.classesByName(Parking.class.getName())) {
            stopAt(parking.methodsByName("unpark").get(0), main);
        }
        events = Background.start(this::follow);
        child.say("go");
        return this;
    }

    private void stopAt(Method method, ThreadReference thread) {
        BreakpointRequest stop = machine.eventRequestManager().createBreakpointRequest(method.location());
        stop.addThreadFilter(thread);
        stop.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        stop.enable();
    }

    private Void follow() throws InterruptedException {
        int steps = 0;
        try {
            while (true) {
                EventSet set = machine.eventQueue().remove();
                for (Event event : set) {
                    if (event instanceof BreakpointEvent stop && ++steps == step) {
                        lastCalls = calls(stop.thread());
                        child.kill();
                        dead = true;
                        return null;
                    }
                }
                set.resume();
            }
        } catch (VMDisconnectedException e) {
            return null;
        }
    }

    private static List<String> calls(ThreadReference thread) {
        try {
            return thread.frames().stream().map(frame -> frame.location().method())
                .map(method -> method.declaringType().name().replaceAll(".*\\.", "") + "." + method.name()).toList();
        } catch (IncompatibleThreadStateException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for its end, and says whether it was killed; else it had come to its end before. */
    boolean dies() throws Exception {
        events.get();
        return dead;
    }

    boolean isDead() {
        return dead;
    }

    /** Whether it died in a method, or in one called by it. */
    boolean diedIn(String method) {
        return lastCalls.contains(method);
    }

    @Override
    public void close() {
        child.close();
    }

    @Override
    public String toString() {
        return "killed at step " + step + ": " + lastCalls + ", " + child;
    }
}
