package io.procession.shm;

/**
 * A process that has a region attached, or had.
 *
 * @param number as {@link Region#member()} has it there
 * @param pid the operating system's number for it
 * @param alive false if it has closed the region, or ended
 */
public record Member(int number, long pid, boolean alive) { }
