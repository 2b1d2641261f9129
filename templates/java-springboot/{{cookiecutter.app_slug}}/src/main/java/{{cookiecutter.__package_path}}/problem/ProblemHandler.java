package {{ cookiecutter.__java_package }}.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Makes a problem document of every exception that a handler, or Spring on its way to one, throws. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    /** A value that another row has names its field; others that refer to a row are in the way of deleting it. */
    @ExceptionHandler(DataIntegrityViolationException.class)
    ResponseEntity<Object> refused(Exception error, WebRequest request) {
        LOG.atInfo().setCause(error).log("the database refused a change");
        Violation violation = Violation.of(error).orElse(new Violation(Violation.Kind.UNIQUE, Optional.empty()));
        boolean deleting =
                "DELETE".equals(((ServletWebRequest) request).getRequest().getMethod());
        if (violation.kind() == Violation.Kind.REFERENCE && deleting) {
            return answer(error, Problems.of(HttpStatus.CONFLICT), request);
        }
        boolean unique = violation.kind() == Violation.Kind.UNIQUE;
        Stream<FieldProblem> errors = violation.column().stream()
                .map(name -> unique
                        ? FieldProblem.inBody(name, "another one has this value", "unique")
                        : FieldProblem.inBody(name, "nothing has this id", "unknown_id"));
        HttpStatus status = unique ? HttpStatus.CONFLICT : HttpStatus.UNPROCESSABLE_CONTENT;
        return answer(error, Problems.of(status, errors.toList()), request);
    }

    /** Another writer was faster. */
    @ExceptionHandler(ConcurrencyFailureException.class)
    ResponseEntity<Object> changedMeanwhile(Exception error, WebRequest request) {
        LOG.atInfo().setCause(error).log("a change met another one");
        boolean conditional = request.getHeader("If-Match") != null;
        HttpStatus status = conditional ? HttpStatus.PRECONDITION_FAILED : HttpStatus.CONFLICT;
        return answer(error, Problems.of(status), request);
    }

    @ExceptionHandler({CannotCreateTransactionException.class, DataAccessResourceFailureException.class})
    ResponseEntity<Object> unavailable(Exception error, WebRequest request) {
        LOG.atError().setCause(error).log("the database does not answer");
        return answer(error, Problems.of(HttpStatus.SERVICE_UNAVAILABLE), request);
    }

    @ExceptionHandler(InvalidRequest.class)
    ResponseEntity<Object> invalid(InvalidRequest error, WebRequest request) {
        return answer(error, Problems.invalid(error.errors()), request);
    }

    @ExceptionHandler(JacksonException.class)
    ResponseEntity<Object> unreadable(JacksonException error, WebRequest request) {
        return answer(error, Problems.invalid(List.of(wrongPart(error))), request);
    }

    @ExceptionHandler(Exception.class)
    ResponseEntity<Object> unexpected(Exception error, WebRequest request) {
        LOG.atError().setCause(error).log("unexpected error");
        return answer(error, Problems.of(HttpStatus.INTERNAL_SERVER_ERROR), request);
    }

    /** What is wrong with a body is looked up in its fields: it needs no getters. */
    @InitBinder
    void readFields(WebDataBinder binder) {
        binder.initDirectFieldAccess();
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException error, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Stream<FieldProblem> errors =
                error.getBindingResult().getAllErrors().stream().map(each -> inBody(error.getTarget(), each));
        return answer(error, Problems.invalid(errors.toList()), request);
    }

    @Override
    protected ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException error, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Stream<FieldProblem> errors =
                error.getParameterValidationResults().stream().flatMap(ProblemHandler::inside);
        return answer(error, Problems.invalid(errors.toList()), request);
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException error,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        FieldProblem missing = FieldProblem.inQuery(error.getParameterName(), "is missing");
        return answer(error, Problems.invalid(List.of(missing)), request);
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException error, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = error instanceof MethodArgumentTypeMismatchException one ? one.getName() : "value";
        FieldProblem wrong = new FieldProblem(List.of("request", name), "has the wrong type", "wrong_type");
        return answer(error, Problems.invalid(List.of(wrong)), request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException error, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Throwable cause = error.getCause();
        if (cause instanceof DatabindException || cause instanceof InputCoercionException) {
            return unreadable((JacksonException) cause, request);
        }
        return answer(error, Problems.of(HttpStatus.BAD_REQUEST), request);
    }

    /** The last word on every answer of this class. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = body instanceof ProblemDetail told ? told : Problems.of(status);
        var asked = ((ServletWebRequest) request).getRequest();
        Problems.complete(problem, asked, asked.getRequestURI());
        return super.createResponseEntity(problem, headers, status, request);
    }

    /** What Spring says of a failure repeats parts of the request; what the application says is meant for the caller. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception error, Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        boolean ours = body != null || error instanceof ResponseStatusException;
        Object told = ours ? body : Problems.of(status);
        return super.handleExceptionInternal(error, told, headers, status, request);
    }

    private ResponseEntity<Object> answer(Exception error, ProblemDetail problem, WebRequest request) {
        HttpStatusCode status = HttpStatusCode.valueOf(problem.getStatus());
        return handleExceptionInternal(error, problem, new HttpHeaders(), status, request);
    }

    private static Stream<FieldProblem> inside(ParameterValidationResult result) {
        if (result instanceof ParameterErrors errors) {
            return errors.getAllErrors().stream().map(each -> inBody(errors.getArgument(), each));
        }
        MethodParameter parameter = result.getMethodParameter();
        RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
        String name = query == null || query.name().isEmpty() ? parameter.getParameterName() : query.name();
        return result.getResolvableErrors().stream()
                .map(MessageSourceResolvable::getDefaultMessage)
                .map(message -> new FieldProblem(List.of("request", name), message, "value_error"));
    }

    private static FieldProblem inBody(Object body, ObjectError error) {
        return error instanceof FieldError field
                ? FieldProblem.inBody(
                        body, field.getField(), field.getDefaultMessage(), String.valueOf(field.getCode()))
                : FieldProblem.inBody(error.getDefaultMessage(), "value_error");
    }

    private static FieldProblem wrongPart(JacksonException error) {
        List<String> loc = new ArrayList<>(List.of("body"));
        error.getPath().stream().map(ProblemHandler::step).forEach(loc::add);
        return error instanceof UnrecognizedPropertyException
                ? new FieldProblem(loc, "is not known", "unknown_member")
                : new FieldProblem(loc, "has the wrong type", "wrong_type");
    }

    private static String step(Reference reference) {
        String name = reference.getPropertyName();
        return name != null ? name : Integer.toString(reference.getIndex());
    }
}
