"""Go files: their package, their imports with places, and the edits that add, remove and correct an import."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.text.records import dataclass

_PACKAGE = re.compile(r"^package[ \t]+(?P<name>\w+)", re.MULTILINE)
_BLOCK = re.compile(r"^import[ \t]*\((?P<body>[^)]*)\)[^\n]*\n?", re.MULTILINE)
_SINGLE = re.compile(r'^import[ \t]+(?:(?P<name>[\w.]+)[ \t]+)?"(?P<path>[^"\n]+)"[^\n]*\n?', re.MULTILINE)
_SPEC = re.compile(r'^[ \t]*(?:(?P<name>[\w.]+)[ \t]+)?"(?P<path>[^"\n]+)"[^\n]*\n?', re.MULTILINE)
_MAJOR = re.compile(r"v\d+")


@dataclass(frozen=True, slots=True)
class Import:
    """An import: its path, the name it is given ("" for none), where its line or statement begins and ends."""

    path: str
    alias: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """By what a file most likely refers to it: the alias, or the last part of the path."""
        return self.alias or usual_name(self.path)


def usual_name(path: str) -> str:
    """The last part of an import path, without a major version and the usual dress of repositories."""
    parts = path.split("/")
    last = parts[-2] if len(parts) > 1 and _MAJOR.fullmatch(parts[-1]) else parts[-1]
    last = re.sub(r"\.v\d+$", "", last).removeprefix("go-").removesuffix("-go").removesuffix(".go")
    return last.replace("-", "_")


def package(text: str) -> str:
    """The name in the package clause; "" where there is none."""
    found = _PACKAGE.search(text)
    return found["name"] if found else ""


def imports(text: str) -> list[Import]:
    """The imports of a file, in their order."""
    return sorted((*_in_blocks(text), *_alone(text)), key=lambda one: one.start)


def uses(text: str, name: str) -> set[str]:
    """What a file takes from a package that it knows by `name`."""
    return set(re.findall(rf"(?<![\w.]){re.escape(name)}\.([A-Z]\w*)", text))


def without(text: str, gone: list[Import]) -> str:
    """The text without some of its imports; a block that holds nothing else goes as well."""
    for one in sorted(gone, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + text[one.end :]
    return re.sub(r"^import[ \t]*\(\s*\)[^\n]*\n(?:\r?\n)?", "", text, flags=re.MULTILINE)


def with_import(text: str, path: str) -> str:
    """The text with an import added where gofmt would sort it."""
    end = "\r\n" if "\r\n" in text else "\n"
    block, line = _BLOCK.search(text), f'\t"{path}"{end}'
    if block is None:
        return _with_first(text, path, end)
    groups = _groups(text, block)
    group = next((group for group in groups if _standard(group[0].path) == _standard(path)), None)
    if group is None:  # a group of its own: the standard library's before the others
        at = groups[0][0].start if groups and _standard(path) else block.end("body")
        return text[:at] + (line + end if groups and _standard(path) else end + line) + text[at:]
    later = next((one for one in group if one.path > path), None)
    at = later.start if later else group[-1].end
    return text[:at] + line + text[at:]


def corrected(text: str, one: Import, path: str) -> str:
    """The text with the path of an import replaced."""
    statement = text[one.start : one.end].replace(f'"{one.path}"', f'"{path}"', 1)
    return text[: one.start] + statement + text[one.end :]


def _in_blocks(text: str) -> Iterator[Import]:
    for block in _BLOCK.finditer(text):
        for spec in _SPEC.finditer(text, block.start("body"), block.end("body")):
            yield Import(spec["path"], spec["name"] or "", spec.start(), spec.end())


def _alone(text: str) -> Iterator[Import]:
    for spec in _SINGLE.finditer(text):
        yield Import(spec["path"], spec["name"] or "", spec.start(), spec.end())


def _standard(path: str) -> bool:
    """Whether a path looks like one of the standard library: those of modules begin with a host."""
    return "." not in path.split("/")[0]


def _groups(text: str, block: re.Match[str]) -> list[list[Import]]:
    """The imports of a block that stand without an empty line between them."""
    groups: list[list[Import]] = []
    for spec in _SPEC.finditer(text, block.start("body"), block.end("body")):
        one = Import(spec["path"], spec["name"] or "", spec.start(), spec.end())
        near = bool(groups) and groups[-1][-1].end == one.start
        groups[-1].append(one) if near else groups.append([one])
    return groups


def _with_first(text: str, path: str, end: str) -> str:
    """The text of a file that has no block of imports with one more."""
    alone = list(_alone(text))
    if alone:
        specs = sorted([(one.path, one.alias) for one in alone] + [(path, "")])
        lines = [f'\t{alias + " " if alias else ""}"{name}"{end}' for name, alias in specs]
        block = f"import ({end}{''.join(lines)}){end}"
        first, rest = alone[0], text
        for one in reversed(alone):
            rest = rest[: one.start] + rest[one.end :]
        return rest[: first.start] + block + rest[first.start :]
    found = _PACKAGE.search(text)
    at = text.find("\n", found.end()) + 1 if found else 0
    return f'{text[:at]}{end}import "{path}"{end}{text[at:]}'
