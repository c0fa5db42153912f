package io.procession;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Functions as bytes: tasks, jobs and calls, {@link Fn}s and {@link BiFn}s. A {@link Callee} is made of them.
 *
 * <p>A lambda travels as the name of the method that the compiler has made of its body, which all lambdas of one place
 * in the source share, and the values that it has captured; the worker calls the method. That is what serialization
 * does too, but there the worker's JVM must first make a class for the lambda again, with machinery that takes a third
 * of its whole life to load. So does a reference to a static method of the user's. All else is serialized: objects,
 * other method references, and lambdas of interfaces that are derived from these.
 */
final class FunctionCode {

    private static final byte[] NO_VALUES = {};

    private static final Definition OBJECT = new Definition(new byte[] {Callee.OBJECT, 0});

    private static final ClassValue<Place> PLACES = new ClassValue<>() {
        @Override
        protected Place computeValue(Class<?> type) {
            return new Place(type);
        }
    };

    private final Definition definition;
    private final byte[] captured;

    private FunctionCode(Definition definition, byte[] captured) {
        this.definition = definition;
        this.captured = captured;
    }

    /**
     * A function whose captured values are apart from its definition, which is the same for all lambdas of one place in
     * the source, and for all objects. One that has captured nothing always has the same code.
     *
     * @throws TaskNotSerializableException if something in it cannot travel
     */
    static FunctionCode of(Object function) {
        if (!(function instanceof Serializable)) {
            throw Captures.notSerializable(function);
        }
        Place place = PLACES.get(function.getClass());
        SerializedLambda lambda = place.isLambda() ? place.serialized(function) : null;
        if (lambda != null && lambda.getCapturedArgCount() == 0) {
            return place.constant(function, lambda);
        }
        return encode(function, lambda, lambda == null ? OBJECT : place.definition(lambda));
    }

    private static FunctionCode encode(Object function, SerializedLambda lambda, Definition definition) {
        try {
            return new FunctionCode(definition, definition == OBJECT ? Values.encode(function) : values(lambda));
        } catch (IOException e) {
            throw lambda == null ? Captures.explain(function, e) : Captures.explain(lambda, e);
        }
    }

    /**
     * A function in a definition of its own, with what it has captured now.
     *
     * @throws TaskNotSerializableException if something in it cannot travel
     */
    static FunctionCode bound(Object function) {
        FunctionCode code = of(function);
        return code.isBound() ? code : code.bind();
    }

    private boolean isBound() {
        return definition.bytes[Callee.BOUND_OFFSET] == 1;
    }

    private FunctionCode bind() {
        byte[] shared = definition.bytes;
        byte[] bytes = Arrays.copyOf(shared, Math.addExact(shared.length, captured.length));
        bytes[Callee.BOUND_OFFSET] = 1;
        System.arraycopy(captured, 0, bytes, shared.length, captured.length);
        return new FunctionCode(new Definition(bytes), NO_VALUES);
    }

    /** What to call. */
    Definition definition() {
        return definition;
    }

    /** What it has captured; nothing if that is in the definition. */
    byte[] captured() {
        return captured;
    }

    /**
     * What a function is called in messages: {@code the lambda at com.example.Main(Main.java:12)}, or the name of its
     * class. Runs no code of the user's; reads a class file, and so takes its time.
     */
    static String describe(Object function) {
        Place place = PLACES.get(function.getClass());
        SerializedLambda lambda = place.isLambda() ? place.serialized(function) : null;
        return lambda == null ? Captures.describe(function) : Captures.describe(lambda);
    }

    private static byte[] values(SerializedLambda lambda) throws IOException {
        int count = lambda.getCapturedArgCount();
        if (count <= 1) {
            return count == 0 ? NO_VALUES : Values.encode(lambda.getCapturedArg(0));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int i = 0; i < count; i++) {
            byte[] value = Values.encode(lambda.getCapturedArg(i));
            if (i < count - 1) {
                out.writeInt(value.length);
            }
            out.write(value);
        }
        return bytes.toByteArray();
    }

    /**
     * What to call, but for what comes with each task.
     *
     * @param id is that of no other definition of this process
     * @param bytes for {@link Callee#read}; not to be changed
     */
    record Definition(int id, byte[] bytes) {

        private static final AtomicInteger IDS = new AtomicInteger();

        private Definition(byte[] bytes) {
            this(IDS.incrementAndGet(), bytes);
        }
    }

    /** A class of functions. That of a lambda is made by the JVM, for one place in the source. */
    private static final class Place {

        /** To call a lambda of these is to call its body. One derived from them may do more. */
        private static final Set<String> INTERFACES = Set.of("io/procession/Task", "io/procession/Job",
            "io/procession/Call", "io/procession/Fn", "io/procession/BiFn", "java/lang/Runnable",
            "java/util/concurrent/Callable");

        /** Gives the form that the compiler has given a lambda for its serialization; null for what is no lambda. */
        private final Method writeReplace;
        private volatile Definition definition;
        private volatile FunctionCode constant;

        Place(Class<?> type) {
            writeReplace = type.isHidden() || type.isSynthetic() ? writeReplace(type) : null;
        }

        /** Not as a method handle: that gains 0.1 us with each call, but the first in a process takes 10 ms. */
        private static Method writeReplace(Class<?> type) {
            try {
                Method method = type.getDeclaredMethod("writeReplace");
                method.setAccessible(true);
                return method;
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }

        boolean isLambda() {
            return writeReplace != null;
        }

        SerializedLambda serialized(Object function) {
            try {
                return writeReplace.invoke(function) instanceof SerializedLambda lambda ? lambda : null;
            } catch (ReflectiveOperationException | RuntimeException e) {
                return null;
            }
        }

        /** The one code of a function that has captured nothing. */
        FunctionCode constant(Object function, SerializedLambda lambda) {
            FunctionCode known = constant;
            if (known == null) {
                known = FunctionCode.encode(function, lambda, definition(lambda)).bind();
                constant = known;
            }
            return known;
        }

        Definition definition(SerializedLambda lambda) {
            Definition known = definition;
            return known == null ? define(lambda) : known;
        }

        private synchronized Definition define(SerializedLambda lambda) {
            if (definition == null) {
                boolean isDirect = (Captures.isBody(lambda) || isOwnStaticMethod(lambda))
                    && INTERFACES.contains(lambda.getFunctionalInterfaceClass());
                definition = isDirect ? new Definition(encode(lambda)) : OBJECT;
            }
            return definition;
        }

        /** Not one of the JDK's: some of these look at who calls them. */
        private static boolean isOwnStaticMethod(SerializedLambda lambda) {
            return lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic
                && !lambda.getImplClass().startsWith("java");
        }

        private static byte[] encode(SerializedLambda lambda) {
            boolean isStatic = lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic;
            return Callee.definition(isStatic ? Callee.STATIC : Callee.INSTANCE, false,
                lambda.getImplClass().replace('/', '.'), lambda.getImplMethodName(), lambda.getImplMethodSignature(),
                lambda.getCapturedArgCount());
        }
    }
}
