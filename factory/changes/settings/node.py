"""Manifests and settings of JavaScript projects: what besides packages and descriptions is a gate."""

from __future__ import annotations

import json
import re
from typing import Any

from mity.changes.settings.flat import differing, flat, read
from mity.changes.settings.requirements import RUNNERS, normal, wrong_value
from mity.text.data import json_with_comments, parse_json

_PACKAGES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_PINNED = ("overrides", "resolutions")
_FREE = frozenset(
    {"name", "version", "description", "author", "contributors", "license", "keywords", "private", "repository"}
    | {"homepage", "bugs", "engines", "type", "main", "module", "types", "typings", "exports", "files"}
    | {"peerDependenciesMeta", "publishConfig", "funding", "productName", "browserslist", "build"}
    | {"os", "cpu", "$schema"}
)
_NAMES_TAKEN = RUNNERS | {"node", "npm", "npx", "pnpm", "yarn", "bun", "tsc", "next", "ng", "sh", "bash", "git", "env"}
_MANAGER = re.compile(r"(?:npm|pnpm|yarn|bun)@\d[\w.-]*(?:\+sha\d+\.[0-9a-f]+)?")
_COMPILER = re.compile(
    r"compilerOptions\.(?:lib|types|jsx|jsxImportSource|module|moduleResolution|target|resolveJsonModule"
    r"|esModuleInterop|allowSyntheticDefaultImports|baseUrl|outDir|rootDir|sourceMap|experimentalDecorators"
    r"|emitDecoratorMetadata|downlevelIteration|useDefineForClassFields|moduleDetection|forceConsistentCasingInFileNames"
    r"|allowImportingTsExtensions|verbatimModuleSyntax|isolatedModules|declaration|incremental|tsBuildInfoFile)"
)
_STARTS = re.compile(r"(?:start|dev|serve|preview)(?::[a-z-]{1,20})?")
_PLAIN = re.compile(
    r"(?:node|tsx|vite|next|nodemon|nest|ng serve|ng|astro|remix|nuxt)"
    r"(?: (?:start|dev|preview|serve|--watch|--env-file=\.env"
    r"|--enable-source-maps|--port \d{2,5}|--host(?: [\d.]{7,15})?"
    r"|(?:dist|build|src|server|lib|app)(?:/[\w.-]{1,40}){1,6}"
    r"|[\w-]{1,40}\.[cm]?[jt]s)){1,6}"
)
"""How an application is started, by scripts that no check calls: one program, and nothing that forgives it."""
_ALIAS = re.compile(r"compilerOptions\.paths\.(?:(?:@/|~/|#|src/)[\w/-]*\*|\$lib(?:/\*)?)")
_TARGETS = re.compile(r"(?:^|\.)(?:test|lint|e2e|unit-test|component-test|cypress|jest|vitest|schematics|cli)(?:\.|$)")
_VITE_WORDS = re.compile(
    r"\b(?:transform|load|resolveId|configureVitest|enforce|buildStart|handleHotUpdate)\b|\b(?:vitest|jest|mocha|chai"
    r"|expect|coverage|root|mode|reporters?|setupFiles|globalSetup|testing-library|isolate|passWithNoTests)\b|\.(?:test|spec)\b"
    r"|\.{3}\w+|import\b[^\n;]{0,200}[\"']\.{1,2}/|[\"']\.{1,2}/[^\"'\n]{0,200}[\"']\s*:|import\.meta\.env\.MODE"
)


def package_gate(before: bytes | None, after: bytes | None) -> str:
    """The first member of a package.json that differs and is a gate, in quotes."""
    try:
        old, new = parse_json(before or b"{}"), json.loads(after or b"{}")
    except (ValueError, RecursionError):
        return "a file that is not JSON"
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return "a file that is not JSON"
    return next((f'"{key}"' for key in differing(old, new) if _member(key, old.get(key), new.get(key))), "")


def _member(key: str, before: Any, after: Any) -> bool:
    """Whether a member that differs is a gate."""
    if key in _PACKAGES or key in _PINNED:
        old, new = (one if isinstance(one, dict) else {} for one in (before, after))
        return any(_package(key, name, new.get(name)) for name in differing(old, new))
    if key == "scripts" and isinstance(after, dict):
        old = before if isinstance(before, dict) else {}
        return any(
            not (_STARTS.fullmatch(name) and _PLAIN.fullmatch(str(after.get(name)))) for name in differing(old, after)
        )
    if key == "name":
        return normal(str(after)) in _NAMES_TAKEN
    if key == "bin":
        return bool(_programs(after) & _NAMES_TAKEN)
    if key == "packageManager":
        return not _MANAGER.fullmatch(str(after))
    return key not in _FREE


def _programs(value: Any) -> set[str]:
    """The names of the programs that a package brings; a text is a program of the package's own name."""
    return set(map(normal, value)) if isinstance(value, dict) else set()


def _package(key: str, name: str, after: Any) -> bool:
    """Whether one package in a table of them may not become what it is."""
    if key in _PINNED:  # `a>b`, `a/b` and nested tables name the package that is pinned last
        last = [part for part in re.split(r"[>/](?!\w+$)|>", name) if part][-1:]
        pinned = {normal(one) for one in (name, *last)} | {normal(one) for one in _nested(after)}
        return bool(pinned & RUNNERS) or any(wrong_value(name, leaf) for leaf in flat({name: after}).values())
    return bool(wrong_value(name, after))


def _nested(value: Any) -> set[str]:
    if not isinstance(value, dict):
        return set()
    return set(value) | {name for one in value.values() for name in _nested(one)}


def tsconfig_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of a tsconfig that differs and is a gate."""
    return _json_gate(before, after, lambda name: bool(_COMPILER.fullmatch(name) or _ALIAS.fullmatch(name)))


def angular_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of an angular.json that differs and belongs to tests or linters."""
    return _json_gate(before, after, lambda name: not _TARGETS.search(name))


def _json_gate(before: bytes | None, after: bytes | None, free: Any) -> str:
    old, new = read(json_with_comments, before), read(json_with_comments, after)
    if old is None or new is None:
        return "a file that could not be read before" if old is None else "a file that cannot be read"
    return next((f'"{name}"' for name in differing(old, new) if not free(name)), "")


def vite_gate(before: bytes | None, after: bytes | None) -> str:
    """`test` when the part of a bundler's settings that is about tests differs, or could change what they run."""
    old, new = ((data or b"").decode("utf-8", "replace") for data in (before, after))
    if _block(old) != _block(new):
        return "test"
    lines = set(new.splitlines()) - set(old.splitlines())
    lines |= set(old.splitlines()) - set(new.splitlines())
    found = next((word for line in lines if (word := _VITE_WORDS.search(line.replace(_block(new), "")))), None)
    return found[0] if found else ""


def _block(text: str) -> str:
    """The value of the member `test`, to the brace that closes it."""
    found = re.search(r"\btest\s*:\s*\{", text)
    if not found:
        return ""
    depth = 0
    for place in range(found.end() - 1, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[found.start() : place + 1]
    return text[found.start() :]
