package io.procession;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** A map in its server. */
final class ServedMap<K, V> extends ConcurrentHashMap<K, V> implements RemoteMap<K, V>, Served {

    private static final long serialVersionUID = 1L;

    @Override
    public Class<?> face() {
        return RemoteMap.class;
    }

    @Override
    public Object[] snapshot() {
        List<Object> all = new ArrayList<>();
        forEach((key, value) -> {
            all.add(key);
            all.add(value);
        });
        return all.toArray();
    }
}
