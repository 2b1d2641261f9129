package {{ cookiecutter.__java_package }};

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

class HealthTest extends ApiTest {

    @Autowired
    private Environment environment;

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready"})
    void bothChecksAreUp(String path) {
        var answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer.body())).isEqualTo(json("{\"status\": \"ok\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/env", "/actuator/beans", "/actuator/loggers", "/actuator/metrics"})
    void nothingElseOfTheActuatorIsTold(String path) {
        problem(get(path), 404);
    }

    @Test
    void theProbeOfTheImageAsksForReadiness() {
        assertThat(Probe.ready(environment.getRequiredProperty("local.server.port")))
                .isTrue();
        assertThat(Probe.ready("1")).isFalse();
        assertThat(Probe.ready("none")).isFalse();
    }
}
