package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which options of its parent's JVM a worker's has. */
class CommandLineTest {

    @Test
    void inheritsWhatAProgramCannotRunWithout() {
        List<String> given = List.of("-Xmx1g", "-Dkey=value", "-ea", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", "-javaagent:some.jar", "--enable-preview", "-cp",
            "some.jar", "Main");
        assertEquals(List.of("-Dkey=value", "-ea", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", "--enable-preview"), CommandLine.select(given));
    }

    @Test
    void argumentsOfTheProgramAreNotOptions() {
        assertEquals(List.of("-Da=1"), CommandLine.select(List.of("-Da=1", "-cp", "x", "Main", "-Db=2", "-ea")));
        assertEquals(List.of("-Da=1"), CommandLine.select(List.of("-Da=1", "-jar", "x.jar", "-Db=2")));
    }

    @Test
    void portsOfRemoteManagementAreNotInherited() {
        assertEquals(List.of(), CommandLine.select(List.of("-Dcom.sun.management.jmxremote.port=9999", "Main")));
    }

    @Test
    void jvmOptionsComeLast() {
        List<String> command = CommandLine.of(List.of("-Dlast=1"));
        int last = command.indexOf("-Dlast=1");
        assertEquals("-cp", command.get(last + 1));
        assertFalse(command.subList(last + 3, command.size()).isEmpty());
    }
}
