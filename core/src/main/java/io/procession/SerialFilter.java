package io.procession;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.util.Objects;

/**
 * Says what may be deserialized, as {@link Codec} tells: a pattern of the user's, then the classes that nobody sends as
 * data, then all; and never more than the bytes have room for.
 */
final class SerialFilter {

    static final String PROPERTY = "procession.serialFilter";

    /** A chain of objects deeper than this comes near the end of an ordinary thread's stack. */
    private static final int MAX_DEPTH = 10_000;

    /**
     * An element takes a byte or more, and a hash table, whose slots are counted too, has no more than eight slots to
     * an entry. So the arrays that the bytes tell of have no more elements than this; not even all of them together.
     */
    private static final long ELEMENTS_PER_BYTE = 8;
    private static final long ELEMENTS_AT_LEAST = 1024;

    /** Handles of shared objects, exceptions from other processes: without them nothing works. */
    private static final String OWN = "io.procession.*;io.procession.shm.*";

    /** Known for what their deserialization does: runs what the bytes say, opens connections, writes files. */
    private static final String KNOWN_GADGETS = String.join(";",
        "!bsh.*",
        "!ch.qos.logback.core.db.*",
        "!com.mchange.v2.**",
        "!com.rometools.rome.feed.impl.*",
        "!com.sun.jndi.**",
        "!com.sun.org.apache.xalan.internal.**",
        "!com.sun.rowset.**",
        "!com.sun.syndication.feed.impl.*",
        "!com.vaadin.data.util.NestedMethodProperty",
        "!java.rmi.**",
        "!java.security.SignedObject",
        "!javax.management.BadAttributeValueExpException",
        "!javax.management.remote.**",
        "!org.apache.click.control.*",
        "!org.apache.commons.beanutils.*",
        "!org.apache.commons.collections.functors.*",
        "!org.apache.commons.collections4.functors.*",
        "!org.apache.commons.fileupload.disk.*",
        "!org.apache.wicket.util.upload.*",
        "!org.apache.xalan.**",
        "!org.aspectj.weaver.tools.cache.*",
        "!org.codehaus.groovy.runtime.ConvertedClosure",
        "!org.codehaus.groovy.runtime.MethodClosure",
        "!org.hibernate.engine.spi.TypedValue",
        "!org.jboss.interceptor.**",
        "!org.jboss.weld.interceptor.**",
        "!org.mozilla.javascript.*",
        "!org.python.core.*",
        "!org.springframework.aop.**",
        "!org.springframework.beans.factory.**",
        "!org.springframework.core.SerializableTypeWrapper*",
        "!org.springframework.transaction.jta.*",
        "!sun.rmi.**");

    private static SerialFilter standard;

    /** May be null, for none. */
    private final ObjectInputFilter patterns;

    private SerialFilter(ObjectInputFilter patterns) {
        this.patterns = patterns;
    }

    /**
     * A filter that asks these patterns first.
     *
     * @throws IllegalArgumentException if they are none
     */
    static SerialFilter of(String patterns) {
        Objects.requireNonNull(patterns);
        try {
            return new SerialFilter(ObjectInputFilter.Config.createFilter(patterns));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected patterns of java.io.ObjectInputFilter.Config.createFilter, "
                + "found \"" + patterns + "\": " + e.getMessage(), e);
        }
    }

    /**
     * The filter of this process.
     *
     * @throws IllegalStateException if the system property has no patterns for its value
     */
    static synchronized SerialFilter standard() {
        if (standard == null) {
            try {
                standard = of(System.getProperty(PROPERTY, ""));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("the system property " + PROPERTY + ": " + e.getMessage(), e);
            }
        }
        return standard;
    }

    /**
     * Watches over the reading of one object.
     *
     * @param jvmWide what the JVM has its own say by; may be null
     * @param bytes how many there are to read
     */
    Watch watch(ObjectInputFilter jvmWide, int bytes) {
        return new Watch(patterns, jvmWide, ELEMENTS_AT_LEAST + ELEMENTS_PER_BYTE * bytes);
    }

    /** What watches over the reading of one object, and remembers what it has refused. */
    static final class Watch implements ObjectInputFilter {

        private final ObjectInputFilter patterns;
        private final ObjectInputFilter jvmWide;
        private long elementsLeft;
        private InvalidClassException refusal;

        private Watch(ObjectInputFilter patterns, ObjectInputFilter jvmWide, long elements) {
            this.patterns = patterns;
            this.jvmWide = jvmWide;
            this.elementsLeft = elements;
        }

        /** Why reading ended, in the user's terms; null if it was not ended from here. */
        InvalidClassException refusal() {
            return refusal;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            elementsLeft -= Math.max(0, info.arrayLength());
            if (elementsLeft < 0) {
                return refuse(info, "the bytes are damaged: they tell of an array of " + info.arrayLength()
                    + " elements, for which they are too few");
            }
            if (info.depth() > MAX_DEPTH) {
                return refuse(info, "its objects refer to one another in a chain of more than " + MAX_DEPTH);
            }
            Status byJvm = jvmWide == null ? Status.UNDECIDED : jvmWide.checkInput(info);
            if (byJvm == Status.REJECTED) {
                return refuse(info, "refused by the filter of this JVM, which its system property jdk.serialFilter or "
                    + "its filter factory has set");
            }
            Status byCodec = byCodec(info);
            if (byCodec == Status.REJECTED) {
                return refuse(info, "refused by the codec's filter; to allow it, name the class before whatever "
                    + "refuses it in the system property " + PROPERTY + ", or in Codec.filteredBy");
            }
            return byJvm == Status.ALLOWED ? byJvm : byCodec;
        }

        private Status byCodec(FilterInfo info) {
            Status byDefault = info.serialClass() == null ? Status.UNDECIDED : Default.STATUS.get(info.serialClass());
            if (patterns == null || byDefault == Status.ALLOWED) {
                return byDefault;
            }
            Status byPatterns = patterns.checkInput(info);
            return byPatterns == Status.UNDECIDED ? byDefault : byPatterns;
        }

        private Status refuse(FilterInfo info, String reason) {
            refusal = new InvalidClassException(info.serialClass() == null ? null : name(info.serialClass()), reason);
            return Status.REJECTED;
        }

        private static String name(Class<?> type) {
            Class<?> element = type;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            return element.isPrimitive() ? type.getTypeName() : element.getName();
        }
    }

    /** What is said of a class that no pattern of the user's matches: kept, for it takes many comparisons. */
    private record Default(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {

        private static final ObjectInputFilter PATTERNS =
            ObjectInputFilter.Config.createFilter(OWN + ";" + KNOWN_GADGETS);

        private static final ClassValue<ObjectInputFilter.Status> STATUS = new ClassValue<>() {
            @Override
            protected ObjectInputFilter.Status computeValue(Class<?> type) {
                return PATTERNS.checkInput(new Default(type));
            }
        };

        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
