/**
 * What lives in a mapped file: {@link io.procession.shm.Region}, and the values, arrays, locks and all that threads
 * wait for, in it.
 *
 * <p>Nothing here knows how processes are started or how objects are serialized for another. From the ground up, each
 * line knows only those above it:
 *
 * <pre>
 *   Jdk  Raw  LeftMappings  Memory        doors of the JDK; words at an address; words of a mapping that may be closed
 *   RegionLayout  Kind  Shape  Block      the map of the file
 *   Uninterrupted  Ownership  ThisProcess file operations; who this is
 *   RuntimeDirectory
 *   Parker  Backoff  Futex  Parking       how a thread sleeps on a word and is woken
 *   Wait                                  deadline, interrupts, slices
 *   Members                               who lives
 *   Mutex                                 the lock word
 *   Blocks  Names                         allocation; finding by name
 *   Attachment                            this process' mapping and membership
 *   Guard                                 inner locks
 *   Region  SharedObject
 *   LongValue  IntValue  DoubleValue  SharedArray  LongArray  ByteArray  Event
 *   Permits  Leases                       a semaphore's word; who has permits on loan
 *   Semaphore  BoundedSemaphore  Barrier
 *   Waiters                               a queue of sleeping threads
 *   SharedLock  Lock  RLock  Condition
 * </pre>
 */
package io.procession.shm;
