package {{ cookiecutter.__java_package }};

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Refuses a body that says it is too large, or does not say what it is, with a problem, before it is read. */
@ApplicationScoped
class BodyLimit {
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;

    void register(@Observes Filters filters) {
        filters.register(this::handle, Order.BODY_LIMIT);
    }

    private void handle(RoutingContext context) {
        var untyped = context.request().getHeader(HttpHeaders.CONTENT_TYPE) == null;
        if (untyped && hasBody(context)) {
            refuse(context, UNSUPPORTED);
        } else if (length(context) <= BodyRules.LIMIT) {
            context.next();
        } else {
            refuse(context, TOO_LARGE);
        }
    }

    private static void refuse(RoutingContext context, int status) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(Json.encode(Problem.of(context, status)));
    }

    private static boolean hasBody(RoutingContext context) {
        return length(context) > 0 || context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static long length(RoutingContext context) {
        var given = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        return given != null && given.matches("[0-9]{1,18}") ? Long.parseLong(given) : 0;
    }
}
