"""Rules for the punctuation of JSON, TOML and YAML."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import yaml
from config_case import a_case, advice_of, edited, fix_of, nothing_of

from mity.agents.fixes.general.duplicate_toml_table import DuplicateTomlTable
from mity.agents.fixes.general.json_punctuation import JsonPunctuation, repair
from mity.agents.fixes.general.toml_punctuation import TomlPunctuation
from mity.agents.fixes.general.yaml_tabs import YamlTabs
from rows import each


@each(
    ("text", "value"),
    [
        ('{"a": 1,}', {"a": 1}),
        ('{"a": [1, 2,\n],\n}', {"a": [1, 2]}),
        ('{"a": 1, // one\n "b": "x//y" /* two */}', {"a": 1, "b": "x//y"}),
        ('{\n"a": 1\n"b": {"c": 2}\n"d": [1\n2]}', {"a": 1, "b": {"c": 2}, "d": [1, 2]}),
        ('# note\n{"a": "#,}"}', {"a": "#,}"}),
    ],
)
def test_json_is_mended_without_losing_a_value(tmp_path: Path, text: str, value: object) -> None:
    with pytest.raises(json.JSONDecodeError) as error:
        json.loads(text)
    case = a_case(tmp_path, f"json.decoder.JSONDecodeError: {error.value}", {"a.json": text, "b.json": "{}"})
    assert json.loads(edited(fix_of(JsonPunctuation(), case), "a.json")) == value


@each("text", ['{"a": [1, 2', '{"a": 1', "{'a': 1}", '{"a": True}', '{"a" 1}', "{a: 1}", '{"a": 1}}', '{"a": 1 2}'])
def test_json_that_is_cut_off_or_unclear_stays(text: str) -> None:
    assert repair(text) is None


def test_only_the_json_file_that_the_output_quotes(tmp_path: Path) -> None:
    output = "JSONDecodeError: Expecting value: line 1 column 7 (char 6)"
    assert nothing_of(JsonPunctuation(), a_case(tmp_path, output, {"a.json": "{\n\n,}"}))
    quoted = "JSONDecodeError: Expecting property name enclosed in double quotes: line 3 column 1 (char 3)"
    assert edited(fix_of(JsonPunctuation(), a_case(tmp_path, quoted)), "a.json").split() == ["{", "}"]
    said = advice_of(JsonPunctuation(), a_case(tmp_path, output, {"b.json": '{"a": '}))
    assert "b.json is not valid JSON" in said


GOOD = '[project]\nname = "demo"\ndependencies = [\n  "a>=1",\n  "b>=2",  # note\n]\n\n[tool.x]\ny = 1\n'


@each(
    ("old", "new"),
    [
        ('"demo"', '"demo'),
        ('"demo"', 'demo"'),
        ('"a>=1",', '"a>=1"'),
        ('  "a>=1",', '  "a>=1'),
        ('"demo"', "“demo”"),
        ('name = "demo"', 'name "demo"'),
        ("[tool.x]", "[tool.x"),
    ],
)
def test_toml_gets_the_one_sign_that_is_missing(tmp_path: Path, old: str, new: str) -> None:
    text = GOOD.replace(old, new)
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        tomllib.loads(text)
    case = a_case(tmp_path, f"tomllib.TOMLDecodeError: {error.value}", {"pyproject.toml": text})
    assert tomllib.loads(edited(fix_of(TomlPunctuation(), case), "pyproject.toml")) == tomllib.loads(GOOD)


@each("text", ["a = [1, 2\n\n[b]\nc = 1\n", "a = \n", "a = 1 2\n", 'a = """x\n'])
def test_toml_that_is_cut_off_or_unclear_stays(tmp_path: Path, text: str) -> None:
    advice_of(TomlPunctuation(), a_case(tmp_path, "TOMLDecodeError", {"pyproject.toml": text}))


def test_tables_that_stand_twice_become_one(tmp_path: Path) -> None:
    text = GOOD + '\n[tool.x]\nz = 2\n\n[project]\nname = "demo"\n'
    case = a_case(tmp_path, "Cannot declare ('tool', 'x') twice (at line 11, column 8)", {"pyproject.toml": text})
    once = edited(
        fix_of(DuplicateTomlTable(), a_case(tmp_path, case.output, {"pyproject.toml": GOOD + "\n[tool.x]\nz = 2\n"})),
        "pyproject.toml",
    )
    assert tomllib.loads(once)["tool"]["x"] == {"y": 1, "z": 2}
    same = a_case(tmp_path, case.output, {"pyproject.toml": GOOD + "\n[tool.x]\ny = 1\n"})
    assert edited(fix_of(DuplicateTomlTable(), same), "pyproject.toml") == GOOD


def test_tables_that_contradict_each_other_are_for_a_person(tmp_path: Path) -> None:
    case = a_case(
        tmp_path, "Cannot declare ('tool', 'x') twice (at line", {"pyproject.toml": GOOD + "\n[tool.x]\ny = 2\n"}
    )
    assert "defines the same thing twice" in advice_of(DuplicateTomlTable(), case)


def test_yaml_tabs(tmp_path: Path) -> None:
    output = "yaml.scanner.ScannerError: found character '\\t' that cannot start any token"
    text = "a:\n\tb: 1\n\tc:\n\t\t- 2\n"
    made = edited(fix_of(YamlTabs(), a_case(tmp_path, output, {"conf/a.yaml": text})), "conf/a.yaml")
    assert yaml.safe_load(made) == {"a": {"b": 1, "c": [2]}}
    broken = a_case(tmp_path, output, {"conf/a.yaml": "a:\n\tb: 1\n c: {\n"})
    assert "indented with tabs" in advice_of(YamlTabs(), broken)
