/**
 * What lives in a mapped file: {@link io.procession.shm.Region}, and the values, arrays, locks and all that threads
 * wait for, in it, and rings of messages.
 *
 * <p>Nothing here knows how processes are started or how objects are serialized for another. From the ground up, each
 * line knows only itself and those above it:
 *
 * <pre>
 *   RegionException  RegionAccessException  RegionClosedException  RegionFormatException  RegionFullException
 *   ObjectMismatchException  MessageTooLongException  BrokenPipeException    what goes wrong
 *   Jdk  Raw  LeftMappings                doors of the JDK; words at an address
 *   Watches  Memory                       words of a mapping that may be closed
 *   RegionLayout  RingLayout
 *   Kind  Shape  Block                    the map of the file
 *   Uninterrupted  Ownership  ThisProcess file operations; who this is
 *   RuntimeDirectory
 *   Words  Parker  Backoff  Futex  Parking  how a thread sleeps on a word and is woken
 *   Wait  Spins  Lull  Patience           deadline, interrupts, slices; how long to look before sleeping
 *   Sleepers                              a word to sleep on until something else has changed
 *   Member  Members  Owner                who lives; who holds
 *   Mutex                                 the lock word
 *   Blocks  Names                         allocation; finding by name
 *   Attachment                            this process' mapping and membership
 *   Guard                                 inner locks
 *   Region  SharedObject
 *   LongValue  IntValue  DoubleValue  Event  EventCount
 *   SharedArray  PrimitiveArray  LongArray  IntArray  DoubleArray  ByteArray
 *   Permits  Leases                       a semaphore's word; who has permits on loan
 *   Semaphore  BoundedSemaphore  Barrier
 *   Holders  Ring                         who holds an end open; where messages lie in a ring
 *   RingEnd  RingSender  RingReceiver
 *   RingBuffer  RingPoll                  messages of bytes
 *   Waiters                               a queue of sleeping threads
 *   SharedLock  Lock  RLock  Condition
 *   Layout  Scalar  Text  Structure       how a value lies in memory
 *   Type                                  what users call such a layout
 *   Cells                                 values that are read whole while they are set
 *   Value  Array
 * </pre>
 *
 * <p>The type codes of Python's {@code multiprocessing.Value} and {@code Array}, and of its {@code array} module:
 *
 * <table>
 * <caption>of a 64-bit Linux</caption>
 * <tr><th>Python</th><th>C</th><th>{@link io.procession.shm.Type}, of a Value or an Array</th><th>or</th></tr>
 * <tr><td>{@code b}</td><td>signed char</td><td>{@code INT8}</td><td>ByteArray</td></tr>
 * <tr><td>{@code B}</td><td>unsigned char</td><td>{@code UINT8}</td><td></td></tr>
 * <tr><td>{@code h}</td><td>short</td><td>{@code INT16}</td><td></td></tr>
 * <tr><td>{@code H}</td><td>unsigned short</td><td>{@code UINT16}</td><td></td></tr>
 * <tr><td>{@code i}</td><td>int</td><td>{@code INT32}</td><td>IntValue, IntArray</td></tr>
 * <tr><td>{@code I}</td><td>unsigned int</td><td>{@code UINT32}</td><td></td></tr>
 * <tr><td>{@code l}, {@code q}</td><td>long, long long</td><td>{@code INT64}</td><td>LongValue, LongArray</td></tr>
 * <tr><td>{@code L}, {@code Q}</td><td>unsigned long, unsigned long long</td><td>{@code INT64}, with
 * {@link java.lang.Long#compareUnsigned Long's unsigned methods}</td><td>LongValue, LongArray</td></tr>
 * <tr><td>{@code f}</td><td>float</td><td>{@code FLOAT32}</td><td></td></tr>
 * <tr><td>{@code d}</td><td>double</td><td>{@code FLOAT64}</td><td>DoubleValue, DoubleArray</td></tr>
 * <tr><td>{@code c}</td><td>char</td><td>{@code INT8}</td><td>ByteArray</td></tr>
 * <tr><td>{@code u}</td><td>wchar_t</td><td>{@code CHAR}, of 16 bits</td><td></td></tr>
 * <tr><td>{@code ?}</td><td>_Bool</td><td>{@code BOOL}</td><td></td></tr>
 * <tr><td>a {@code ctypes.Structure}</td><td>struct</td><td>{@code Type.of} a record</td><td></td></tr>
 * </table>
 */
package io.procession.shm;
