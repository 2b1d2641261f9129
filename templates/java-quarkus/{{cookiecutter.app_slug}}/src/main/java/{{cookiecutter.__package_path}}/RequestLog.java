package {{ cookiecutter.__java_package }};

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Gives each request an id (the caller's, if harmless), answers with it, and logs one line at the end. */
@ApplicationScoped
class RequestLog {
    static final String HEADER = "X-Request-ID";
    private static final String KEY = "request_id";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Logger LOG = Logger.getLogger(RequestLog.class);

    void register(@Observes Filters filters) {
        filters.register(this::handle, Order.REQUEST);
    }

    /** The id of the request under way. */
    static String id(RoutingContext context) {
        return context.get(KEY);
    }

    private void handle(RoutingContext context) {
        var given = context.request().getHeader(HEADER);
        var harmless = given != null && HARMLESS.matcher(given).matches();
        var id = harmless ? given : UUID.randomUUID().toString().replace("-", "");
        var started = System.nanoTime();
        context.put(KEY, id);
        MDC.put(KEY, id);
        context.addHeadersEndHandler(done -> context.response().putHeader(HEADER, id));
        context.addEndHandler(done -> log(context, System.nanoTime() - started));
        context.next();
    }

    private static void log(RoutingContext context, long nanoseconds) {
        var path = context.request().path();
        var status = context.response().getStatusCode();
        var fields = Map.of(
                KEY,
                id(context),
                "method",
                context.request().method().name(),
                "path",
                path == null ? "" : path,
                "status",
                Integer.toString(status),
                "duration_ms",
                String.format(Locale.ROOT, "%.1f", nanoseconds / 1e6));
        fields.forEach(MDC::put);
        if (path != null && path.startsWith("/health/") && status < 400) {
            LOG.debug("request");
        } else {
            LOG.info("request");
        }
        fields.keySet().forEach(MDC::remove);
    }
}
