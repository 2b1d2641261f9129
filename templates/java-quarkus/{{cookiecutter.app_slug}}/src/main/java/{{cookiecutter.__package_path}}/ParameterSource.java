package {{ cookiecutter.__java_package }};

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Parameter;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Which part of a request a parameter of a resource comes from. */
record ParameterSource(String where, String name) {
    private static final String BODY = "body";

    static ParameterSource of(Parameter parameter, String name, UriInfo address) {
        if (parameter.getAnnotation(QueryParam.class) instanceof QueryParam query) {
            return new ParameterSource("query", query.value());
        }
        if (parameter.getAnnotation(RestQuery.class) instanceof RestQuery query) {
            return new ParameterSource("query", query.value().isEmpty() ? name : query.value());
        }
        if (parameter.getAnnotation(HeaderParam.class) instanceof HeaderParam header) {
            return new ParameterSource("header", header.value());
        }
        if (parameter.getAnnotation(RestHeader.class) instanceof RestHeader header) {
            return new ParameterSource("header", header.value().isEmpty() ? name : header.value());
        }
        if (parameter.getAnnotation(PathParam.class) instanceof PathParam path) {
            return new ParameterSource("path", path.value());
        }
        if (parameter.isAnnotationPresent(RestPath.class)
                || address.getPathParameters().containsKey(name)) {
            return new ParameterSource("path", name);
        }
        return new ParameterSource(BODY, name);
    }

    boolean isBody() {
        return where.equals(BODY);
    }
}
