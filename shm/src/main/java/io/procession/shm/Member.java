package io.procession.shm;

/**
 * A process that has a region attached, or had.
 *
 * <pre>{@code
 * for (Member member : region.attached()) {
 *     System.out.println(member.pid() + (member.alive() ? " is here" : " has gone"));
 * }
 * }</pre>
 *
 * @param number as {@link Region#member()} has it there
 * @param pid the operating system's number for it; 0 if it has gone and its place was taken by another
 * @param alive false if it has closed the region, or ended
 */
public record Member(int number, long pid, boolean alive) { }
