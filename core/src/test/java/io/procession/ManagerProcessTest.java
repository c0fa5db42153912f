package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.Background;
import io.procession.shm.Event;
import io.procession.shm.Region;
import io.procession.shm.RegionException;
import io.procession.shm.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Managers and proxies in several processes. */
@Timeout(60)
class ManagerProcessTest {

    private final Workers workers = new Workers();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void proxiesTravelIntoTasksAndBack() throws Exception {
        try (Manager manager = Manager.start(Workers.QUICK_START); Pool pool = Pools.quick(2).build()) {
            ManagedMap<String, Long> counts = manager.dict();
            List<String> keys = IntStream.range(0, 200).mapToObj(i -> "k" + i % 5).toList();
            pool.map(key -> counts.merge(key, 1L, Long::sum), keys);
            assertEquals(keys.stream().collect(Collectors.groupingBy(key -> key, Collectors.counting())), counts);
            ManagedList<Integer> made = pool.apply(() -> {
                ManagedList<Integer> list = manager.list();
                list.add(1);
                return list;
            });
            made.add(2);
            assertEquals(List.of(1, 2), made);
        }
    }

    @Test
    void proxiesTravelThroughPipesAndQueues() throws Exception {
        try (Manager manager = Manager.start(Workers.QUICK_START); Pipe pipe = Pipe.duplex();
            Queue<Map<String, Integer>> queue = Queue.create()) {
            pipe.left().send(manager.dict());
            queue.put(manager.dict());
            Connection right = pipe.right();
            workers.run(() -> {
                Map<String, Integer> one = right.receive();
                Map<String, Integer> other = queue.take();
                one.put("a", 1);
                other.put("a", 2);
                right.send(one);
                right.send(other);
            });
            Map<String, Integer> one = pipe.left().receive();
            assertEquals(Map.of("a", 1), one);
        }
    }

    @Test
    void unrelatedProcessesMeetAtAPath() throws Exception {
        Path file = directory.resolve("manager");
        try (Manager manager = Manager.serve(file)) {
            ManagedMap<String, Long> here = manager.named("totals", Manager::dict);
            Path path = file;
            String text = path.toString();
            workers.run(() -> {
                try (Manager other = Manager.connect(Path.of(text))) {
                    other.<ManagedMap<String, Long>>named("totals", Manager::dict).merge("a", 5L, Long::sum);
                }
            });
            assertEquals(5L, here.get("a"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertThrows(ManagerException.class, () -> Manager.serve(file));
        }
        ManagerException e = assertThrows(ManagerException.class, () -> Manager.connect(file));
        assertTrue(e.getMessage().contains("nobody serves there"), e::getMessage);
        try (Manager again = Manager.serve(file)) {
            again.list().add(1);
        }
    }

    @Test
    void pathOfADeadServerIsServedAgain() throws Exception {
        String text = directory.resolve("manager").toString();
        Event ready = Event.create();
        Process server = workers.start(() -> {
            Manager manager = Manager.serve(Path.of(text));
            ready.set();
            manager.join();
        });
        ready.await();
        Manager orphan = Manager.connect(Path.of(text));
        ManagedMap<String, Integer> map = orphan.dict();
        map.put("a", 1);
        workers.kill(server);
        try (Manager manager = Manager.serve(Path.of(text))) {
            ManagedMap<String, Integer> other = manager.dict();
            assertThrows(ManagerDiedException.class, () -> map.get("a"));
            assertTrue(other.isEmpty());
        }
        orphan.close();
    }

    @Test
    void serverThatClosesTellsThoseWhoWait() throws Exception {
        Manager manager = Manager.serve(directory.resolve("manager"));
        ManagedEvent event = manager.event();
        Event waiting = Event.create();
        Process client = workers.start(() -> {
            waiting.set();
            assertThrows(ManagerDiedException.class, event::await);
        });
        waiting.await();
        Thread.sleep(50);
        manager.close();
        client.join();
        assertEquals(0, client.exitCode().getAsInt());
        assertThrows(IllegalStateException.class, event::isSet);
    }

    @Test
    void othersFilesAreNoManagers() throws Exception {
        Path file = directory.resolve("region");
        Region.open(file).close();
        ManagerException e = assertThrows(ManagerException.class, () -> Manager.connect(file));
        assertTrue(e.getMessage().contains("no manager's"), e::getMessage);
        Path text = Files.writeString(directory.resolve("text"), "hello");
        assertThrows(RegionException.class, () -> Manager.connect(text));
        assertThrows(RegionException.class, () -> Manager.connect(directory.resolve("nothing")));
    }

    @Test
    void ownClassIsRegisteredByOneAndMadeByAnother() throws Exception {
        try (Manager manager = Manager.start(Workers.QUICK_START)) {
            manager.register(ManagerTest.Counter.class, any -> new ManagerTest.PlainCounter(0));
            workers.run(() -> {
                ManagerTest.Counter counter = manager.named("counter", all -> all.create(ManagerTest.Counter.class));
                counter.add(3);
            });
            ManagerTest.Counter counter = manager.named("counter", all -> all.create(ManagerTest.Counter.class));
            assertEquals(4, counter.add(1));
        }
    }

    @Test
    void managerThatHasEndedIsNotUsable() {
        Manager manager = Manager.start(Workers.QUICK_START);
        ManagedList<Integer> list = manager.list();
        assertTrue(manager.isOpen());
        manager.close();
        manager.close();
        assertFalse(manager.isOpen());
        IllegalStateException e = assertThrows(IllegalStateException.class, list::size);
        assertTrue(e.getMessage().contains("was closed"), e::getMessage);
        assertThrows(IllegalStateException.class, manager::dict);
    }

    @Test
    void waitingCallFailsWhenItsManagerIsClosed() throws Exception {
        Manager manager = Manager.start(Workers.QUICK_START);
        Background<?> taker = Background.start(manager.queue()::take);
        Thread.sleep(50);
        manager.close();
        Waiting.promptly("the call ends", taker::isDone);
        assertInstanceOf(IllegalStateException.class, taker.failure());
    }

    /** A creator that is killed; for {@link #serverEndsWithAKilledCreator}. */
    static final class Creator {

        public static void main(String[] arguments) throws Exception {
            Manager manager = Manager.start();
            manager.dict().put("a", 1);
            System.out.println("started " + Process.activeChildren().get(0).pid());
            if (arguments.length > 0) {
                Thread.sleep(60_000);
            }
        }
    }

    @Test
    void serverEndsWithAKilledCreator() throws Exception {
        try (Program program = Program.start(directory, Creator.class, "stay")) {
            long server = Long.parseLong(program.awaitLine("started "));
            program.signal("KILL");
            program.await("the server's end", () -> !Program.isAlive(server));
            assertEquals("", program.err());
        }
    }

    @Test
    void nothingIsLeftWhenTheCreatorEnds() throws Exception {
        try (Program program = Program.start(directory, Creator.class)) {
            assertEquals(0, program.await());
            program.awaitNobodyLeft();
            assertEquals(List.of(), program.leftBehind());
            assertEquals("", program.err());
        }
    }
}
