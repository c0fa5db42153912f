/**
 * Command-line demos of Procession, one executable jar. {@link io.procession.examples.Examples} lists them.
 *
 * <p>Each shows how the parts of the toolkit are put together for a real job; nothing here is meant to be used by other
 * programs. Of {@code copy}, from the ground up, each line knows only those above it:
 *
 * <pre>
 *   Text        names, numbers and reasons as a user reads them
 *   Space       whether a file system is full
 *   Route       what is copied to where
 *   Board       what parent and workers share: the protocol
 *   Tree        the parent's walk: directories, links, the list of files
 *   FileCopy    one file, copied and verified
 *   CopyWorker  what a worker does
 *   Terminal    what is asked of it
 *   Progress    how far it is: a Bar on a terminal, Lines elsewhere
 *   Crew        the workers, seen by the parent
 *   Summary
 *   CopyCommand
 * </pre>
 */
package io.procession.examples;
