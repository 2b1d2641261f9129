package {{ cookiecutter.__java_package }}.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request an id, answers with it, puts it into every log line, and logs one line at the end. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class RequestIdFilter extends OncePerRequestFilter {

    /** The header that carries the id, in and out. */
    public static final String HEADER = "X-Request-ID";

    private static final String KEY = "request_id";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Logger LOG = LoggerFactory.getLogger(RequestIdFilter.class);

    /** The id of a request; empty when it never came this far. */
    public static String of(ServletRequest request) {
        return request.getAttribute(KEY) instanceof String id ? id : "";
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String given = request.getHeader(HEADER);
        boolean taken = given != null && HARMLESS.matcher(given).matches();
        String id = taken ? given : UUID.randomUUID().toString().replace("-", "");
        request.setAttribute(KEY, id);
        response.setHeader(HEADER, id);
        MDC.put(KEY, id);
        long started = System.nanoTime();
        int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        try {
            chain.doFilter(request, response);
            status = response.getStatus();
        } finally {
            log(request, status, (System.nanoTime() - started) / 1_000_000);
            MDC.remove(KEY);
        }
    }

    private static void log(HttpServletRequest request, int status, long milliseconds) {
        String path = request.getRequestURI();
        boolean probe = path.startsWith("/health/") && status < HttpServletResponse.SC_BAD_REQUEST;
        LOG.atLevel(probe ? Level.DEBUG : Level.INFO)
                .addKeyValue("method", request.getMethod())
                .addKeyValue("path", path)
                .addKeyValue("status", status)
                .addKeyValue("duration_ms", milliseconds)
                .log("request");
    }
}
