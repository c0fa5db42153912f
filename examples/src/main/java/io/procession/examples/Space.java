package io.procession.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether something failed because a file system is full. */
final class Space {

    /** Less than this is nothing: the least that a file's data take. */
    private static final long BLOCK = 4096;

    private Space() {
    }

    /**
     * Whether an attempt to make or write a file has failed because there is no space, or no more for this user. Java
     * has no exception of its own for it: its words tell, or, where they are not English, the file system.
     */
    static boolean isFull(IOException e, Path file) {
        String words = String.valueOf(e.getMessage());
        return words.contains("No space left") || words.contains("quota exceeded") || hasNoBlock(file.getParent());
    }

    private static boolean hasNoBlock(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < BLOCK;
        } catch (IOException e) {
            return false;
        }
    }
}
