package io.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.procession.shm.LongValue;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes of a function as bytes: it is called with what it had captured, or it is said why it cannot travel. */
@Timeout(60)
class FunctionCodeTest {

    private static final byte[] NONE = {};

    private static int ran;

    @Test
    void lambdasOfAllKindsAreCalled() throws Throwable {
        Call<Integer> call = () -> 7;
        Callable<Integer> callable = (Callable<Integer> & Serializable) () -> 8;
        Fn<Integer, Integer> fn = x -> x + 1;
        BiFn<String, Integer, String> biFn = (text, times) -> text.repeat(times);
        assertEquals(7, called(call));
        assertEquals(8, called(callable));
        assertEquals(4, called(fn, 3));
        assertEquals("abab", called(biFn, "ab", 2));
    }

    @Test
    void whatHasNoResultReturnsNull() throws Throwable {
        ran = 0;
        Task task = () -> ran++;
        Job job = () -> ran++;
        Runnable runnable = (Runnable & Serializable) () -> ran++;
        for (Object function : List.of(task, job, runnable, new Counter())) {
            assertNull(called(function));
        }
        assertEquals(4, ran);
    }

    @Test
    void capturedValuesComeBeforeTheArguments() throws Throwable {
        int small = -7;
        long wide = Long.MIN_VALUE;
        String none = null;
        char letter = 'ß';
        List<String> list = List.of("a");
        BiFn<Integer, Object, String> fn =
            (x, y) -> small + " " + wide + " " + none + " " + letter + " " + list + x + y;
        assertEquals("-7 -9223372036854775808 null ß [a]1null", called(fn, 1, null));
        Call<String> call = () -> small + none + letter;
        assertEquals("-7nullß", called(call));
    }

    @Test
    void lambdaMayCaptureThis() throws Throwable {
        Adder adder = new Adder(5);
        assertEquals(8, called(adder.plain(), 3));
        assertEquals(18, called(adder.adding(10), 3));
    }

    @Test
    void lambdaOfAnInterfaceIsCalled() throws Throwable {
        assertEquals(9, called(Source.nine()));
    }

    @Test
    void processRunsALambdaThatHasCapturedThis() throws Exception {
        Recorder recorder = new Recorder(LongValue.create(1));
        Process process = Process.start(recorder.task(4));
        process.join();
        assertEquals(0, process.exitCode().orElseThrow());
        assertEquals(5, recorder.number.get());
    }

    @Test
    void referenceToAStaticMethodIsCalledAsALambda() throws Throwable {
        Fn<Integer, Long> reference = FunctionCodeTest::twice;
        FunctionCode code = FunctionCode.of(reference);
        assertEquals(Callee.STATIC, code.definition().bytes()[0]);
        Callee.Bound bound = Callee.read(code.definition().bytes()).bind(NONE);
        assertEquals(42L, bound.call(21));
        assertThrows(NullPointerException.class, () -> bound.call((Object) null));
        assertThrows(ClassCastException.class, () -> bound.call("21"));
    }

    private static long twice(long number) {
        return 2 * number;
    }

    @Test
    void methodReferencesAndObjectsAreCalled() throws Throwable {
        Fn<String, Integer> reference = String::length;
        Call<Integer> ofAnObject = "text"::length;
        assertEquals(3, called(reference, "abc"));
        assertEquals(4, called(ofAnObject));
        assertEquals(11, called(new Plus(10), 1));
    }

    /** Catches what would call the body in the place of the method that wraps it. */
    @Test
    void interfaceThatWrapsItsLambdaIsCalled() throws Throwable {
        Twice twice = () -> 21;
        assertEquals(42, called(twice));
    }

    @Test
    void processRunsTheTaskOfAnObjectThatIsACallToo() throws Exception {
        LongValue number = LongValue.create(0);
        Process process = new Process(new Both(number));
        process.start();
        process.join();
        assertEquals(1, number.get());
    }

    @Test
    void lambdasOfOnePlaceShareTheirDefinition() throws Throwable {
        List<Call<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            calls.add(() -> number);
        }
        FunctionCode.Definition shared = FunctionCode.of(calls.get(0)).definition();
        Callee callee = Callee.read(shared.bytes());
        for (int i = 0; i < 3; i++) {
            FunctionCode code = FunctionCode.of(calls.get(i));
            assertSame(shared, code.definition());
            assertEquals(i, callee.bind(code.captured()).call());
        }
        Call<Integer> elsewhere = () -> 0;
        assertNotEquals(shared.id(), FunctionCode.of(elsewhere).definition().id());
    }

    @Test
    void objectsShareOneDefinition() throws Throwable {
        FunctionCode first = FunctionCode.of(new Plus(1));
        FunctionCode second = FunctionCode.of(new Counter());
        assertSame(first.definition(), second.definition());
        Callee callee = Callee.read(first.definition().bytes());
        assertEquals(3, callee.bind(first.captured()).call(2));
        assertNull(callee.bind(second.captured()).call());
    }

    @Test
    void boundDefinitionHasWhatIsCapturedWhenItIsMade() throws Throwable {
        int[] box = {1};
        Fn<Integer, Integer> fn = x -> x + box[0];
        FunctionCode one = FunctionCode.bound(fn);
        box[0] = 2;
        FunctionCode two = FunctionCode.bound(fn);
        assertNotEquals(one.definition().id(), two.definition().id());
        assertEquals(0, one.captured().length);
        assertEquals(11, Callee.read(one.definition().bytes()).bind(NONE).call(10));
        assertEquals(12, Callee.read(two.definition().bytes()).bind(NONE).call(10));
        assertEquals(12, called(fn, 10), "the shared definition is as it was");
        assertEquals(5, Callee.read(FunctionCode.bound(new Plus(1)).definition().bytes()).bind(NONE).call(4));
    }

    @Test
    void whatIsBoundIsDecodedOnceAndWhatIsNotEachTime() throws Throwable {
        Arriving value = new Arriving();
        Call<Object> call = () -> value;
        Callee bound = Callee.read(FunctionCode.bound(call).definition().bytes());
        Arriving.arrived = 0;
        assertSame(bound.bind(NONE).call(), bound.bind(NONE).call());
        assertEquals(1, Arriving.arrived);
        FunctionCode code = FunctionCode.of(call);
        Callee shared = Callee.read(code.definition().bytes());
        assertNotSame(shared.bind(code.captured()).call(), shared.bind(code.captured()).call());
        assertEquals(3, Arriving.arrived);
    }

    @Test
    void whatTheBodyThrowsComesAsItIs() {
        IOException checked = assertThrows(IOException.class, () -> called((Task) () -> {
            throw new IOException("by the body");
        }));
        assertEquals("by the body", checked.getMessage());
        assertThrows(StackOverflowError.class, () -> called((Job) () -> {
            throw new StackOverflowError();
        }));
        assertThrows(IllegalArgumentException.class, () -> called((Fn<Object, Object>) x -> {
            throw new IllegalArgumentException();
        }, 1));
    }

    @Test
    void argumentOfAnotherClassIsAClassCastException() {
        Fn<Integer, Integer> fn = x -> x + 1;
        assertThrows(ClassCastException.class, () -> called(fn, "text"));
    }

    @Test
    void classThatIsMissingIsSaidWhenItIsBound() throws Exception {
        Call<Integer> call = () -> 7;
        Callee callee = Callee.read(replaced(call, "FunctionCodeTest", "FunctionGoneTest"));
        ClassNotFoundException e = assertThrows(ClassNotFoundException.class, () -> callee.bind(NONE));
        assertTrue(e.getMessage().startsWith("io.procession.FunctionGoneTest: the worker's class path does not have"),
            e.getMessage());
    }

    @Test
    void classOfAValueThatIsMissingIsSaidToo() {
        String captured = new String(FunctionCode.of(new Plus(1)).captured(), StandardCharsets.ISO_8859_1);
        byte[] gone = captured.replace("$Plus", "$Gone").getBytes(StandardCharsets.ISO_8859_1);
        ClassNotFoundException e = assertThrows(ClassNotFoundException.class,
            () -> Callee.read(FunctionCode.of(new Plus(1)).definition().bytes()).bind(gone));
        assertTrue(e.getMessage().startsWith("io.procession.FunctionCodeTest$Gone: the worker's class path"),
            e.getMessage());
    }

    @Test
    void otherVersionOfAClassIsSaidWhenItIsBound() throws Exception {
        Fn<Integer, Integer> fn = x -> x + 1;
        Callee callee = Callee.read(replaced(fn, "(Ljava/lang/Integer;)", "(Ljava/lang/Boolean;)"));
        NoSuchMethodException e = assertThrows(NoSuchMethodException.class, () -> callee.bind(NONE));
        assertTrue(e.getMessage().contains("another version of this class"), e.getMessage());
    }

    @Test
    void whatIsCapturedAndCannotTravelIsNamed() {
        Thread culprit = Thread.currentThread();
        Call<String> call = () -> culprit.getName();
        for (String text : List.of(refusal(call), assertThrows(TaskNotSerializableException.class,
            () -> FunctionCode.bound(call)).getMessage())) {
            assertTrue(text.matches("the lambda at io.procession.FunctionCodeTest\\(FunctionCodeTest.java:\\d+\\) "
                + "captures 'culprit' of type java.lang.Thread, .*"), text);
        }
        Call<String> reference = culprit::getName;
        String text = refusal(reference);
        assertTrue(text.startsWith("the method reference java.lang.Thread::getName in io.procession.FunctionCodeTest "
            + "captures the object before the '::' of type java.lang.Thread"), text);
    }

    @Test
    void plainLambdaIsToldWhatToBe() {
        Callable<Integer> callable = () -> 1;
        assertEquals("the lambda at io.procession.FunctionCodeTest is a plain java.util.concurrent.Callable, which "
            + "cannot be serialized: declare it as io.procession.Call (\"Call<Integer> task = () -> ...\"), or hand it "
            + "to a method of Pool rather than of ExecutorService", refusal(callable));
        Runnable runnable = () -> { };
        assertEquals("the lambda at io.procession.FunctionCodeTest is a plain java.lang.Runnable, which cannot be "
            + "serialized: declare it as io.procession.Job (\"Job task = () -> ...\"), or hand it to a method of Pool "
            + "rather than of ExecutorService", refusal(runnable));
    }

    @Test
    void plainClassIsToldWhatToBe() {
        String text = refusal(new Plain());
        assertEquals("io.procession.FunctionCodeTest$Plain cannot be serialized: make class "
            + "io.procession.FunctionCodeTest$Plain Serializable", text);
        assertInstanceOf(NotSerializableException.class,
            assertThrows(TaskNotSerializableException.class, () -> FunctionCode.of(new Plain())).getCause());
    }

    @Test
    void anonymousClassIsToldToBeALambda() {
        String text = refusal(new Callable<Integer>() {
            @Override
            public Integer call() {
                return 1;
            }
        });
        assertTrue(text.contains("an anonymous class, cannot be serialized: make it a lambda that is declared as "
            + "io.procession.Call"), text);
    }

    @Test
    void tasksOfTheJdkAreToldToBeSubmittedThemselves() {
        List<String> texts = new ArrayList<>();
        texts.add(refusal(new FutureTask<>(() -> 1)));
        new ExecutorCompletionService<Integer>(task -> texts.add(refusal(task))).submit(() -> 1);
        CompletableFuture.runAsync(() -> { }, task -> texts.add(refusal(task)));
        assertEquals(3, texts.size());
        for (String text : texts) {
            assertTrue(text.startsWith("java.util.concurrent.") && text.contains("submit what it is to run"), text);
        }
    }

    @Test
    void descriptionsNameThePlace() {
        Call<Integer> call = () -> 1;
        Callable<Integer> plain = () -> 1;
        Fn<String, Integer> reference = String::length;
        Call<Object> maker = Object::new;
        String place = FunctionCode.describe(call);
        assertTrue(place.matches("the lambda at io.procession.FunctionCodeTest\\(FunctionCodeTest.java:\\d+\\)"),
            place);
        assertEquals("the lambda at io.procession.FunctionCodeTest", FunctionCode.describe(plain));
        assertEquals("the method reference java.lang.String::length in io.procession.FunctionCodeTest",
            FunctionCode.describe(reference));
        assertEquals("the method reference java.lang.Object::new in io.procession.FunctionCodeTest",
            FunctionCode.describe(maker));
        assertEquals("io.procession.FunctionCodeTest$Plus", FunctionCode.describe(new Plus(1)));
    }

    private static Object called(Object function, Object... arguments) throws Throwable {
        FunctionCode code = FunctionCode.of(function);
        return Callee.read(code.definition().bytes()).bind(code.captured()).call(arguments);
    }

    private static String refusal(Object function) {
        return assertThrows(TaskNotSerializableException.class, () -> FunctionCode.of(function)).getMessage();
    }

    private static byte[] replaced(Object function, String text, String other) {
        String bytes = new String(FunctionCode.of(function).definition().bytes(), StandardCharsets.ISO_8859_1);
        return bytes.replace(text, other).getBytes(StandardCharsets.ISO_8859_1);
    }

    private record Adder(int number) implements Serializable {

        Fn<Integer, Integer> plain() {
            return x -> x + number;
        }

        Fn<Integer, Integer> adding(int more) {
            return x -> x + number + more;
        }
    }

    private record Recorder(LongValue number) implements Serializable {

        Task task(int more) {
            return () -> number.addAndGet(more);
        }
    }

    private record Plus(int number) implements Fn<Integer, Integer> {

        @Override
        public Integer apply(Integer argument) {
            return argument + number;
        }
    }

    private record Counter() implements Job {

        @Override
        public void run() {
            ran++;
        }
    }

    private record Both(LongValue number) implements Task, Call<Integer> {

        @Override
        public void run() {
            number.set(1);
        }

        @Override
        public Integer call() {
            number.set(2);
            return 2;
        }
    }

    private interface Source {

        static Call<Integer> nine() {
            return () -> 9;
        }
    }

    private interface Twice extends Call<Integer> {

        int once();

        @Override
        default Integer call() {
            return 2 * once();
        }
    }

    private static final class Arriving implements Serializable {

        private static final long serialVersionUID = 1L;

        private static int arrived;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            arrived++;
        }
    }

    private static final class Plain implements Runnable {

        @Override
        public void run() {
            throw new AssertionError();
        }
    }
}
