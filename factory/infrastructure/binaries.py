"""The programs that read Terraform's language, as met on this machine, and the providers that lie here for them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mity.stacks.requirement import Requirement
from mity.system.tools import Tool, Toolbox
from mity.text.records import dataclass

_GET = {
    "terraform": "https://developer.hashicorp.com/terraform/install",
    "tofu": "https://opentofu.org/docs/intro/install",
    "tflint": "https://github.com/terraform-linters/tflint",
    "hcl2tojson": "pip install python-hcl2",
    "moto_server": "pip install 'moto[server]'",
}
_HOSTS = {"terraform": "registry.terraform.io", "tofu": "registry.opentofu.org"}
_FOLDERS = ("~/.terraform.d/plugins", "~/.local/share/terraform/plugins", "/usr/local/share/terraform/plugins")
_SOURCE = re.compile(r'^\s*source\s*=\s*"(?:[\w.-]+\.[\w.-]+/)?([\w-]+/[\w-]+)"', re.MULTILINE)
_ANY_SOURCE = re.compile(r'^\s*source\s*=\s*"([^"./][^"]*)"', re.MULTILINE)
_OF_PROVIDER = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+/)?[\w-]+/[\w-]+")
PROVIDERS = "MITY_TERRAFORM_PROVIDERS"
"""The variable that names a folder of providers, laid out as `terraform providers mirror` does."""
MIRROR = "providers"


@dataclass(frozen=True, slots=True)
class Binaries:
    """What is there: Terraform or OpenTofu or both, the linter, the emulator of AWS.

    `parser` is looked up where neither of the first two is there.
    """

    engines: tuple[Tool, ...]
    parser: Tool
    tflint: Tool
    emulator: Tool
    missing: tuple[str, ...]


def binaries(toolbox: Toolbox) -> Binaries:
    """Looks the programs up."""
    found = {name: toolbox.resolve(_wanted(name)) for name in (*_HOSTS, "tflint")}
    emulator = Toolbox(may_start=lambda tool: False).resolve(_wanted("moto_server"))  # it cannot tell its version
    engines = tuple(found[name] for name in _HOSTS if found[name].ready)
    missing = tuple(found[name].problem for name in _HOSTS if not found[name].ready)
    parser = Tool(_wanted("hcl2tojson")) if engines else toolbox.resolve(_wanted("hcl2tojson"))
    return Binaries(engines, parser, found["tflint"], emulator, missing)


def _wanted(name: str) -> Requirement:
    version = ">=1.10" if name in _HOSTS else ">=8" if name == "hcl2tojson" else ""
    return Requirement(tool=name, version=version, optional=True, get={"any": _GET[name]})


def required_providers(texts: Iterable[str]) -> set[str]:
    """The sources of providers, such as `hashicorp/aws`, that files of Terraform name."""
    return {source for text in texts for source in _SOURCE.findall(text) if not source.startswith("modules/")}


def names_modules(texts: Iterable[str]) -> bool:
    """Whether files of Terraform name modules that are fetched from elsewhere."""
    return any(not _OF_PROVIDER.fullmatch(source) for text in texts for source in _ANY_SOURCE.findall(text))


def mirror(engine: Tool, wanted: set[str], scratch: Path) -> Path | None:
    """A folder below `scratch` with links to the providers that lie on this machine, as the engine looks for them.

    None when one of those `wanted` is not among them: the engine then asks its registry.
    """
    target = scratch / f"{MIRROR}-{engine.name}" / _HOSTS[engine.name]
    found: set[str] = set()
    for folder in places():
        for source in sorted(wanted - found):
            for platform in folder.glob(f"*/{source}/*/*_*"):
                link = target / source / platform.parent.name / platform.name
                if not platform.is_dir():
                    continue
                found.add(source)
                if not link.exists():
                    link.parent.mkdir(parents=True, exist_ok=True)
                    link.symlink_to(platform.resolve())
    return target.parent if wanted and found == wanted else None


def places() -> Iterator[Path]:
    """The folders in which providers may lie."""
    named = [os.environ.get(PROVIDERS, ""), os.environ.get("TF_PLUGIN_CACHE_DIR", "")]
    for name in (*named, *_FOLDERS):
        if name and (folder := Path(name).expanduser()).is_absolute() and folder.is_dir():
            yield folder
