package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The packaged program, as it is deployed. */
class ProgramIT {
    private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://[0-9.]+:[0-9]+)");

    @TempDir
    Path folder;

    @Test
    void itServesLogsJsonAndStopsInGoodOrder() throws Exception {
        var process = start(Map.of("PORT", "0", "MIGRATE_ON_START", "true", "LOG_LEVEL", "INFO"));
        try {
            var ready = get(address(process) + "/health/ready");
            assertEquals(200, ready.statusCode(), ready.body());
            assertEquals(0, start(Map.of("PORT", port(process)), "healthcheck").waitFor());
            assertEquals(404, get(address(process) + "/nothing-here").statusCode());
        } finally {
            process.destroy();
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not stop");
        assertTrue(log().contains(" stopped in "), log());
        assertTrue(Files.exists(folder.resolve("app.db.mv.db")), "the database is no file");
        var json = new ObjectMapper();
        for (var line : log().lines().toList()) {
            assertTrue(json.readTree(line).hasNonNull("message"), line);
        }
    }

    @Test
    void aBadSettingEndsTheStartWithOneLine() throws Exception {
        var process = start(Map.of("PORT", "hunter2"));
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        assertEquals(2, process.exitValue());
        assertEquals("PORT must be a number from 0 to 65535", log().strip());
    }

    @Test
    void aCollectorIsSentTracesAndMetrics() throws Exception {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        var collector = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        collector.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            sent.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        var place = "http://127.0.0.1:" + collector.getAddress().getPort();
        var process = start(Map.of("PORT", "0", "OTEL_EXPORTER_OTLP_ENDPOINT", place));
        try {
            assertEquals(404, get(address(process) + "/nothing-here").statusCode());
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not stop");
            assertTrue(sent.containsAll(Set.of("/v1/traces", "/v1/metrics")), sent + log());
        } finally {
            process.destroyForcibly();
            collector.stop(0);
        }
    }

    @Test
    void theHealthCheckFailsWhenNothingAnswers() throws Exception {
        assertEquals(1, start(Map.of("PORT", "1"), "healthcheck").waitFor());
    }

    private Process start(Map<String, String> settings, String... words) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var program = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
        var command = new ArrayList<>(List.of(java, "-jar", program.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        for (var setting : Setting.values()) {
            builder.environment().remove(setting.name());
        }
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(settings);
        return builder.start();
    }

    private String address(Process process) throws Exception {
        for (var end = System.nanoTime() + 120_000_000_000L; System.nanoTime() < end; Thread.sleep(50)) {
            var found = ADDRESS.matcher(log());
            if (found.find()) {
                return found.group(1);
            }
            assertTrue(process.isAlive(), log());
        }
        throw new AssertionError("it does not start: " + log());
    }

    private String port(Process process) throws Exception {
        return Integer.toString(URI.create(address(process)).getPort());
    }

    private static HttpResponse<String> get(String address) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
