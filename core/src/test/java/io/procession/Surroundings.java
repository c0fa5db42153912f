package io.procession;

import io.procession.shm.EventCount;
import io.procession.shm.Lock;
import io.procession.shm.LongArray;
import io.procession.shm.LongValue;
import io.procession.shm.Region;
import io.procession.shm.RingBuffer;
import io.procession.shm.RingReceiver;
import java.nio.file.Path;
import java.util.List;

/** What the Javadoc's examples name and do not declare: each is compiled in a class that extends this one. */
public class Surroundings {

    protected static Pool pool;
    protected static Manager manager;
    protected static Region region;
    protected static Lock lock;
    protected static LongValue total;
    protected static EventCount more;
    protected static RingBuffer buffer;
    protected static RingReceiver first;
    protected static RingReceiver second;
    protected static Path directory;
    protected static Path file;
    protected static List<Path> paths;
    protected static List<String> lines;
    protected static List<Long> numbers;
    protected static List<byte[]> parts;
    protected static byte[] bytes;
    protected static long[][] grids;
    protected static int columns;

    protected static void prepare() {
    }

    protected static void repair() {
    }

    protected static void repair(LongArray accounts) {
    }

    protected static void work() {
    }

    protected static long work(long item) {
        return item;
    }

    protected static void compute(int quarter) {
    }

    protected static void swap(long[][] grids) {
    }

    protected static long sumOf(List<Long> numbers) {
        return numbers.size();
    }

    protected static double sumOf(int column) {
        return column;
    }

    protected static byte[] render() {
        return bytes;
    }

    protected static <T> T measure() {
        return null;
    }

    protected static void index(Path file) {
    }

    protected static void convert(Path file) {
    }

    protected static void withdraw(int account) {
    }

    protected static void deposit(int account) {
    }

    protected static void use(byte[] message) {
    }

    protected static boolean takeOne() {
        return false;
    }

    protected static boolean isEmpty() {
        return true;
    }
}
