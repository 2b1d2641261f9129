package {{ cookiecutter.__package }};

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses a body that says it is too large with a problem; Quarkus itself would answer with nothing. */
@ApplicationScoped
class BodyLimit {
    private static final int TOO_LARGE = 413;

    private final long largest;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.largest = largest.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, Order.BODY_LIMIT);
    }

    private void handle(RoutingContext context) {
        if (length(context) <= largest) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(TOO_LARGE)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Json.encode(Problem.of(context, TOO_LARGE)));
    }

    private static long length(RoutingContext context) {
        var given = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        return given != null && given.matches("[0-9]{1,18}") ? Long.parseLong(given) : 0;
    }
}
