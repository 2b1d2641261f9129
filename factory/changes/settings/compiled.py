"""Manifests of Rust, Gradle, .NET and Go projects: what besides packages and descriptions is a gate."""

from __future__ import annotations

import re
from typing import Any

from mity.changes.settings.flat import differing, flat, read, toml, xml_gate
from mity.changes.settings.lines import lines_that_differ
from mity.changes.settings.maven import lost_tool
from mity.text.patterns import regex

_CRATE = regex(
    r"(?:target\.(?:.+)\.)?(?:dev-|build-)?dependencies(?:\..*)?|workspace\.dependencies(?:\..*)?|features(?:\..*)?"
    r"|package\.(?:name|version|description|authors|license|license-file|readme|keywords|categories|repository|homepage"
    r"|documentation|publish|default-run|include|exclude|edition|rust-version|metadata(?:\..*)?|version\.workspace)"
    r"|workspace\.(?:package\.(?:version|authors|license|description|repository)|resolver)"
    r"|profile\.release\.(?:lto|strip|codegen-units|opt-level)|lib\.(?:name|path|crate-type|proc-macro)|(?:bin|example)\[\d+\]\.(?:name|path|required-features)"
)
_MSBUILD = regex(
    r"Project/ItemGroup/(?:PackageReference|PackageVersion|ProjectReference|FrameworkReference|Using|Content|None"
    r"|EmbeddedResource|GlobalPackageReference)(?:/(?:PrivateAssets|IncludeAssets|Version|"
    r"CopyToOutputDirectory))?"
    r"|Project/PropertyGroup/(?:RootNamespace|AssemblyName|Version|VersionPrefix|Authors|Company|Product|Description"
    r"|OutputType|ImplicitUsings|UserSecretsId|ApplicationIcon|PackageId|InvariantGlobalization|ServerGarbageCollection"
    r"|ManagePackageVersionsCentrally|RuntimeIdentifiers?|TargetFramework|LangVersion|RestorePackagesWithLockFile|Copyright)"
    r"|Project/(?:ItemGroup|PropertyGroup)|Project"
)
_GO = regex(r"(?:require\s+)?\S+ v\S+(?: // indirect)?|require \(|\)|module \S+|go [\d.]+|toolchain \S+|//.*|")
_GO_SLIP = regex(r"(?!(?:exclude|replace|retract|godebug|ignore|tool)\b)\w+ \S+(?: v\S+)?")
_GRADLE = regex(
    r"(?:implementation|api|compileOnly|runtimeOnly|annotationProcessor|kapt|ksp|developmentOnly|testImplementation"
    r"|testRuntimeOnly|testCompileOnly|testAnnotationProcessor|compile|testCompile|runtime|testRuntime)\s*\(?(?:platform|enforcedPlatform|project|libs)?[\s(.]*"
    r"[\"']?[\w.:@${}-]+[\"']?\)*|id\s*\(?[\"'][\w.-]+[\"']\)?(?:\s+version\s+[\"'][\w.-]+[\"'])?|dependencies \{|\}"
    r"|apply plugin: [\"'][\w.-]+[\"']"
    r"|java \{|toolchain \{|languageVersion(?:\.set\(|\s*=\s*)JavaLanguageVersion\.of\(\d{1,2}\)\)?"
    r"|(?:source|target)Compatibility\s*=\s*(?:JavaVersion\.VERSION_[\d_]{1,4}|[\"']?[\d.]{1,4}[\"']?)"
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
        elif not _CRATE.fullmatch(name) or _lowers(name, old, new):
            return _cargo_label(name)
    return ""


def _lowers(name: str, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a crate asks for another compiler than before: in the first edition tests are not found by themselves."""
    if name == "package.rust-version":
        return name in old
    return name == "package.edition" and str(new.get(name, "")) < str(old.get(name, ""))


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


def msbuild_gate(before: bytes | None, after: bytes | None) -> str:
    """The first element of a project file of .NET that differs and is a gate."""
    return xml_gate(before, after, _msbuild_allows)


def _msbuild_allows(path: str, attributes: str, text: str) -> bool:
    taken_out = re.search(
        r"\b(?:Remove|Exclude|Condition|Sdk|DefaultTargets|InitialTargets|TreatAs\w+|Alias|ExcludeAssets)="
        r"|\bIncludeAssets=[\"']?none",
        attributes,
    )
    unused = path.endswith("/IncludeAssets") and text.strip().lower() in ("", "none")
    hides = path.endswith("/AssemblyName") and _NET_TOOLS.match(text)
    other = path.endswith("/TargetFramework") and not re.fullmatch(r"net\d{1,2}\.\d", text.strip())
    steers = re.search(r"(?i:xunit\.runner|testconfig\.json|runsettings)", attributes)
    return bool(_MSBUILD.fullmatch(path)) and not (taken_out or unused or hides or steers or other)


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
    return found or lost_tool(before, after)


def catalogue_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of a Gradle version catalogue that differs and is no version or library."""
    old, new = read(toml, before), read(toml, after)
    if old is None or new is None:
        return "a file that cannot be read"
    wanted = ("versions", "libraries", "plugins", "bundles")
    return next((f"[{name}]" for name in differing(flat(old), flat(new)) if name.split(".")[0] not in wanted), "")
