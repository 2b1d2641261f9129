"""Where the packages of a project come from, and what its settings load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mity.text.patterns import regex

_ADDRESS = regex(r"(?:git\+)?(?:https?|ssh|git|file|ftp)://[^\s\"\'<>,;)\]}]{1,300}")
_HOST = regex(r"(?:git\+)?\w{3,5}://(?:[^/@\s]{0,200}@)?([\w.-]{1,200})")
_PLACES = regex(r"[\"'@ ]((?:file|link|portal):(?!//)[^\s\"'#,)]{1,300})")
"""Folders and files that a lock names for packages."""
_COMMENT = regex(r"<!--.*?-->", re.DOTALL)
_LINE = regex(r"^[ \t]*(?:-\w|--[\w-]|\.{0,2}/|[\w.\[\],-]+[ \t]*@[ \t]|\S*://)[^\n]{0,300}", re.MULTILINE)
_USUAL_OPTION = regex(r"-(?:-hash|-no-|-only-|-prefer|-require-h|r[ \t]|-requirement|c[ \t]|-constraint)")
_ELSEWHERE = regex(
    r"(?:file|link|portal|git(?:\+\w+)?|https?|npm|github|gitlab|bitbucket|patch|exec):|\.{1,2}/|~?/|[\w.-]+/[\w.-]+(?:#|$)"
)
_LOADS = frozenset(
    {
        "plugins",
        "plugin",
        "load-plugins",
        "load_plugins",
        "init-hook",
        "script",
        "scripts",
        "tasks",
        "cmdclass",
        "hooks",
    }
    | {
        "pythonpath",
        "requires-plugins",
        "required_plugins",
        "required-plugins",
        "build-backend",
        "backend-path",
        "before-build",
        "cmd",
    }
    | {"pre-install", "post-install", "pre_install", "post_install", "post-install-commands", "pre-install-commands"}
)
_FROM = frozenset(
    {
        "git",
        "path",
        "url",
        "registry",
        "registry-index",
        "index",
        "index-url",
        "extra-index-url",
        "find-links",
        "default-index",
    }
)


def addresses(text: str) -> Iterator[str]:
    """The hosts that a lock file names, a line each."""
    hosts = (host[1].lower() for one in _ADDRESS.finditer(text) if (host := _HOST.match(one[0])))
    yield from (f"packages from {host}" for host in dict.fromkeys(hosts))
    yield from (f"a package from {place}" for place in dict.fromkeys(_PLACES.findall(text)))


def requirement_lines(text: str) -> Iterator[str]:
    """The lines of a list for pip that are more than names and versions of packages."""
    for one in _LINE.finditer(text):
        line = " ".join(one[0].split())
        if not _USUAL_OPTION.match(line):
            yield f"pip is told {line}"


def package_settings(data: Any) -> Iterator[str]:
    """What a package.json names besides its scripts: packages from elsewhere, and settings of tools."""
    if not isinstance(data, dict):
        return
    for table in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies"):
        for name, said in _pairs(data.get(table)):
            if isinstance(said, str) and _ELSEWHERE.match(said):
                yield f"{name} from {said}"
    for name in ("overrides", "resolutions", "imports", "patchedDependencies", "onlyBuiltDependencies", "workspaces"):
        if name in data:
            yield f"{name}: {data[name]}"
    if programs := set(data["bin"] if isinstance(data.get("bin"), dict) else ()) & _PROGRAMS:
        yield f"it brings programs named {', '.join(sorted(programs))}"
    for name in sorted(set(map(str, data)) - _PLAIN):
        yield f"settings of {name}, which may name programs"
    manager = data.get("packageManager")
    if isinstance(manager, str) and "://" in manager:
        yield f"the package manager {manager}"


_PLAIN = frozenset(
    {"name", "version", "description", "author", "contributors", "maintainers", "license", "licenses", "keywords"}
    | {"private", "repository", "homepage", "bugs", "engines", "type", "main", "module", "types", "typings", "exports"}
    | {"files", "sideEffects", "funding", "peerDependenciesMeta", "publishConfig", "os", "cpu", "$schema"}
    | {"scripts", "dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "overrides", "bin"}
    | {"resolutions", "imports", "patchedDependencies", "onlyBuiltDependencies", "workspaces", "packageManager"}
    | {"productName", "displayName", "preferGlobal", "man", "directories", "unpkg", "jsdelivr", "react-native"}
    | {
        "browserslist",
        "source",
        "umd:main",
        "es2015",
        "esnext",
        "style",
        "sass",
        "typesVersions",
        "icon",
        "publisher",
        "categories",
        "readme",
    }
)
"""Members of a package.json by which nothing is started; any other may be settings of a tool."""
_PROGRAMS = frozenset(
    {"node", "npm", "npx", "sh", "bash", "git", "tsc", "vitest", "jest", "eslint", "env", "python", "make"}
)


def toml_settings(data: Any, place: str = "") -> Iterator[str]:
    """Settings anywhere in a TOML file that load programs, or name where a package comes from."""
    for key, value in _pairs(data):
        name = f"{place}.{key}" if place else str(key)
        if name in ("project.urls", "project.scripts", "project.gui-scripts", "build-system", "package.metadata"):
            continue
        if place == "tool" and key not in _OF_PYTHON:
            yield f"settings of {key}, which may name programs"
        tool = place.startswith("tool")
        loads = key in _LOADS or str(key).endswith(
            ("-commands", "_commands", "-hook", "_hook", "ext-modules", "ext_modules")
        )
        if (tool and loads) or (key in _FROM and isinstance(value, str) and not _no_package(name)):
            yield f"{name}: {value}"
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, str) and re.match(r"[\w.\[\],-]{1,100}[ \t]*@[ \t]", one):
                    yield f"{name}: {one}"
                yield from toml_settings(one, name)
        else:
            yield from toml_settings(value, name)


_OF_PYTHON = frozenset(
    {"ruff", "black", "isort", "mypy", "pylint", "coverage", "setuptools", "hatch", "pdm", "poetry", "uv", "flit"}
    | {"setuptools_scm", "pyright", "basedpyright", "bandit", "codespell", "towncrier", "commitizen", "deptry"}
    | {
        "vulture",
        "interrogate",
        "pydocstyle",
        "docformatter",
        "ty",
        "pyrefly",
        "mity",
        "semantic_release",
        "bumpversion",
    }
)
"""Tools whose tables in a pyproject.toml load nothing but by the keys that are looked for in them."""


def _no_package(name: str) -> bool:
    """Whether a path in a manifest is no place from which a package comes."""
    return name.endswith(".path") and not re.search(r"dependenc|sources|patch|replace|packages|hooks", name)


def _pairs(table: Any) -> Iterator[tuple[Any, Any]]:
    yield from table.items() if isinstance(table, dict) else ()


def go_module(text: str) -> Iterator[str]:
    """Modules that a go.mod takes from elsewhere, tools that it runs, and a toolchain that go would fetch."""
    for line in re.findall(
        r"^[ \t]*(?:(?:replace|tool|toolchain|exclude)\b[^\n]{1,300}|[^\n]{1,200}=>[^\n]{1,200})", text, re.MULTILINE
    ):
        if (said := " ".join(line.split())) and not said.endswith("("):
            yield f"go.mod says {said}"


def go_source(text: str) -> Iterator[str]:
    """That a file of Go holds code of C, which its compiler is run for."""
    if re.search(r'^import\s+(?:\([^)]{0,2000})?"C"', text, re.MULTILINE):
        yield "cgo: a compiler of C runs for it, with the options that it names"


def outside(text: str) -> Iterator[str]:
    """The places above its own folder that a file names."""
    for place in dict.fromkeys(re.findall(r"[\"'](\.\.[/\\][^\"'\n]{1,300})[\"']", text)):
        yield f"it names {place}, which may be outside of the project"


def uncommented(text: str) -> str:
    """XML without its comments."""
    return _COMMENT.sub("", text)


_MSBUILD = regex(
    r"<(?:Target|Analyzer|PreBuildEvent|PostBuildEvent|CscToolPath|CscToolExe|RestoreSources|RestoreAdditionalProjectSources"
    r"|CustomBeforeMicrosoftCommonTargets|CustomAfterMicrosoftCommonTargets|DirectoryBuildTargetsPath|AssemblyOriginatorKeyFile"
    r"|HintPath|Sdk|Reference)\b[^>]{0,300}>[^<]{0,200}"
)
_BROUGHT = regex(r"<(?:GlobalPackageReference\b[^>]{0,300}|PackageReference\b[^>]{0,300}OutputItemType[^>]{0,200})>")
"""Packages whose code the compiler or the build itself loads."""
_SDK = regex(r"<Project\b[^>]{0,300}?\bSdk\s*=\s*[\"\'](?!Microsoft\.NET\.Sdk(?:\.\w+)*[\"\'])([^\"\']{1,200})")


def msbuild_settings(text: str) -> Iterator[str]:
    """What a project of .NET runs or loads besides its tasks."""
    for one in _SDK.findall(text):
        yield f"MSBuild loads {one}"
    for one in _BROUGHT.findall(text):
        yield f"MSBuild loads {' '.join(one.split())}"
    for one in _MSBUILD.findall(text):
        yield f"MSBuild is told {' '.join(one.split())}"


_OF_COMPILER = frozenset(
    {"$schema", "display", "compilerOptions", "include", "exclude", "files", "references", "extends", "watchOptions"}
    | {"compileOnSave", "typeAcquisition", "angularCompilerOptions", "vueCompilerOptions", "mdx"}
)


def compiler_settings(data: Any) -> Iterator[str]:
    """What of a tsconfig.json loads a program: plugins, settings of other tools, and bases from outside."""
    if not isinstance(data, dict):
        return
    options = data.get("compilerOptions")
    if isinstance(options, dict) and options.get("plugins"):
        yield f"plugins of the compiler: {options['plugins']}"
    yield from (f"settings of {name}, which may name programs" for name in sorted(set(map(str, data)) - _OF_COMPILER))
