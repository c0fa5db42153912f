package io.procession.shm;

/** How often a campaign goes round: a little in every build, a lot with the system property {@code procession.soak}. */
public final class Soak {

    private Soak() {
    }

    public static int rounds(int normally, int soaking) {
        return Boolean.getBoolean("procession.soak") ? soaking : normally;
    }
}
