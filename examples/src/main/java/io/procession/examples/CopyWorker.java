package io.procession.examples;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What a worker does: claims a file, copies it, says what became of it, until there is none left. */
final class CopyWorker {

    private final Board board;
    private final int slot;
    private final FileCopy copy;

    CopyWorker(Board board, int slot) {
        this.board = board;
        this.slot = slot;
        this.copy = new FileCopy(board.synced(), bytes -> board.count(slot, Board.PRESENT, bytes));
    }

    void run() {
        for (int file; (file = board.claim(slot)) >= 0; ) {
            copy(file);
        }
    }

    private void copy(int file) {
        Path source = board.source(file);
        Path target = board.target(file);
        try {
            long bytes = copy.copy(source, target, board.temporary(file));
            if (!copy.isExact()) {
                board.count(slot, Board.INEXACT, 1);
            }
            board.verify(file, slot, bytes);
        } catch (IOException e) {
            boolean full = concerns(e, target) && Space.isFull(e, target);
            if (full) {
                board.stop();
            }
            String where = concerns(e, target) ? Text.of(target) + ": " : "";
            board.fail(file, slot, "cannot copy " + Text.of(source) + ": " + where + Text.reason(e));
        }
    }

    private static boolean concerns(IOException e, Path file) {
        return e instanceof FileSystemException named && file.toString().equals(named.getFile());
    }
}
