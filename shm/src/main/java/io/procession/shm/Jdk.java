package io.procession.shm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;

/**
 * The doors of the JDK that Procession opens from inside, so that {@code java -cp ...} needs no flag and prints no
 * warning.
 *
 * <p>A lookup that may see every member comes from the constructor that {@code sun.reflect.ReflectionFactory} makes
 * accessible for serialization frameworks. What a user has denied on the command line stays denied.
 */
final class Jdk {

    /** The release from which the JVM warns of {@code sun.misc.Unsafe} (JEP 498) and of native code (JEP 472). */
    private static final int WARNING_RELEASE = 24;

    /** {@code given} says that this JVM was started with what this class would do: a worker's is. Saves it the time. */
    private static final String FLAGS_PROPERTY = "procession.flags";

    private Jdk() {
    }

    /**
     * Marks the once-a-JVM warning of {@code sun.misc.Unsafe} as already given. {@code deny} and {@code debug} stand.
     */
    static void silenceUnsafeWarning() {
        if (Runtime.version().feature() < WARNING_RELEASE || "given".equals(System.getProperty(FLAGS_PROPERTY))) {
            return;
        }
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            trustedLookup().findStatic(unsafe, "trySetMemoryAccessWarned", MethodType.methodType(boolean.class))
                .invoke();
        } catch (Throwable e) {
            rethrowIfFatal(e);
        }
    }

    /**
     * Gives the module of a class leave to load native code, unless the command line says
     * {@code --illegal-native-access=deny}.
     */
    static void allowNativeAccess(Class<?> user) {
        if (Runtime.version().feature() < WARNING_RELEASE) {
            return;
        }
        try {
            MethodHandles.Lookup lookup = trustedLookup();
            Class<?> bootstrap = Class.forName("jdk.internal.module.ModuleBootstrap");
            Class<?> policy = Class.forName("jdk.internal.module.ModuleBootstrap$IllegalNativeAccess");
            Object inForce =
                lookup.findStatic(bootstrap, "illegalNativeAccess", MethodType.methodType(policy)).invoke();
            if (!"DENY".equals(inForce.toString())) {
                Module module = user.getModule();
                if (module.isNamed()) {
                    lookup.findVirtual(Module.class, "implAddEnableNativeAccess", MethodType.methodType(Module.class))
                        .invoke(module);
                } else {
                    lookup.findStatic(Module.class, "implAddEnableNativeAccessToAllUnnamed",
                        MethodType.methodType(void.class)).invoke();
                }
            }
        } catch (Throwable e) {
            rethrowIfFatal(e);
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

    /** A JDK that has moved these doors still runs, with its warning; a JVM that is out of memory does not. */
    private static void rethrowIfFatal(Throwable e) {
        if (e instanceof VirtualMachineError fatal) {
            throw fatal;
        }
    }
}
