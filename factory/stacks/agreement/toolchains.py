"""Toolchains that a project asks for by files which what ran does not read, and what ran in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from mity.reading import read_text
from mity.stacks.python.interpreter import wanted_python
from mity.stacks.python.manifests import table
from mity.text.data import parse_json

Asked = tuple[str, str, str]
"""A file, the tool, and the version or range of versions that the file asks for."""
_LINE = re.compile(r"^\s*([\w.-]+)[\s=]+[\"']?([^\s\"'#]+)", re.MULTILINE)
_TOOLS = {
    **dict.fromkeys(("node", "nodejs"), "node"),
    **dict.fromkeys(("java", "temurin", "zulu"), "javac"),
    **dict.fromkeys(("go", "golang"), "go"),
    **dict.fromkeys(("mvn", "maven"), "mvn"),
    **{name: name for name in ("npm", "pnpm", "yarn", "bun", "python", "cargo", "uv")},
    "rust": "cargo",
}
_NUMBER = re.compile(r"v?(\d+(?:\.\d+){0,3})")
_PART = re.compile(r"(?P<sign>[~^]|[<>]=?|==?|!=)?\s*v?(?P<version>\d+(?:\.(?:\d+|[xX*]))*)[\w.+-]*")
_HYPHEN = re.compile(r"v?(\d[\d.]*)\s+-\s+v?(\d[\d.]*)")


def other_toolchains(root: Path, versions: Mapping[str, str]) -> list[str]:
    """A clause for each file that asks for another version of a tool than the one that ran.

    `versions` are those that ran, by the tool. A file that names a version asks for it as far as it says it: `20` for
    any of 20; words such as `lts/*` ask for none.
    """
    ran = dict(versions)
    if "python" in ran and (own := _of_environment(root)):
        ran["python"] = own
    asked = [*_asked(root)]
    return list(
        dict.fromkeys(
            f"{file} asks for {tool} {wanted}, and {ran[tool]} ran"
            for file, tool, wanted in asked
            if ran.get(tool) and not fits(wanted, ran[tool])
        )
    )


def fits(wanted: str, version: str) -> bool:
    """Whether a version is in a range as npm writes it (`^20 || >=22.1`); what is no range is fitted by any."""
    try:
        there = Version(re.match(r"\d+(?:\.\d+)*", version)[0])  # type: ignore[index]
    except (TypeError, InvalidVersion):
        return True
    ranges = [_range(part.strip()) for part in wanted.split("||")]
    return any(one is None or one.contains(there, prereleases=True) for one in ranges)


def _range(text: str) -> SpecifierSet | None:
    """A range of npm without alternatives as Python has it; None for any."""
    if found := _HYPHEN.fullmatch(text):
        text = f">={found[1]} <={found[2]}" + (".999999" if found[2].count(".") < 2 else "")
    parts = []
    for one in _PART.finditer(text):
        numbers = [part for part in one["version"].split(".") if part not in ("x", "X", "*")]
        parts.append(_specifier(one["sign"] or "", numbers))
    try:
        return SpecifierSet(",".join(parts)) if parts else None
    except InvalidSpecifier:
        return None


def _specifier(sign: str, numbers: list[str]) -> str:
    whole = ".".join(numbers)
    if sign in ("", "=", "=="):
        return f"=={whole}" + (".*" if len(numbers) < 3 else "")
    if sign in ("~", "^"):
        keep = min(len(numbers), 2) if sign == "~" else next((at for at, one in enumerate(numbers) if int(one)), 0) + 1
        upper = [*numbers[: keep - 1], str(int(numbers[keep - 1]) + 1)]
        return f">={whole},<{'.'.join(upper)}"
    if sign == "<=" and len(numbers) < 3:
        return f"<{'.'.join([*numbers[:-1], str(int(numbers[-1]) + 1)])}"
    if sign == ">" and len(numbers) < 3:
        return f">={'.'.join([*numbers[:-1], str(int(numbers[-1]) + 1)])}"
    return f"{sign}{whole}"


def _asked(root: Path) -> Iterator[Asked]:
    for file, tool in (
        (".nvmrc", "node"),
        (".node-version", "node"),
        (".python-version", "python"),
        (".go-version", "go"),
    ):
        lines = [line for line in _text(root, file).split("\n") if line.strip() and not line.startswith("#")]
        if lines and (number := _NUMBER.search(lines[0])) and "/" not in lines[0]:
            yield file, tool, number[1]
    yield from _of_package(root)
    for file in (".tool-versions", "mise.toml", ".mise.toml", ".sdkmanrc", ".java-version"):
        text = _text(root, file)
        rows = [("java", text.strip())] if file == ".java-version" and text.strip() else _LINE.findall(text)
        for name, said in rows:
            number = _NUMBER.search(said.removeprefix("1.") if name == "java" and said.startswith("1.8") else said)
            if name in _TOOLS and number:
                whole = number[1]
                yield file, _TOOLS[name], whole.partition(".")[0] if _TOOLS[name] == "javac" else whole
    for file in ("rust-toolchain", "rust-toolchain.toml"):
        text = _text(root, file)
        said = re.search(r"channel\s*=\s*[\"']([^\"']+)", text) or re.match(r"\s*(\d+\.\d+\S*)\s*$", text)
        if said and (number := _NUMBER.match(said[1])):
            yield file, "cargo", number[1]
    if wrapper := re.search(
        r"apache-maven[/-](?:[\w/.-]*?)?(\d+\.\d+\.\d+)", _text(root, ".mvn/wrapper/maven-wrapper.properties")
    ):
        yield ".mvn/wrapper/maven-wrapper.properties", "mvn", wrapper[1]
    if str(wanted := wanted_python(root)):
        yield "the project's requires-python", "python", str(wanted).replace(",", " ")


def _of_package(root: Path) -> Iterator[Asked]:
    try:
        data = parse_json(_text(root, "package.json") or "{}")
    except ValueError:
        return
    for key in ("engines", "volta"):
        for name, said in table(data, key).items():
            if isinstance(said, str) and name in _TOOLS:
                yield f'"{key}" of package.json', _TOOLS[name], said
    runtime: Any = table(data, "devEngines").get("runtime")
    for one in runtime if isinstance(runtime, list) else [runtime]:
        if isinstance(one, dict) and one.get("name") == "node" and isinstance(one.get("version"), str):
            yield '"devEngines" of package.json', "node", str(one["version"])


def _of_environment(root: Path) -> str:
    """The version of the interpreter in the project's own environment."""
    found = re.search(r"^version(?:_info)?\s*=\s*([\d.]+)", _text(root, ".venv/pyvenv.cfg"), re.MULTILINE)
    return found[1].rstrip(".") if found else ""


def _text(root: Path, name: str) -> str:
    try:
        return read_text(root / name)
    except (OSError, ValueError):
        return ""
