"""Manifests of Rust, Java, .NET and Go projects: what besides packages and descriptions is a gate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from mity.changes.settings.flat import SEPARATOR, differing, flat, read, toml, xml
from mity.changes.settings.lines import lines_that_differ
from mity.text.patterns import regex

_CRATE = regex(
    r"(?:target\.(?:.+)\.)?(?:dev-|build-)?dependencies(?:\..*)?|workspace\.dependencies(?:\..*)?|features(?:\..*)?"
    r"|package\.(?:name|version|description|authors|license|license-file|readme|keywords|categories|repository|homepage"
    r"|documentation|publish|default-run|include|exclude|metadata(?:\..*)?|version\.workspace)"
    r"|workspace\.(?:package\.(?:version|authors|license|description|repository)|resolver)"
    r"|lib\.(?:name|path|crate-type|proc-macro)|(?:bin|example)\[\d+\]\.(?:name|path|required-features)"
)
_POM = regex(
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
_COMMENT = regex(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PARENT = regex(r"<parent\b[^>]*>(.*?)</parent>", re.DOTALL)
_WITHIN = {name: regex(rf"<{name}>([^<]*)</{name}>") for name in ("groupId", "artifactId", "relativePath")}
_OPENED = regex(r"(?<!\S)--add-(?:opens|exports)(?:=|\s+)[\w.]+/[\w.]+=ALL-UNNAMED(?!\S)")
_MSBUILD = regex(
    r"Project/ItemGroup/(?:PackageReference|PackageVersion|ProjectReference|FrameworkReference|Using|Content|None"
    r"|EmbeddedResource|GlobalPackageReference)(?:/(?:PrivateAssets|IncludeAssets|Version|"
    r"CopyToOutputDirectory))?"
    r"|Project/PropertyGroup/(?:RootNamespace|AssemblyName|Version|VersionPrefix|Authors|Company|Product|Description"
    r"|OutputType|ImplicitUsings|UserSecretsId|ApplicationIcon|PackageId|InvariantGlobalization|ServerGarbageCollection"
    r"|ManagePackageVersionsCentrally|RuntimeIdentifiers?|RestorePackagesWithLockFile|Copyright)"
    r"|Project/(?:ItemGroup|PropertyGroup)|Project"
)
_GO = regex(r"(?:require\s+)?\S+ v\S+(?: // indirect)?|require \(|\)|module \S+|go [\d.]+|toolchain \S+|//.*|")
_GO_SLIP = regex(r"(?!(?:exclude|replace|retract|godebug|ignore|tool)\b)\w+ \S+(?: v\S+)?")
_GRADLE = regex(
    r"(?:implementation|api|compileOnly|runtimeOnly|annotationProcessor|kapt|ksp|developmentOnly|testImplementation"
    r"|testRuntimeOnly|testCompileOnly|testAnnotationProcessor|compile|testCompile|runtime|testRuntime)\s*\(?(?:platform|enforcedPlatform|project|libs)?[\s(.]*"
    r"[\"']?[\w.:@${}-]+[\"']?\)*|id\s*\(?[\"'][\w.-]+[\"']\)?(?:\s+version\s+[\"'][\w.-]+[\"'])?|dependencies \{|\}"
    r"|apply plugin: [\"'][\w.-]+[\"']"
    r"|(?:group|version|description)\s*=\s*[\"'][^\"']*[\"']|mavenCentral\(\)|//.*|"
)
_CRATE_SOURCE = regex(
    r"(?P<table>.*dependencies)\.(?P<crate>[\w-]+)\.(?P<key>git|branch|tag|rev|registry|registry-index|package|path)"
)
_TEST_CRATES = frozenset(
    {"pretty_assertions", "assert_cmd", "assert_fs", "insta", "rstest", "proptest", "quickcheck", "mockall", "wiremock"}
    | {
        "criterion",
        "similar-asserts",
        "predicates",
        "test-case",
        "serial_test",
        "trybuild",
        "assert_matches",
        "httpmock",
    }
    | {"mockito", "static_assertions", "expect-test", "googletest", "claims", "speculoos", "cucumber", "divan"}
)
_JVM_TOOLS = regex(
    r"\b(?:org\.junit[\w.]*|junit(?=[\s<:\"'])|org\.testng|org\.assertj|org\.mockito[\w.]*|org\.hamcrest|io\.kotest"
    r"|org\.spockframework|io\.rest-assured|com\.google\.truth|spring-boot-starter-test|net\.jqwik|io\.mockk)\b"
)
_LEFT_OUT = regex(r"<exclusion>.*?</exclusion>", re.DOTALL)
_NET_TOOLS = regex(
    r"(?i:xunit|nunit|mstest|tunit|fluentassertions|shouldly|moq|nsubstitute|coverlet|microsoft\.net\.test|testhost)"
)
_PROJECT = regex(r'^Project\(.*|^\s*<Project Path="[^"]*".*', re.MULTILINE)


def cargo_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of a Cargo.toml that differs and is a gate."""
    old, new = read(toml, before), read(toml, after)
    if old is None or new is None:
        return "a file that could not be read before" if old is None else "a file that cannot be read"
    for name in differing(old, new):
        if name == "workspace.members":
            if set(map(str, old.get(name) or ())) - set(map(str, new.get(name) or ())):
                return "workspace.members"
        elif (source := _CRATE_SOURCE.fullmatch(name)) and name in new and _elsewhere(source, old):
            return f"the source of {source['crate']}"
        elif not _CRATE.fullmatch(name):
            return _cargo_label(name)
    return ""


def _elsewhere(source: re.Match[str], old: dict[str, Any]) -> bool:
    """Whether a crate is taken from where it was not taken before: a folder may be a part of the workspace."""
    crate = f"{source['table']}.{source['crate']}"
    known = any(name == crate or name.startswith(f"{crate}.") for name in old)
    return source["key"] != "path" or known or source["crate"] in _TEST_CRATES


def _cargo_label(name: str) -> str:
    parts = name.split(".")
    if parts[0] == "package":
        return parts[1]
    if parts[:2] == ["workspace", "lints"]:
        return "[workspace.lints]"
    return f"[{parts[0].partition('[')[0]}]" + (f" {'.'.join(parts[1:])}" if parts[0] != "lints" else "")


def pom_gate(before: bytes | None, after: bytes | None) -> str:
    """The first element of a pom.xml that differs and is a gate."""
    return (
        _xml_gate(before, after, _pom_allows, _without_opened)
        or _other_parent(before, after)
        or _lost_tool(before, after)
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


def _lost_tool(before: bytes | None, after: bytes | None) -> str:
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
    return bool(_POM.fullmatch(path)) and text not in ("system",) and "systemPath" not in path and not aggregates


def msbuild_gate(before: bytes | None, after: bytes | None) -> str:
    """The first element of a project file of .NET that differs and is a gate."""
    return _xml_gate(before, after, _msbuild_allows)


def _msbuild_allows(path: str, attributes: str, text: str) -> bool:
    taken_out = re.search(
        r"\b(?:Remove|Exclude|Condition|Sdk|DefaultTargets|InitialTargets|TreatAs\w+|Alias|ExcludeAssets)="
        r"|\bIncludeAssets=[\"']?none",
        attributes,
    )
    unused = path.endswith("/IncludeAssets") and text.strip().lower() in ("", "none")
    hides = path.endswith("/AssemblyName") and _NET_TOOLS.match(text)
    steers = re.search(r"(?i:xunit\.runner|testconfig\.json|runsettings)", attributes)
    return bool(_MSBUILD.fullmatch(path)) and not (taken_out or unused or hides or steers)


def _xml_gate(
    before: bytes | None,
    after: bytes | None,
    allows: Callable[[str, str, str], bool],
    counted: Callable[[str], str] = str,
) -> str:
    def rows(data: bytes) -> Any:
        return {"all": _rows(data, counted)}

    old, new = read(rows, before), read(rows, after)
    if old is None or new is None:
        return "a file that could not be read before" if old is None else "a file that cannot be read"
    rows_old, rows_new = _table(old), _table(new)
    for row in differing(rows_old, rows_new):
        path, attributes, text = row.split(SEPARATOR)
        if not allows(path, attributes, text):
            return f"<{path.rpartition('/')[2]}>"
    return ""


def _rows(data: bytes, counted: Callable[[str], str]) -> list[str]:
    rows: Counter[str] = Counter()
    for row, count in xml(data).items():
        if shown := counted(row):
            rows[shown] += count
    return [f"{count}{SEPARATOR}{row}" for row, count in rows.items()]


def _table(flat_rows: dict[str, Any]) -> dict[str, str]:
    rows = (row.partition(SEPARATOR) for row in flat_rows.get("all") or ())
    return {row: count for count, _, row in rows}


def solution_gate(before: bytes | None, after: bytes | None) -> str:
    """A project that a solution does not hold any more."""
    old, new = (set(_PROJECT.findall((data or b"").decode("utf-8-sig", "replace"))) for data in (before, after))
    return "the projects" if {_paths(one) for one in old} - {_paths(one) for one in new} else ""


def _paths(line: str) -> str:
    """The file name of a project, by which one that moved is known again."""
    return re.split(r"[\\/]", next(iter(re.findall(r'"([^"]+\.\w+proj)"', line)), line))[-1]


def go_gate(before: bytes | None, after: bytes | None) -> str:
    """The first line of a go.mod that differs and is no requirement, misspelled ones that went included."""
    old = (before or b"").removeprefix(b"\xef\xbb\xbf")
    came = lines_that_differ(None, after)
    differ = (one for one in lines_that_differ(old, after) if one in came or not _GO_SLIP.fullmatch(one))
    return next((f"`{line}`" for line in differ if not _GO.fullmatch(line)), "")


def gradle_gate(before: bytes | None, after: bytes | None) -> str:
    """The first line of a script of Gradle that differs and does not declare a dependency or a plug-in."""
    found = next((f"`{line}`" for line in lines_that_differ(before, after) if not _GRADLE.fullmatch(line)), "")
    return found or _lost_tool(before, after)


def catalogue_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of a Gradle version catalogue that differs and is no version or library."""
    old, new = read(toml, before), read(toml, after)
    if old is None or new is None:
        return "a file that cannot be read"
    wanted = ("versions", "libraries", "plugins", "bundles")
    return next((f"[{name}]" for name in differing(flat(old), flat(new)) if name.split(".")[0] not in wanted), "")
