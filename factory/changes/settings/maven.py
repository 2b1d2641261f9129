"""Manifests of Maven: what besides packages and descriptions is a gate."""

from __future__ import annotations

import re
from collections import Counter

from mity.changes.settings.flat import SEPARATOR, xml_gate

_POM = re.compile(
    r"project(?:/(?:groupId|artifactId|version|name|description|url|packaging|modelVersion))?"
    r"|project/(?:licenses|developers|scm|organization|issueManagement)(?:/.*)?"
    r"|project/parent(?:/(?:groupId|artifactId|version|relativePath))?"
    r"|project/(?:dependencyManagement(?:/dependencies)?|dependencies)"
    r"|project/(?:dependencyManagement/)?dependencies/dependency(?:/(?:groupId|artifactId|version|type|classifier"
    r"|optional|exclusions(?:/.*)?|scope))?"
    r"|project/properties(?:/[\w.-]*(?:[.-]version|[Vv]ersion|encoding|Encoding)|/maven\.compiler\.(?:source|target|release)"
    r"|/java\.version)?"
    r"|project/build/(?:plugins|pluginManagement/plugins)/plugin/version"
    r"|project/build/plugins/plugin/configuration(?:/archive(?:/manifestEntries(?:/(?:Add-Opens|Add-Exports"
    r"|Enable-Native-Access))?)?)?"
)
_BOOT = "org.springframework.boot"
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PARENT = re.compile(r"<parent\b[^>]*>(.*?)</parent>", re.DOTALL)
_WITHIN = {name: re.compile(rf"<{name}>([^<]*)</{name}>") for name in ("groupId", "artifactId", "relativePath")}
_OPENED = re.compile(r"(?<!\S)--add-(?:opens|exports)(?:=|\s+)[\w.]+/[\w.]+=ALL-UNNAMED(?!\S)")
_JVM_TOOLS = re.compile(
    r"\b(?:org\.junit[\w.]*|junit(?=[\s<:\"'])|org\.testng|org\.assertj|org\.mockito[\w.]*|org\.hamcrest|io\.kotest"
    r"|org\.spockframework|io\.rest-assured|com\.google\.truth|spring-boot-starter-test|net\.jqwik|io\.mockk)\b"
)
_LEFT_OUT = re.compile(r"<exclusion>.*?</exclusion>", re.DOTALL)
_LABEL = re.compile(r"\{[^{}]*\}")
_PROCESSORS = re.compile(
    r"project/build/plugins/plugin\{maven-compiler-plugin\}(?:/(?:artifactId|version|configuration(?:/annotationProcessorPaths"
    r"(?:/(?:path|annotationProcessorPath)(?:/(?:groupId|artifactId|version))?)?)?)|/groupId)?"
)
"""The compiler's own plug-in with processors of annotations, which come from the registry as any dependency does."""


def pom_gate(before: bytes | None, after: bytes | None) -> str:
    """The first element of a pom.xml that differs and is a gate."""
    return (
        xml_gate(before, after, _pom_allows, _without_opened)
        or _other_parent(before, after)
        or lost_tool(before, after)
    )


def _other_parent(before: bytes | None, after: bytes | None) -> str:
    """`<parent>` where a build inherits from another one than before: from there come plugins, tests and settings."""
    old, new = (_parent((data or b"").decode("utf-8", "replace")) for data in (before, after))
    return "" if before is None or new == old or (not old and new[:1] == (_BOOT,)) else "<parent>"


def _parent(text: str) -> tuple[str, ...]:
    """Group, name and place of the parent of a pom.xml; its version may change. Empty where it has none."""
    found = _PARENT.search(_COMMENT.sub("", text))
    values = [_WITHIN[name].search(found[1]) for name in _WITHIN] if found else []
    return tuple(value[1].strip() if value else "" for value in values)


def lost_tool(before: bytes | None, after: bytes | None) -> str:
    """A test tool of the JVM that a build names no more, with none in its place, or that it leaves a part of out."""
    old, new = ((data or b"").decode("utf-8", "replace") for data in (before, after))
    excluded = Counter(_LEFT_OUT.findall(new)) - Counter(_LEFT_OUT.findall(old))
    if any("*" in one or "engine" in one or _JVM_TOOLS.search(one) for one in excluded):
        return "<exclusion>"
    tools, now = (Counter(_JVM_TOOLS.findall(_LEFT_OUT.sub("", text))) for text in (old, new))
    lost = tools - now
    return min(lost) if lost and not now - tools else ""


def _without_opened(row: str) -> str:
    """A row without the packages of the JDK that it opens for tests; empty where it is a property with nothing else."""
    path, attributes, text = row.split(SEPARATOR)
    if not path.endswith("/argLine"):
        return row
    text = " ".join(_OPENED.sub(" ", text).split())
    return SEPARATOR.join((path, attributes, text)) if text or path != "project/properties/argLine" else ""


def _pom_allows(path: str, attributes: str, text: str) -> bool:
    aggregates = path == "project/packaging" and text == "pom"
    if _PROCESSORS.fullmatch(path):
        return path.count("{") == 1 and not (path.endswith("}/groupId") and text != "org.apache.maven.plugins")
    return (
        bool(_POM.fullmatch(_LABEL.sub("", path)))
        and text not in ("system",)
        and "systemPath" not in path
        and not aggregates
    )
