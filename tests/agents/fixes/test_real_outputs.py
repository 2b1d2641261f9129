"""Every rule has something to propose for an output of a real tool, from the text to the proposal."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from real_outputs import RULES, Sample, failure, words

from mity.agents.fixes import dotnet, general, go, java, node, python, rust
from mity.healing.model import Fix
from rows import each

HERE = Path(__file__).parent
TABLES = {path.stem.removeprefix("outputs_"): path.stem for path in sorted(HERE.glob("outputs_*.py"))}
SAMPLES: list[tuple[str, Sample]] = [
    (language, sample) for language, name in TABLES.items() for sample in importlib.import_module(name).SAMPLES
]
LANGUAGES = {
    name: {rule.id for rules in module.RULES.values() for rule in rules}
    for name, module in {"dotnet": dotnet, "go": go, "java": java, "node": node, "python": python, "rust": rust}.items()
}
GENERAL = {rule.id for rules in general.RULES.values() for rule in rules}
CASES = [pytest.param(language, one, id=f"{one.rule}-{one.log or language}") for language, one in SAMPLES]


def test_every_rule_has_an_output_and_every_table_its_own_rules() -> None:
    assert {one.rule for _, one in SAMPLES} == RULES.keys()
    for language, sample in SAMPLES:
        assert sample.rule in (GENERAL if language == "general" else LANGUAGES[language]), sample.rule


@each(("language", "sample"), CASES)
def test_the_rule_proposes(language: str, sample: Sample, tmp_path: Path) -> None:
    found = failure(sample, tmp_path)
    assert found.diagnosis.rule == (sample.row or sample.log)
    said = words(RULES[sample.rule].propose(found))
    assert re.match(sample.says, said, re.DOTALL), said or "nothing"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
@each(("language", "sample"), CASES)
def test_no_rule_of_another_language_has_a_fix(language: str, sample: Sample, tmp_path: Path) -> None:
    found = failure(sample, tmp_path)
    others = set().union(*(ids for name, ids in LANGUAGES.items() if name != language)) if language != "general" else ()
    fixes = {rule: words(one) for rule in others if isinstance(one := RULES[rule].propose(found), Fix)}
    assert not fixes
