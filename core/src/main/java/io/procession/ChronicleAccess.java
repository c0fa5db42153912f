package io.procession;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.ServiceLoader;
import net.openhft.chronicle.core.shutdown.PriorityHook;

/**
 * Lets Chronicle run in this JVM: opens what it needs of the JDK, so that {@code java -cp ...} needs no flag, and keeps
 * it from writing to the terminal of a program that has not asked for any logging.
 */
final class ChronicleAccess {

    /** What it reflects upon. */
    private static final String[] OPENED = {"sun.nio.ch", "java.lang.reflect"};
    /** Without it one of its classes warns that its second best way of freeing buffers is slower; we use neither. */
    private static final String EXPORTED = "jdk.internal.ref";

    private static final String FIRST_CLASS = "net.openhft.chronicle.core.Jvm";
    /** Its thread that watches the free space of disks: a full one is an exception here. */
    private static final String DISK_MONITOR_PROPERTY = "chronicle.disk.monitor.disable";
    /** How long it reads a queue's metadata again and again: if that is corrupt, with the queue's lock. */
    private static final String METADATA_TIMEOUT_PROPERTY = "chronicle.table.store.timeoutMS";
    private static final String METADATA_TIMEOUT_MILLIS = "2000";
    private static final String SLF4J_VERBOSITY_PROPERTY = "slf4j.internal.verbosity";

    private static boolean prepared;

    private ChronicleAccess() {
    }

    /**
     * To be called before Chronicle's first class is loaded.
     *
     * @throws IllegalStateException if this JVM does not let it be opened; the message has the flags to add
     */
    static synchronized void prepare() {
        if (prepared) {
            return;
        }
        Module jdk = Object.class.getModule();
        Module chronicle = chronicle();
        open(jdk, chronicle);
        for (String name : OPENED) {
            if (!jdk.isOpen(name, chronicle)) {
                throw new IllegalStateException("a queue needs two packages of the JDK, which this JVM does not let it"
                    + " open; start it with " + flags(chronicle));
            }
        }
        setUnlessSet(DISK_MONITOR_PROPERTY, "true");
        setUnlessSet(METADATA_TIMEOUT_PROPERTY, METADATA_TIMEOUT_MILLIS);
        silenceIfUnheard();
        installHook();
        prepared = true;
    }

    /**
     * Has it install its hook for the end of the JVM, before a class does so that could not be initialised, ever, if
     * that fails. In a JVM that is ending it does fail, once: from then on Chronicle goes without.
     */
    private static void installHook() {
        try {
            PriorityHook.add(0, () -> { });
        } catch (IllegalStateException e) {
            // What the hook would free goes with the process anyway.
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static Module chronicle() {
        try {
            return Class.forName(FIRST_CLASS, false, ChronicleAccess.class.getClassLoader()).getModule();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a queue needs chronicle-queue, and all that it depends on, on the class"
                + " path", e);
        }
    }

    private static void open(Module jdk, Module chronicle) {
        try {
            MethodHandles.Lookup lookup = trustedLookup();
            MethodType type = MethodType.methodType(void.class, String.class, Module.class);
            for (String name : OPENED) {
                lookup.findVirtual(Module.class, "implAddOpens", type).invoke(jdk, name, chronicle);
            }
            lookup.findVirtual(Module.class, "implAddExports", type).invoke(jdk, EXPORTED, chronicle);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            // A JDK that has moved these doors: the flags open them.
        }
    }

    private static MethodHandles.Lookup trustedLookup() throws ReflectiveOperationException {
        Constructor<MethodHandles.Lookup> declared =
            MethodHandles.Lookup.class.getDeclaredConstructor(Class.class, Class.class, int.class);
        Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
        Constructor<?> accessible = (Constructor<?>) factory
            .getMethod("newConstructorForSerialization", Class.class, Constructor.class)
            .invoke(factory.getMethod("getReflectionFactory").invoke(null), MethodHandles.Lookup.class, declared);
        int trusted = -1;
        return (MethodHandles.Lookup) accessible.newInstance(Object.class, null, trusted);
    }

    private static String flags(Module chronicle) {
        String user = chronicle.isNamed() ? chronicle.getName() : "ALL-UNNAMED";
        StringBuilder flags = new StringBuilder();
        for (String name : OPENED) {
            flags.append(flags.length() == 0 ? "" : " ").append("--add-opens=java.base/").append(name).append('=')
                .append(user);
        }
        return flags.toString();
    }

    /** With no provider of SLF4J nobody can hear what Chronicle logs: SLF4J need not tell the terminal so. */
    private static void silenceIfUnheard() {
        if (System.getProperty(SLF4J_VERBOSITY_PROPERTY) != null) {
            return;
        }
        try {
            ClassLoader loader = ChronicleAccess.class.getClassLoader();
            Class<?> provider = Class.forName("org.slf4j.spi.SLF4JServiceProvider", false, loader);
            if (ServiceLoader.load(provider).findFirst().isEmpty()) {
                System.setProperty(SLF4J_VERBOSITY_PROPERTY, "ERROR");
            }
        } catch (ClassNotFoundException e) {
            // Another SLF4J is in the user's hands.
        }
    }
}
