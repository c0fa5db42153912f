package io.procession.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How much is measured, and for how long.
 *
 * @param rounds how often all is measured, in turn
 * @param seconds of each figure
 * @param warmUpSeconds of programs in C and Python
 * @param jvmWarmUpSeconds of JVMs that do one simple thing
 * @param longWarmUpSeconds of JVMs that run much code: values, queues, pipes, pools and managers
 * @param mostProcesses that do the same
 * @param isBrief whether what a family has of kinds is cut to the one or two that tell most
 */
record Effort(int rounds, double seconds, double warmUpSeconds, double jvmWarmUpSeconds, double longWarmUpSeconds,
    int mostProcesses, boolean isBrief) {

    /** With up to twice as many processes as there are processors. */
    static final Effort FULL = new Effort(3, 0.75, 0.3, 1.25, 3,
        Math.min(Board.MAX_PROCESSES, 2 * Runtime.getRuntime().availableProcessors()), false);
    static final Effort QUICK = new Effort(2, 0.25, 0.1, 0.5, 1.5, 2, true);

    Effort withRounds(int number) {
        return new Effort(number, seconds, warmUpSeconds, jvmWarmUpSeconds, longWarmUpSeconds, mostProcesses, isBrief);
    }

    Effort withSeconds(double number) {
        return new Effort(rounds, number, warmUpSeconds, jvmWarmUpSeconds, longWarmUpSeconds, mostProcesses, isBrief);
    }

    Effort withMostProcesses(int number) {
        return new Effort(rounds, seconds, warmUpSeconds, jvmWarmUpSeconds, longWarmUpSeconds, number, isBrief);
    }

    /** Of processes that do the same: 1, 2, 4 and so on. */
    List<Integer> processes() {
        return IntStream.iterate(1, n -> n <= mostProcesses, n -> 2 * n).boxed().toList();
    }

    /** Of those that need each other. */
    List<Integer> processesTogether() {
        return isBrief ? List.of(2) : processes();
    }

    /** How large a queue's messages are, in bytes. */
    List<Integer> queueBytes() {
        return isBrief ? List.of(64, 16 << 10) : List.of(8, 64, 1 << 10, 16 << 10, 64 << 10);
    }

    /** How large the messages are that go one way through a pipe, in bytes. */
    List<Integer> pipeBytes() {
        return isBrief ? List.of(64) : List.of(8, 64, 1 << 10, 16 << 10);
    }

    /** Of a manager's clients. */
    List<Integer> clients() {
        return isBrief ? List.of(1) : List.of(1, 2, 4, 8);
    }
}
