package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has which permits on loan, as anybody sees it. */
@Timeout(600)
class LeasesSeenTest {

    private static final int PERMITS = 40;
    /** What {@link LeaseTest.Taker} takes. */
    private static final int TAKEN = 3;
    /** Where in a semaphore's data the offset of its table stands. */
    private static final long TABLE_OFFSET = 2L * RegionLayout.LINE;

    @TempDir
    Path directory;

    private int regions;
    private Region region;
    private Semaphore semaphore;

    @BeforeEach
    void begin() {
        Waiting.load();
        if (region != null) {
            region.close();
        }
        region = Region.open(directory.resolve("region" + regions++));
        semaphore = Semaphore.open(region, "semaphore", PERMITS);
    }

    @AfterEach
    void close() {
        region.close();
    }

    private Member self() {
        return region.members().member(region.member());
    }

    @Test
    void nobodyHasAnyAtFirst() {
        assertEquals(Map.of(), semaphore.leases());
    }

    @Test
    void leasesOfAProcessAreAddedUpUntilTheyAreClosed() throws InterruptedException {
        try (Semaphore.Lease first = semaphore.hold(2)) {
            try (Semaphore.Lease second = semaphore.hold(5)) {
                assertEquals(Map.of(self(), first.permits() + second.permits()), semaphore.leases());
            }
            assertEquals(Map.of(self(), first.permits()), semaphore.leases());
        }
        assertEquals(Map.of(), semaphore.leases());
    }

    @Test
    void whatIsTakenWithoutALeaseIsNobodys() throws InterruptedException {
        semaphore.acquire(4);
        semaphore.hold(0).close();
        assertEquals(Map.of(), semaphore.leases());
    }

    @Test
    void theyAreSeenInALargerTableToo() throws InterruptedException {
        List<Semaphore.Lease> leases = new ArrayList<>();
        for (int held = 1; held <= PERMITS; held++) {
            leases.add(semaphore.hold());
            assertEquals(Map.of(self(), held), semaphore.leases());
        }
        leases.forEach(Semaphore.Lease::close);
        assertEquals(Map.of(), semaphore.leases());
    }

    /** Would catch a look that asks for the dead's permits. */
    @Test
    void theDeadsAreSeenUntilSomebodyAsksForThem() throws InterruptedException {
        try (Child living = taker(); Child doomed = taker(); Semaphore.Lease mine = semaphore.hold()) {
            doomed.kill();
            for (int look = 0; look < 2; look++) {
                Map<Member, Integer> leases = semaphore.leases();
                assertEquals(Map.of(living.pid(), TAKEN, doomed.pid(), TAKEN, self().pid(), mine.permits()),
                    byPid(leases));
                assertEquals(List.of(doomed.pid()),
                    leases.keySet().stream().filter(member -> !member.alive()).map(Member::pid).toList());
                assertEquals(PERMITS - 2 * TAKEN - mine.permits(), semaphore.availablePermits());
            }
            semaphore.tryAcquire(PERMITS);
            assertEquals(Map.of(living.pid(), TAKEN, self().pid(), mine.permits()), byPid(semaphore.leases()));
        }
    }

    private Child taker() {
        return Child.start(LeaseTest.Taker.class, region.file(), "hold").expect("taken");
    }

    private static Map<Long, Integer> byPid(Map<Member, Integer> leases) {
        Map<Long, Integer> byPid = new HashMap<>();
        leases.forEach((member, count) -> byPid.merge(member.pid(), count, Integer::sum));
        return byPid;
    }

    /** One who takes and gives is killed before each step: would catch permits that are out and seen with nobody. */
    @Test
    void permitsThatAreOutAreSeenAtWhicheverStepTheirTakerDied() throws Exception {
        Doomed.killAtEachStep(30, step -> {
            begin();
            try (Doomed doomed =
                     Doomed.start(step, SemaphoreDeathStepsTest.Lessee.class, region.file()).go()) {
                boolean died = doomed.dies();
                int out = PERMITS - semaphore.availablePermits();
                assertEquals(out, semaphore.leases().values().stream().mapToInt(count -> count).sum(),
                    "step " + step);
                return died;
            }
        });
    }

    /** Would catch a look at a table that is being replaced, or that waits for its writers. */
    @Test
    void lookingDoesNotHinderThoseWhoComeAndGo() throws Exception {
        int rounds = Soak.rounds(200, 100_000);
        Background<Void> holder = Background.start(() -> {
            List<Semaphore.Lease> leases = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < PERMITS; i++) {
                    leases.add(semaphore.hold());
                }
                leases.forEach(Semaphore.Lease::close);
                leases.clear();
            }
            return null;
        });
        while (!holder.isDone()) {
            semaphore.leases().forEach((member, count) -> {
                assertEquals(self(), member);
                assertTrue(count >= 1 && count <= 2 * PERMITS, count::toString);
            });
        }
        holder.get();
        assertEquals(Map.of(), semaphore.leases());
    }

    @Test
    void tableThatIsNoneIsNamed() throws InterruptedException {
        semaphore.hold();
        long table = semaphore.block().data() + TABLE_OFFSET;
        for (long wrong : new long[] {1, -1, Long.MAX_VALUE, RegionLayout.FIRST_BLOCK, region.used()}) {
            region.memory().putLong(table, wrong);
            RegionException e = assertThrows(RegionException.class, semaphore::leases);
            assertTrue(e.getMessage().contains(region.file().toString()), e.getMessage());
        }
    }

    @Test
    void closedRegionIsNamed() {
        region.close();
        assertThrows(RegionClosedException.class, semaphore::leases);
    }
}
