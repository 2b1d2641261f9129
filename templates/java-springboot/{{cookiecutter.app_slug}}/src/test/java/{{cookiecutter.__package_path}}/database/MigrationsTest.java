package {{ cookiecutter.__java_package }}.database;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import {{ cookiecutter.__java_package }}.ApiTest;
import {{ cookiecutter.__java_package }}.Application;

import static org.assertj.core.api.Assertions.assertThat;

class MigrationsTest {

    private static final String[] SETTINGS = {
        "--server.port=0",
        "--app.migrate-on-start=false",
        "--app.database-url=jdbc:h2:mem:pending",
        "--spring.flyway.locations=classpath:db/pending"
    };

    @Test
    void itIsReadyOnceItsMigrationsAreAppliedAndWhileItsDatabaseAnswers() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(SETTINGS)) {
            int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            assertThat(status(port, "ready")).isEqualTo(503);
            context.getBean(Flyway.class).migrate();
            assertThat(status(port, "ready")).isEqualTo(200);
            context.getBean(HikariDataSource.class).close();
            assertThat(status(port, "ready")).isEqualTo(503);
            assertThat(status(port, "live")).isEqualTo(200);
        }
    }

    private static int status(int port, String check) {
        return ApiTest.send(port, "GET", "/health/" + check, "").statusCode();
    }
}
