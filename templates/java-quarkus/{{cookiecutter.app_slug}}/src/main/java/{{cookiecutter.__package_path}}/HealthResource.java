package {{ cookiecutter.__java_package }};

import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Liveness and readiness at addresses that name no framework; the health checks know what they depend on. */
@Path("/health")
public class HealthResource {
    /** The application can do its work. */
    public record Healthy(String status) {}

    private static final Healthy OK = new Healthy("ok");

    private final SmallRyeHealthReporter health;

    HealthResource(SmallRyeHealthReporter health) {
        this.health = health;
    }

    /** Whether the process answers; if not, restart it. */
    @GET
    @Path("/live")
    public Healthy live() {
        return OK;
    }

    /** Whether requests can be served; if not, send none for now (503). */
    @GET
    @Path("/ready")
    public Healthy ready() {
        if (health.getReadiness().isDown()) {
            throw new ProblemException(
                    Response.Status.SERVICE_UNAVAILABLE,
                    "The database does not answer, or its migrations are not applied.");
        }
        return OK;
    }
}
