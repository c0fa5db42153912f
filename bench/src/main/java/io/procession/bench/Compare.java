package io.procession.bench;
public final class Compare {
    public static void main(String[] a) throws Exception {
        int rounds = Integer.parseInt(a[2]);
        for (int r = 0; r < rounds; r++) for (String p : a[0].split(",")) for (String n : a[3].split(",")) {
            try (Contest c = new Contest(Peer.valueOf(p), Work.valueOf(a[1]), Integer.parseInt(n))) {
                c.throughput(0.7);
                double t = c.throughput(1);
                System.out.printf("%s %s x%s %.2f M/s %.1f ns%n", p, a[1], n, t / 1e6, 1e9 / t);
            }
        }
    }
}
