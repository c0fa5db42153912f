/**
 * Processes, and what passes between them: {@link io.procession.Process} starts worker JVMs, which attach to the shared
 * objects that their task has captured; a {@link io.procession.Queue} keeps items until one of them takes each; a
 * {@link io.procession.Pipe} carries messages between two ends.
 *
 * <p>What lives in a mapped file is not here but in {@link io.procession.shm}. From the ground up, each line knows only
 * those above it:
 *
 * <pre>
 *   Task  Job  Call  Fn  BiFn             what a worker does
 *   RemoteThrowable                       what another process has thrown
 *   SerialFilter  ObjectPath              what may be deserialized, and what cannot be serialized
 *   Damage                                bytes that are no object
 *   Serialization  Elements  Values       objects as bytes
 *   Codec  StandardCodec                  the same, for the user to replace
 *   Items                                 many at a time
 *   Transit  Connection  Pipe             messages; what goes with them
 *   Captures  TaskNotSerializableException
 *   Callee  FunctionCode                  what to call, read from bytes, and as bytes
 *   Assignment  ExitNote                  what parent and worker tell each other
 *   CommandLine                           how a worker's JVM is started
 *   EndingSignal                          why this JVM ends
 *   Life  Child  Parent  Self             a process, as seen from its parent, its child, itself
 *   Family  Process  Worker               this process' children and their ends; a process; the worker's main
 *
 *   QueueException  QueueFormatException  QueueSpaceException  QueueItemException  QueueShutDownException
 *   ChronicleAccess                       Chronicle Queue, without flags or noise
 *   JournalFiles  JournalReader  Journal  a queue's records
 *   Unfinished                            what was taken and is not done with
 *   Ledger  Putter  Taker  Fifo           a queue of bytes: who has come how far, and who goes on
 *   QueueFiles  QueueOptions              where it lies; what it may be told
 *   Queue  JoinableQueue
 * </pre>
 *
 * The three after {@code Self}, reader and journal, and the two on the last line know one another.
 */
package io.procession;
