"""Outputs that the rules for Java are about."""

from __future__ import annotations

import subprocess
from pathlib import Path

from java_pom import pom
from real_outputs import Sample

SHOP = "src/main/java/com/example/shop"
ACME = "src/main/java/com/acme/shop"
VALIDATION = "org.springframework.boot:spring-boot-starter-validation"
PROBE = (
    "package com.example.demo;\n\n\n\n\n\n\n\n\n\nclass Probe {\n"
    + " " * 22
    + 'Map.Entry<String, String> one = Map.entry("a", "b");\n}\n'
)
RAW = "package com.example.shop;\nclass A {\n  List x = new ArrayList();\n}\n"


def undeclared_since(root: Path) -> None:
    """A library that the last commit takes out of a build script."""
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com")
    script = "dependencies {\n    compile 'joda-time:joda-time:2.2'\n    testCompile 'junit:junit:4.12'\n}\n"
    for text in (script, script.replace("    compile 'joda-time:joda-time:2.2'\n", "")):
        (root / "build.gradle").write_text(text)
        for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "all")):
            subprocess.run((*git, *words), cwd=root, check=True)


SAMPLES = (
    Sample(
        "gradle-dependency",
        r"fix: joda-time:joda-time is used but not declared: in build\.gradle again, as before",
        text=":compileJava/home/dev/app/src/main/java/a/A.java:3: error: package org.joda.time does not exist\n"
        "import org.joda.time.LocalTime;\n                    ^\n1 error\n FAILED\n",
        row="javac.package-missing",
        files={"src/main/java/a/A.java": "package a;\n\nimport org.joda.time.LocalTime;\n\nclass A {\n}\n"},
        prepare=undeclared_since,
    ),
    Sample(
        "jakarta-names",
        r"advice: javax\.validation\.constraints is now jakarta\.validation\.constraints: change",
        "jakarta-names",
        "javac.package-missing",
        files={
            f"{ACME}/A.java": "package com.acme.shop;\n\nimport javax.validation.constraints.NotNull;\n\n"
            "class A {\n    @NotNull String name;\n}\n"
        },
    ),
    Sample(
        "moved-class",
        r"fix: com\.acme\.shop\.old\.B is com\.acme\.shop\.other\.B now",
        "moved-class",
        "javac.package-missing",
        files={
            f"{ACME}/A.java": "package com.acme.shop;\n\nimport com.acme.shop.old.B;\n\nclass A {\n    B b;\n}\n",
            f"{ACME}/other/B.java": "package com.acme.shop.other;\n\npublic class B {}\n",
        },
    ),
    Sample(
        "java-import",
        r"fix: import java\.util\.Map in src/main/java/com/example/demo/Probe\.java",
        "javac.class-as-package",
        files={"src/main/java/com/example/demo/Probe.java": PROBE},
    ),
    Sample(
        "java-import-path",
        r"fix: com\.acme\.shpo\.B is com\.acme\.shop\.B in src/main/java/com/acme/shop/A\.java",
        text=f"[ERROR] COMPILATION ERROR : \n[ERROR] {ACME}/A.java:[3,20] package com.acme.shpo does not exist\n",
        row="javac.package-missing",
        files={
            f"{ACME}/A.java": "package com.acme.a;\n\nimport com.acme.shpo.B;\n\nclass A {\n    B b;\n}\n",
            f"{ACME}/B.java": "package com.acme.shop;\n\npublic class B {\n}\n",
        },
    ),
    Sample(
        "module-parent",
        r"fix: name up 1\.0, which the project has, as the parent in core/pom\.xml",
        text="[ERROR] [ERROR] Some problems were encountered while processing the POMs:\n"
        "[FATAL] Non-resolvable parent POM "
        "for com.acme:core:1.1: Could not find artifact com.acme:up:pom:1.1 in central "
        "(https://maven.example.com/m2) and 'parent.relativePath' points "
        "at wrong local POM @ line 3, column 11\n",
        row="maven.parent-missing",
        files={
            "pom.xml": "<project><artifactId>up</artifactId><version>1.0</version></project>",
            "core/pom.xml": "<project><parent><groupId>com.acme</groupId><artifactId>up</artifactId>"
            "<version>1.1</version></parent><artifactId>core</artifactId></project>",
        },
    ),
    Sample(
        "warnings-as-errors",
        rf"advice: {SHOP}/A\.java:3: found raw type: java\.util\.List.* and 1 more: fix the cause; mity keeps -Werror",
        "javac.werror",
        files={f"{SHOP}/A.java": RAW},
    ),
    Sample(
        "duplicate-dependency",
        rf"fix: {VALIDATION} is declared twice",
        "maven.duplicate",
        files={"pom.xml": pom(VALIDATION, VALIDATION)},
    ),
    Sample(
        "no-such-version",
        r"advice: com\.h2database:h2nope 9\.9 does not exist: set one in pom\.xml",
        "maven.artifact-missing",
        files={"pom.xml": pom("com.h2database:h2nope:9.9")},
    ),
    Sample(
        "version-conflict",
        r"advice: commons-codec:commons-codec is required in the versions 1\.10 and 1\.17\.1: choose one",
        "maven.enforcer-convergence",
        files={"pom.xml": pom("org.apache.httpcomponents:httpclient:4.5.14", "commons-codec:commons-codec:1.10")},
    ),
    Sample(
        "maven-dependency",
        r"fix: commons-codec:commons-codec is used but not declared: add it to pom\.xml",
        "maven-dependency",
        "javac.package-missing",
        files={
            "pom.xml": pom(),
            f"{SHOP}/A.java": "package com.example.shop;\n\nimport org.apache.commons.codec.binary.Hex;\n\n"
            "class A {\n    Hex hex;\n}\n",
        },
    ),
    Sample(
        "library-skew",
        r"advice: org\.junit\.jupiter:junit-jupiter-api 5\.8\.0 in pom\.xml does not match",
        "library-skew",
        "jvm.version-skew",
        stage="test",
        files={"pom.xml": pom("org.junit.jupiter:junit-jupiter-api:5.8.0")},
    ),
    Sample(
        "add-opens",
        r"fix: open java\.base/java\.util to reflection for the tests in pom\.xml",
        "add-opens",
        "jvm.modules",
        stage="test",
        files={"pom.xml": pom()},
    ),
    Sample("damaged-download", r"advice: commons-codec:commons-codec 1\.19\.0 was not downloaded", "javac.jar-damaged"),
    Sample("service-down", r"advice: nothing answers at localhost:54329", "jvm.refused", stage="launch"),
    Sample("newer-jdk", "advice: the project requires Java 99, but no such JDK", "maven.java-release"),
    Sample(
        "managed-version",
        r"advice: com\.h2database:h2nope has no version",
        "maven.version-missing",
        files={"pom.xml": pom("com.h2database:h2nope")},
    ),
    Sample("missing-property", r"advice: shop\.api\.key .*set SHOP_API_KEY", "spring.placeholder", stage="launch"),
    Sample("missing-bean", "advice: Gate is injected, but nothing provides it", "quarkus.injection"),
    Sample(
        "applied-migration",
        "advice: migration 1 was changed after it was applied",
        "applied-migration",
        "spring.flyway",
        stage="launch",
    ),
    Sample(
        "broken-pom",
        r"advice: pom\.xml cannot be read \(",
        "broken-pom",
        "maven.model",
        files={"pom.xml": "<project>\n  <modelVersion>4.0.0</modelVersion>\n  <version>1</version\n</project>\n"},
    ),
)
