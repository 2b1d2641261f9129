package {{ cookiecutter.__java_package }};

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/** The application: everything in this package and below it takes part. */
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@ConfigurationPropertiesScan
public class Application {

    /** Serves until it is told to stop; with the word healthcheck it only asks whether a running one is ready. */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("healthcheck")) {
            System.exit(Probe.ready(System.getenv().getOrDefault("PORT", "8080")) ? 0 : 1);
        }
        SpringApplication.run(Application.class, args);
    }
}
