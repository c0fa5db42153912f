package io.procession.bench;

/** The program of a bare JVM: the least that a start can cost. */
final class Empty {

    private Empty() {
    }

    /** Does nothing. */
    public static void main(String[] arguments) {
    }
}
