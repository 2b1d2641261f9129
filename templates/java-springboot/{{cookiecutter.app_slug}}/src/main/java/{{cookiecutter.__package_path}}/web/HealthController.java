package {{ cookiecutter.__java_package }}.web;

import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Liveness and readiness at addresses that name no framework; the actuator knows what they depend on. */
@RestController
@RequestMapping("/health")
class HealthController {

    /** The application can do its work. */
    record Healthy(String status) {}

    private static final Healthy OK = new Healthy("ok");

    private final HealthEndpoint health;

    HealthController(HealthEndpoint health) {
        this.health = health;
    }

    /** Whether the process answers; if not, restart it. */
    @GetMapping("/live")
    Healthy live() {
        return OK;
    }

    /** Whether requests can be served; if not, send none for now (503). */
    @GetMapping("/ready")
    Healthy ready() {
        HealthDescriptor found = health.healthForPath("readiness");
        if (found == null || !Status.UP.equals(found.getStatus())) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer, or its migrations are not applied.");
        }
        return OK;
    }
}
