"""The feature templates of dotnet-webapi: what they render agrees, whatever the feature is."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import tree_sitter_c_sharp
from test_template_dotnet import assert_balanced
from tree_sitter import Language, Parser

from feature_renders import LONG, PROJECT, FeatureRenders
from mity.features.grammar import parse_fields
from mity.features.view import FeatureView
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
    "person": ["person:str,optional", "extra:json,max=500,optional", "more_of_it:json"],
    "switch_box": ["on_or_off:bool=true,index"],
    "ticket": [
        "change:enum,values=a+b",
        "answer:enum=B2,values=B2+c-d",
        "held_on:date,unique",
        "held_at:datetime,unique",
    ],
    "product": [r"code:str,pattern=\d+\.[a-z]{2},example=1.ab,min=4", "level:float=0", "most:bigint=7,max=9"],
    "item": ["product:ref,to=product", 'words:str=say "hi" \\ there', "count:int=0"],
    LONG: [f"{LONG[:-1]}d:str", f"{LONG[:-1]}e:ref,to=order_line,optional"],
}


RENDERS = FeatureRenders("dotnet-webapi", FIELDS)


def test_every_specification_is_taken() -> None:
    RENDERS.check()


def test_the_files_lie_where_the_template_has_them() -> None:
    assert sorted(RENDERS.files("order_line")) == [
        "src/Api/Features/OrderLines/OrderLine.cs",
        "src/Api/Features/OrderLines/OrderLineBodies.cs",
        "src/Api/Features/OrderLines/OrderLinesEndpoints.cs",
        "tests/Api.Tests/Features/OrderLinesTests.cs",
    ]
    path, _text = RENDERS.templates.migration("create", RENDERS.view("person"), 7, "")
    assert path == "src/Api/Migrations/0007_create_people.sql"


def test_the_files_are_as_the_formatter_leaves_them() -> None:
    for name, path, text in RENDERS.every():
        where = f"{name}: {path}"
        assert text.endswith("\n"), where
        assert not text.startswith("\n"), where
        assert not re.search(r"<[%\[#]|[%\]#]>\s", text), where
        assert not re.search(r"[\t\r]|[ ]$|\n\n\n|\{\n\n|\n\n *\}|^\s*\[.*\]\n\n", text, re.MULTILINE), where
        used = re.findall(r"^using ([\w.]+);$", text, re.MULTILINE)
        assert used == sorted(used, key=lambda item: (item.split(".")[0] != "System", item)), where
        base = Path(path).parent.relative_to(Path(path).parts[0]).as_posix().replace("/", ".")
        assert re.findall(r"^namespace (.+)$", text, re.MULTILINE) == [f"{base};"], where
        for line in text.splitlines():
            assert (len(line) - len(line.lstrip())) % 2 == 0, (where, line)


def without_raw_texts(text: str) -> str:
    return re.sub(r'"""\n.*?\n *"""', '"x"', text, flags=re.DOTALL)


def test_brackets_and_strings_are_balanced() -> None:
    for name, path, text in RENDERS.every():
        assert_balanced(f"{name}: {path}", without_raw_texts(text))


def test_a_parser_agrees() -> None:
    parser = Parser(Language(tree_sitter_c_sharp.language()))
    for name, path, text in RENDERS.every():
        assert not parser.parse(text.encode()).root_node.has_error, f"{name}: {path}"


NEEDS = {
    "using System.ComponentModel;": r"\[DefaultValue",
    "using System.ComponentModel.DataAnnotations;": r"\[(Range|StringLength)\(",
    "using System.Text.Json.Serialization;": r"\[Json",
    "using Api.Http;": r"\[(Pattern|ExactDecimal|JsonRule|Zoned)\b|Exact\.|JsonText\.|Page<",
    "using Api.Errors;": r"FieldError|InvalidRequestException",
    "using Microsoft.AspNetCore.Mvc;": r"\[FromQuery",
}


@each("line", NEEDS)
def test_what_is_imported_is_used_and_the_other_way_round(line: str) -> None:
    for name, path, text in RENDERS.every():
        if path.startswith("src/"):
            assert (line in text.splitlines()) == bool(re.search(NEEDS[line], text)), f"{name}: {path}"


def test_every_constraint_of_each_field_is_there() -> None:
    bodies = RENDERS.file("todo", "TodoBodies.cs")
    sent, changed = bodies.split("/// <summary>What changes")
    changed = changed.split("/// <summary>A todo as")[0]
    for part in (sent, changed):
        assert "[StringLength(200, MinimumLength = 1)]\n    public" in part
        assert '[JsonPropertyName("remind_at")]\n    [Zoned]\n    public DateTime? RemindAt' in part
        assert "[Range(0.5, 24.0)]\n    public double? Hours" in part
        assert "[Range(0, 10)]" in part
        assert '[Range(typeof(long), "-9007199254740991", "9007199254740991"' in part
        assert '[Pattern("[A-Z]{3}")]\n    public string? Code' in part
        assert '[ExactDecimal(8, 2, Maximum = "99.50")]\n    public string? Price' in part
        assert "[StringLength(10000)]\n    public string? Notes" in part
    assert "public required int Count" in sent
    assert "required" not in changed
    assert "[DefaultValue(TodoStatus.Open)]\n    public TodoStatus Status { get; init; }\n" in sent
    assert "= TicketAnswerKind.B2;" not in RENDERS.file("ticket", "TicketBodies.cs")
    assert '"on-hold")]\n    OnHold' in RENDERS.file("todo", "Todo.cs")


def test_names_that_would_collide_do_not() -> None:
    assert "public string? PersonValue { get; set; }" in RENDERS.file("person", "Person.cs")
    assert '"person"))\n        {\n            row.PersonValue = body.Value.PersonValue;' in RENDERS.file(
        "person", "Endpoints.cs"
    )
    assert "public enum TicketChangeKind" in RENDERS.file("ticket", "Ticket.cs")
    assert "db.Set<Products.Product>()" in RENDERS.file("item", "Endpoints.cs")


def test_texts_are_escaped() -> None:
    assert 'Words { get; init; } = "say \\"hi\\" \\\\ there";' in RENDERS.file("item", "ItemBodies.cs")
    assert '[Pattern("\\\\d+\\\\.[a-z]{2}")]' in RENDERS.file("product", "ProductBodies.cs")


def test_each_violation_has_its_test() -> None:
    for name in FIELDS:
        text = RENDERS.file(name, "Tests.cs")
        for field, wrong in RENDERS.view(name).violations:
            given = f'[InlineData("{field.wire.snake}")]' if wrong.missing else f'{{ "{field.wire.snake}", '
            assert given in text
        assert text.count("[Fact]") + text.count("[Theory]") >= 8


def test_the_migrations_make_what_the_models_store() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA foreign_keys = ON")
    for name in FIELDS:
        database.executescript(RENDERS.templates.migration("create", RENDERS.view(name), 1, "")[1])
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({RENDERS.view(name).many.snake})")]
        model = RENDERS.file(name, f"/{RENDERS.view(name).one.pascal}.cs")
        assert re.findall(r'HasColumnName\("(\w+)"\)', model) == columns
    for name in reversed(FIELDS):
        database.executescript(RENDERS.templates.migration("drop", RENDERS.view(name), 2, "")[1])
    assert database.execute("SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchone() == (0,)


def test_what_is_stored_already_gets_the_defaults() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript("CREATE TABLE products (id INTEGER); CREATE TABLE extras (id INTEGER);")
    database.execute("INSERT INTO extras VALUES (1)")
    made = parse_fields(
        "extra",
        [
            "words:str=it's",
            "flag:bool=true",
            "amount:decimal=2.5",
            "choice:enum=on-hold,values=open+on-hold",
            "count:int=3",
            "held_on:date,optional,unique",
            "product:ref,to=product,optional",
        ],
    )
    feature = FeatureView(made, {**RENDERS.specs, "extra": made})
    database.executescript(RENDERS.templates.migration("add", feature, 2, "", feature.fields)[1])
    assert database.execute("SELECT * FROM extras").fetchone() == (1, "it's", 1, "2.50", "OnHold", 3, None, None)
