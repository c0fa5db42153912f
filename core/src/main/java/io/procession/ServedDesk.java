package io.procession;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/** What a manager's server does for its clients besides calling their objects. */
final class ServedDesk implements Desk {

    private final Path file;
    private final ManagedObjects objects;
    private final Faces faces;
    private final Map<String, Fn<Object[], ?>> factories = new ConcurrentHashMap<>();
    /** What has a name lives as long as the server. */
    private final Map<String, Object> names = new ConcurrentHashMap<>();

    ServedDesk(Path file, ManagedObjects objects, Faces faces) {
        this.file = file;
        this.objects = objects;
        this.faces = faces;
    }

    @Override
    public ManagedMap<Object, Object> dict() {
        return new ServedMap<>();
    }

    @Override
    public ManagedList<Object> list() {
        return new ServedList<>();
    }

    @Override
    public Set<Object> set() {
        return new ServedSet<>();
    }

    @Override
    public BlockingQueue<Object> queue(int max) {
        return new ServedQueue<>(new ArrayDeque<>(), max, false);
    }

    @Override
    public ManagedJoinableQueue<Object> joinableQueue(int max) {
        return new ServedQueue<>(new ArrayDeque<>(), max, true);
    }

    @Override
    public BlockingQueue<Object> priorityQueue(Comparator<Object> order) {
        return new ServedQueue<>(new PriorityQueue<>(order), Integer.MAX_VALUE, false);
    }

    @Override
    public Namespace namespace() {
        return new ServedNamespace();
    }

    @Override
    public ManagedLock lock() {
        return new ServedLock(false);
    }

    @Override
    public ManagedLock rlock() {
        return new ServedLock(true);
    }

    @Override
    public ManagedSemaphore semaphore(int permits) {
        return new ServedSemaphore(permits, Integer.MAX_VALUE);
    }

    @Override
    public ManagedSemaphore boundedSemaphore(int permits) {
        return new ServedSemaphore(permits, permits);
    }

    @Override
    public ManagedEvent event() {
        return new ServedEvent();
    }

    @Override
    public ManagedBarrier barrier(int parties, Job action) {
        return new ServedBarrier(parties, action);
    }

    @Override
    public ManagedValue<Object> value(Object initial) {
        return new ServedValue<>(initial);
    }

    @Override
    public ManagedArray<Object> array(Object[] initial) {
        return new ServedArray<>(initial);
    }

    @Override
    public Object create(String face, Object[] arguments) throws Exception {
        Fn<Object[], ?> factory = factories.get(face);
        if (factory == null) {
            throw new ManagedObjectException(file, "there is no factory for " + face + "; Manager.register comes "
                + "before Manager.create");
        }
        Object made = Objects.requireNonNull(factory.apply(arguments), () -> "the factory for " + face
            + " has returned null");
        Face found = faces.of(made);
        if (found == null || !found.type().getName().equals(face)) {
            throw new ManagedObjectException(file, "the factory for " + face + " has returned a "
                + made.getClass().getName() + (found == null ? ", which is none"
                : ", which is a " + found.type().getName() + " already, registered before"));
        }
        return made;
    }

    @Override
    public void register(String face, Fn<Object[], ?> factory) {
        Objects.requireNonNull(factory);
        try {
            Class<?> type = Class.forName(face, false, Thread.currentThread().getContextClassLoader());
            if (factories.put(face, factory) == null) {
                faces.register(Face.of(type));
            }
        } catch (ClassNotFoundException e) {
            throw new ManagedObjectException(file, "the server's class path has no " + face, e);
        }
    }

    @Override
    public Object named(String name) {
        return names.get(name);
    }

    @Override
    public Object name(String name, Object object) {
        Object other = names.putIfAbsent(name, object);
        return other == null ? object : other;
    }

    @Override
    public String text(long object) {
        ManagedObjects.Entry entry = objects.find(object);
        Object found = entry == null ? null : entry.object();
        return found == null ? "a managed object that is gone" : found.toString();
    }

    @Override
    public void release(long[] released) {
        Session session = Caller.current().session();
        for (long object : released) {
            objects.release(session, object);
        }
    }

    @Override
    public long pass(long object) {
        return objects.pass(Caller.current().session(), object);
    }

    @Override
    public boolean arrive(long object, long pass) {
        return objects.arrive(Caller.current().session(), object, pass);
    }

    @Override
    public void forget(long[] passes) {
        Session session = Caller.current().session();
        for (long pass : passes) {
            objects.forget(session, pass);
        }
    }
}
