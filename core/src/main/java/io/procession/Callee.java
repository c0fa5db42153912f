package io.procession;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;

/**
 * What a worker is to call, as read from the definition that a {@link FunctionCode} has made of it:
 *
 * <pre>
 *   form                        byte: {@link #OBJECT}, {@link #STATIC} or {@link #INSTANCE}
 *   bound                       byte: 1 if the captured values are at the end, 0 if they come with each task
 *   class, method, descriptor   of a lambda, as {@code writeUTF} has them: where its body is
 *   count                       byte, of a lambda: how many values it has captured; of an object there is one, itself
 *   values                      if bound: each as {@link Values} has it, all but the last behind their length, an int
 * </pre>
 *
 * <p>Makes no lambdas, and loads as little as it can: a worker that starts waits for it. For one thread at a time.
 */
final class Callee {

    static final byte OBJECT = 0;
    /** A lambda. */
    static final byte STATIC = 1;
    /** A lambda that has captured {@code this}, which is the first of its values. */
    static final byte INSTANCE = 2;

    /** Where a definition says whether it is bound. */
    static final int BOUND_OFFSET = 1;

    private static final Object[] NO_VALUES = {};

    private final byte form;
    private final String className;
    private final String methodName;
    private final String descriptor;
    private final int count;
    /** The values, if they are the same for all tasks; null otherwise. */
    private final byte[] own;

    private Method method;
    private Bound bound;

    private Callee(DataInputStream in) throws IOException {
        form = in.readByte();
        boolean isBound = in.readBoolean();
        boolean isLambda = form != OBJECT;
        className = isLambda ? in.readUTF() : null;
        methodName = isLambda ? in.readUTF() : null;
        descriptor = isLambda ? in.readUTF() : null;
        count = isLambda ? in.readUnsignedByte() : 1;
        own = isBound ? in.readAllBytes() : null;
    }

    /** The definition of a static method without parameters, or a result. */
    static byte[] definition(String className, String methodName) {
        return definition(STATIC, true, className, methodName, "()V", 0);
    }

    /** The definition of a lambda, but for its values. */
    static byte[] definition(byte form, boolean isBound, String className, String methodName, String descriptor,
                             int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(form);
            out.writeBoolean(isBound);
            out.writeUTF(className);
            out.writeUTF(methodName);
            out.writeUTF(descriptor);
            out.writeByte(count);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    /** Reads a definition. No class of the user's is looked for. */
    static Callee read(byte[] definition) throws IOException {
        return new Callee(new DataInputStream(new ByteArrayInputStream(definition)));
    }

    /**
     * Finds what is to be called, and decodes what it has captured: for each task anew, but that of a bound definition
     * once.
     *
     * @param captured is ignored if the definition is bound
     * @throws ReflectiveOperationException if this process does not have the class, or has another version of it
     */
    Bound bind(byte[] captured) throws IOException, ReflectiveOperationException {
        try {
            if (own == null) {
                return decode(captured);
            }
            if (bound == null) {
                bound = decode(own);
            }
            return bound;
        } catch (ClassNotFoundException e) {
            throw new ClassNotFoundException(e.getMessage()
                + ": the worker's class path does not have this class of its parent's", e);
        }
    }

    private Bound decode(byte[] bytes) throws IOException, ReflectiveOperationException {
        if (form == OBJECT) {
            return new Bound(null, Values.decode(bytes, null), NO_VALUES);
        }
        if (method == null) {
            method = find();
        }
        int receivers = form == INSTANCE ? 1 : 0;
        Object receiver = null;
        Object[] values = count == receivers ? NO_VALUES : new Object[count - receivers];
        int at = 0;
        for (int i = 0; i < count; i++) {
            int length = bytes.length - at;
            if (i < count - 1) {
                length = length(bytes, at);
                at += Integer.BYTES;
            }
            Object value = Values.decode(slice(bytes, at, length), null);
            at += length;
            if (i < receivers) {
                receiver = value;
            } else {
                values[i - receivers] = value;
            }
        }
        return new Bound(method, receiver, values);
    }

    private static int length(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
    }

    private static byte[] slice(byte[] bytes, int at, int length) {
        if (at == 0 && length == bytes.length) {
            return bytes;
        }
        byte[] slice = new byte[length];
        System.arraycopy(bytes, at, slice, 0, length);
        return slice;
    }

    private Method find() throws ReflectiveOperationException {
        Class<?> type = Class.forName(className, true, Thread.currentThread().getContextClassLoader());
        for (Method candidate : type.getDeclaredMethods()) {
            if (candidate.getName().equals(methodName) && descriptor(candidate).equals(descriptor)) {
                candidate.setAccessible(true);
                return candidate;
            }
        }
        throw new NoSuchMethodException(className + "." + methodName + descriptor
            + ": the worker's class path has another version of this class than its parent's");
    }

    private static String descriptor(Method method) {
        StringBuilder text = new StringBuilder("(");
        for (Class<?> parameter : method.getParameterTypes()) {
            text.append(descriptor(parameter));
        }
        return text.append(')').append(descriptor(method.getReturnType())).toString();
    }

    private static String descriptor(Class<?> type) {
        return type == void.class ? "V" : type.arrayType().getName().substring(1).replace('.', '/');
    }

    /** A function with all that it has captured: to be called, more than once if need be. */
    static final class Bound {

        /** The body of a lambda; null for an object. */
        private final Method method;
        private final Object receiver;
        private final Object[] values;

        private Bound(Method method, Object receiver, Object[] values) {
            this.method = method;
            this.receiver = receiver;
            this.values = values;
        }

        /** The object that is called; null for a lambda. */
        Object object() {
            return method == null ? receiver : null;
        }

        /**
         * Calls it. What it throws comes as it is.
         *
         * @param arguments none for a task, a job or a call, one for an {@link Fn}, two for a {@link BiFn}
         * @return its result; null if it has none
         */
        Object call(Object... arguments) throws Throwable {
            if (method == null) {
                return callObject(arguments);
            }
            try {
                return method.invoke(receiver, withValues(arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } catch (IllegalArgumentException e) {
                throw mismatch(withValues(arguments), e);
            }
        }

        /** As the lambda itself would throw it. */
        private RuntimeException mismatch(Object[] arguments, IllegalArgumentException e) {
            Class<?>[] types = method.getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                if (types[i].isPrimitive() && arguments[i] == null) {
                    return new NullPointerException("null for a parameter of " + method);
                }
            }
            return new ClassCastException(e.getMessage() + ", for " + method);
        }

        private Object[] withValues(Object[] arguments) {
            if (values.length == 0) {
                return arguments;
            }
            if (arguments.length == 0) {
                return values;
            }
            Object[] all = new Object[values.length + arguments.length];
            System.arraycopy(values, 0, all, 0, values.length);
            System.arraycopy(arguments, 0, all, values.length, arguments.length);
            return all;
        }

        @SuppressWarnings("unchecked")
        private Object callObject(Object[] arguments) throws Throwable {
            switch (arguments.length) {
                case 0:
                    return callObject();
                case 1:
                    return ((Fn<Object, Object>) receiver).apply(arguments[0]);
                default:
                    return ((BiFn<Object, Object, Object>) receiver).apply(arguments[0], arguments[1]);
            }
        }

        private Object callObject() throws Exception {
            if (receiver instanceof Callable<?> call) {
                return call.call();
            }
            if (receiver instanceof Runnable job) {
                job.run();
            } else {
                ((Task) receiver).run();
            }
            return null;
        }
    }
}
