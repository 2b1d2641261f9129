"""Files beside the manifests that steer a build: what may differ in them is on a list, everything else is a gate."""

from __future__ import annotations

import re
from collections import Counter

from mity.changes.settings.flat import differing, read
from mity.changes.settings.lines import lines_that_differ
from mity.changes.settings.requirements import RUNNERS, normal
from mity.text.data import json_with_comments

_TEST_WORD = re.compile(
    r"(?i:j?unit|test|mock|assert|spock|kotest|jacoco|hamcrest|truth|spotless|check|lint|detekt|pmd|cover)"
)
_VERSION = re.compile(r"(?P<name>[A-Za-z][\w.-]{0,60}?(?:[._-]?[Vv]ersion))\s*[=:]\s*[\w.+-]{1,40}")
_GRADLE = re.compile(
    r"org\.gradle\.(?:parallel|daemon|configuration-cache|warning\.mode|vfs\.watch)\s*=\s*\w{1,10}"
    r"|org\.gradle\.jvmargs\s*=(?:\s*(?:-Xm[xs]\d{1,6}[kmgKMG]|-XX:Max(?:MetaspaceSize|PermSize)=\d{1,6}[kmgKMG]"
    r"|-XX:\+HeapDumpOnOutOfMemoryError|-Dfile\.encoding=[\w-]{1,12}))+"
    r"|kotlin\.code\.style\s*=\s*official|android\.(?:useAndroidX|enableJetifier|nonTransitiveRClass)\s*=\s*\w{1,5}"
    r"|(?:version|group)\s*[=:]\s*[\w.+-]{1,80}|#[^\n]*|"
)
_INCLUDED = re.compile(r"include\s*\(?\s*(?:[\"']:?[\w:.-]{1,80}[\"']\s*,?\s*){1,20}\)?|//[^\n]*|")
_PROJECT_NAME = re.compile(r"rootProject\.name\s*=\s*[\"'][\w. -]{1,80}[\"']")
_DENO = re.compile(
    r"imports\..+|name|version|description|license|exports(?:\..+)?|compilerOptions\.(?:jsx\w*|lib|types)"
)
_DENO_SOURCE = re.compile(
    r"(?:jsr|npm):/?@?[\w.-]{1,80}(?:/[\w.-]{1,80})?(?:@[\^~]?\d[\w.+-]{0,40})?(?:/[\w./-]{0,120})?"
)
_DENO_TOOLS = frozenset({"@std/assert", "@std/testing", "@std/expect", "@std/async", "@std/internal", "sinon", "chai"})
_GENERATED = re.compile(
    r"/?(?:node_modules|dist|coverage|\.cache|\.next|\.nuxt|\.output|\.venv|venv|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.gradle"
    r"|\.idea|\.vscode|\.vs|htmlcov|\.nyc_output|\.turbo|\.svelte-kit|\.angular|\.parcel-cache|\.DS_Store|Thumbs\.db"
    r"|\.env(?:\.local)?|\.env\.\*\.local|[\w.-]{1,40}\.egg-info|\*\.egg-info)/?"
    r"|\*\.(?:log|pyc|tsbuildinfo|class|swp|tmp|pid|iml|sqlite3?)|\*\.py\[c(?:o|od)\]|\.coverage|(?:npm|yarn)-debug\.log\*|#[^\n]*|"
)


def gradle_properties_gate(before: bytes | None, after: bytes | None) -> str:
    """The first line of a gradle.properties that differs and is no version and no limit of Gradle's own process."""
    return next((f"`{line}`" for line in lines_that_differ(before, after) if not _of_gradle(line)), "")


def _of_gradle(line: str) -> bool:
    version = _VERSION.fullmatch(line)
    return bool(version and not _TEST_WORD.search(version["name"])) or bool(_GRADLE.fullmatch(line))


def gradle_settings_gate(before: bytes | None, after: bytes | None) -> str:
    """The first line of Gradle's settings that came and does not include a project, or that went."""
    old, new = (Counter(lines_that_differ(None, data)) for data in (before, after))
    for line in [*(new - old)]:
        if not (_INCLUDED.fullmatch(line) or _PROJECT_NAME.fullmatch(line)):
            return f"`{line}`"
    return next((f"`{line}`" for line in old - new if line and not _PROJECT_NAME.fullmatch(line)), "")


def deno_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of a deno.json that differs and is no package, no name and no form of its sources."""
    old, new = read(json_with_comments, before), read(json_with_comments, after)
    if old is None or new is None:
        return "a file that could not be read before" if old is None else "a file that cannot be read"
    return next((f'"{name}"' for name in differing(old, new) if not _of_deno(name, new.get(name))), "")


def _of_deno(name: str, after: object) -> bool:
    if not name.startswith("imports."):
        return bool(_DENO.fullmatch(name))
    alias = name.removeprefix("imports.").rstrip("/")
    words = {alias, re.sub(r"(?<=.)@.*", "", re.sub(r"^(?:jsr|npm):/?", "", str(after or "")))}
    tools = any(normal(word) in RUNNERS or any(word.startswith(tool) for tool in _DENO_TOOLS) for word in words)
    plain = re.fullmatch(r"@?[\w-][\w.-]*(?:/[\w.-]+)*", alias) and "src" not in alias.split("/")
    return bool(plain) and not tools and (after is None or bool(_DENO_SOURCE.fullmatch(str(after))))


def gitignore_gate(before: bytes | None, after: bytes | None) -> str:
    """The first line of a .gitignore that came and ignores more than what tools generate, or that went."""
    old, new = (Counter(lines_that_differ(None, data)) for data in (before, after))
    return next((f"`{line}`" for line in [*(new - old), *(old - new)] if not _GENERATED.fullmatch(line)), "")
