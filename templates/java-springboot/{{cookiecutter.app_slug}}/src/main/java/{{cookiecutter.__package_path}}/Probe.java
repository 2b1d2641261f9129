package {{ cookiecutter.__java_package }};

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a running application on this machine whether it is ready: images have no curl. */
final class Probe {

    private static final int LIMIT_MS = 5000;

    private Probe() {}

    static boolean ready(String port) {
        try {
            URI address = URI.create("http://127.0.0.1:" + port + "/health/ready");
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(LIMIT_MS);
            connection.setReadTimeout(LIMIT_MS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException | IllegalArgumentException error) {
            return false;
        }
    }
}
