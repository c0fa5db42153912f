package io.procession.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two class loaders of one JVM, as in an application server: what one does must not cut the other's lifeline. */
class ClassLoaderTest {

    @TempDir
    Path directory;

    private URLClassLoader loader;
    private Class<?> otherRegion;

    @BeforeEach
    void loadAgain() throws Exception {
        URL[] classes = {Region.class.getProtectionDomain().getCodeSource().getLocation(),
            com.sun.jna.Native.class.getProtectionDomain().getCodeSource().getLocation()};
        loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
        otherRegion = loader.loadClass(Region.class.getName());
    }

    @AfterEach
    void close() throws Exception {
        loader.close();
    }

    @Test
    void refusesAFileThatAnotherHasAttached() throws Exception {
        try (Region region = Region.open(directory.resolve("region"))) {
            Lock.open(region, "lock").lock();
            InvocationTargetException e = assertThrows(InvocationTargetException.class, () -> open(region.file()));
            assertEquals(RegionAccessException.class.getName(), e.getCause().getClass().getName());
            assertTrue(e.getCause().getMessage().contains("another class loader"), e.getCause()::getMessage);
            assertOwnerLives(region);
        }
        open(directory.resolve("region")).close();
        Region.open(directory.resolve("region")).close();
    }

    @Test
    void sweepsPastWhatAnotherHasAttached() throws Exception {
        try (Region region = Region.create()) {
            Lock.open(region, "lock").lock();
            ((AutoCloseable) otherRegion.getMethod("create").invoke(null)).close();
            assertOwnerLives(region);
        }
    }

    private AutoCloseable open(Path file) throws ReflectiveOperationException {
        return (AutoCloseable) otherRegion.getMethod("open", Path.class).invoke(null, file);
    }

    private static void assertOwnerLives(Region region) {
        try (Child asker = Child.start(LockAbandonedTest.TryLocker.class, region.file())) {
            asker.expect("false");
        }
    }
}
