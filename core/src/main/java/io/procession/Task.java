package io.procession;

import java.io.Serializable;

/**
 * What a process does. A lambda will do: what it captures travels to the process by serialization, shared objects as
 * handles to the same memory.
 */
@FunctionalInterface
public interface Task extends Serializable {

    void run() throws Exception;
}
