"""The licences of Go modules, by the files that they carry, and of what Maven builds with, by its bill of materials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.command import Command
from mity.errors import ToolError
from mity.reading import read_bytes
from mity.runs.context import WorkflowContext
from mity.sbom.ecosystems import ECOSYSTEMS
from mity.scanners.files import ProjectFiles
from mity.scanners.licence_texts import licence_in
from mity.scanners.licences import Package, Packages
from mity.services.ground import BILL, LICENCES, Given
from mity.services.services import Services
from mity.stacks.requirement import Requirement
from mity.system.scratch import Scratch
from mity.text.data import parse_json

_GO = Requirement(tool="go", get={"any": "install Go"})
_MODULES = (
    "{{with .Module}}{{if not .Main}}{{if .Version}}{{.Path}}\t{{.Version}}\t"
    "{{if .Replace}}{{.Replace.Dir}}{{else}}{{.Dir}}{{end}}\n{{end}}{{end}}{{end}}"
)
_LIMIT_S = 300.0
_MOST = 128 << 20
_UNREAD = re.compile(
    r"(?:The POM for|effective (?:pom|model) for|descriptor for) "
    r"(?P<group>[\w.-]+:[\w.-]+)(?::(?:jar|war|pom|bundle|aar)){0,2}(?P<version>:[\w.-]*\w)"
)
"""Maven tells so whose description it could not read; without one nobody knows the licence."""


def go_licences(services: Services, context: WorkflowContext, files: ProjectFiles, result: Packages) -> None:
    """Adds the modules that are built into the project's packages; nothing is fetched."""
    run = services.within(context, LICENCES)
    for name in files.matching(("**/go.mod",)):
        tool = services.toolbox.resolve(_GO)
        if not tool.ready:
            result.gaps.append(tool.problem)
            return
        folder = (files.root / name).parent
        with Scratch("scan") as scratch:
            report = scratch / "modules"
            argv = (tool.path, "list", "-deps", "-f", _MODULES, "./...")
            outcome = run(Command(argv, folder, {"GOPROXY": "off"}, _LIMIT_S, stdout=report))
            try:
                if not outcome.ok:
                    raise ValueError(outcome.last_words() or outcome.summary)
                rows = sorted(set(read_bytes(report, _MOST).decode("utf-8", "replace").splitlines()))
                result.found += [_module(row, folder, name) for row in rows if row]
            except (OSError, ValueError) as error:
                result.gaps.append(f"{name}: {error}; fetch the modules (go mod download), then look again")


def _module(row: str, folder: Path, name: str) -> Package:
    path, version, place = row.split("\t")
    return Package(path, version, licence_in(Path(place) if place else folder / "vendor" / path), name)


def maven_licences(services: Services, context: WorkflowContext, files: ProjectFiles, result: Packages) -> None:
    """Adds what the outermost projects of Maven are made of, as CycloneDX's plug-in lists it."""
    java = next(one for one in ECOSYSTEMS if one.name == "java")
    assert java.tool is not None
    for name in _outermost(files.matching(("**/pom.xml",))):
        tool = services.toolbox.resolve(java.tool)
        if not tool.ready:
            result.gaps.append(tool.problem)
            return
        project = (files.root / name).parent
        with Scratch("scan") as scratch:
            target = scratch / "bom.json"
            words = java.words(project, target)
            run = services.within(context, BILL, Given((target.parent,)))
            outcome = run(Command((tool.path, *words), project, timeout=2 * _LIMIT_S, title="mvn, its bill"))
            try:
                if not outcome.ok:
                    raise ToolError(outcome.last_words() or outcome.summary)
                bill = parse_json(read_bytes(target, _MOST))
                unread = {f"{one['group']}{one['version']}" for one in _UNREAD.finditer(outcome.output)}
                for package, seen in _components(bill, name):
                    if package.licence or (seen and f"{package.name}:{package.version}" not in unread):
                        result.found.append(package)
                    else:
                        result.gaps.append(f"{name}: Maven could not look up {package.name} {package.version}")
            except (ToolError, OSError, ValueError) as error:
                result.gaps.append(f"{name}: its packages could not be listed: {error}")


def _outermost(names: list[str]) -> list[str]:
    """The files in whose folders no other one of them lies further out."""
    folders = {name.rpartition("/")[0]: name for name in names}
    return [
        name
        for folder, name in sorted(folders.items())
        if not any(other != folder and (not other or folder.startswith(f"{other}/")) for other in folders)
    ]


def _components(bill: Any, name: str) -> Iterator[tuple[Package, bool]]:
    """The components of a bill without those of the project itself, each with whether Maven had its files.

    Of what it had it tells the digests. Raises ValueError.
    """
    listed = bill.get("components") if isinstance(bill, dict) else None
    if not isinstance(listed, list):
        raise ValueError("the bill lists no components")
    own = (bill.get("metadata") or {}).get("component") or {}
    for one in listed:
        if not isinstance(one, dict) or all(one.get(key) == own.get(key) for key in ("group", "version")):
            continue
        licences = [text for row in one.get("licenses") or () if (text := _licence(row))]
        title = f"{one.get('group') or ''}:{one.get('name')}".lstrip(":")
        package = Package(title, str(one.get("version")), " OR ".join(dict.fromkeys(licences)), name)
        yield package, bool(one.get("hashes"))


def _licence(row: Mapping[str, Any]) -> str:
    """Of several licences of one package Maven lets its users choose."""
    named = row.get("license") or {}
    return str(row.get("expression") or named.get("id") or named.get("name") or "")
