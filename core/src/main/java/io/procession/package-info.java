/**
 * Processes, and what passes between them: {@link io.procession.Process} starts worker JVMs, which attach to the shared
 * objects that their task has captured; a {@link io.procession.Pool} keeps some of them for many tasks; a {@link
 * io.procession.Queue} keeps items until one of them takes each; a {@link io.procession.Pipe} carries messages between
 * two ends; a {@link io.procession.Manager} owns ordinary objects that all of them call.
 *
 * <p>What lives in a mapped file is not here but in {@link io.procession.shm}. From the ground up, each line knows only
 * those above it:
 *
 * <pre>
 *   Task  Job  Call  Fn  BiFn             what a worker does
 *   RemoteThrowable                       what another process has thrown, for want of itself
 *   SerialFilter  ObjectPath              what may be deserialized, and what cannot be serialized
 *   Damage                                bytes that are no object
 *   Crossing                              what goes in an object's place
 *   Serialization  Elements  Values       objects as bytes
 *   Codec  StandardCodec                  the same, for the user to replace
 *   Items  Thrown                         many at a time; throwables
 *   Transit  Connection  Pipe             messages; what goes with them
 *   Captures  TaskNotSerializableException
 *   Callee  FunctionCode                  what to call, read from bytes, and as bytes
 *   Assignment  ExitNote                  what parent and worker tell each other
 *   Life  Parent  Self                    a process, as seen from its child, itself
 *   Rehearsal                             what a worker does first, done beforehand
 *   Turns                                 which of a pool's workers may start now
 *   CommandLine  Launch                   how a worker's JVM is started
 *   Archive  ArchiveMaker  Spares         so that it starts fast
 *   Child                                 a process, as seen from its parent
 *   EndingSignal                          why this JVM ends
 *   Family  Process  Worker               this process' children and their ends; a process; the worker's main
 *
 *   QueueException  QueueFormatException  QueueSpaceException  QueueItemException  QueueShutDownException
 *   ChronicleAccess                       Chronicle Queue, without flags or noise
 *   JournalFiles  CycleFile  FileSize     a journal's files; how large they are
 *   JournalReader  Journal                a queue's records
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
 *
 *   ManagerException  ManagerDiedException  ManagedObjectException  ArgumentNotSerializableException
 *   Portable                              functions that travel
 *   Face  CallValues                      an interface's methods; arguments and results as bytes
 *   Hello  Request  Reply                 what a client and a manager's server tell each other
 *   ManagerDoor  ManagerLine              by what
 *   ManagedMap  ManagedList  ManagedJoinableQueue  ManagedLock  ManagedCondition  ManagedSemaphore
 *   ManagedEvent  ManagedBarrier  ManagedValue  ManagedArray  Namespace
 *   RemoteMap  RemoteList  RemoteSet  RemoteQueue
 *   Desk                                  what a client asks of the server itself
 *   ClientLine  RemoteReference  Releases  ManagerClient  ObjectHandle  SnapshotIterator
 *   MapProxy  ListProxy  SetProxy  QueueProxy  Proxies
 *   Served  Faces  ManagedObjects         the server's objects
 *   Session  ServedLine  Caller  Attendant  Attendants  ManagerServer     who serves whom
 *   ServedMap  ServedList  ServedSet  ServedQueue  ServedLock  ServedCondition  ServedSemaphore
 *   ServedEvent  ServedBarrier  ServedValue  ServedArray  ServedNamespace  ServedDesk
 *   ManagerHandle  Manager
 * </pre>
 *
 * The three of {@code Family}'s line, reader and journal, {@code Queue} and {@code JoinableQueue}, the three of {@code
 * Dispatcher}'s line, a manager's client and what makes its proxies, and the six of its server know one another.
 */
package io.procession;
