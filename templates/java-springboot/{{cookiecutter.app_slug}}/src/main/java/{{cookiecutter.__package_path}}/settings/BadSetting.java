package {{ cookiecutter.__java_package }}.settings;

import java.util.List;
import org.springframework.boot.ExitCodeGenerator;

/** Settings that the application cannot start with. */
public final class BadSetting extends RuntimeException implements ExitCodeGenerator {

    private static final long serialVersionUID = 1L;
    private static final int EXIT_CODE = 2;

    BadSetting(List<String> problems) {
        super("bad setting: " + String.join("; ", problems));
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
