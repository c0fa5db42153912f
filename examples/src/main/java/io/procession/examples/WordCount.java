package io.procession.examples;

import io.procession.Pool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Map and reduce: the pool counts, file by file; the parent adds up what arrives, in whatever order. */
@Command(name = "wordcount", description = {
    "Words of a text tree, counted by a pool, merged, checked by one thread.",
    "",
    "The pool counts file by file; this process adds up what arrives, in whatever order. Then one"
        + " thread does it all again."})
final class WordCount extends Demo {

    private static final Pattern TEXT =
        Pattern.compile(".*\\.(md|txt|html?|h|c|java|py|xml|json|properties|policy|security|css|js)");
    private static final Pattern WORD = Pattern.compile("[\\p{L}]+");

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Default: the JDK that runs.")
    private Path directory = Path.of(System.getProperty("java.home"));

    @Override
    void run() throws IOException, InterruptedException {
        List<String> files;
        try (Stream<Path> tree = Files.walk(directory)) {
            files = tree.filter(Files::isRegularFile).map(Path::toString).filter(TEXT.asMatchPredicate()).toList();
        }
        say("counting " + Text.count(files.size(), "text file") + " below " + directory);
        Map<String, Long> total = new HashMap<>();
        try (Pool pool = Pool.create();
             Stream<Map<String, Long>> counts = pool.imapUnordered(WordCount::count, files)) {
            counts.forEach(count -> merge(total, count));
        }
        total.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(5)
            .forEach(entry -> say(String.format("%8d  %s", entry.getValue(), entry.getKey())));

        Map<String, Long> expected = new HashMap<>();
        for (String file : files) {
            merge(expected, count(file));
        }
        check(total.equals(expected), Text.count(total.size(), "different word") + ", counted as by one thread");
    }

    private static void merge(Map<String, Long> total, Map<String, Long> count) {
        count.forEach((word, times) -> total.merge(word, times, Long::sum));
    }

    private static Map<String, Long> count(String file) throws IOException {
        Map<String, Long> words = new HashMap<>();
        String text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        for (Matcher word = WORD.matcher(text); word.find(); ) {
            words.merge(word.group().toLowerCase(), 1L, Long::sum);
        }
        return words;
    }
}
