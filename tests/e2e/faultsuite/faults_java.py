"""Faults of projects of Maven and the JVM: manifests, imports, files, settings."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from faultsuite.suite import Fault, edit, write

MAIN = "src/main/java/com/example/demo"
PROBE = f"{MAIN}/Probe.java"
STARTER = "      <artifactId>spring-boot-starter-validation</artifactId>\n    </dependency>\n"
QUARKUS_VALIDATOR = "      <artifactId>quarkus-hibernate-validator</artifactId>\n    </dependency>\n"
SPRING = partial(Fault, stack="java-springboot", needs=("javac", "mvn"), stations=("build",))
QUARKUS = partial(Fault, stack="java-quarkus", needs=("javac", "mvn"), stations=("build",))
MAILER = """package com.example.demo.features.mail;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Sends mails. */
@Component
public class Mailer {

    private final String sender;

    Mailer(@Value("${mail.KEY}") String sender) {
        this.sender = sender;
    }

    /** Who sends them. */
    public String sender() {
        return sender;
    }
}
"""
GREETER = """package com.example.demo;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Greets. */
@Singleton
public class Greeter {

    @Inject
    @ConfigProperty(name = "greeting.word")
    String word;

    void start(@jakarta.enterprise.event.Observes io.quarkus.runtime.StartupEvent event) {
        io.quarkus.logging.Log.info(word);
    }
}
"""


def dependency(group: str, name: str, version: str = "") -> str:
    """A dependency as pom.xml of the templates writes it."""
    parts = [f"groupId>{group}</groupId", f"artifactId>{name}</artifactId"]
    parts += [f"version>{version}</version"] if version else []
    inner = "".join(f"      <{part}>\n" for part in parts)
    return f"    <dependency>\n{inner}    </dependency>\n"


def depend(app: Path, *more: str) -> None:
    """Dependencies more in the Spring Boot application."""
    edit(app, "pom.xml", (STARTER, STARTER + "".join(more)))


def undeclared(app: Path, group: str, name: str) -> None:
    edit(app, "pom.xml", (dependency(group, name), ""))


def commons_codec(app: Path) -> None:
    """A feature that uses a library which its author forgot to declare."""
    edit(
        app,
        PROBE,
        ("import java.net.URI;\n", "import java.net.URI;\nimport org.apache.commons.codec.binary.Hex;\n"),
        ("    private Probe() {}\n", "    private Probe() {}\n\n    static String mark(byte[] data) {\n"
         "        return Hex.encodeHexString(data);\n    }\n"),
    )  # fmt: skip


def moved_settings(app: Path) -> None:
    """The imports still name the package that the class was in on another branch."""
    old, new = "com.example.demo.settings.Settings;", "com.example.demo.configuration.Settings;"
    for name in ("database/MigrationsSetup", "web/CorsSetup", "web/SecurityHeadersFilter"):
        edit(app, f"{MAIN}/{name}.java", (f"import {old}", f"import {new}"))


def imports_lost(app: Path) -> None:
    """What an editor's 'optimise imports' takes away in a half-merged file."""
    edit(app, f"{MAIN}/web/RequestIdFilter.java", ("import java.util.UUID;\n", ""), ("import org.slf4j.MDC;\n", ""))


def byte_order_mark(app: Path) -> None:
    (app / PROBE).write_bytes(b"\xef\xbb\xbf" + (app / PROBE).read_bytes())


def conflict(app: Path, path: str, line: str) -> None:
    both = f"<<<<<<< HEAD\n{line}=======\n{line}>>>>>>> feature/other\n"
    edit(app, path, (line, both))


def mailer(app: Path, key: str, example: str) -> None:
    """A feature whose settings a new clone does not have."""
    write(app, f"{MAIN}/features/mail/Mailer.java", MAILER.replace("KEY", key))
    path = app / ".env.example"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{example}\n", encoding="utf-8")


def greeter(app: Path) -> None:
    write(app, f"{MAIN}/Greeter.java", GREETER)
    path = app / ".env.example"
    path.write_text(f"{path.read_text(encoding='utf-8')}\nGREETING_WORD=hello\n", encoding="utf-8")


FAULTS = [
    SPRING(
        "library not declared",
        commons_codec,
        "DependencyError",
        "devops",
        touches=("pom.xml",),
        rule="maven-dependency",
    ),
    SPRING(
        "imports lost", imports_lost, "BuildError", "implementer", touches=(f"{MAIN}/web/*.java",), rule="java-import"
    ),
    SPRING(
        "class in another package",
        moved_settings,
        "BuildError",
        "implementer",
        touches=(f"{MAIN}/*.java",),
        rule="moved-class",
    ),
    SPRING(
        "version forgotten",
        lambda app: edit(app, "pom.xml", ("      <version>${springdoc.version}</version>\n", "")),
        "ConfigError",
        "architect",
        touches=("pom.xml",),
        rule="managed-version",
    ),
    SPRING(
        "version that does not exist",
        lambda app: depend(app, dependency("commons-codec", "commons-codec", "9.9.9")),
        "DependencyError",
        "devops",
        touches=("pom.xml",),
        rule="no-such-version",
    ),
    SPRING(
        "dependency twice",
        lambda app: depend(app, dependency("org.springframework.boot", "spring-boot-starter-validation")),
        "DependencyError",
        "devops",
        touches=("pom.xml",),
        rule="duplicate-dependency",
    ),
    SPRING(
        "versions diverge",
        lambda app: depend(app, dependency("com.google.guava", "guava", "33.4.0-jre")),
        "DependencyError",
        "devops",
        touches=("pom.xml",),
        rule="version-conflict",
    ),
    SPRING(
        "release of a later JDK",
        lambda app: edit(app, "pom.xml", ("<java.version>17<", "<java.version>21<")),
        "ConfigError",
        "architect",
        rule="newer-jdk",
    ),
    SPRING(
        "byte order mark in a source",
        byte_order_mark,
        "ConfigError",
        "architect",
        touches=(PROBE,),
        rule="text-encoding",
    ),
    SPRING(
        "generated class lost",
        lambda app: (app / PROBE).unlink(),
        "BuildError",
        "architect",
        touches=(PROBE,),
        rule="restore-generated",
    ),
    QUARKUS(
        "driver not declared",
        lambda app: undeclared(app, "io.quarkus", "quarkus-jdbc-h2"),
        "ConfigError",
        "devops",
        touches=("pom.xml",),
        rule="maven-dependency",
    ),
    QUARKUS(
        "property of a new clone",
        greeter,
        "ConfigError",
        "architect",
        touches=("src/main/resources/application.properties",),
        stations=("build", "launch"),
        rule="missing-property",
    ),
    SPRING(
        "old names of Java EE",
        lambda app: edit(app, f"{MAIN}/settings/Settings.java", ("import jakarta.", "import javax.")),
        "DependencyError",
        "devops",
        healed=False,
        cause="javax.validation.constraints is now jakarta.validation.constraints",
    ),
    SPRING(
        "starter misspelt",
        lambda app: edit(app, "pom.xml", ("spring-boot-starter-flyway", "spring-boot-starter-flywey")),
        "ConfigError",
        "architect",
        healed=False,
        cause="did you mean org.springframework.boot:spring-boot-starter-flyway",
    ),
    SPRING(
        "warning counts",
        lambda app: edit(app, PROBE, ("URI address = URI.create", "URI address = (URI) URI.create")),
        "BuildError",
        "implementer",
        healed=False,
        cause=r"Probe\.java:16: redundant cast to java\.net\.URI.*mity keeps -Werror",
    ),
    SPRING(
        "merge half done",
        lambda app: conflict(app, "pom.xml", "    <java.version>17</java.version>\n"),
        "ConfigError",
        "architect",
        healed=False,
        cause=r"pom\.xml:\d+ contains an unresolved merge conflict",
    ),
    SPRING(
        "manifest cut off",
        lambda app: edit(app, "pom.xml", ("  </parent>\n", "")),
        "ConfigError",
        "architect",
        healed=False,
        cause=r"pom\.xml cannot be read",
    ),
]
