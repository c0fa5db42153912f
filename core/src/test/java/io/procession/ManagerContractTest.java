package io.procession;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.testers.ListListIteratorTester;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Guava's tests of what every map, list, set and queue promises, of the proxies of a manager's. */
class ManagerContractTest {

    private static Manager manager;

    @BeforeAll
    static void start() {
        manager = Manager.start(Workers.QUICK_START);
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    @TestFactory
    DynamicNode mapKeepsItsContract() {
        return node(ConcurrentMapTestSuiteBuilder.using(new TestStringMapGenerator() {
            @Override
            protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                Map<String, String> map = manager.dict();
                for (Map.Entry<String, String> entry : entries) {
                    map.put(entry.getKey(), entry.getValue());
                }
                return map;
            }
        }).named("map").withFeatures(CollectionSize.ANY, MapFeature.GENERAL_PURPOSE,
            CollectionFeature.SUPPORTS_ITERATOR_REMOVE).createTestSuite());
    }

    @TestFactory
    DynamicNode listKeepsItsContract() {
        return node(ListTestSuiteBuilder.using(new TestStringListGenerator() {
            @Override
            protected List<String> create(String[] elements) {
                List<String> list = manager.list();
                list.addAll(Arrays.asList(elements));
                return list;
            }
        }).named("list").withFeatures(CollectionSize.ANY, ListFeature.GENERAL_PURPOSE,
            CollectionFeature.SUPPORTS_ITERATOR_REMOVE, CollectionFeature.ALLOWS_NULL_VALUES)
            .suppressing(tooLong()).createTestSuite());
    }

    /** What takes every way through a list, which is some ten thousand calls. */
    private static List<Method> tooLong() {
        return Boolean.getBoolean("procession.soak") ? List.of()
            : List.of(ListListIteratorTester.getListIteratorFullyModifiableMethod());
    }

    @TestFactory
    DynamicNode setKeepsItsContract() {
        return node(SetTestSuiteBuilder.using(new TestStringSetGenerator() {
            @Override
            protected Set<String> create(String[] elements) {
                Set<String> set = manager.set();
                set.addAll(Arrays.asList(elements));
                return set;
            }
        }).named("set").withFeatures(CollectionSize.ANY, CollectionFeature.GENERAL_PURPOSE,
            CollectionFeature.SUPPORTS_ITERATOR_REMOVE, CollectionFeature.KNOWN_ORDER,
            CollectionFeature.ALLOWS_NULL_VALUES).createTestSuite());
    }

    @TestFactory
    DynamicNode queueKeepsItsContract() {
        return node(QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
            @Override
            protected Queue<String> create(String[] elements) {
                BlockingQueue<String> queue = manager.queue(1_000);
                queue.addAll(Arrays.asList(elements));
                return queue;
            }
        }).named("queue").withFeatures(CollectionSize.ANY, CollectionFeature.GENERAL_PURPOSE,
            CollectionFeature.SUPPORTS_ITERATOR_REMOVE, CollectionFeature.KNOWN_ORDER,
            CollectionFeature.ALLOWS_NULL_QUERIES).createTestSuite());
    }

    private static DynamicNode node(junit.framework.Test test) {
        if (test instanceof TestSuite suite) {
            Stream<junit.framework.Test> tests = Collections.list(suite.tests()).stream();
            return DynamicContainer.dynamicContainer(suite.getName(), tests.map(ManagerContractTest::node));
        }
        TestCase single = (TestCase) test;
        return DynamicTest.dynamicTest(single.getName(), single::runBare);
    }
}
