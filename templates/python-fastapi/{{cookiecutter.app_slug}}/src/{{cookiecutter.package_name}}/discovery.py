"""Finds what belongs to the application: a new file or folder takes part without an edit elsewhere.

- `routers/<name>.py` has a `router`.
- `features/<name>/` may have `router.py` with a `router`, and `models.py` with database models.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from fastapi import APIRouter

from . import features, routers


def _names(package: ModuleType) -> list[str]:
    found = (module.name for module in pkgutil.iter_modules(package.__path__))
    return [f"{package.__name__}.{name}" for name in sorted(found) if not name.startswith("_")]


def _feature_modules(part: str) -> Iterator[ModuleType]:
    for feature in _names(features):
        name = f"{feature}.{part}"
        importlib.import_module(feature)
        if importlib.util.find_spec(name) is not None:
            yield importlib.import_module(name)


def _router(module: ModuleType) -> APIRouter:
    router = getattr(module, "router", None)
    if not isinstance(router, APIRouter):
        raise RuntimeError(f"{module.__name__} has no APIRouter called 'router'")  # noqa: TRY004
    return router


def find_routers() -> list[APIRouter]:
    """All routers: those of the application first, then those of the features, each in order of name."""
    modules = [importlib.import_module(name) for name in _names(routers)]
    return [_router(module) for module in (*modules, *_feature_modules("router"))]


def import_models() -> None:
    """Imports the models of all features, so that `Base.metadata` knows every table."""
    for _module in _feature_modules("models"):
        pass
