package {{ cookiecutter.__java_package }}.database;

import org.flywaydb.core.Flyway;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether every migration is applied. Once it is, it stays so: the database is not asked again. */
final class MigrationsHealth extends AbstractHealthIndicator implements HealthIndicator {

    private final Flyway flyway;
    private volatile boolean current;

    MigrationsHealth(Flyway flyway) {
        super("the migrations could not be read");
        this.flyway = flyway;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (!current) {
            current = flyway.info().pending().length == 0;
        }
        builder.status(current ? "UP" : "DOWN");
    }
}
