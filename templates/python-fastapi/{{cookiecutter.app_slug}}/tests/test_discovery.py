import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }} import discovery, features, routers
from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.db import Base
from {{ cookiecutter.package_name }}.main import create_app

ROUTER = """
from fastapi import APIRouter

router = APIRouter(prefix="/test-only-probes")


@router.get("")
def probes() -> list[str]:
    return ["one"]
"""
MODELS = """
from sqlalchemy.orm import Mapped, mapped_column

from {{ cookiecutter.package_name }}.db import Base


class TestOnlyProbe(Base):
    __tablename__ = "test_only_probe"

    id: Mapped[int] = mapped_column(primary_key=True)
"""

Drop = Callable[[str, str], None]


@pytest.fixture
def drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drop]:
    """Puts a file into the package as its author would; it is gone after the test."""
    modules, tables = set(sys.modules), set(Base.metadata.tables)
    for package in (features, routers):
        place = tmp_path / package.__name__.rpartition(".")[2]
        place.mkdir()
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(place)])

    def write(path: str, text: str) -> None:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    yield write
    for name in set(sys.modules) - modules:
        del sys.modules[name]
    for name in set(Base.metadata.tables) - tables:
        Base.metadata.remove(Base.metadata.tables[name])


def test_feature_takes_part_without_an_edit(drop: Drop, settings: Settings) -> None:
    drop("features/test_only_probes/__init__.py", "")
    drop("features/test_only_probes/router.py", ROUTER)
    drop("features/test_only_probes/models.py", MODELS)
    with TestClient(create_app(settings)) as client:
        assert client.get("/test-only-probes").json() == ["one"]
        assert "/test-only-probes" in client.get("/openapi.json").json()["paths"]
    assert "test_only_probe" in Base.metadata.tables


def test_router_takes_part_without_an_edit(drop: Drop, settings: Settings) -> None:
    drop("routers/test_only_probes.py", ROUTER)
    with TestClient(create_app(settings)) as client:
        assert client.get("/test-only-probes").json() == ["one"]


def test_feature_may_have_no_router_and_private_modules_are_left_alone(drop: Drop) -> None:
    before = len(discovery.find_routers())
    drop("features/test_only_quiet/__init__.py", "")
    drop("routers/_test_only.py", "raise RuntimeError")
    assert len(discovery.find_routers()) == before


def test_module_without_a_router_is_named(drop: Drop) -> None:
    drop("routers/test_only_empty.py", "")
    with pytest.raises(RuntimeError, match=r"routers\.test_only_empty has no APIRouter"):
        discovery.find_routers()


def test_broken_feature_is_not_hidden(drop: Drop) -> None:
    drop("features/test_only_broken/__init__.py", "")
    drop("features/test_only_broken/router.py", "import a_module_that_is_not_there")
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_not_there"):
        discovery.find_routers()
