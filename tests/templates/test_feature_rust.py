"""The feature templates of rust-api: what they render agrees, whatever the feature is."""

from __future__ import annotations

import re
import sqlite3

import pytest

from feature_renders import LONG, PROJECT, FeatureRenders
from mity.errors import UsageError
from mity.features.check import check_feature
from mity.features.grammar import parse_fields
from mity.features.model import FeatureSpec
from mity.features.view import FeatureView, views
from rows import each

FIELDS = {
    "project": PROJECT,
    "todo": [
        "title:str,min=1,max=200",
        "done:bool=false",
        "due:date,optional",
        "remind_at:datetime,optional",
        "status:enum=open,values=open+closed+on-hold",
        "hours:float,min=0.5,max=24,optional",
        "count:int,min=0,max=10",
        "big:bigint,optional",
        "code:str,pattern=[A-Z]{3},example=ABC,optional",
        "token:uuid,optional",
        "price:decimal,p=8,s=2,max=99.5,optional",
        "notes:text,optional",
        "project:ref,to=project",
        "reviewer:ref,to=project,optional,on_delete=set_null",
    ],
    "order_line": ["quantity:int", "todo:ref,to=todo,on_delete=cascade", "price:decimal=1.5"],
    "person": ["person_code:str,optional", "more_of_it:json,max=500", "lines:many,to=order_line"],
    "flag": ["raised:bool,optional"],
    "switch_box": ["a:bool=true,index", "b:bool=true", "c:bool=false", "d:bool"],
    "ticket": ["side:enum,values=self+other-one", "held_on:date,unique", "email:str,max=9", "mail:email"],
    "product": [
        r"code:str,pattern=\d+\.[a-z]{2},example=1.ab,min=4",
        "level:float=0,max=1000000.123456",
        "most:bigint=7",
    ],
    "item": ["product:ref,to=product", 'words:str=say "hi" \\ there', "size:int=-1000000", "prose:text,max=100000"],
    "chore": [
        *("title:str,min=1,max=200", "notes:text,optional", "size:int,min=1,max=10", "big:bigint,optional"),
        *("ratio:float,optional", "price:decimal=1.50,p=9,s=2", "done:bool=false", "due:date,optional"),
        *("starts_at:datetime,optional", "token:uuid,unique", "mail:email,optional", "site:url,optional"),
        *("status:enum=open,values=open+closed+in-progress", "project:ref,to=project"),
    ],
    LONG: [*(f"{LONG[:-1]}{end}:str,index" for end in "defghijklmnopqrstuvwxyz"), "z:ref,to=order_line,optional"],
}


RENDERS = FeatureRenders("rust-api", FIELDS, package_name="shop")
APP = RENDERS.template / "{{cookiecutter.app_slug}}"


WORDS = {"auto_id": "INTEGER PRIMARY KEY AUTOINCREMENT", "decimal": "BIGINT"}
"""What words in braces stand for on SQLite, beside TEXT."""


def for_sqlite(text: str) -> str:
    """A migration as SQLite gets it: without the parts for PostgreSQL, and with its words."""
    text = re.sub(r"^--! postgres\n.*?(?=^--! |\Z)", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\{(\w+)\}", lambda found: WORDS.get(found[1], "TEXT"), text)


def migration(kind: str, name: str) -> str:
    return for_sqlite(RENDERS.templates.migration(kind, RENDERS.view(name), 7, "")[1])


def test_every_specification_is_taken() -> None:
    RENDERS.check()


def test_the_files_lie_where_the_template_has_them() -> None:
    base = "src/features/order_lines"
    names = ["mod.rs", "model.rs", "routes.rs"]
    assert sorted(RENDERS.files("order_line")) == [*(f"{base}/{name}" for name in names), "tests/order_lines.rs"]
    assert (
        RENDERS.templates.migration("create", RENDERS.view("person"), 7, "")[0] == "migrations/0007_create_people.sql"
    )


@each("name", FIELDS)
def test_the_files_are_whole(name: str) -> None:
    for path, text in RENDERS.files(name).items():
        assert text.startswith("//! "), path
        assert text.endswith("}\n") or path.endswith("/mod.rs"), path
        assert not re.search(r"<[%\[#][ -]|[ -][%\]#]>", text), path
        assert not re.search(r"[\t\r]|[ ]$|\n\n\n|\{\n\n|\n\n *\}", text, re.MULTILINE), path
        bare = re.sub(r"'.'|\"(?:\\.|[^\"\\])*\"|//.*", "", text)
        for left, right in ("()", "[]", "{}"):
            assert bare.count(left) == bare.count(right), path


IMPORTS = {
    "choices,": r"choices! \{",
    "patterns\\b": r"\bPattern\b|patterns::",
    "Pattern\\b": r": Pattern = ",
    "Date\\b": r"[<:] ?Date\b",
    "Decimal\\b": r"Decimal<\d",
    "Uuid\\b": r"\bUuid>|: Uuid\b",
    "choice\\b": r"\bchoice::",
}


@each("name", FIELDS)
def test_what_is_imported_is_used_and_the_other_way_round(name: str) -> None:
    text = RENDERS.file(name, "model.rs")
    head, body = re.split(r"^\};$", text, maxsplit=1, flags=re.MULTILINE)
    head = "\n".join(line for line in head.splitlines() if not line.startswith(("//!", "#!")))
    for imported, used in IMPORTS.items():
        assert bool(re.search(rf"\b{imported}", head)) == bool(re.search(used, body)), imported


def rules(name: str, what: str) -> dict[str, str]:
    """What garde checks, by field."""
    body = RENDERS.file(name, "model.rs").split(f"pub struct {what} {{")[1].split("\n}\n")[0]
    return {field: rule for rule, field in re.findall(r"#\[garde\((.*?)\)\]\n(?:    [^p].*\n)*    pub (\w+):", body)}


def test_every_constraint_of_each_field_is_there() -> None:
    expected = {
        "title": "length(chars, min = 1, max = 200)",
        "hours": "range(min = 0.5, max = 24.0)",
        "count": "range(min = 0, max = 10)",
        "big": "range(min = -9_007_199_254_740_991, max = 9_007_199_254_740_991)",
        "code": "length(chars, max = 200), pattern(CODE)",
        "price": "range(min = Decimal::of(-99_999_999), max = Decimal::of(9_950))",
        "notes": "length(chars, max = 10_000)",
    }
    unruled = dict.fromkeys(("done", "due", "remind_at", "status", "token", "project_id", "reviewer_id"), "skip")
    for what in ("TodoCreate", "TodoUpdate"):
        assert rules("todo", what) == {**expected, **unruled}
    assert rules("product", "ProductCreate")["level"] == "range(max = 1_000_000.123_456)"
    text = RENDERS.file("todo", "model.rs")
    assert 'static CODE: Pattern = Pattern::new("^(?:[A-Z]{3})$");' in text
    assert '.refer("project_id", "projects", self.project_id)' in text
    assert '.sent_reference("reviewer_id", "projects", self.reviewer_id)' in text
    assert 'Closed = "closed",\n        OnHold = "on-hold",' in text
    assert "} default Open\n}" in text
    assert "schema_with = choice::or_default::<TodoStatus>" in text
    assert 'SelfSame = "self",' in RENDERS.file("ticket", "model.rs")
    assert "pattern(patterns::EMAIL)" in RENDERS.file("ticket", "model.rs")
    assert text.count("#[serde(deny_unknown_fields)]") == 2


def test_addresses_are_what_mity_says_they_are() -> None:
    """The patterns of e-mail and web addresses are the application's own; the document has those of the fields."""
    ours = (APP / "src/patterns.rs").read_text(encoding="utf-8")
    for one in RENDERS.view("project").fields:
        if one.type in ("email", "url"):
            assert f'r"^(?:{one.pattern})$"' in ours


def test_the_structs_have_every_field_with_its_type() -> None:
    text = RENDERS.file("todo", "model.rs")
    fields = {
        what: re.findall(r"pub (\w+): (.+),", text.split(f"pub struct {what} {{")[1].split("\n}")[0])
        for what in ("Todo", "TodoCreate", "TodoUpdate")
    }
    assert fields["Todo"] == [
        ("id", "i64"),
        *fields["TodoCreate"],
        ("created_at", "Timestamp"),
        ("updated_at", "Timestamp"),
        ("row_version", "i32"),
    ]
    assert dict(fields["TodoUpdate"]) == {name: f"Option<{kind}>" for name, kind in fields["TodoCreate"]}
    assert dict(fields["TodoCreate"])["price"] == "Option<Decimal<2>>"


def test_each_field_is_stored_and_listed() -> None:
    for name in FIELDS:
        text = RENDERS.file(name, "model.rs")
        view = RENDERS.view(name)
        names, listed, manys = ([one.wire.snake for one in some] for some in (view.stored, view.listed, view.manys))
        assert re.findall(r"\.(?:set|refer)\(\"(\w+)\"", text) == names
        assert re.findall(r"\.sent(?:_reference)?\(\"(\w+)\"", text) == names
        assert re.findall(r"Column::\S+\(\"(\w+)\"", text) == ["id", *listed, "created_at", "updated_at"]
        assert re.findall(r"^            name: \"(\w+)\",$", text, re.MULTILINE) == manys
        assert len(re.findall(r"\.(?:sent_)?link\(", text)) == 2 * len(manys)


def test_a_resource_of_14_fields_stays_under_600_lines() -> None:
    files = RENDERS.files("chore")
    assert len(RENDERS.view("chore").fields) == 14
    assert sum(text.count("\n") for text in files.values()) < 600


def test_texts_are_escaped() -> None:
    assert '"say \\"hi\\" \\\\ there".to_owned()' in RENDERS.file("item", "model.rs")
    assert '"^(?:\\\\d+\\\\.[a-z]{2})$"' in RENDERS.file("product", "model.rs")
    assert "max_length = 100000)" in RENDERS.file("item", "model.rs")
    assert "unreadable_literal" in RENDERS.file("item", "model.rs")


def test_each_violation_has_its_test() -> None:
    for name in FIELDS:
        text = RENDERS.file(name, f"tests/{RENDERS.view(name).many.snake}.rs")
        for field, wrong in RENDERS.view(name).violations:
            given = f'"{field.wire.snake}"' if wrong.missing else f'("{field.wire.snake}", json!('
            assert given in (text.split("resources::needs(")[1].split(").await")[0] if wrong.missing else text)
        assert text.count("#[tokio::test]") >= 8
        assert all(f"/api/{one.many.kebab}" in text for one in RENDERS.view(name).ancestors)


def test_the_registry_lists_all_and_is_the_templates_own_when_there_are_none() -> None:
    [text] = RENDERS.templates.derived(views(RENDERS.specs)).values()
    names = sorted(RENDERS.view(name).many.snake for name in FIELDS)
    assert re.findall(r"^pub mod (\w+);$", text, re.MULTILINE) == names
    assert re.findall(r"^    (\w+)::routes,$", text, re.MULTILINE) == names
    empty = RENDERS.templates.derived([])
    assert empty == {"src/features/mod.rs": (APP / "src/features/mod.rs").read_text(encoding="utf-8")}


def test_the_migrations_make_what_is_stored_and_take_it_away() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA foreign_keys = ON")
    for name in FIELDS:
        database.executescript(migration("create", name))
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({RENDERS.view(name).many.snake})")]
        manys = {one.wire.snake for one in RENDERS.view(name).manys}
        struct = RENDERS.file(name, "model.rs").split(f"pub struct {RENDERS.view(name).one.pascal} {{")[1]
        members = re.findall(r"^    pub (\w+):", struct.split("\n}")[0], re.MULTILINE)
        assert [member for member in members if member not in manys] == columns
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'index'")]
    assert all(len(name) <= 63 for name in names)
    for name in reversed(FIELDS):
        database.executescript(migration("drop", name))
    assert database.execute("SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchone() == (0,)


def test_what_is_stored_already_gets_the_defaults() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA foreign_keys = ON")
    database.executescript("CREATE TABLE products (id INTEGER); CREATE TABLE extras (id INTEGER);")
    database.execute("INSERT INTO extras VALUES (1)")
    fields = ["words:str=it's", "lit:bool=true", "amount:decimal=2.5", "kind:enum=on-hold,values=open+on-hold"]
    more = ["count:int=-3", "ratio:float=0.5", "held:date,optional,unique", "product:ref,to=product,optional"]
    made = parse_fields("extra", [*fields, *more])
    feature = FeatureView(made, {**RENDERS.specs, "extra": made})
    text = RENDERS.templates.migration("add", feature, 2, "", feature.fields)[1]
    assert "--! postgres\nALTER TABLE extras ADD COLUMN amount {decimal}(12, 2) NOT NULL DEFAULT 2.50;" in text
    database.executescript(for_sqlite(text))
    assert database.execute("SELECT * FROM extras").fetchone() == (1, "it's", 1, 250, "on-hold", -3, 0.5, None, None)


def test_tables_of_version_1_become_those_of_version_2() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(
        "CREATE TABLE todos (id INTEGER, due VARCHAR(10)); INSERT INTO todos VALUES (1, '2024-02-28');"
    )
    text = RENDERS.templates.migration("since-2.0.0", RENDERS.view("todo"), 2, "")[1]
    for change in ("due TYPE DATE USING due::DATE", "token TYPE UUID USING token::UUID", "USING price * 0.01"):
        assert change in text
    database.executescript(for_sqlite(text))
    assert database.execute("SELECT * FROM todos").fetchall() == [(1, "2024-02-28", 0)]


@each("name", ["health", "api", "common", "timestamp", "type", "order", "self"])
def test_names_that_the_application_or_rust_needs_are_refused(name: str) -> None:
    fields = [{"name": "raised", "type": "bool"}]
    spec = FeatureSpec.model_validate({"name": name, "plural": f"{name}_all", "fields": fields})
    with pytest.raises(UsageError):
        check_feature(spec, RENDERS.rules, {})
