package io.procession.bench;

import java.util.List;

/** The comparisons of processes that all do the same {@link Work}. */
final class WorkTables {

    private final Plan plan;
    private final Section section;

    WorkTables(Plan plan, Section section) {
        this.plan = plan;
        this.section = section;
    }

    void add() {
        List<Integer> together = plan.effort().processesTogether();
        List<Integer> alone = List.of(1);
        switch (section) {
            case LOCK -> add("lock + unlock", Work.LOCK, alone);
            case ADD -> add("atomic add", Work.ADD, together);
            case COUNTER -> add("counter under a lock", Work.COUNTER, together);
            case RLOCK -> {
                addUnlessBrief("reentrant lock + unlock", Work.RLOCK, alone);
                add("counter under a reentrant lock", Work.RCOUNTER, together);
            }
            case SEMAPHORE -> add("acquire + release of a semaphore", Work.SEMAPHORE, together);
            case CONDITION -> add("turn passed by a condition", Work.CONDITION, together);
            case BARRIER -> add("pass of a barrier", Work.BARRIER, together);
            case VALUE -> {
                addUnlessBrief("get of three fields", Work.GET, alone);
                addUnlessBrief("set of three fields", Work.SET, alone);
                addUnlessBrief("update of three fields", Work.UPDATE, alone);
                add("get of three fields while others set", Work.GET, List.of(2));
            }
            case ARRAY -> {
                addUnlessBrief("get of an element", Work.ARRAY_GET, together);
                addUnlessBrief("set of an element", Work.ARRAY_SET, alone);
                add("add to an element", Work.ARRAY_ADD, together);
            }
            default -> throw new IllegalArgumentException(section.toString());
        }
    }

    private void addUnlessBrief(String family, Work work, List<Integer> processes) {
        if (!plan.effort().isBrief()) {
            add(family, work, processes);
        }
    }

    private void add(String family, Work work, List<Integer> processes) {
        for (int number : processes) {
            Unit unit = number == 1 ? Unit.NANOS_PER_OPERATION
                : work.isInStep() ? Unit.THOUSANDS_PER_SECOND : Unit.MILLIONS_PER_SECOND;
            Table table = plan.table(section, family, "processes: " + number, unit);
            for (Peer peer : work.peers()) {
                Contest.addTo(table, new JointWork(peer, work, number), unit, plan.effort());
            }
        }
    }
}
