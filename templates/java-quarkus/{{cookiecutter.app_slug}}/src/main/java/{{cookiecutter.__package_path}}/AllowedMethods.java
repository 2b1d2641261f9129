package {{ cookiecutter.__java_package }};

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which methods an address takes: HTTP wants them in the answer to any other one, and Quarkus leaves them out. */
@ApplicationScoped
class AllowedMethods {
    private final BeanManager beans;

    AllowedMethods(BeanManager beans) {
        this.beans = beans;
    }

    /** The methods of the resources that have this path. */
    Set<String> of(String path) {
        Set<String> found = new TreeSet<>();
        for (var bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            resources(bean)
                    .forEach(resource -> Arrays.stream(resource.getMethods())
                            .filter(method -> path.matches(pattern(resource, method)))
                            .flatMap(method -> Arrays.stream(method.getAnnotations()))
                            .map(AllowedMethods::verb)
                            .filter(verb -> !verb.isEmpty())
                            .forEach(found::add));
        }
        return found;
    }

    private static Stream<Class<?>> resources(Bean<?> bean) {
        return Stream.<Class<?>>of(bean.getBeanClass()).filter(type -> type.isAnnotationPresent(Path.class));
    }

    private static String pattern(Class<?> resource, Method method) {
        var own = method.getAnnotation(Path.class);
        var whole = resource.getAnnotation(Path.class).value() + "/" + (own == null ? "" : own.value());
        var one = ("/" + whole).replaceAll("/+", "/").replaceAll("/$", "");
        return one.replaceAll("\\{[^}]+}", "[^/]+") + "/?";
    }

    private static String verb(Annotation annotation) {
        var verb = annotation.annotationType().getAnnotation(HttpMethod.class);
        return verb == null ? "" : verb.value();
    }
}
