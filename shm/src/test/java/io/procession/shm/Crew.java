package io.procession.shm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Children that work side by side, all started before any is waited for. */
final class Crew implements AutoCloseable {

    private final List<Child> members = new ArrayList<>();

    Crew(int size, IntFunction<Child> start) {
        try {
            for (int i = 0; i < size; i++) {
                members.add(start.apply(i));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    List<Child> members() {
        return members;
    }

    void say(String line) {
        members.forEach(child -> child.say(line));
    }

    void expect(String line) {
        members.forEach(child -> child.expect(line));
    }

    /** The next line of each. */
    List<String> hear() {
        return members.stream().map(Child::hear).toList();
    }

    void awaitSuccess() {
        members.forEach(Child::awaitSuccess);
    }

    @Override
    public void close() {
        members.forEach(Child::close);
    }
}
