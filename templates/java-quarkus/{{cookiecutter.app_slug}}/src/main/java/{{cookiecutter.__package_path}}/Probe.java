package {{ cookiecutter.__java_package }};

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a running application whether it is ready: the health check of the container. */
final class Probe {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private Probe() {}

    static boolean isReady(String port) {
        var address = URI.create("http://127.0.0.1:" + port + "/health/ready");
        try (var client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            var request = HttpRequest.newBuilder(address).timeout(LIMIT).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException error) {
            return false;
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
