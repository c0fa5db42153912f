package io.procession;

import java.io.IOException;
import java.util.Objects;

/** The codec of whoever names none, or a filter alone. */
final class StandardCodec implements Codec {

    static final StandardCodec INSTANCE = new StandardCodec(null);

    private static final long serialVersionUID = 1L;

    /** Patterns of its own; null for the process' own. */
    private final String patterns;
    private final transient SerialFilter filter;

    StandardCodec(String patterns) {
        this.patterns = patterns;
        this.filter = patterns == null ? null : SerialFilter.of(patterns);
    }

    @Override
    public byte[] encode(Object value) throws IOException {
        return Values.encode(value);
    }

    @Override
    public Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
        return Values.decode(bytes, filter);
    }

    /** What says what may be deserialized. */
    SerialFilter filter() {
        return filter == null ? SerialFilter.standard() : filter;
    }

    private Object readResolve() {
        return patterns == null ? INSTANCE : new StandardCodec(patterns);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StandardCodec codec && Objects.equals(patterns, codec.patterns);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(patterns);
    }

    @Override
    public String toString() {
        return patterns == null ? "Codec.standard()" : "Codec.filteredBy(\"" + patterns + "\")";
    }
}
