"""The tables of rules: every file has its rule in the table of its folder, under a name that tells the file."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import ModuleType

from mity.agents.fixes import dotnet, general, go, java, node, python, rust
from mity.agents.specialists import SPECIALISTS
from mity.healing.rules import Rank, Rule
from rows import each

FOLDERS = (general, python, java, node, rust, dotnet, go)
RULES = [rule for specialist in SPECIALISTS for rule in specialist.rules]


def written(folder: ModuleType) -> dict[type[Rule], str]:
    """The rules that the files of a folder define, with the file's name."""
    found: dict[type[Rule], str] = {}
    for info in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{info.name}")
        classes = [one for _, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == module.__name__]
        found |= {one: info.name for one in classes if issubclass(one, Rule)}
    return found


@each("folder", FOLDERS, ids=lambda folder: folder.__name__.rpartition(".")[2])
def test_every_rule_that_is_written_is_in_the_table_of_its_folder(folder: ModuleType) -> None:
    listed = [type(rule) for rules in folder.RULES.values() for rule in rules]
    assert sorted(listed, key=str) == sorted(written(folder), key=str)
    wrong = {name: one.id for one, name in written(folder).items() if one.id != name.replace("_", "-")}
    assert set(wrong) <= {"try_again"}  # it holds three


def test_every_specialist_gets_the_rules_of_all_tables() -> None:
    listed = {rule.id for folder in FOLDERS for rules in folder.RULES.values() for rule in rules}
    assert {rule.id for rule in RULES} == listed
    assert {name for folder in FOLDERS for name in folder.RULES} == {specialist.name for specialist in SPECIALISTS}


def test_a_former_id_is_nobody_elses() -> None:
    ids = [name for rule in RULES for name in (rule.id, rule.former_id) if name]
    assert len(ids) == len(set(ids))


def test_the_ranks_are_these() -> None:
    ranks = {rank: sorted(rule.id for rule in RULES if rule.rank is rank) for rank in Rank if rank is not Rank.USUAL}
    assert ranks == {
        Rank.FINAL: ["certificate", "npm-package", "upgrade-vulnerable"],
        Rank.REMEMBERED: ["restore-deleted"],
        Rank.FACTUAL: [
            *(
                "broken-environment",
                "earlier-entry",
                "go-import-path",
                "java-import-path",
                "missing-submodule",
                "misspelled-import",
                "network-in-build",
                "restore-requirement",
            ),
            "rust-import-path",
        ],
        Rank.LAST_RESORT: [
            "dotnet-report",
            "earlier-line",
            "earlier-setting",
            "go-report",
            "rebuild-environment",
            "rust-report",
        ],
    }
