"""Libraries of tests that a project brings itself in the place of those of a registry."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from mity.reading import Unfit, read_bytes
from mity.stacks.agreement.altered import altered_node, altered_python
from mity.text.data import parse_json
from mity.text.patterns import regex

_NODE = (
    *("jest", "jest-cli", "jest-circus", "@jest/core", "@jest/expect", "@jest/globals", "@jest/reporters", "expect"),
    *("vitest", "@vitest/expect", "@vitest/runner", "mocha", "chai", "ava", "tap", "tape", "uvu", "jasmine"),
    *("jasmine-core", "assert", "should", "sinon", "power-assert", "@playwright/test", "playwright", "bun"),
)
_GO = regex(
    r"^[ \t]{0,8}(?:replace[ \t]{1,8})?(?P<what>github\.com/stretchr/testify|github\.com/google/go-cmp"
    r"|github\.com/onsi/\w{1,20}|github\.com/matryer/is|github\.com/frankban/quicktest|gotest\.tools/v3|gopkg\.in/check\.v1|github\.com/shoenig/test)"
    r"(?:[ \t]{1,8}v[\w.+-]{1,40})?[ \t]{1,8}=>[ \t]{1,8}(?P<place>\S{1,200})",
    re.MULTILINE,
)
_RUST = regex(
    r"^[ \t]{0,8}\"?(?P<what>(?:pretty|similar|static|insta|k9|assert|more|claim|rstest|proptest|quickcheck)"
    r"[\w-]{0,30})\"?[ \t]{0,8}=[ \t]{0,8}\{[^}\n]{0,200}?"
    r"\b(?:path|git)[ \t]{0,8}=[ \t]{0,8}\"(?P<place>[^\"\n]{1,200})\"",
    re.MULTILINE,
)
_PATTERNS = {"go.mod": _GO, "Cargo.toml": _RUST}
_LARGEST = 1 << 20


def replaced(root: Path, files: Iterable[str]) -> list[str]:
    """Clauses that name each such library and where it is from."""
    found = [*_in_node_modules(root), *altered_node(root, _NODE), *altered_python(root)]
    for name in files:
        if pattern := _PATTERNS.get(PurePosixPath(name).name):
            text = _read(root / name)
            found += [f"{name} takes {at['what']} from {at['place']}" for at in pattern.finditer(text)]
    return found


def _in_node_modules(root: Path) -> Iterator[str]:
    for name in _NODE:
        place = root / "node_modules" / name
        if not (place / "package.json").is_file():
            continue
        here = place.resolve()
        if here.is_relative_to(root.resolve()) and "node_modules" not in here.relative_to(root.resolve()).parts:
            yield f"{name} is the project's own ({here.relative_to(root.resolve()).as_posix() or '.'})"
            continue
        with contextlib.suppress(ValueError):
            said = parse_json(_read(place / "package.json").encode())
            called = said.get("name") if isinstance(said, dict) else None
            if isinstance(called, str) and called != name:
                yield f"{name} is another package ({called})"


def _read(path: Path) -> str:
    try:
        return read_bytes(path, _LARGEST).decode("utf-8", "replace")
    except (Unfit, OSError):
        return ""
