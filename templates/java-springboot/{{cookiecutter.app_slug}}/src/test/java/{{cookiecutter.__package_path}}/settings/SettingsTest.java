package {{ cookiecutter.__java_package }}.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {

    private static MockEnvironment environment() {
        return new MockEnvironment()
                .withProperty("app.host", "127.0.0.1")
                .withProperty("app.port", "8080")
                .withProperty("app.log-level", "INFO")
                .withProperty("app.log-format", "json")
                .withProperty("app.database-url", "jdbc:h2:mem:settings")
                .withProperty("app.migrate-on-start", "true")
                .withProperty("app.cors-origins", "")
                .withProperty("app.https-only", "false")
                .withProperty("app.require-if-match", "false")
                .withProperty("app.otel-exporter-otlp-endpoint", "");
    }

    @Test
    void goodSettingsAreRead() {
        MockEnvironment environment = environment()
                .withProperty("app.port", "0")
                .withProperty("app.cors-origins", "https://a.example, http://localhost:5173");
        Settings settings = SettingsCheck.read(environment);
        assertThat(settings.port()).isZero();
        assertThat(settings.corsOrigins()).containsExactly("https://a.example", "http://localhost:5173");
        assertThat(SettingsCheck.read(environment()).corsOrigins()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app.host             | no.such.host.invalid  | HOST: must be the address of a network interface
            app.port             | http                  | PORT: must be a whole number
            app.port             | 65536                 | PORT: must be less than or equal to 65535
            app.log-level        | loud                  | LOG_LEVEL: must be one of TRACE, DEBUG, INFO, WARN
            app.log-format       | xml                   | LOG_FORMAT: must be json or console
            app.database-url     | mysql://hunter2@x     | DATABASE_URL: must begin with jdbc:h2: or jdbc:postgresql:
            app.migrate-on-start | maybe                 | MIGRATE_ON_START: must be true or false
            app.cors-origins     | example.com           | CORS_ORIGINS: must be like https://example.com
            app.https-only       | 'hunter2'             | HTTPS_ONLY: must be true or false
            app.require-if-match | often                 | REQUIRE_IF_MATCH: must be true or false
            app.otel-exporter-otlp-endpoint | collector | OTEL_EXPORTER_OTLP_ENDPOINT: must be like http://127.0.0.1:4318
            """)
    void aBadOneIsNamedWithoutItsValue(String name, String value, String message) {
        MockEnvironment environment = environment().withProperty(name, value);
        assertThatThrownBy(() -> SettingsCheck.read(environment))
                .isInstanceOf(BadSetting.class)
                .hasMessageStartingWith("bad setting: " + message)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void allBadOnesAreToldAtOnce() {
        MockEnvironment environment =
                environment().withProperty("app.port", "-1").withProperty("app.database-url", "x");
        assertThatThrownBy(() -> SettingsCheck.read(environment))
                .hasMessage("bad setting: DATABASE_URL: must begin with jdbc:h2: or jdbc:postgresql:;"
                        + " PORT: must be greater than or equal to 0");
    }

    @Test
    void h2IsToldToUnderstandWhatPostgresqlDoes() {
        assertThat(SettingsCheck.read(environment()).jdbcUrl())
                .startsWith("jdbc:h2:mem:settings;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
        for (String url : new String[] {"jdbc:h2:mem:x;MODE=Oracle", "jdbc:postgresql://db/shop"}) {
            MockEnvironment environment = environment().withProperty("app.database-url", url);
            assertThat(SettingsCheck.read(environment).jdbcUrl()).isEqualTo(url);
        }
    }
}
