package {{ cookiecutter.__java_package }};

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception of a resource into a problem that tells the caller what to mend, and nothing else. */
class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final int UNPROCESSABLE = 422;

    private final AllowedMethods methods;

    ProblemMappers(AllowedMethods methods) {
        this.methods = methods;
    }

    @ServerExceptionMapper
    Response invalid(
            ConstraintViolationException exception, RoutingContext context, UriInfo address, ResourceInfo resource) {
        var violations = exception.getConstraintViolations();
        if (violations.stream().anyMatch(ProblemMappers::isOurFault)) {
            return unexpected(exception, context);
        }
        var errors = violations.stream()
                .map(violation -> new Problem.FieldError(
                        place(violation, address, resource), violation.getMessage(), JsonName.rule(violation)))
                .sorted((one, other) ->
                        one.loc().toString().compareTo(other.loc().toString()))
                .toList();
        return answer(Problem.of(context, UNPROCESSABLE, null, errors));
    }

    @ServerExceptionMapper
    Response invalid(InvalidRequest exception, RoutingContext context) {
        return answer(Problem.of(context, UNPROCESSABLE, null, exception.errors()));
    }

    @ServerExceptionMapper({StreamReadException.class, MismatchedInputException.class})
    Response unreadable(JsonProcessingException exception, RoutingContext context) {
        var tooLarge = exception.getCause() instanceof InputCoercionException;
        if ((exception instanceof MismatchedInputException || tooLarge)
                && exception instanceof JsonMappingException wrong
                && !wrong.getPath().isEmpty()) {
            return answer(Problem.of(context, UNPROCESSABLE, null, List.of(error(wrong))));
        }
        var status = exception instanceof MismatchedInputException ? UNPROCESSABLE : 400;
        return answer(Problem.of(context, status, "The body is not the JSON that is expected here.", List.of()));
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException exception, RoutingContext context) {
        if (exception.getCause() instanceof JsonProcessingException unreadable) {
            return unreadable(unreadable, context);
        }
        var given = exception.getResponse();
        if (given.getStatus() < 400) {
            return given;
        }
        if (given.getStatus() >= 500) {
            LOG.error("request failed", exception);
        }
        // Jakarta REST tells of a parameter that cannot be read as of an address that does not exist.
        var unreadable = exception instanceof NotFoundException && exception.getCause() != null;
        var detail = exception instanceof ProblemException ? exception.getMessage() : null;
        var problem = unreadable
                ? Problem.of(context, UNPROCESSABLE, "A parameter of the address cannot be read.", List.of())
                : Problem.of(context, given.getStatus(), detail, List.of());
        var answer = Response.fromResponse(answer(problem));
        given.getHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)
                    && !name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
                values.forEach(value -> answer.header(name, value));
            }
        });
        if (exception instanceof NotAllowedException && !given.getHeaders().containsKey(HttpHeaders.ALLOW)) {
            answer.header(
                    HttpHeaders.ALLOW,
                    String.join(", ", methods.of(context.request().path())));
        }
        return answer.build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable exception, RoutingContext context) {
        if (Violation.of(exception).orElse(null) instanceof Violation violation) {
            return refused(violation, context);
        }
        for (var cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException || cause instanceof PessimisticLockException) {
                var conditional = context.request().getHeader(HttpHeaders.IF_MATCH) != null;
                var status = conditional ? Response.Status.PRECONDITION_FAILED : Response.Status.CONFLICT;
                return answer(Problem.of(context, status.getStatusCode()));
            }
        }
        LOG.error("unhandled error", exception);
        return answer(Problem.of(context, Response.Status.INTERNAL_SERVER_ERROR.getStatusCode()));
    }

    /** A value that another row has names its field; others that refer to a row are in the way of deleting it. */
    private static Response refused(Violation violation, RoutingContext context) {
        LOG.info("the database refused a change: " + violation);
        if (violation.kind() == Violation.Kind.REFERENCE && context.request().method() == HttpMethod.DELETE) {
            return answer(Problem.of(context, Response.Status.CONFLICT.getStatusCode()));
        }
        var unique = violation.kind() == Violation.Kind.UNIQUE;
        var errors = violation.column().stream()
                .map(name -> unique
                        ? InvalidRequest.inBody(name, "another one has this value", "unique")
                        : InvalidRequest.inBody(name, "nothing has this id", "unknown_id"))
                .toList();
        var status = unique ? Response.Status.CONFLICT.getStatusCode() : UNPROCESSABLE;
        return answer(Problem.of(context, status, null, errors));
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }

    private static boolean isOurFault(ConstraintViolation<?> violation) {
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.PARAMETER || node.getKind() == ElementKind.CROSS_PARAMETER) {
                return false;
            }
        }
        return true;
    }

    /** The way to the wrong part, such as query, size or body, lines, 1. */
    private static List<String> place(ConstraintViolation<?> violation, UriInfo address, ResourceInfo resource) {
        var place = new ArrayList<String>();
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getIndex() != null) {
                place.add(node.getIndex().toString());
            }
            switch (node.getKind()) {
                case PARAMETER -> {
                    var index = node.as(Path.ParameterNode.class).getParameterIndex();
                    var source = ParameterSource.of(
                            resource.getResourceMethod().getParameters()[index], node.getName(), address);
                    place.add(source.where());
                    if (!source.isBody()) {
                        place.add(source.name());
                    }
                }
                case PROPERTY -> place.add(JsonName.of(violation.getLeafBean().getClass(), node.getName()));
                default -> {}
            }
        }
        return List.copyOf(place);
    }

    private static Problem.FieldError error(JsonMappingException exception) {
        var place = new ArrayList<String>();
        place.add("body");
        for (JsonMappingException.Reference part : exception.getPath()) {
            place.add(part.getFieldName() == null ? Integer.toString(part.getIndex()) : part.getFieldName());
        }
        var wanted = exception instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        var message = exception instanceof UnrecognizedPropertyException
                ? "is not known"
                : wanted == null ? "cannot be read" : "must be of the type " + wanted.getSimpleName();
        var unknown = exception instanceof UnrecognizedPropertyException;
        return new Problem.FieldError(place, message, unknown ? "unknown_member" : "wrong_type");
    }
}
