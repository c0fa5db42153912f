package io.procession.shm;

import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Guava's tests of what every {@link List} promises, of the list that an array is. */
class ArrayListContractTest {

    private final Region region = Region.create();

    @AfterEach
    void close() {
        region.close();
    }

    @TestFactory
    DynamicNode keepsTheContractOfAList() {
        return node(ListTestSuiteBuilder.using(new TestStringListGenerator() {
            @Override
            protected List<String> create(String[] elements) {
                Array<String> array = Array.create(region, Type.text(32), elements.length);
                for (int i = 0; i < elements.length; i++) {
                    array.set(i, elements[i]);
                }
                return array.asList();
            }
        }).named("asList").withFeatures(CollectionSize.ANY, ListFeature.SUPPORTS_SET,
            CollectionFeature.ALLOWS_NULL_QUERIES).createTestSuite());
    }

    private static DynamicNode node(junit.framework.Test test) {
        if (test instanceof TestSuite suite) {
            Stream<junit.framework.Test> tests = Collections.list(suite.tests()).stream();
            return DynamicContainer.dynamicContainer(suite.getName(), tests.map(ArrayListContractTest::node));
        }
        TestCase single = (TestCase) test;
        return DynamicTest.dynamicTest(single.getName(), single::runBare);
    }
}
