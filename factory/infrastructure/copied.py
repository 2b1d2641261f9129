"""A copy of infrastructure in which programs may leave what they like: the application's own folder stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mity.errors import UsageError
from mity.infrastructure.binaries import mirror, names_modules, required_providers
from mity.infrastructure.rendered import FOLDER
from mity.reading import read_text
from mity.system.scratch import Scratch
from mity.system.tools import Tool
from mity.system.trees import copy_tree, tree
from mity.text.records import dataclass

_FOLDERS = (FOLDER, "infra", "terraform", "iac", ".")
_LEFT_OVER = (".terraform", ".terraform.lock.hcl", "*.tfstate", "*.tfstate.*", "terraform.tfvars")
_OTHERS = (".git", ".mity", "node_modules", ".venv")
_QUIET = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "TF_CLI_ARGS": ""}
_MOST = 400


@dataclass(frozen=True, slots=True)
class Copied:
    """The copy: `folder` holds it, `name` is what it is called in the application, `texts` are its files of Terraform.

    `scratch` is a folder beside it.
    """

    folder: Path
    name: str
    texts: dict[str, str]
    scratch: Path

    @property
    def roots(self) -> list[str]:
        """The folders that are applied by themselves, relative, the deepest first; modules are parts of them."""
        folders = {path.rpartition("/")[0] for path in self.texts if path.endswith(".tf")}
        own = {folder for folder in folders if "modules" not in folder.split("/")}
        return sorted(own, key=lambda folder: (-len(folder.split("/")) if folder else 0, folder))

    def called(self, root: str) -> str:
        """A root as people find it in the application."""
        return f"{self.name}/{root}".strip("/").removeprefix("./") or "."

    @property
    def wanted(self) -> set[str]:
        """The sources of the providers that it names."""
        return required_providers(self.texts.values())

    def environment(self, engine: Tool) -> dict[str, str]:
        """What the engine must find in its environment: no questions, and its data beside the copy."""
        return {**_QUIET, "TF_PLUGIN_CACHE_DIR": ""} | {"TF_DATA_DIR": str(self.scratch / f"data-{engine.name}")}

    def complete(self, engines: Iterable[Tool]) -> bool:
        """Whether nothing has to be fetched for engines: all providers lie here, and all modules are its own."""
        here = all(self.mirror(one) for one in engines) if self.wanted else True
        return here and not names_modules(self.texts.values())

    def mirror(self, engine: Tool) -> Path | None:
        """The folder of providers for an engine, None when one is not on this machine."""
        return mirror(engine, self.wanted, self.scratch)


def infrastructure_of(project: Path) -> Path:
    """The folder of a project that holds its files of Terraform. Raises UsageError when there is none."""
    for name in _FOLDERS:
        folder = project / name
        if folder.is_dir() and any(folder.glob("*.tf")):
            return folder
    raise UsageError(f"{project} has no files of Terraform: `mity iac {project} --cloud aws|azure|gcp` writes some")


@contextmanager
def copied(project: Path) -> Iterator[Copied]:
    """A copy of a project's infrastructure, thrown away at the end. Raises UsageError, StorageError."""
    folder = infrastructure_of(project)
    with Scratch("iac") as scratch:
        copy = scratch / "copy"
        copy_tree(folder, copy, (*_LEFT_OVER, *_OTHERS))
        texts = {path.as_posix(): _read(copy / path) for path in tree(copy) if path.suffix == ".tf"}
        if len(texts) > _MOST:
            raise UsageError(f"{folder} has more than {_MOST} files of Terraform: name a smaller folder")
        yield Copied(copy, folder.relative_to(project).as_posix(), texts, scratch)


def _read(path: Path) -> str:
    try:
        return read_text(path)
    except OSError as error:
        raise UsageError(f"cannot read {path.name}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not UTF-8: save it as such") from error
