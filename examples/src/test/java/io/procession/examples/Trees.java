package io.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Trees to copy, and what is in them. */
final class Trees {

    private Trees() {
    }

    /** A file of zeros. */
    static Path zeros(Path file, long bytes) throws IOException {
        try (RandomAccessFile zeros = new RandomAccessFile(file.toFile(), "rw")) {
            zeros.setLength(bytes);
        }
        return file;
    }

    /** Fails unless two trees have the same names, kinds, modes, links, times and bytes. */
    static void assertSame(Path expected, Path found) throws IOException {
        assertEquals(describe(expected), describe(found));
        try (Stream<Path> files = Files.walk(expected)) {
            for (Path file : files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList()) {
                assertEquals(-1, Files.mismatch(file, found.resolve(expected.relativize(file))), file.toString());
            }
        }
    }

    private static Map<String, String> describe(Path tree) throws IOException {
        Map<String, String> described = new TreeMap<>();
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                PosixFileAttributes attributes =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String kind = attributes.isDirectory() ? "directory" : attributes.size() + " bytes";
                described.put(Board.uri(tree.relativize(file)), attributes.isSymbolicLink()
                    ? "link to " + Files.readSymbolicLink(file)
                    : kind + " " + attributes.permissions() + " " + attributes.lastModifiedTime());
            }
        }
        return described;
    }
}
