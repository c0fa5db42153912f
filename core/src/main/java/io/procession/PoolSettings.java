package io.procession;

import java.util.List;

/**
 * What a pool was built with.
 *
 * @param name of the pool, null for one that is counted up
 * @param initializer the definition of what each worker does first; null for nothing
 * @param taskTimeoutNanos 0 for none
 */
record PoolSettings(int processes, String name, byte[] initializer, int maxTasksPerWorker, long taskTimeoutNanos,
                    long graceNanos, Codec codec, List<String> jvmOptions, PoolListener listener) {
}
