package io.procession.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What is copied to where, as {@code cp -r} reads its two operands.
 *
 * @param source exists; a symbolic link means the link itself
 * @param target what the copy will be; its directory exists
 */
record Route(Path source, Path target) {

    /** The operands make no sense together. The message says which, and why. */
    static final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    /** Reads the operands. */
    static Route of(String from, String to) throws Refusal {
        Path source = source(path(from), from.endsWith("/"));
        try {
            Path target = target(source, path(to), to.endsWith("/"));
            checkApart(source, target);
            return new Route(source, target);
        } catch (IOException e) {
            throw new Refusal(Text.oneLine(to) + ": " + Text.reason(e));
        }
    }

    private static Path path(String operand) throws Refusal {
        try {
            if (operand.isEmpty()) {
                throw new Refusal("a name is empty");
            }
            return Path.of(operand).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new Refusal(Text.oneLine(operand) + ": " + e.getReason());
        }
    }

    private static Path source(Path named, boolean linkFollowed) throws Refusal {
        try {
            BasicFileAttributes attributes =
                Files.readAttributes(named, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean followed = attributes.isSymbolicLink() ? linkFollowed : isDots(named.getFileName());
            return followed ? named.toRealPath() : named;
        } catch (IOException e) {
            boolean undecodable = named.toString().indexOf('\uFFFD') >= 0;
            throw new Refusal(Text.of(named) + ": " + Text.reason(e) + (undecodable ? "; a name that is no text in this"
                + " locale's encoding cannot be given as an argument, but the directory that it is in can" : ""));
        }
    }

    private static boolean isDots(Path name) {
        return name != null && (name.toString().equals(".") || name.toString().equals(".."));
    }

    private static Path target(Path source, Path named, boolean directoryMeant) throws Refusal {
        boolean directory = Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS);
        if (Files.isDirectory(named)) {
            return source.getFileName() == null ? named : named.resolve(source.getFileName());
        }
        if (Files.isSymbolicLink(named) && Files.notExists(named)) {
            throw new Refusal(Text.of(named) + ": is a symbolic link that leads nowhere");
        }
        if (Files.exists(named, LinkOption.NOFOLLOW_LINKS)) {
            if (directory || directoryMeant) {
                throw new Refusal(Text.of(named) + ": exists and is no directory");
            }
        } else if (directoryMeant && !directory) {
            throw new Refusal(Text.of(named) + ": no such directory");
        } else if (!Files.isDirectory(named.getParent())) {
            throw new Refusal(Text.of(named.getParent()) + ": no such directory");
        }
        return named;
    }

    private static void checkApart(Path source, Path target) throws Refusal, IOException {
        Path realSource = realName(source);
        Path realTarget = realName(target);
        if (realTarget.equals(realSource) || Files.exists(target) && Files.exists(source)
            && Files.isSameFile(source, target)) {
            throw new Refusal(Text.of(source) + " and " + Text.of(target) + " are the same file");
        }
        if (realTarget.startsWith(realSource)) {
            throw new Refusal("cannot copy " + Text.of(source) + " into itself: " + Text.of(target) + " is inside it");
        }
    }

    /** The name without links and dots in it, but for the last part of a link's own. */
    private static Path realName(Path file) throws IOException {
        if (file.getParent() == null || isDots(file.getFileName())) {
            return file.toRealPath();
        }
        return file.getParent().toRealPath().resolve(file.getFileName());
    }
}
