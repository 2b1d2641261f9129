package {{ cookiecutter.__java_package }}.database;

import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import {{ cookiecutter.__java_package }}.settings.Settings;

/** Applies the migrations at start where the settings say so; else the application waits until it is done. */
@Configuration(proxyBeanMethods = false)
class MigrationsSetup {

    @Bean
    FlywayMigrationStrategy migrationsAtStart(Settings settings) {
        return flyway -> {
            if (settings.migrateOnStart()) {
                flyway.migrate();
            }
        };
    }

    /** Part of readiness: not up while a migration is missing. */
    @Bean
    HealthIndicator migrationsHealthIndicator(Flyway flyway) {
        return new MigrationsHealth(flyway);
    }
}
