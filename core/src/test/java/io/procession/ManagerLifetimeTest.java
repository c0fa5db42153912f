package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Event;
import io.procession.shm.Waiting;
import java.io.NotSerializableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long managed objects live, asked of a server in this process. */
@Timeout(60)
class ManagerLifetimeTest {

    private final Workers workers = new Workers();

    @TempDir
    private Path directory;

    private Manager manager;
    private ManagedObjects objects;

    @BeforeEach
    void serve() {
        manager = Manager.serve(directory.resolve("manager"));
        objects = manager.objects();
    }

    @AfterEach
    void close() {
        workers.close();
        manager.close();
    }

    private void awaitObjects(int count) {
        Waiting.until(count + " objects are kept", () -> {
            System.gc();
            return objects.size() == 1 + count;
        });
    }

    @Test
    void objectsGoWithTheirLastProxy() {
        List<Map<Integer, Integer>> maps = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            maps.add(manager.dict());
        }
        assertEquals(101, objects.size());
        maps.subList(1, 100).clear();
        awaitObjects(1);
        maps.get(0).put(1, 2);
    }

    @Test
    void objectInAnotherLivesWithoutAProxy() {
        ManagedMap<String, List<Integer>> map = manager.dict();
        map.put("a", manager.list());
        awaitObjects(1);
        map.get("a").add(1);
        assertEquals(List.of(1), map.get("a"));
        awaitObjects(1);
    }

    @Test
    void referencesOfADeadClientGo() throws Exception {
        Manager shared = manager;
        Event ready = Event.create();
        ManagedList<Object> keep = manager.list();
        Process doomed = workers.start(() -> {
            List<Object> mine = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                mine.add(shared.dict());
            }
            ready.set();
            Thread.sleep(60_000);
            mine.clear();
        });
        ready.await();
        assertEquals(52, objects.size());
        workers.kill(doomed);
        Waiting.promptly("the dead one's objects are gone", () -> objects.size() == 2);
        assertTrue(keep.isEmpty());
    }

    @Test
    void objectOnItsWayLives() throws Exception {
        byte[] bytes = Codec.standard().encode(manager.list());
        for (int i = 0; i < 10; i++) {
            System.gc();
            Thread.sleep(5);
        }
        assertEquals(2, objects.size());
        workers.run(() -> {
            List<?> arrived = (List<?>) Codec.standard().decode(bytes);
            assertTrue(arrived.isEmpty());
        });
        awaitObjects(0);
        workers.run(() -> {
            List<?> late = (List<?>) Codec.standard().decode(bytes);
            ManagedObjectException e = assertThrows(ManagedObjectException.class, late::isEmpty);
            assertTrue(e.getMessage().contains("gone"), e::getMessage);
        });
    }

    @Test
    void whatWasNotSentIsNotHeld() throws Exception {
        try (Pipe pipe = Pipe.oneWay()) {
            assertThrows(NotSerializableException.class,
                () -> pipe.right().send(List.of(manager.list(), new Object())));
        }
        awaitObjects(0);
    }

    @Test
    void trafficLeavesNothing() throws Exception {
        ManagedMap<String, Object> map = manager.dict();
        map.put("list", manager.list());
        try (Pool pool = Pools.quick(1).build()) {
            for (int i = 0; i < 300; i++) {
                pool.submit(() -> map.get("list")).get();
            }
        }
        awaitObjects(1);
        assertEquals(0, objects.passes());
    }
}
