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
_KINDS = (ErrorType.DEPENDENCY, ErrorType.TEST, ErrorType.RUNTIME)
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

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type not in _KINDS:
            return None
        found, pom = _TRIGGER.search(failure.output), read(failure)
        if pom is None or not (found or _ENGINE.search(failure.output)):
            return None
        name = ((found["name"] if found else "") or "org.junit").replace("/", ".")
        family = next((one for one in _FAMILIES if name.startswith(f"{one}.") or name == one), "")
        if not family:
            return None
        pins = [one for one in pom.dependencies if one.group.startswith(family) and one.version]
        if pins:
            said = (
                f"{pins[0].coordinates} {pom.resolved(pins[0].version)} in {POM} does not match the rest of its family"
            )
            return Advice(f"{said}: remove its version, or import {_FAMILIES[family]}", "mvn dependency:tree")
        if not found:  # without a pin, more likely a test class that its engine cannot read
            return None
        return Advice(
            f"libraries of {family} have mismatched versions: import {_FAMILIES[family]}", "mvn dependency:tree"
        )
