"""Project files of .NET and the central list of versions: what they name, and edits that keep every other byte."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.project_files import files
from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.rules import FailureContext
from mity.text.data import parse_json

CENTRAL = "Directory.Packages.props"
LOCK = "packages.lock.json"
_ITEM = r'<{tag}\s+Include="(?P<name>[^"]+)"(?P<rest>[^>]*?)(?:/>|>.*?</{tag}>)'


def project_of(failure: FailureContext, path: str) -> str:
    """The project file that a source file belongs to: the nearest one above it."""
    for folder in PurePosixPath(path).parents:
        found = sorted((failure.root / folder).glob("*.csproj"))
        if found:
            return (folder / found[0].name).as_posix()
    return ""


def central(failure: FailureContext) -> str:
    """The file of central versions when the project keeps them there, else ""."""
    text = failure.read(CENTRAL) or ""
    return CENTRAL if "<ManagePackageVersionsCentrally>true" in text else ""


def items(text: str, tag: str) -> dict[str, re.Match[str]]:
    """The items of a tag (PackageReference, PackageVersion) by their names."""
    return {found["name"]: found for found in re.finditer(_ITEM.format(tag=tag), text, re.DOTALL)}


def version_in(text: str, tag: str, name: str) -> str:
    """The version that an item states, or ""."""
    found = items(text, tag).get(name)
    stated = re.search(r'Version="([^"]+)"', found["rest"]) if found else None
    return stated[1] if stated else ""


def with_item(text: str, tag: str, name: str, version: str = "") -> str | None:
    """The text with one item more, among its like in their order; None when it is there or has no place."""
    known = items(text, tag)
    if name in known:
        return None
    stated = f' Version="{version}"' if version else ""
    line = f'<{tag} Include="{name}"{stated} />'
    if not known:
        end = re.search(r"^(?P<indent>[ \t]*)</Project>", text, re.MULTILINE)
        if end is None:
            return None
        group = f"\n  <ItemGroup>\n    {line}\n  </ItemGroup>\n"
        return text[: end.start()] + group + text[end.start() :]
    first = _first_group(text, list(known.values()))
    after = next((found for found in first if found["name"].lower() > name.lower()), None)
    place = (after or first[-1]).start()
    start = text.rfind("\n", 0, place) + 1
    indent = text[start:place]
    if after is not None:
        return f"{text[:start]}{indent}{line}\n{text[start:]}"
    end_of_line = text.find("\n", first[-1].end())
    return f"{text[:end_of_line]}\n{indent}{line}{text[end_of_line:]}"


def with_version(text: str, tag: str, name: str, version: str) -> str | None:
    """The text with another version of an item that states one."""
    found = items(text, tag).get(name)
    old = version_in(text, tag, name)
    if found is None or not old or old == version:
        return None
    made = found.group().replace(f'Version="{old}"', f'Version="{version}"')
    return text[: found.start()] + made + text[found.end() :]


def without_version(text: str, name: str) -> str | None:
    """The text with a reference that states no version any more."""
    found = items(text, "PackageReference").get(name)
    if found is None:
        return None
    made = re.sub(r'\s+Version="[^"]*"', "", found.group())
    return text[: found.start()] + made + text[found.end() :] if made != found.group() else None


def resolved(failure: FailureContext, name: str) -> str:
    """The version of a package that the lock files name, when they agree."""
    found: set[str] = set()
    for path in files(failure, LOCK):
        try:
            frameworks = parse_json(failure.read(path) or "{}").get("dependencies", {})
        except (ValueError, AttributeError):
            continue
        rows = [row for packages in frameworks.values() for key, row in packages.items() if key.lower() == name.lower()]
        found |= {str(row["resolved"]) for row in rows if "resolved" in row}
    return found.pop() if len(found) == 1 else ""


def restoring(failure: FailureContext, *words: str) -> tuple[Command, ...]:
    """The project's own restore, which updates its lock files with `words` such as --force-evaluate."""
    for command in failure.commands("install"):
        if "restore" in command.argv:
            argv = tuple(word for word in command.argv if word != "--locked-mode")
            return (Command((*argv, *words), command.cwd, command.env, command.timeout),)
    return (Command((failure.tools.get("dotnet", "dotnet"), "restore", *words), failure.root, timeout=900),)


def edit(path: str, text: str) -> Edit:
    """The edit that writes a file of the project."""
    return Edit(path, text.encode())


def _first_group(text: str, found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The items up to the end of the first ItemGroup that has one."""
    end = text.find("</ItemGroup>", found[0].start())
    return [one for one in found if one.start() < end]
