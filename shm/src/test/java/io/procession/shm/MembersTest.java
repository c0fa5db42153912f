package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembersTest {

    private static final int SLOT_MASK = RegionLayout.MEMBER_SLOTS - 1;

    @TempDir
    Path directory;

    private Region region;

    @BeforeEach
    void open() {
        region = Region.open(directory.resolve("region"));
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void makerHasTheFirstSlot() {
        assertEquals(0, region.members().self() & SLOT_MASK);
        assertTrue(region.members().isAlive(region.members().self()));
    }

    @Test
    void slotOfADeadMemberIsUsedAgainInItsNextGeneration() {
        int dead;
        try (Child first = join()) {
            dead = Integer.parseInt(first.hear());
            assertTrue(region.members().isAlive(dead));
            first.kill();
            assertFalse(region.members().isAlive(dead));
        }
        try (Child second = join()) {
            int living = Integer.parseInt(second.hear());
            assertEquals(dead & SLOT_MASK, living & SLOT_MASK);
            assertNotEquals(dead, living);
            assertTrue(region.members().isAlive(living));
            assertFalse(region.members().isAlive(dead));
            assertEquals(second.pid(), region.members().pid(living));
            assertEquals(0, region.members().pid(dead));
        }
    }

    @Test
    void listsWhoIsAttachedAndWhoHasGone() {
        try (Child living = join(); Child dead = join()) {
            int first = Integer.parseInt(living.hear());
            int second = Integer.parseInt(dead.hear());
            dead.kill();
            assertEquals(Set.of(new Member(region.member(), ProcessHandle.current().pid(), true),
                new Member(first, living.pid(), true), new Member(second, dead.pid(), false)),
                Set.copyOf(region.attached()));
        }
    }

    /** Whoever has its lifeline, and may have been stopped since, the slot was in its next generation before that. */
    @Test
    void deadMemberDoesNotLiveAgainWithTheLifelineOfTheNext() {
        int dead;
        try (Child first = join()) {
            dead = Integer.parseInt(first.hear());
            first.kill();
        }
        try (Child stopped = Child.start(Locker.class, region.file(), lifeline(dead))) {
            stopped.expect("locked");
            try (Child next = join()) {
                assertNotEquals(dead & SLOT_MASK, Integer.parseInt(next.hear()) & SLOT_MASK);
                assertFalse(region.members().isAlive(dead));
            }
        }
    }

    private static long lifeline(int member) {
        return RegionLayout.MEMBERS_OFFSET + (long) (member & SLOT_MASK) * RegionLayout.LINE;
    }

    @Test
    void livingMembersHaveDifferentSlots() {
        try (Crew crew = new Crew(4, i -> join())) {
            assertEquals(4, crew.hear().stream().map(Integer::parseInt).map(member -> member & SLOT_MASK).distinct()
                .count());
        }
    }

    @Test
    void isAMemberOnceHoweverOftenItOpens() {
        try (Region again = Region.open(region.file())) {
            assertEquals(region.members().self(), again.members().self());
        }
    }

    @Test
    void isAnotherMemberWhenItComesBack() {
        int before = region.members().self();
        region.close();
        region = Region.open(directory.resolve("region"));
        assertNotEquals(before, region.members().self());
        assertFalse(region.members().isAlive(before));
    }

    @Test
    void neverTakesALivingOneForDeadWhoeverAsks() throws Exception {
        try (Child living = join();
            Child asker = Child.start(Asker.class, region.file())) {
            int member = Integer.parseInt(living.hear());
            asker.say(Integer.toString(member));
            asker.expect("asking");
            Background<Boolean> other = Background.start(() -> askOften(region, member));
            assertTrue(askOften(region, member));
            assertTrue(other.get());
            asker.expect("true");
        }
    }

    private static boolean askOften(Region region, int member) {
        for (int i = 0; i < 20_000; i++) {
            if (!region.members().isAlive(member)) {
                return false;
            }
        }
        return true;
    }

    private Child join() {
        return Child.start(Joiner.class, region.file());
    }

    /** Says which member it is. */
    static final class Joiner {
        public static void main(String[] arguments) {
            Role.say(Region.attach(Path.of(arguments[0])).members().self());
            Role.hear();
        }
    }

    /** Locks a byte of the file. */
    static final class Locker {
        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                channel.lock(Long.parseLong(arguments[1]), 1, false);
                Role.say("locked");
                Role.hear();
            }
        }
    }

    /** Asks whether another member lives. */
    static final class Asker {
        public static void main(String[] arguments) {
            Region region = Region.attach(Path.of(arguments[0]));
            int member = Integer.parseInt(Role.hear());
            Role.say("asking");
            Role.say(askOften(region, member));
        }
    }
}
