"""Names to stations, and the one door through which all of them come."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import pytest

from fake_stations import FakeStation, registry
from harness import Mity
from mity import DefinitionError, Station, StationRegistry, stations
from mity.plugins import installed_plugins, load_plugins
from mity.stations import BUILT_IN, PART_BY_PART, built_in
from rows import each

PLUGIN = """
from mity import Station, StationResult

class Shout(Station):
    name = "{name}"
    description = "shouts"

    def __init__(self, services):
        self.services = services

    def execute(self, context):
        return StationResult.done("HEY", {{"loud": True}})

def register(registry, services):
    registry.register(Shout(services), "shout")
"""


def third_party(folder: Path, code: str, entry: str = "shout:register", group: str = "mity.stations") -> dict[str, str]:
    """An installed package as pip leaves it, and the environment in which it is found."""
    folder.mkdir(exist_ok=True)
    (folder / "shout.py").write_text(code, encoding="utf-8")
    about = folder / "shout-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: shout\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[{group}]\nshout = {entry}\n", encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def test_what_is_installed_meanwhile_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    os.utime(tmp_path, (0, 0))  # as if it had been there for long
    assert "shout:register" not in installed_plugins("mity.stations")
    third_party(tmp_path, PLUGIN)
    assert "shout:register" in installed_plugins("mity.stations")


def test_a_station_is_found_by_its_name() -> None:
    one, two = FakeStation("one"), FakeStation("two")
    made = registry(one, two)
    assert made.get("two") is two
    assert "one" in made
    assert "three" not in made
    assert ([station.name for station in made], len(made)) == (["one", "two"], 2)


def test_a_name_is_taken_once() -> None:
    made = StationRegistry()
    made.register(FakeStation("one"), "the package a")
    with pytest.raises(DefinitionError, match="station 'one' is registered already, by the package a"):
        made.register(FakeStation("one"), "the package b")


@each("name", ["", 7, None])
def test_a_station_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(DefinitionError, match="FakeStation has no name: set the attribute `name`"):
        StationRegistry().register(FakeStation(name))


def test_one_that_is_announced_is_loaded_by_whoever_gets_it() -> None:
    made, loads = StationRegistry(), list[str]()

    def load() -> Station:
        loads.append("one")
        return FakeStation("one")

    made.announce("one", load, "the package a", lambda scope: FakeStation("one"))
    assert (list(made.keys()), "one" in made, len(made), loads) == (["one"], True, 1, [])
    with pytest.raises(DefinitionError, match="unknown station 'ome': did you mean 'one'"):
        made.get("ome")
    with pytest.raises(DefinitionError, match="'one' is registered already, by the package a"):
        made.register(FakeStation("one"))
    with pytest.raises(DefinitionError, match="'one' is registered already, by the package a"):
        made.announce("one", load, "the package b", lambda scope: FakeStation("one"))
    assert loads == []
    assert made.get("one") is made.get("one") is next(iter(made))
    assert loads == ["one"]


def test_each_built_in_station_has_the_name_of_its_file() -> None:
    assert {name: built_in(name).name for name in BUILT_IN} == {name: name for name in BUILT_IN}
    assert set(PART_BY_PART) < set(BUILT_IN)
    for file in Path(stations.__file__).parent.glob("*.py"):
        import_module(f"mity.stations.{file.stem}" if file.stem != "__init__" else "mity.stations")
    assert {
        one.name for one in all_kinds(Station) if one.__module__.startswith("mity.stations.") and hasattr(one, "name")
    } == set(BUILT_IN)
    with pytest.raises(KeyError):
        built_in("no-such-one")


def all_kinds(kind: type[Station]) -> list[type[Station]]:
    return [one for below in kind.__subclasses__() for one in (below, *all_kinds(below))]


def test_a_class_without_a_name_is_refused_too() -> None:
    class Nameless(Station):
        execute = FakeStation.execute

    with pytest.raises(DefinitionError, match="Nameless has no name"):
        StationRegistry().register(Nameless())


def test_an_unknown_name_gets_the_nearest_known_one() -> None:
    with pytest.raises(DefinitionError, match="unknown station 'scafold': did you mean 'scaffold'"):
        registry(FakeStation("scaffold"), FakeStation("build")).get("scafold")
    with pytest.raises(DefinitionError, match="known: build, scaffold"):
        registry(FakeStation("scaffold"), FakeStation("build")).get("zzz")
    with pytest.raises(DefinitionError, match="none is known"):
        StationRegistry().get("a")


def test_a_third_party_station_comes_in_by_the_door_of_ours(mity: Mity, tmp_path: Path) -> None:
    env = third_party(tmp_path / "site", PLUGIN.format(name="shout"))
    listed = mity("stations", "--json", env=env)
    assert listed.code == 0, listed.text
    names = {row["name"] for row in listed.json["stations"]}
    assert {"shout", "scaffold", "commit"} <= names


@each(
    ("code", "entry", "said"),
    [
        ("import not_there_at_all", "shout:register", "not_there_at_all"),
        ("def register(:", "shout:register", "invalid syntax"),
        ("", "shout:register", "register"),
        ("register = 7", "shout:register", "not callable"),
        (PLUGIN.format(name="scaffold"), "shout:register", "'scaffold' is registered already"),
        ("def register(registry, services): raise ValueError('odd')", "shout:register", "odd"),
    ],
    ids=["import", "syntax", "missing", "no function", "duplicate", "raises"],
)
def test_a_broken_plug_in_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, entry: str, said: str
) -> None:
    third_party(tmp_path / "site", code, entry)
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.delitem(sys.modules, "shout", raising=False)
    with pytest.raises(DefinitionError, match=f"(?s)(?=.*{said})(?=.*shout)"):
        load_plugins("mity.stations", StationRegistry(), None)
    sys.modules.pop("shout", None)


def test_a_broken_plug_in_ends_mity_with_one_sentence(mity: Mity, tmp_path: Path) -> None:
    done = mity("stations", env=third_party(tmp_path / "site", "import not_there_at_all"))
    assert done.code == 2
    assert "not_there_at_all" in done.err
    assert "`pip uninstall shout`" in done.err
