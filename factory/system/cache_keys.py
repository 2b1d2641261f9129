"""Which cached dependency tree fits an application: its lock, its tools, this machine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from string import Template

from mity.reading import read_text
from mity.stacks.model import Shared, Stack
from mity.system.dependency_cache import DependencyCache
from mity.system.tools import Tool
from mity.text.data import parse_json
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """One shared folder of one application, under the key of what it has now."""

    spec: Shared
    key: str
    folder: Path
    exclude: tuple[str, ...]

    def take(self, trees: DependencyCache) -> str:
        """Puts the cached tree in place; what to tell about it, empty when there is none."""
        count = trees.take(self.key, self.folder, link=self._link)
        how = "linked" if self._link else "copied"
        return f"{self.spec.path}: {count} files {how} from mity's cache ({self.key[-12:]})" if count else ""

    def keep(self, trees: DependencyCache) -> None:
        """Keeps the folder for the next application."""
        trees.keep(self.key, self.folder, self.exclude, link=self._link)

    @property
    def _link(self) -> bool:
        """Links are read-only, and Windows removes no read-only file."""
        return self.spec.whole and os.name == "posix"


def shared_folders(
    stack: Stack, project: Path, tools: Mapping[str, Tool], names: Mapping[str, str]
) -> list[SharedFolder]:
    """The shared folders of an application whose key files are there.

    `names` are the names of the application: as quoted words of a key file they do not count, for two
    applications of one stack differ in nothing else there.
    """
    found = []
    for spec in stack.shared:
        texts = [_text(project, name, names) for name in spec.key]
        if all(text is not None for text in texts):
            versions = [f"{name} {tools[name].version}" for name in spec.tools]
            facts = [platform.system(), platform.machine(), *platform.libc_ver(), *versions, *map(str, texts)]
            mark = hashlib.sha256("\0".join(facts).encode()).hexdigest()[:32]
            exclude = tuple(Template(pattern).safe_substitute(names) for pattern in spec.exclude)
            found.append(
                SharedFolder(spec, f"{stack.id}-{spec.path.replace('/', '-')}-{mark}", project / spec.path, exclude)
            )
    return found


def _text(project: Path, key: str, names: Mapping[str, str]) -> str | None:
    """What one key says; None when its file is not there or not what it should be."""
    file, _, member = key.partition("#")
    try:
        text = read_text(project / file)
        if member:
            return json.dumps(parse_json(text).get(member), sort_keys=True)
    except (OSError, ValueError, AttributeError):
        return None
    for name in names.values():
        text = text.replace(f'"{name}"', '"<app>"')
    return text
