package io.procession.bench;

/** Does a {@link Work} so many times. */
interface Operation {

    void repeat(int times) throws Exception;

    /** Goes on until a board says that it is over, and notes there after each batch what is done. */
    default void repeat(int batch, int process, Board notes) throws Exception {
        long done = 0;
        while (!notes.isOver()) {
            repeat(batch - 1);
            if (process == 0) {
                notes.endIfStopped();
            }
            repeat(1);
            done += batch;
            notes.setTally(process, done);
        }
    }
}
