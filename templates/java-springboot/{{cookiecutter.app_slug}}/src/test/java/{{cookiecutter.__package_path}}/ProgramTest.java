package {{ cookiecutter.__java_package }};

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/** The program as users start it: a process, its output, its end. */
class ProgramTest {

    private static final int LIMIT_S = 120;
    private static final int TERMINATED = 143;

    private static Process start(Map<String, String> settings) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        ProcessBuilder builder = new ProcessBuilder(
                java, "-XX:TieredStopAtLevel=1", "-cp", classPath, Application.class.getName(), "--server.port=0");
        Map<String, String> environment = builder.environment();
        List.of("HOST", "PORT", "LOG_LEVEL", "LOG_FORMAT", "MIGRATE_ON_START", "CORS_ORIGINS", "HTTPS_ONLY")
                .forEach(environment::remove);
        environment.remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        environment.put("DATABASE_URL", "jdbc:h2:mem:program");
        environment.putAll(settings);
        return builder.start();
    }

    @Test
    void aBadSettingEndsItWithOneLine() throws Exception {
        Process process = start(Map.of("PORT", "hunter2"));
        assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
        String said = new String(process.getErrorStream().readAllBytes());
        assertThat(said.strip()).isEqualTo("bad setting: PORT: must be a whole number");
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        assertThat(process.exitValue()).isEqualTo(2);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void itServesLogsJsonOnlyAndStopsInGoodOrder() throws Exception {
        Process process = start(Map.of());
        try (BufferedReader lines = process.inputReader()) {
            List<String> log = new ArrayList<>();
            String line = "";
            while (line != null && !line.contains("Started Application")) {
                line = lines.readLine();
                log.add(line);
            }
            process.toHandle().destroy();
            lines.lines().forEach(log::add);
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
            assertThat(log)
                    .doesNotContainNull()
                    .allSatisfy(each -> ApiTest.json(each).required("@timestamp"));
            assertThat(log).noneMatch(each -> each.contains("\"WARN\"") || each.contains("\"ERROR\""));
            assertThat(log).anyMatch(each -> each.contains("Graceful shutdown complete"));
            assertThat(process.exitValue()).isEqualTo(TERMINATED);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aCollectorIsSentTracesAndMetricsAndPeopleCanReadTheLog() throws Exception {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        HttpServer collector = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        collector.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            sent.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, -1);
            exchange.close();
        });
        collector.start();
        String address = "http://127.0.0.1:" + collector.getAddress().getPort();
        Process process = start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", address, "LOG_FORMAT", "console"));
        try (BufferedReader lines = process.inputReader()) {
            String port = "";
            String line = "";
            while (line != null && !line.contains("Started Application")) {
                line = lines.readLine();
                Matcher told = Pattern.compile("Tomcat started on port (\\d+)").matcher(String.valueOf(line));
                port = told.find() ? told.group(1) : port;
            }
            assertThat(line).isNotNull().doesNotStartWith("{");
            ApiTest.send(Integer.parseInt(port), "GET", "/openapi.json", "");
            process.toHandle().destroy();
            lines.lines().forEach(each -> {});
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
            assertThat(sent).contains("/v1/traces", "/v1/metrics");
        } finally {
            process.destroyForcibly();
            collector.stop(0);
        }
    }
}
