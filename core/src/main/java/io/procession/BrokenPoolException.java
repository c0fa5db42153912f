package io.procession;

import java.util.concurrent.RejectedExecutionException;

/**
 * A pool has given up, since its workers fail to start again and again: the cause is what the last one failed by. Tasks
 * that wait get it as their exception, whoever submits more has it thrown.
 */
public final class BrokenPoolException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    BrokenPoolException(String message, Throwable cause) {
        super(message, cause);
    }
}
