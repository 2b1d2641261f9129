"""What the build of the project itself lacks: its backend or a package that setup.py imports."""

from __future__ import annotations

from typing import Any

from mity.agents.python.declaring import rewritten
from mity.agents.python.evidence import missing_name
from mity.agents.python.manifest import PYPROJECT, parsed
from mity.agents.python.misspelled import near_names
from mity.agents.python.names import canonical, distribution_of, is_stdlib
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.stacks.python.manifests import strings, table, text_of, toml
from mity.text.build_words import own_build_failed

BACKENDS = {
    "setuptools.build_meta": "setuptools",
    "setuptools.build_meta:__legacy__": "setuptools",
    "hatchling.build": "hatchling",
    "hatchling.ouroboros": "hatchling",
    "flit_core.buildapi": "flit_core",
    "poetry.core.masonry.api": "poetry-core",
    "poetry_dynamic_versioning.backend": "poetry-dynamic-versioning",
    "pdm.backend": "pdm-backend",
    "pdm.pep517.api": "pdm-pep517",
    "maturin": "maturin",
    "mesonpy": "meson-python",
    "scikit_build_core.build": "scikit-build-core",
    "uv_build": "uv_build",
    "jupyter_packaging.build_api": "jupyter-packaging",
    "whey": "whey",
}
_BRINGS = {"setuptools_scm": "setuptools_scm", "versioneer": "versioneer", "pkg_resources": "setuptools<81"}


class BuildRequirement(Rule):
    """Declares in [build-system] what a known backend or an import of setup.py needs there."""

    id = "build-requirement"
    title = "declare what the build of the project needs"

    def propose(self, failure: FailureContext) -> Proposal | None:
        module = missing_name(failure) if own_build_failed(failure.output) else ""
        build = table(toml(failure.root), "build-system")
        backend = build.get("build-backend")
        if not module or not build:
            return None
        if isinstance(backend, str) and f"{backend}.".startswith(f"{module}."):
            return self._backend(failure, backend, strings(build.get("requires")))
        name = _BRINGS.get(module, "") or ("" if is_stdlib(module) else distribution_of(module))
        if not name or module not in text_of(failure.root, "setup.py"):
            return None
        return self._declare(failure, name, f"setup.py imports {module}")

    def _backend(self, failure: FailureContext, backend: str, requires: list[str]) -> Proposal | None:
        have = {canonical(one.name) for text in requires if (one := parsed(text))}
        if backend in BACKENDS and canonical(BACKENDS[backend]) not in have:
            return self._declare(failure, BACKENDS[backend], f"{backend} builds the project")
        near = [name for name in near_names(backend, BACKENDS) if canonical(BACKENDS[name]) in have]
        meant = f"did you mean {near[0]}?" if len(near) == 1 else "correct its name, or declare what has it"
        lines = (failure.read(PYPROJECT) or "").splitlines()
        line = next((number for number, text in enumerate(lines, 1) if text.lstrip().startswith("build-backend")), 0)
        return Advice(
            f"{PYPROJECT}:{line} names the build backend {backend}, which {', '.join(requires)} do not have: {meant}"
        )

    def _declare(self, failure: FailureContext, requirement: str, why: str) -> Proposal | None:
        def change(document: Any) -> bool:
            found = document["build-system"].get("requires")
            if not isinstance(found, list):
                return False
            found.append(requirement)
            return True

        edit = rewritten(failure, PYPROJECT, change)
        title = f"{why}: add {requirement} to the requirements of the build in {PYPROJECT}"
        return Fix(self.id, title, (edit,), scope=(PYPROJECT,)) if edit else None
