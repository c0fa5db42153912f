package io.procession;

import io.procession.shm.BrokenPipeException;
import io.procession.shm.EventCount;
import io.procession.shm.LongArray;
import io.procession.shm.RingBuffer;
import io.procession.shm.RingReceiver;
import io.procession.shm.RingSender;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A worker of a pool, in its own JVM: takes orders, one after the other, and reports on each, until the pool has closed
 * its end.
 *
 * <p>An order's definition is kept when it arrives; all that may run others' code, as decoding does, happens after the
 * order was {@linkplain WorkerLink claimed}, and so is blamed on it. A report is sent before the next order is looked
 * at: so at most one order that was begun has no report.
 */
final class PoolWorker {

    /** As the JVM has it after {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;
    private static final byte[] NOTHING = {};
    private static final Object[] NO_ITEMS = {};

    private final RingReceiver orders;
    private final RingSender reports;
    private final LongArray words;
    private final Codec codec;
    private final Interrupts interrupts;
    private final Callee[] callees = new Callee[Order.PLACES];
    private final long begunAt = System.nanoTime();

    private PoolWorker(byte[] ends, LongArray words, EventCount interrupts, Codec codec) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(ends));
        this.orders = RingBuffer.readReceiver(in);
        this.reports = RingBuffer.readSender(in);
        this.words = words;
        this.codec = codec;
        this.interrupts = new Interrupts(Thread.currentThread(), words, interrupts);
    }

    /**
     * What the process does. It is made here since the process loads the class where a task is made.
     *
     * @param ends as {@link WorkerLink#workerEnds} has them
     * @param codec null for the standard one
     * @param initializer the definition of what comes first; null for nothing
     */
    static Task task(byte[] ends, LongArray words, EventCount interrupts, Codec codec, byte[] initializer) {
        return () -> work(ends, words, interrupts, codec, initializer);
    }

    private static void work(byte[] ends, LongArray words, EventCount interrupts, Codec codec, byte[] initializer)
        throws Exception {
        EndingSignal.ignoreInterrupts();
        PoolWorker worker = new PoolWorker(ends, words, interrupts, codec == null ? Codec.standard() : codec);
        if (worker.start(initializer)) {
            worker.obey();
        }
        Worker.end();
    }

    /** Does once what it does for each order, for a pool that is not there. */
    static void rehearse() throws IOException, InterruptedException {
        Codec codec = Codec.standard();
        Call<Integer> call = () -> 1;
        try (WorkerLink link = new WorkerLink()) {
            PoolWorker worker = new PoolWorker(link.workerEnds(), link.words(), link.interrupts(), codec);
            link.orders().send(Order.encode(1, FunctionCode.of(call), true, 1, 0, Items.encode(codec, NO_ITEMS, 0, 0)));
            worker.obey(Order.decode(worker.hear()));
            new Report(link.reports().receive()).outcome(1, codec);
            worker.orders.close();
            worker.reports.close();
            worker.orders.buffer().region().close();
        }
    }

    private boolean start(byte[] initializer) throws IOException {
        interrupts.begin();
        try {
            if (initializer != null) {
                tell(Report.encode(Report.UP, NOTHING, null));
                Callee.read(initializer).bind(NOTHING).call();
            }
        } catch (Throwable e) {
            tell(Report.encodeFailure(Report.FAILED, Thrown.encode(e)));
            return false;
        }
        tell(Report.encode(Report.READY, NOTHING, null));
        return true;
    }

    private void obey() throws IOException {
        try {
            while (true) {
                obey(Order.decode(hear()));
            }
        } catch (EOFException | BrokenPipeException e) {
            // The pool needs no more of this one, or its process has ended.
        } catch (OutOfMemoryError e) {
            tell(Report.encodeFailure(Report.FAILED, Thrown.encode(e)));
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
    }

    private void obey(Order order) throws IOException {
        int place = Order.place(order.functionId());
        if (order.definition() != null) {
            callees[place] = Callee.read(order.definition());
        }
        long now = System.nanoTime();
        if (!WorkerLink.claim(words, order.number())) {
            return;
        }
        WorkerLink.begin(words, order.number(), now);
        interrupts.begin(order.number());
        byte[] report;
        try {
            report = run(callees[place], order);
        } finally {
            WorkerLink.end(words, now, System.nanoTime());
            interrupts.end();
        }
        tell(report);
    }

    private byte[] run(Callee callee, Order order) {
        int calls = order.calls();
        Object[] results = new Object[calls];
        byte[][] thrown = null;
        try {
            Callee.Bound function = callee.bind(order.captured());
            Object[] arguments = order.arguments(codec);
            int arity = order.arity();
            for (int i = 0; i < calls; i++) {
                try {
                    results[i] = call(function, arguments, arity, i);
                } catch (OutOfMemoryError e) {
                    throw e;
                } catch (Throwable e) {
                    thrown = thrown == null ? new byte[calls][] : thrown;
                    thrown[i] = Thrown.encode(e);
                }
            }
            return encode(order.number(), results, thrown);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return Report.encodeFailure(order.number(), Thrown.encode(e));
        }
    }

    private static Object call(Callee.Bound function, Object[] arguments, int arity, int call) throws Throwable {
        return switch (arity) {
            case 0 -> function.call();
            case 1 -> function.call(arguments[call]);
            default -> function.call(arguments[2 * call], arguments[2 * call + 1]);
        };
    }

    private byte[] encode(long number, Object[] results, byte[][] thrown) {
        try {
            return Report.encode(number, Items.encode(codec, results, 0, results.length), thrown);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return encodeEach(number, results, thrown == null ? new byte[results.length][] : thrown, e);
        }
    }

    /** Finds out which of the results cannot travel. */
    private byte[] encodeEach(long number, Object[] results, byte[][] thrown, Throwable failure) {
        for (int i = 0; i < results.length; i++) {
            Throwable reason = thrown[i] != null ? null : results.length == 1 ? failure : failure(results, i);
            if (reason != null) {
                thrown[i] = Thrown.encode(untransportable(results[i], reason));
                results[i] = null;
            }
        }
        try {
            return Report.encode(number, Items.encode(codec, results, 0, results.length), thrown);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return Report.encodeFailure(number, results.length == 1 && thrown[0] != null ? thrown[0]
                : Thrown.encode(e));
        }
    }

    private Throwable failure(Object[] results, int index) {
        try {
            Items.encode(codec, results, index, index + 1);
            return null;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return e;
        }
    }

    private static Throwable untransportable(Object result, Throwable reason) {
        String text;
        try {
            text = "\"" + result + "\"";
        } catch (RuntimeException | Error e) {
            text = "whose text cannot be had";
        }
        return new ResultNotSerializableException("the result, of type " + result.getClass().getName() + ", " + text
            + ", cannot travel: " + reason.getMessage(), reason);
    }

    /** Whatever interrupts: a task may have left a thread behind that does. */
    private byte[] hear() throws IOException {
        while (true) {
            try {
                long pauseNanos = WorkerLink.FIRST_PAUSE_NANOS;
                while (System.nanoTime() - begunAt < WorkerLink.YOUNG_NANOS) {
                    byte[] order = orders.tryReceive();
                    if (order != null) {
                        return order;
                    }
                    pauseNanos = WorkerLink.pause(pauseNanos);
                }
                return orders.receive();
            } catch (InterruptedException e) {
                // Once more: nothing was received.
            }
        }
    }

    private void tell(byte[] report) throws IOException {
        while (true) {
            try {
                reports.send(report);
                return;
            } catch (InterruptedException e) {
                // Once more: nothing was sent.
            }
        }
    }

    /**
     * Interrupts the thread that runs orders, while it runs the one that the pool has named.
     *
     * <p>It is the first to sleep in the system, when the worker is no longer young: so it loads what that takes. It
     * ends before the JVM does, which else would wait for it: 300 ms for a thread that is in a system call.
     */
    private static final class Interrupts extends Thread implements BooleanSupplier {

        private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

        private final Thread target;
        private final LongArray words;
        private final EventCount signals;
        private long seen;
        private long running;

        Interrupts(Thread target, LongArray words, EventCount signals) {
            super(null, null, "procession-interrupts", 0, false);
            this.target = target;
            this.words = words;
            this.signals = signals;
            setDaemon(true);
        }

        void begin() {
            start();
            Runtime.getRuntime().addShutdownHook(new Thread(null, null, "procession-interrupts-end", 0, false) {
                @Override
                public void run() {
                    WorkerLink.endInterrupts(words, signals);
                }
            });
        }

        /** Whether there is one that was not seen to. */
        @Override
        public boolean getAsBoolean() {
            return WorkerLink.interrupted(words) != seen;
        }

        @Override
        public void run() {
            long begunAt = System.nanoTime();
            while (seen != WorkerLink.END_OF_INTERRUPTS) {
                if (System.nanoTime() - begunAt < WorkerLink.YOUNG_NANOS / 2) {
                    LockSupport.parkNanos(POLL_NANOS);
                } else {
                    signals.awaitUninterruptibly(this);
                }
                if (getAsBoolean()) {
                    seen = WorkerLink.interrupted(words);
                    interruptIfSeen();
                }
            }
        }

        private synchronized void interruptIfSeen() {
            if (running == seen) {
                target.interrupt();
            }
        }

        /** The pool may have named it before. */
        synchronized void begin(long order) {
            running = order;
            if (WorkerLink.interrupted(words) == order) {
                target.interrupt();
            }
        }

        /** Clears an interrupt too: whatever it was for is over. */
        synchronized void end() {
            running = 0;
            Thread.interrupted();
        }
    }
}
