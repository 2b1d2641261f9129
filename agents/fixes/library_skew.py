"""Libraries of one family in versions that do not fit: which BOM aligns them, and which pin is in the way."""

from __future__ import annotations

import re

from mity.agents.java.pom import POM, read
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"(?:NoSuchMethodError|NoSuchFieldError|NoClassDefFoundError|AbstractMethodError|IncompatibleClassChangeError)"
    r":? [^\n]{0,200}?(?P<name>(?:org|com|io|tools|jakarta)[./][\w./$]+)"
    r"|(?P<junit>OutputDirectory(?:Provider|Creator) not available|[Uu]naligned versions of (?:the )?junit)"
)
_ENGINE = re.compile(r"TestEngine with ID '[\w-]+' failed to discover")
_FAMILIES = {
    "org.junit": "org.junit:junit-bom",
    "com.fasterxml.jackson": "com.fasterxml.jackson:jackson-bom",
    "tools.jackson": "tools.jackson:jackson-bom",
    "org.springframework.boot": "org.springframework.boot:spring-boot-dependencies",
    "org.springframework.security": "org.springframework.security:spring-security-bom",
    "org.springframework": "org.springframework:spring-framework-bom",
    "org.mockito": "org.mockito:mockito-bom",
    "io.netty": "io.netty:netty-bom",
    "io.quarkus": "io.quarkus.platform:quarkus-bom",
}


class LibrarySkew(Rule):
    """Which versions a project means is a person's to say."""

    id = "library-skew"
    title = "name the BOM that aligns a family of libraries"

    def applies(self, case: FailureContext) -> bool:
        kinds = (ErrorType.DEPENDENCY, ErrorType.TEST, ErrorType.RUNTIME)
        signs = (_TRIGGER, _ENGINE)
        return case.diagnosis.error_type in kinds and any(sign.search(case.output) for sign in signs)

    def plan(self, case: FailureContext) -> Proposal | None:
        found, pom = _TRIGGER.search(case.output), read(case)
        if pom is None:
            return None
        name = ((found["name"] if found else "") or "org.junit").replace("/", ".")
        family = next((one for one in _FAMILIES if name.startswith(f"{one}.") or name == one), "")
        if not family:
            return None
        pins = [one for one in pom.dependencies if one.group.startswith(family) and one.version]
        if pins:
            said = f"{pins[0].coordinates} {pom.resolved(pins[0].version)} in {POM} does not fit the rest of its family"
            return Advice(f"{said}: take its version away, or import {_FAMILIES[family]}", "mvn dependency:tree")
        if not found:  # without a pin, more likely a test class that its engine cannot read
            return None
        return Advice(f"libraries of {family} do not fit each other: import {_FAMILIES[family]}", "mvn dependency:tree")
