"""Faults of projects of the JVM that show when the application is put together or started, and more of Quarkus."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from faultsuite.faults_java import MAIN, QUARKUS, SPRING, mailer
from faultsuite.suite import ALL, Fault, edit, write

START = ("build", "launch")
POST = """package com.example.demo.features.mail;

import org.springframework.stereotype.Component;

/** Sends letters. */
@Component
public class Post {

    private final Letters letters;

    Post(Letters letters) {
        this.letters = letters;
    }

    /** How many there are. */
    public int count() {
        return letters.count();
    }
}
"""
LETTERS = """package com.example.demo.features.mail;

/** Where letters are kept. */
public interface Letters {

    /** How many there are. */
    int count();
}
"""
CLERK = """package com.example.demo;

import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Counts letters. */
@Startup
@Singleton
public class Clerk {

    @Inject
    Letters letters;

    int count() {
        return letters.count();
    }
}
"""
REACHING = """package com.example.demo;

import IMPORT;

/** Measures how much history lists take. */
ANNOTATION
public class Scale {

    private final int room;

    Scale() throws ReflectiveOperationException {
        var elements = java.util.ArrayList.class.getDeclaredField("elementData");
        elements.setAccessible(true);
        room = ((Object[]) elements.get(new java.util.ArrayList<>(64))).length;
    }

    /** How many elements a list of sixty-four has room for. */
    public int room() {
        return room;
    }
}
"""
SCALE_TEST = """package com.example.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void itMeasures() throws Exception {
        assertEquals(64, new Scale().room());
    }
}
"""
EAGER = "@Startup\n@Singleton"


def scale(app: Path, *, imports: str, annotation: str) -> None:
    """A class that reaches into the JDK, as serialisers and proxies did before there were modules."""
    write(app, f"{MAIN}/Scale.java", REACHING.replace("IMPORT", imports).replace("ANNOTATION", annotation))


def tested_scale(app: Path) -> None:
    """The same in a class that only a test uses."""
    plain = REACHING.replace("import IMPORT;\n\n", "").replace("ANNOTATION\n", "")
    write(app, f"{MAIN}/Scale.java", plain)
    write(app, "src/test/java/com/example/demo/ScaleTest.java", SCALE_TEST)


def old_launcher(app: Path) -> None:
    """The version of another project, copied with its dependency."""
    edit(
        app,
        "pom.xml",
        (
            "<artifactId>junit-platform-launcher</artifactId>\n",
            "<artifactId>junit-platform-launcher</artifactId>\n      <version>1.10.2</version>\n",
        ),
    )


def no_bean(app: Path) -> None:
    write(app, f"{MAIN}/features/mail/Post.java", POST)
    write(app, f"{MAIN}/features/mail/Letters.java", LETTERS)


def no_bean_of_quarkus(app: Path) -> None:
    write(app, f"{MAIN}/Clerk.java", CLERK)
    write(app, f"{MAIN}/Letters.java", LETTERS.replace("com.example.demo.features.mail", "com.example.demo"))


def nothing(app: Path) -> None:
    """Nothing of target is copied."""


def no_database(app: Path) -> None:
    edit(
        app,
        "src/main/resources/application.yml",
        ("${DATABASE_URL:jdbc:h2:file:./app}", "jdbc:postgresql://127.0.0.1:9/shop"),
    )


def import_lost(app: Path) -> None:
    path = app / MAIN / "Problem.java"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines(keepends=True) if line.startswith("import java."))
    write(app, f"{MAIN}/Problem.java", text.replace(line, ""))


FAULTS: list[Fault] = [
    SPRING(
        "setting of a new clone",
        partial(mailer, key="sender", example="MAIL_SENDER=shop@example.com"),
        "ConfigError",
        "architect",
        touches=("src/main/resources/application.yml",),
        stations=START,
        rule="missing-property",
    ),
    SPRING(
        "secret of a new clone",
        partial(mailer, key="password", example="MAIL_PASSWORD="),
        "ConfigError",
        "architect",
        healed=False,
        cause="mail.password is a secret with no value",
        stations=START,
    ),
    SPRING(
        "no such bean",
        no_bean,
        "ConfigError",
        "architect",
        healed=False,
        cause="Letters is injected but is not a bean",
        stations=START,
    ),
    SPRING("launched without a jar", nothing, "ConfigError", "architect", stations=("launch",), rule="build-first"),
    SPRING(
        "database that does not answer",
        no_database,
        "RuntimeError",
        "devops",
        healed=False,
        cause=r"nothing answers at 127\.0\.0\.1:9",
        stations=START,
    ),
    SPRING(
        "package of the JDK closed",
        partial(scale, imports="org.springframework.stereotype.Component", annotation="@Component"),
        "RuntimeError",
        "devops",
        touches=("pom.xml",),
        stations=START,
        rule="add-opens",
    ),
    SPRING(
        "package of the JDK closed to tests",
        tested_scale,
        "RuntimeError",
        "devops",
        touches=("pom.xml",),
        stations=ALL,
        rule="add-opens",
    ),
    SPRING(
        "one library of a family older",
        old_launcher,
        "DependencyError",
        "devops",
        healed=False,
        cause=r"org\.junit\.platform:junit-platform-launcher 1\.10\.2 in pom\.xml does not match",
        stations=("build", "test"),
    ),
    QUARKUS(
        "package of the JDK closed in Quarkus",
        partial(scale, imports="io.quarkus.runtime.Startup;\nimport jakarta.inject.Singleton", annotation=EAGER),
        "RuntimeError",
        "devops",
        healed=False,
        cause=r"Quarkus defines what its jar opens: .*--add-opens java\.base/java\.util=ALL-UNNAMED",
        stations=START,
    ),
    QUARKUS(
        "bean of nobody",
        no_bean_of_quarkus,
        "BuildError",
        "implementer",
        healed=False,
        cause="Letters is injected but is not a bean",
    ),
    QUARKUS(
        "import lost in Quarkus",
        import_lost,
        "BuildError",
        "implementer",
        touches=(f"{MAIN}/Problem.java",),
        rule="java-import",
    ),
    QUARKUS(
        "class of Quarkus lost",
        lambda app: (app / MAIN / "RequestLog.java").unlink(),
        "BuildError",
        "architect",
        touches=(f"{MAIN}/RequestLog.java",),
        rule="restore-generated",
    ),
    QUARKUS("launched without a build", nothing, "ConfigError", "architect", stations=("launch",), rule="build-first"),
]
