package io.procession;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Tasks as bytes.
 *
 * <p>A lambda travels as the name of the method that the compiler has made of its body, and the values that it has
 * captured; the worker calls the method. That is what serialization does too, but there the worker's JVM must first
 * make a class for the lambda again, with machinery that takes a third of its whole life to load. Whatever is no
 * lambda, or one that captures {@code this}, is serialized.
 */
final class TaskCode {

    private static final int OBJECT = 0;
    private static final int LAMBDA = 1;

    private static final String LAMBDA_PREFIX = "lambda$";

    private TaskCode() {
    }

    /**
     * Writes a task.
     *
     * @throws TaskNotSerializableException if something in it cannot travel
     */
    static void write(Task task, DataOutputStream out) throws IOException {
        SerializedLambda lambda = lambda(task);
        if (lambda != null && lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic
            && lambda.getImplMethodName().startsWith(LAMBDA_PREFIX)) {
            out.writeByte(LAMBDA);
            out.writeUTF(lambda.getImplClass().replace('/', '.'));
            out.writeUTF(lambda.getImplMethodName());
            out.writeByte(lambda.getCapturedArgCount());
            for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
                write(lambda.getCapturedArg(i), task, lambda, out);
            }
        } else {
            out.writeByte(OBJECT);
            write(task, task, lambda, out);
        }
    }

    static Task read(DataInputStream in) throws IOException, ReflectiveOperationException {
        if (in.readByte() == OBJECT) {
            return (Task) readValue(in);
        }
        String className = in.readUTF();
        String methodName = in.readUTF();
        Object[] captured = new Object[in.readUnsignedByte()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = readValue(in);
        }
        Class<?> type = Class.forName(className, true, Thread.currentThread().getContextClassLoader());
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(methodName)) {
                method.setAccessible(true);
                return new Body(method, captured);
            }
        }
        throw new NoSuchMethodException(className + "." + methodName
            + ": the worker's class path has another version of this class than its parent's");
    }

    private static void write(Object value, Task task, SerializedLambda lambda, DataOutputStream out)
        throws IOException {
        byte[] bytes;
        try {
            bytes = Values.encode(value);
        } catch (IOException e) {
            throw lambda == null ? Captures.explain(task, e) : Captures.explain(lambda, e);
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static Object readValue(DataInputStream in) throws IOException, ClassNotFoundException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return Values.decode(bytes, null);
    }

    /** The serialized form that the compiler has given a lambda; null for what is none. */
    private static SerializedLambda lambda(Task task) {
        if (!task.getClass().isHidden() && !task.getClass().isSynthetic()) {
            return null;
        }
        try {
            Method writeReplace = task.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            return writeReplace.invoke(task) instanceof SerializedLambda lambda ? lambda : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** The body of a lambda, with what it has captured. */
    private static final class Body implements Task {

        private static final long serialVersionUID = 1L;

        private final transient Method method;
        private final transient Object[] captured;

        Body(Method method, Object[] captured) {
            this.method = method;
            this.captured = captured;
        }

        @Override
        public void run() throws Exception {
            try {
                method.invoke(null, captured);
            } catch (InvocationTargetException e) {
                Body.<RuntimeException>rethrow(e.getCause());
            }
        }

        /** Throws what the body has thrown, whatever it is, as the body would have. */
        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }
}
