package io.procession;

import io.procession.shm.RuntimeDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a worker leaves for its parent about its end, where the exit status alone would not tell: a small file in the
 * {@link RuntimeDirectory}, which the parent deletes when it reads it. A task that just ends leaves none, nor does a
 * process that is killed: so a status above 128 and no note mean a signal.
 *
 * <p>The file is written under another name and then moved to its own: the parent finds it whole or not at all.
 */
final class ExitNote {

    /** A byte that says what the rest is. */
    private static final byte FAILURE = Thrown.KIND;
    private static final byte EXIT = 'E';
    private static final byte SIGNAL = 'S';

    private static final String PREFIX = "exit-";
    private static final String UNFINISHED = ".new";
    /** As {@link #newName} makes them, with the process id apart. */
    private static class Names {
        private static final Pattern PATTERN = Pattern.compile("exit-(\\d{1,10})-[0-9a-f]+-\\d+(\\.new)?");
    }

    private final byte[] content;

    private ExitNote(byte[] content) {
        this.content = content;
    }

    /** A name that no other note has, which also tells whose worker wrote it. */
    static String newName(long pid, long count) {
        return PREFIX + pid + "-" + Long.toHexString(System.nanoTime()) + "-" + count;
    }

    /** The task threw. */
    static ExitNote failure(Throwable thrown) {
        return new ExitNote(Thrown.encode(thrown));
    }

    /** The process called {@link System#exit}. */
    static ExitNote exit() {
        return with(EXIT, new byte[0]);
    }

    /** The JVM ended itself on a signal. */
    static ExitNote signal(int number) {
        return with(SIGNAL, new byte[] {(byte) number});
    }

    private static ExitNote with(byte kind, byte[] rest) {
        byte[] content = new byte[rest.length + 1];
        content[0] = kind;
        System.arraycopy(rest, 0, content, 1, rest.length);
        return new ExitNote(content);
    }

    /** Leaves this note. A note that cannot be left leaves the parent with the exit status. */
    void write(String name) {
        while (true) {
            Path file = RuntimeDirectory.path().resolve(name);
            Path unfinished = file.resolveSibling(name + UNFINISHED);
            try {
                Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(
                    Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)));
                Files.write(unfinished, content, StandardOpenOption.WRITE);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (NoSuchFileException e) {
                // The directory went with the last file of another process: again.
            } catch (IOException e) {
                unfinished.toFile().delete();
                return;
            }
        }
    }

    /** Takes the note of that name away; null if none was left. */
    static ExitNote take(String name) {
        Path file = RuntimeDirectory.path().resolve(name);
        try {
            ExitNote note = Files.exists(file) ? new ExitNote(Files.readAllBytes(file)) : null;
            RuntimeDirectory.delete(file);
            return note;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Deletes the notes whose readers have died, by their process id: one that is used again keeps a note for longer,
     * and processes that share the directory but not their ids, as containers may, lose what they have not read yet.
     */
    static void sweep() {
        File[] files = RuntimeDirectory.path().toFile().listFiles();
        for (File file : files == null ? new File[0] : files) {
            Matcher name = Names.PATTERN.matcher(file.getName());
            if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                file.delete();
            }
        }
    }

    /** The code of a process that ended with a status and this note: as given, or negative for a signal. */
    static int exitCode(int status, ExitNote note) {
        int signalBase = 128;
        if (note == null) {
            return status > signalBase ? signalBase - status : status;
        }
        return note.content[0] == SIGNAL ? -note.content[1] : status;
    }

    /** What the task threw; null if it did not. */
    Throwable failure() {
        return content[0] == FAILURE ? Thrown.decode(content) : null;
    }
}
