/**
 * Processes: {@link io.procession.Process} starts worker JVMs, which attach to the shared objects that their task has
 * captured; {@link io.procession.Pipe} carries messages between them.
 *
 * <p>What lives in a mapped file is not here but in {@link io.procession.shm}. From the ground up, each line knows only
 * those above it:
 *
 * <pre>
 *   Task                                  what a worker does
 *   RemoteThrowable  Serialization  Values
 *   Codec  StandardCodec                  objects as bytes
 *   Transit  Connection  Pipe             messages; what goes with them
 *   Captures  TaskNotSerializableException
 *   TaskCode                              tasks as bytes
 *   Assignment  ExitNote                  what parent and worker tell each other
 *   CommandLine                           how a worker's JVM is started
 *   EndingSignal                          why this JVM ends
 *   Life  Child  Parent  Self             a process, as seen from its parent, its child, itself
 *   Family  Process  Worker               this process' children and their ends; a process; the worker's main
 * </pre>
 *
 * The three on the last line know one another.
 */
package io.procession;
