package io.procession.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.procession.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;

/** Results come back to callbacks, in the order of arrival; what a page links to is fetched by the pool in turn. */
@Command(name = "crawl", description = {
    "Pool with callbacks: fetch pages from a small local server, parse them here.",
    "",
    "Each page is fetched in a worker; a callback in this process parses it, and has what it links to"
        + " fetched in turn. Pages arrive in any order."})
final class Crawl extends Demo {

    private static final int PAGES = 30;
    private static final Pattern LINK = Pattern.compile("href='(\\d+)'");

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Queue<String> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    /** Its parties are this thread and the pages on their way. */
    private final Phaser open = new Phaser(1);

    @Override
    void run() throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Crawl::answer);
        var threads = Executors.newFixedThreadPool(4);
        server.setExecutor(threads);
        server.start();
        try (Pool pool = Pool.create(4)) {
            crawl(pool, "http://localhost:" + server.getAddress().getPort() + "/", "0");
            open.arriveAndAwaitAdvance();
        } finally {
            server.stop(0);
            threads.shutdown();
        }
        say("order of arrival: " + arrived);
        check(failures.isEmpty(), "no page has failed " + failures);
        check(arrived.size() == PAGES && seen.size() == PAGES, "each of " + PAGES + " pages was fetched once");
    }

    private void crawl(Pool pool, String site, String page) {
        if (seen.add(page)) {
            open.register();
            pool.applyAsync(Crawl::fetch, site + page).whenComplete((text, failure) -> {
                if (failure == null) {
                    arrived.add(page);
                    for (Matcher link = LINK.matcher(text); link.find(); ) {
                        crawl(pool, site, link.group(1));
                    }
                } else {
                    failures.add(failure);
                }
                open.arriveAndDeregister();
            });
        }
    }

    /** In a worker. */
    private static String fetch(String url) throws IOException {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            say("has fetched " + url);
            return text;
        }
    }

    /** Page n links to 2n + 1 and 2n + 2, and back to the first; some pages are slow. */
    private static void answer(HttpExchange exchange) throws IOException {
        int page = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
        StringBuilder text = new StringBuilder("<a href='0'>home</a>");
        for (int link = 2 * page + 1; link <= 2 * page + 2 && link < PAGES; link++) {
            text.append("<a href='").append(link).append("'>").append(link).append("</a>");
        }
        try (exchange) {
            Thread.sleep(page % 5 * 20L);
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
