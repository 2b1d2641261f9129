package {{ cookiecutter.__java_package }}.web;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import {{ cookiecutter.__java_package }}.settings.Settings;

import static org.assertj.core.api.Assertions.assertThat;

class HttpsOnlyTest {

    @Test
    void browsersAreToldWhenSoSet() throws Exception {
        Settings settings = new Settings(
                InetAddress.getLoopbackAddress(),
                0,
                LogLevel.INFO,
                "json",
                "jdbc:h2:mem:x",
                true,
                List.of(),
                true,
                false,
                "");
        MockHttpServletResponse response = new MockHttpServletResponse();
        new SecurityHeadersFilter(settings).doFilter(new MockHttpServletRequest(), response, new MockFilterChain());
        assertThat(response.getHeader("Strict-Transport-Security")).startsWith("max-age=31536000");
    }
}
