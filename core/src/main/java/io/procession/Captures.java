package io.procession;

import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Finds out which of the variables that a task has captured cannot travel, and says so in the user's terms. */
final class Captures {

    private static final String BODY_PREFIX = "lambda$";
    private static final String LAMBDA_CLASS = "$$Lambda";

    private Captures() {
    }

    /** Whether a lambda has a body that the compiler has made a method of: a method reference has none. */
    static boolean isBody(SerializedLambda lambda) {
        return lambda.getImplMethodName().startsWith(BODY_PREFIX)
            && lambda.getImplClass().equals(lambda.getCapturingClass());
    }

    /** What a serializable lambda is called in messages. */
    static String describe(SerializedLambda lambda) {
        return describe(lambda, Source.of(lambda));
    }

    /** What anything else is called. */
    static String describe(Object task) {
        String name = task.getClass().getName();
        int end = task.getClass().isHidden() ? name.indexOf(LAMBDA_CLASS) : -1;
        return end < 0 ? name : "the lambda at " + name.substring(0, end);
    }

    private static String describe(SerializedLambda lambda, Source source) {
        if (isBody(lambda)) {
            return "the lambda at " + source.place;
        }
        String method = lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial ? "new"
            : lambda.getImplMethodName();
        return "the method reference " + lambda.getImplClass().replace('/', '.') + "::" + method + " in "
            + source.className;
    }

    /** Explains what to write in the place of a task that is not serializable at all. */
    static TaskNotSerializableException notSerializable(Object task) {
        String name = task.getClass().getName();
        boolean hasResult = task instanceof Callable;
        String own = hasResult ? "io.procession.Call (\"Call<Integer> task = () -> ...\")"
            : "io.procession.Job (\"Job task = () -> ...\")";
        String reason;
        if (task.getClass().isHidden()) {
            reason = " is a plain " + (hasResult ? "java.util.concurrent.Callable" : "java.lang.Runnable")
                + ", which cannot be serialized: declare it as " + own
                + ", or hand it to a method of Pool rather than of ExecutorService";
        } else if (isOfThisProcess(task)) {
            reason = " cannot be serialized, for it is there to be run in this process, as the tasks of an"
                + " ExecutorCompletionService or of CompletableFuture.supplyAsync are: submit what it is to run to the"
                + " Pool itself, whose futures are CompletableFutures";
        } else if (task.getClass().isAnonymousClass()) {
            reason = ", an anonymous class, cannot be serialized: make it a lambda that is declared as " + own
                + ", or a class that is Serializable";
        } else {
            reason = " cannot be serialized: make class " + name + " Serializable";
        }
        return new TaskNotSerializableException(describe(task) + reason, new NotSerializableException(name));
    }

    /** Whether it is what the JDK has made of a task, to complete a future here. */
    private static boolean isOfThisProcess(Object task) {
        return task instanceof FutureTask || task.getClass().getName().startsWith("java.");
    }

    /** Explains why a task that is no lambda could not be encoded. */
    static TaskNotSerializableException explain(Object task, IOException cause) {
        if (isOfThisProcess(task)) {
            return notSerializable(task);
        }
        for (Class<?> type = task.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    Object value = ObjectPath.read(field, task);
                    IOException reason = failure(value);
                    if (reason != null) {
                        return explained("the task " + task.getClass().getName(), variable(field.getName()), value,
                            reason);
                    }
                }
            }
        }
        return new TaskNotSerializableException("the task " + task.getClass().getName() + " cannot travel: " + cause,
            cause);
    }

    /** Explains why a lambda could not be encoded. */
    static TaskNotSerializableException explain(SerializedLambda lambda, IOException cause) {
        Source source = Source.of(lambda);
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Object value = lambda.getCapturedArg(i);
            IOException reason = failure(value);
            if (reason != null) {
                return explained(describe(lambda, source), source.variable(i), value, reason);
            }
        }
        return new TaskNotSerializableException(describe(lambda, source) + " cannot travel: " + cause, cause);
    }

    private static TaskNotSerializableException explained(String where, String variable, Object value,
                                                          IOException reason) {
        String type = value.getClass().getName();
        String inner = reason instanceof NotSerializableException && !type.equals(reason.getMessage())
            ? ", because of " + reason.getMessage() : "";
        return new TaskNotSerializableException(where + " captures " + variable + " of type " + type
            + ", which cannot be serialized" + inner + "; capture what it is made from instead, make its class"
            + " Serializable, or use a shared object", reason);
    }

    private static IOException failure(Object value) {
        try {
            Values.encode(value);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /**
     * As the compiler names the fields of a local class: {@code val$x} for a variable, {@code this$0} for the outer
     * object.
     */
    private static String variable(String field) {
        return field.startsWith("val$") ? "'" + field.substring("val$".length()) + "'"
            : field.startsWith("this$") ? "'this'" : "'" + field + "'";
    }

    /** What the class file of a lambda knows of its source. */
    private static final class Source extends MethodVisitor {

        private final boolean isBody;
        private final boolean capturesThis;
        private final int[] slots;
        private final Map<Integer, String> names = new HashMap<>();
        private final String className;
        private int line;
        private String file;
        private String place;

        private Source(SerializedLambda lambda) {
            super(Opcodes.ASM9);
            this.isBody = isBody(lambda);
            this.capturesThis = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic;
            this.slots = slots(lambda);
            this.className = lambda.getCapturingClass().replace('/', '.');
            this.file = className;
        }

        static Source of(SerializedLambda lambda) {
            Source source = new Source(lambda);
            String resource = lambda.getImplClass() + ".class";
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            try (InputStream bytes = source.isBody ? loader.getResourceAsStream(resource) : null) {
                if (bytes != null) {
                    new ClassReader(bytes).accept(new Finder(lambda, source), ClassReader.SKIP_FRAMES);
                }
            } catch (IOException | RuntimeException e) {
                // Compiled without debug information, or made up at run time: the place is the class, then.
            }
            source.place = source.className + (source.line == 0 ? "" : "(" + source.file + ":" + source.line + ")");
            return source;
        }

        String variable(int captured) {
            if (!isBody) {
                return "the object before the '::'";
            }
            if (capturesThis && captured == 0) {
                return "'this'";
            }
            String name = names.get(slots[captured]);
            return name == null ? "its variable " + (captured + 1) : "'" + name + "'";
        }

        /** Which local variable of the lambda's method each captured argument is. */
        private static int[] slots(SerializedLambda lambda) {
            int[] slots = new int[lambda.getCapturedArgCount()];
            Type[] parameters = Type.getArgumentTypes(lambda.getImplMethodSignature());
            int receivers = lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic ? 0 : 1;
            int next = receivers;
            for (int i = receivers; i < slots.length && i - receivers < parameters.length; i++) {
                slots[i] = next;
                next += parameters[i - receivers].getSize();
            }
            return slots;
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            if (line == 0) {
                line = number;
            }
        }

        @Override
        public void visitLocalVariable(String name, String descriptor, String signature, Label start, Label end,
                                       int index) {
            names.putIfAbsent(index, name);
        }
    }

    /** Leads to the method of a lambda. */
    private static final class Finder extends ClassVisitor {

        private final SerializedLambda lambda;
        private final Source source;

        Finder(SerializedLambda lambda, Source source) {
            super(Opcodes.ASM9);
            this.lambda = lambda;
            this.source = source;
        }

        @Override
        public void visitSource(String file, String debug) {
            source.file = file;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                                         String[] exceptions) {
            boolean found = name.equals(lambda.getImplMethodName())
                && descriptor.equals(lambda.getImplMethodSignature());
            return found ? source : null;
        }
    }
}
