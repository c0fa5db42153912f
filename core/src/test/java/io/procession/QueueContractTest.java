package io.procession;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Guava's tests of what every {@link java.util.Queue} promises. */
class QueueContractTest {

    /** One for all tests of a suite, emptied for each: to make one takes milliseconds. */
    private static final List<Queue<String>> QUEUES = List.of(Queue.create(), Queue.create(1_000),
        JoinableQueue.create());

    @AfterAll
    static void close() {
        QUEUES.forEach(Queue::close);
    }

    @TestFactory
    Stream<DynamicNode> keepsTheContractOfAQueue() {
        return QUEUES.stream().map(queue -> node(QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
            @Override
            protected java.util.Queue<String> create(String[] elements) {
                queue.clear();
                queue.addAll(Arrays.asList(elements));
                return queue;
            }
        }).named(queue.getClass().getSimpleName() + " " + queue.remainingCapacity()).withFeatures(CollectionSize.ANY,
            CollectionFeature.GENERAL_PURPOSE, CollectionFeature.KNOWN_ORDER, CollectionFeature.ALLOWS_NULL_QUERIES)
            .createTestSuite()));
    }

    private static DynamicNode node(junit.framework.Test test) {
        if (test instanceof TestSuite suite) {
            Stream<junit.framework.Test> tests = Collections.list(suite.tests()).stream();
            return DynamicContainer.dynamicContainer(suite.getName(), tests.map(QueueContractTest::node));
        }
        TestCase single = (TestCase) test;
        return DynamicTest.dynamicTest(single.getName(), single::runBare);
    }
}
