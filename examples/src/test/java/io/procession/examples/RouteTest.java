package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the two operands are read. */
class RouteTest {

    @TempDir
    private Path directory;
    private Path tree;
    private Path file;

    @BeforeEach
    void makeOperands() throws IOException {
        directory = directory.toRealPath();
        tree = Files.createDirectory(directory.resolve("tree"));
        file = Files.createFile(directory.resolve("file"));
    }

    private Path target(Path from, String to) throws Route.Refusal {
        return Route.of(from.toString(), directory + "/" + to).target();
    }

    private void assertRefused(String reason, String from, String to) {
        Route.Refusal refusal = assertThrows(Route.Refusal.class, () -> Route.of(from, to));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void becomesWhatDoesNotExistAndGoesIntoADirectoryThatDoes() throws Exception {
        assertEquals(directory.resolve("new"), target(tree, "new"));
        Files.createDirectory(directory.resolve("new"));
        assertEquals(directory.resolve("new/tree"), target(tree, "new"));
        assertEquals(directory.resolve("new/file"), target(file, "new/"));
        assertEquals(directory.resolve("new/tree"), target(tree.resolve("."), "new"));
    }

    @Test
    void readsALinkAsTheLinkUnlessASlashEndsIt() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), tree);
        assertEquals(link, Route.of(link.toString(), directory + "/new").source());
        assertEquals(tree, Route.of(link + "/", directory + "/new").source());
    }

    @Test
    void refusesToCopySomethingIntoOrOntoItself() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), tree);
        assertRefused("into itself", tree.toString(), tree + "/new");
        assertRefused("into itself", tree.toString(), tree.toString());
        assertRefused("into itself", tree.toString(), link + "/new");
        assertRefused("are the same file", tree.toString(), directory.toString());
        assertRefused("are the same file", file.toString(), file.toString());
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
        assertRefused("no such file or directory", directory + "/none", directory + "/new");
        assertRefused("none: no such directory", tree.toString(), directory + "/none/new");
        assertRefused("new: no such directory", file.toString(), directory + "/new/");
        assertRefused("exists and is no directory", tree.toString(), file.toString());
        assertRefused("leads nowhere", file.toString(), directory + "/dangling");
        assertRefused("a name is empty", "", directory + "/new");
    }
}
