package io.procession.bench;

/** Goes through the elements of an array in order, and at its end begins again. */
interface Elements {

    /** Makes an index of a number that goes on and on. */
    int MASK = Work.ELEMENTS - 1;

    /** Does what is to be done with so many elements. */
    void visit(int from, int to);

    /** Each time goes on with the element after the last one. */
    static Operation inTurn(Elements elements) {
        int[] next = new int[1];
        return times -> {
            int from = next[0];
            elements.visit(from, from + times);
            next[0] = from + times & MASK;
        };
    }
}
