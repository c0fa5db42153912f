/**
 * Processes, and what passes between them: {@link io.procession.Process} starts worker JVMs, which attach to the shared
 * objects that their task has captured; a {@link io.procession.Pool} keeps some of them for many tasks; a {@link
 * io.procession.Queue} keeps items until one of them takes each; a {@link io.procession.Pipe} carries messages between
 * two ends.
 *
 * <p>What lives in a mapped file is not here but in {@link io.procession.shm}. From the ground up, each line knows only
 * those above it:
 *
 * <pre>
 *   Task  Job  Call  Fn  BiFn             what a worker does
 *   RemoteThrowable                       what another process has thrown, for want of itself
 *   SerialFilter  ObjectPath              what may be deserialized, and what cannot be serialized
 *   Damage                                bytes that are no object
 *   Serialization  Elements  Values       objects as bytes
 *   Codec  StandardCodec                  the same, for the user to replace
 *   Items  Thrown                         many at a time; throwables
 *   Transit  Connection  Pipe             messages; what goes with them
 *   Captures  TaskNotSerializableException
 *   Callee  FunctionCode                  what to call, read from bytes, and as bytes
 *   Assignment  ExitNote                  what parent and worker tell each other
 *   Life  Parent  Self                    a process, as seen from its child, itself
 *   Rehearsal                             what a worker does first, done beforehand
 *   CommandLine  Launch                   how a worker's JVM is started
 *   Archive  ArchiveMaker  Spares         so that it starts fast
 *   Child                                 a process, as seen from its parent
 *   EndingSignal                          why this JVM ends
 *   Family  Process  Worker               this process' children and their ends; a process; the worker's main
 *
 *   QueueException  QueueFormatException  QueueSpaceException  QueueItemException  QueueShutDownException
 *   ChronicleAccess                       Chronicle Queue, without flags or noise
 *   JournalFiles  JournalReader  Journal  a queue's records
 *   Unfinished                            what was taken and is not done with
 *   Ledger  Putter  Taker  Fifo           a queue of bytes: who has come how far, and who goes on
 *   QueueFiles  QueueOptions              where it lies; what it may be told
 *   Queue  JoinableQueue
 *
 *   Progress  MapOptions  Meter           how far a map is, and who is told
 *   WorkerStats  PoolListener             what can be known of workers
 *   WorkerDiedException  BrokenPoolException  ResultNotSerializableException
 *   Order  Report  WorkerLink             what a pool and a worker tell each other, and by what
 *   PoolWorker  PoolSettings              what a worker does; what its pool was built with
 *   WorkerProcess                         a worker's JVM
 *   Outstanding  SpareThreads  PoolFuture what there is to wait for
 *   Work  Submission  Mapping             one order's worth: of a call, of a map
 *   Load                                  what is in a worker's hands
 *   Hand  Seat  Dispatcher                a worker as its pool sees it; its place; who gets what
 *   ReadAhead  Invocation                 lazy maps; many tasks at once
 *   Pool
 * </pre>
 *
 * The three of {@code Family}'s line, reader and journal, {@code Queue} and {@code JoinableQueue}, and the three of {@code
 * Dispatcher}'s line know one another.
 */
package io.procession;
