package io.procession;

import java.util.Set;

/**
 * Variables by their names, in a manager's server: Python's {@code Manager().Namespace()}.
 *
 * <pre>{@code
 * Namespace settings = manager.namespace();
 * settings.set("verbose", true);
 * boolean verbose = settings.get("verbose");
 * }</pre>
 */
public interface Namespace {

    /**
     * A variable's value; a copy, unless it is a managed object.
     *
     * @throws java.util.NoSuchElementException if there is no such variable
     */
    <T> T get(String name);

    /** Sets a variable, which need not be there before. */
    void set(String name, Object value);

    /** Deletes a variable; whether there was one. */
    boolean delete(String name);

    /** The names of the variables that are there now. */
    Set<String> names();
}
