package io.procession;

import java.io.Serializable;

/**
 * What a process does. A lambda will do: what it captures travels to the process by serialization, shared objects as
 * handles to the same memory.
 *
 * <pre>{@code
 * Event done = Event.create();
 * Task task = () -> {
 *     prepare();
 *     done.set();
 * };
 * Process.start(task);
 * }</pre>
 */
@FunctionalInterface
public interface Task extends Serializable {

    void run() throws Exception;
}
