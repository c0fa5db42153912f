package io.procession.examples;

import io.procession.Pool;
import io.procession.Process;
import io.procession.shm.Barrier;
import io.procession.shm.IntValue;
import io.procession.shm.Lock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/**
 * A server whose workers each accept on the port by themselves. A JVM cannot inherit a socket; but many may listen on
 * one port, and the system deals out the connections.
 */
@Command(name = "echo", description = {
    "A TCP echo server whose connections are served by pool workers, and a client.",
    "",
    "Each worker listens on the same port (SO_REUSEPORT), and the system deals out the connections: a"
        + " JVM cannot inherit a socket. shutdownNow() interrupts them."})
final class Echo extends Demo {

    private static final int WORKERS = 3;
    private static final int CONNECTIONS = 24;

    @Override
    void run() throws Exception {
        IntValue port = IntValue.create(0);
        Lock choice = Lock.create();
        Barrier listening = Barrier.create(WORKERS + 1);
        Map<String, Integer> served = new TreeMap<>();
        int right = 0;
        Pool pool = Pool.create(WORKERS);
        for (int i = 0; i < WORKERS; i++) {
            pool.submit(() -> serve(port, choice, listening));
        }
        listening.await();
        say("all listen on port " + port);
        for (int i = 0; i < CONNECTIONS; i++) {
            String line = "line " + i;
            String[] answer = ask(port.get(), line);
            served.merge(answer[0], 1, Integer::sum);
            right += answer[1].equals(line) ? 1 : 0;
        }
        served.forEach((worker, count) -> say(worker + " has answered " + count + " times"));
        check(right == CONNECTIONS, "all " + CONNECTIONS + " lines came back");
        pool.shutdownNow();
        pool.close();
    }

    /** Until it is interrupted; how many connections it has served. */
    private static int serve(IntValue port, Lock choice, Barrier listening) throws Exception {
        int served = 0;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            try (Lock.Hold hold = choice.hold()) {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.get()));
                port.set(((InetSocketAddress) server.getLocalAddress()).getPort());
            }
            listening.await();
            while (true) {
                try (SocketChannel client = server.accept()) {
                    echo(client);
                    served++;
                }
            }
        } catch (ClosedByInterruptException e) {
            say("is told to stop, after " + Text.count(served, "connection"));
        }
        return served;
    }

    private static void echo(SocketChannel client) throws IOException {
        BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
        PrintWriter out = new PrintWriter(Channels.newWriter(client, StandardCharsets.UTF_8), true);
        out.println(Process.current().name());
        for (String line; (line = in.readLine()) != null; ) {
            out.println(line);
        }
    }

    /** The server's name, and its answer. */
    private static String[] ask(int port, String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
            BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out.println(line);
            return new String[] {in.readLine(), in.readLine()};
        }
    }
}
