"""The table of known errors: every row is sound, and every recorded output is understood by its row."""

from __future__ import annotations

import re
from itertools import cycle

import pytest
from log_samples import DISGUISES, FAILURES, SUCCESSES, read

from mity.agents.classify import advice, classify
from mity.agents.signatures import Row, SignatureError, parse, rows
from mity.agents.signatures.literals import required_literal
from mity.healing.model import Diagnosis, ErrorType

ROWS = {row.id: row for row in rows()}
HOSTS = re.compile(r"npmjs|pypi\.org|pythonhosted|maven\.org|repo\.maven|crates\.io|/root/|/tmp/")


def test_every_row_says_where_its_form_comes_from() -> None:
    assert [row.id for row in ROWS.values() if not row.sample and not row.source] == []


def test_every_pattern_compiles_and_names_only_what_its_subject_needs() -> None:
    for row in ROWS.values():
        wanted = set(re.findall(r"\{(\w+)\}", row.subject + row.advice)) - {"subject"}
        assert wanted <= set(row.regex.groupindex), row.id
        assert row.veto is None or row.unless, row.id


def test_every_sample_has_a_row_and_every_named_sample_exists() -> None:
    assert sorted(row.sample for row in ROWS.values() if row.sample) == FAILURES


@pytest.mark.parametrize("name", FAILURES)
def test_a_row_is_the_verdict_for_its_sample(name: str) -> None:
    found = classify(read(name))
    assert found is not None
    assert (found.rule, found.tool) == (name.removesuffix(".log"), ROWS[found.rule].tool)
    assert found.evidence
    assert 0 < found.confidence <= 1
    assert all(line.rstrip() in read(name) for line in found.evidence)


@pytest.mark.parametrize(("name", "disguise"), list(zip(FAILURES, cycle(DISGUISES), strict=False)))
def test_a_disguise_does_not_change_the_verdict(name: str, disguise: str) -> None:
    plain, disguised = classify(read(name)), classify(DISGUISES[disguise](read(name)))
    assert plain is not None
    assert disguised is not None
    assert (disguised.rule, disguised.error_type, disguised.fingerprint) == (
        plain.rule,
        plain.error_type,
        plain.fingerprint,
    )


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("name", FAILURES[::16])
def test_no_sample_is_lost_in_any_disguise(name: str, disguise: str) -> None:
    found = classify(DISGUISES[disguise](read(name)))
    assert found is not None
    assert found.rule == name.removesuffix(".log")


@pytest.mark.parametrize("name", SUCCESSES)
@pytest.mark.parametrize("code", [None, 0])
def test_a_success_is_not_a_failure(name: str, code: int | None) -> None:
    assert classify(read(name), exit_code=code) is None


def test_no_sample_names_a_registry_or_a_machine() -> None:
    assert {name: HOSTS.findall(read(name)) for name in (*FAILURES, *SUCCESSES) if HOSTS.search(read(name))} == {}


def test_advice_names_the_subject() -> None:
    found = classify(read("uv.lock-outdated.log"))
    missing = classify(read("npm.missing-script.log"))
    assert found is not None
    assert missing is not None
    assert "uv lock" in advice(found)
    assert missing.subject in advice(missing)
    assert "free one" in advice(Diagnosis(ErrorType.PORT, rule="somebody.elses"))


BAD_ROWS = {
    'id = "a"': "missing",
    "id = \"a\"\npattern = 'abcd'\ncolour = 1": "colour",
    "id = \"a\"\npattern = 'abcd'\ntype = 'Boom'": "Boom",
    "id = \"a\"\npattern = 'abcd'\nrole = 'boss'": "role",
    "id = \"a\"\npattern = '(a|b)'": "literal",
}


@pytest.mark.parametrize(("row", "about"), BAD_ROWS.items())
def test_a_bad_row_is_refused_with_its_name(row: str, about: str) -> None:
    with pytest.raises(SignatureError, match=rf"x\.toml: a.*{about}"):
        parse(f"[[row]]\n{row}\n", "x.toml")


def test_a_row_takes_what_its_file_says_for_all() -> None:
    [row] = parse("tool = 'gcc'\nsource = 'manual'\n[[row]]\nid = 'a'\npattern = 'abcd'\n", "x.toml")
    assert isinstance(row, Row)
    assert (row.tool, row.source, row.literals) == ("gcc", "manual", ("abcd",))


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        (r"^error: (?:a|b) not found", " not found"),
        (r"colou?r red", "r red"),
        (r"ab[cd]\.xyz{2}w", ".xy"),
        (r"one|two", ""),
        (r"\d+ ab", " ab"),
        (r"(only inside)", ""),
        (r"[]x]tail", "tail"),
    ],
)
def test_the_literal_of_a_pattern_is_text_it_cannot_match_without(pattern: str, literal: str) -> None:
    assert required_literal(pattern) == literal
