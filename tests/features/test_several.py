"""Several features in one file: each behind those it refers to, one plan, one proof, one commit, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from features.conftest import AppFixture
from harness import git
from mity.errors import UsageError
from mity.features.specfile import MOST, parse_specs
from rows import each

SHOP = """\
features:
  - name: booking
    fields:
      - {name: placed, type: date}
      - {name: buyer, type: ref, to: customer}
  - name: customer
    fields:
      - {name: title, type: str, max: 80, unique: true}
    acceptance: [a name is asked for]
"""


def row(name: str, more: str = "") -> str:
    return f"{{name: {name}, fields: [{{name: a, type: int}}{more}]}}"


def test_each_stands_behind_those_that_it_refers_to() -> None:
    assert [one.name for one in parse_specs(SHOP, "shop.yaml")] == ["customer", "booking"]
    page = f"# Shop\n\n```yaml\n{SHOP}```\n"
    assert parse_specs(page, "shop.md") == parse_specs(SHOP, "shop.yaml")


@each(
    ("text", "said"),
    [
        ("features: []", "a.yaml: `features` must be a list of mappings with `name` and `fields`"),
        ("features: {}", "a.yaml: `features` must be a list"),
        ("features: [a]", "a.yaml: `features` must be a list"),
        (f"features: [{row('a')}, {{fields: []}}]", "a.yaml: feature 2 of `features` has no `name`"),
        (f"name: x\nfeatures: [{row('a')}]", "a.yaml has `name` beside `features`: write it within one of them"),
        (f"features: [{row('a')}, {row('a')}]", "a.yaml: two features are called 'a'"),
        ("features: [{name: ab, fields: [{name: x, type: in}]}]", "a.yaml, feature 'ab': field 'x', type: there is no"),
        ("features: [{name: [1], fields: []}]", "a.yaml, feature '[1]': name: input should be a valid string"),
        (
            f"features: [{row('a', ', {name: b, type: ref, to: b}')}, {row('b', ', {name: c, type: ref, to: a}')}]",
            "a.yaml: cyclic references cannot be made: a → b → a",
        ),
        (f"features: [{', '.join(row(f'a{n}') for n in range(MOST + 1))}]", f"{MOST + 1} features: {MOST} at the most"),
    ],
)
def test_files_of_several_that_cannot_be(text: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_specs(text, "a.yaml")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


LONG = "x" * 9_000


@each(
    "text",
    [
        f"features: [{row(LONG)}]",
        f"features: [{{name: [{LONG}], fields: []}}]",
        f"name: {LONG}\nfields: [{{name: t, type: str}}]",
        f"name: ab\nplural: {LONG}\nfields: [{{name: t, type: str}}]",
        f"name: ab\nfields: [{{name: {LONG}, type: str}}]",
        f"name: ab\nfields: [{{name: t, type: {LONG}}}]",
        f"name: ab\nfields: [{{name: t, type: str, default: {LONG}}}]",
        f"name: ab\nfields: [{{name: t, type: ref, to: {LONG}}}]",
    ],
)
def test_a_sentence_stays_one_whatever_a_file_says(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_specs(text, "a.yaml")
    assert str(error.value).startswith("a.yaml")
    assert len(str(error.value)) < 600


def test_what_people_check_has_a_place_with_each() -> None:
    with pytest.raises(UsageError, match="write what people check as `acceptance` of each"):
        parse_specs(f"```yaml\n{SHOP}```\n## Acceptance\n- all is well\n", "a.md")


def test_they_land_together_in_one_proof(bare: AppFixture, tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP, encoding="utf-8")
    before = bare.state
    shown = bare("add-feature", "--spec", str(file), "--dry-run")
    assert (shown.code, bare.state) == (0, before), shown.text
    assert "customer: a name is asked for" in shown.out
    commits = len(bare.subjects)
    done = bare("add-feature", "--spec", str(file), "--branch", "--json")
    assert done.code == 0, done.text
    assert (bare.subjects[0], len(bare.subjects)) == ("Add the features customer and booking", commits + 1)
    assert git(bare.root, "branch", "--show-current").strip() == "feature/customer-booking"
    evidence = {row["station"]: row["result"]["evidence"] for row in done.json["results"]}
    assert {name: red["exit_code"] for name, red in evidence["implement"]["red"]["features"].items()} == {
        "customer": 1,
        "booking": 1,
    }
    assert "CREATE TABLE customers" in bare.text("migrations/001_create_customers.sql")
    assert "after 001_create_customers\nCREATE TABLE bookings" in bare.text("migrations/002_create_bookings.sql")
    listed = bare("features", "--json").json["features"]
    assert {one["name"]: (one["refers_to"], one["drift"]) for one in listed} == {
        "customer": ([], {}),
        "booking": (["customer"], {}),
    }
    again = bare("add-feature", "--spec", str(file))
    assert (again.code, "customer, booking are already there" in again.out) == (0, True), again.text
    file.write_text(SHOP + "  - {name: note, fields: [{name: text, type: text}]}\n", encoding="utf-8")
    more = bare("add-feature", "--spec", str(file), "--json")
    assert (more.code, bare.subjects[0]) == (0, "Add and change the features customer, booking and note"), more.text
