package {{ cookiecutter.__java_package }};

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;

/** Not ready while a migration is still to be applied. */
@Readiness
class MigrationsCheck implements HealthCheck {
    private final Flyway flyway;

    MigrationsCheck(Flyway flyway) {
        this.flyway = flyway;
    }

    @Override
    public HealthCheckResponse call() {
        var pending = flyway.info().pending().length;
        return HealthCheckResponse.named("migrations")
                .status(pending == 0)
                .withData("pending", pending)
                .build();
    }
}
