package io.procession.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where and when a report was made. What cannot be found out is "unknown", and what is not installed "none".
 *
 * @param loadBefore the load average of the last minute, before the first measurement; negative if unknown
 * @param loadAfter the same after the last one
 */
record Machine(int processors, String cpu, String system, String jdk, String python, String c, String begin, String end,
    double loadBefore, double loadAfter) {

    /** Above it, somebody else was at work before the first measurement. */
    static final double BUSY = 1;

    private static final String UNKNOWN = "unknown";
    private static final String NONE = "none";
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** This one, now. */
    static Machine ofNow() {
        return new Machine(Runtime.getRuntime().availableProcessors(), cpuModel(),
            String.join(" ", System.getProperty("os.name"), System.getProperty("os.version"),
                System.getProperty("os.arch")),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
            version("python3"), version("cc"), now(), now(), load(), load());
    }

    /** The same, when all has been measured. */
    Machine atEnd() {
        return new Machine(processors, cpu, system, jdk, python, c, begin, now(), loadBefore, load());
    }

    boolean wasBusy() {
        return loadBefore > BUSY;
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String cpuModel() {
        try {
            return Files.readAllLines(CPU_INFO).stream().filter(line -> line.startsWith("model name")).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String version(String program) {
        if (Programs.find(program) == null) {
            return NONE;
        }
        try {
            java.lang.Process asked = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().map(String::strip).orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
