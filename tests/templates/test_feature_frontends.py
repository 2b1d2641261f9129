"""The feature templates of React, Vue and Angular: what they render agrees, whatever the feature is."""

from __future__ import annotations

import json
import posixpath
import re

import pytest

from feature_renders import FIELDS, FeatureRenders
from mity.changes.protected import matches
from mity.errors import UsageError
from mity.features.check import check_feature
from mity.features.grammar import parse_fields
from mity.features.view import FeatureView, views
from rendering import app_sources
from rows import each

STACKS = {"frontend-react": "tsx", "frontend-vue": "vue"}
ANGULAR = "frontend-angular"
BOTH = each("stack", list(STACKS))
ALL = each("stack", [*STACKS, ANGULAR])
EVERY = each("name", list(FIELDS))


RENDERS_BY_STACK = {stack: FeatureRenders(stack, FIELDS) for stack in (*STACKS, ANGULAR)}


def rendered(stack: str, name: str) -> dict[str, str]:
    return RENDERS_BY_STACK[stack].files(name)


def text_of(stack: str, name: str, ending: str) -> str:
    return RENDERS_BY_STACK[stack].file(name, ending, lambda text: re.sub(r"\s+", " ", text))


@ALL
def test_every_specification_is_taken(stack: str) -> None:
    RENDERS_BY_STACK[stack].check()


@BOTH
def test_the_files_lie_where_the_template_has_them(stack: str) -> None:
    end = STACKS[stack]
    pages = [f"OrderLineItem{part}.{end}" for part in ("CreatePage", "DetailPage", "EditPage", "Inputs", "ListPage")]
    modules = ["OrderLineItemPages.test.ts", "api.ts", "feature.ts", "fields.test.ts", "fields.ts", "samples.ts"]
    assert sorted(rendered(stack, "order_line_item")) == [
        f"src/features/order-line-items/{name}" for name in sorted([*pages, *modules])
    ]


@pytest.mark.slow
@ALL
@EVERY
def test_nothing_is_left_unrendered_and_every_import_is_there(stack: str, name: str) -> None:
    known = {path for one in FIELDS for path in rendered(stack, one)} | set(app_sources(stack))
    for path, text in rendered(stack, name).items():
        assert not re.search(r"<\[|\]>|<%|%>|<#|#>|\bNone\b|\bTrue\b|\bFalse\b", text), path
        assert text.endswith("\n")
        assert not text.startswith("\n")
        for target in re.findall(r'(?:from|import\()\s*"(\.[^"]+)"', text):
            at = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            places = [at, *(f"{at}{end}" for end in (".ts", ".tsx", "/index.ts"))]
            assert any(place in known for place in places), (path, target)


@ALL
@EVERY
def test_what_is_imported_is_used(stack: str, name: str) -> None:
    for path, text in rendered(stack, name).items():
        for names in re.findall(r'import (?:type )?\{([^}]+)\} from "', text):
            for one in (part.strip().removeprefix("type ") for part in names.split(",")):
                word = one.split(" as ")[-1]
                assert len(re.findall(rf"\b{re.escape(word)}\b", text)) > 1, (path, word)


@ALL
@EVERY
def test_each_field_has_its_constraints(stack: str, name: str) -> None:
    text = text_of(stack, name, "/fields.ts")
    for field in RENDERS_BY_STACK[stack].view(name).fields:
        [found] = re.findall(rf" {field.wire.snake}: (.*?\}}\)+), ", text)
        assert f"label: {json.dumps(field.name.title)}" in found
        assert found.startswith("optional(") == field.optional
        assert ("initial:" in found) == field.has_default
        if field.is_whole or field.type in ("str", "text"):
            assert f"max: {field.max}" in found
            assert f"min: {field.min}" in found or (field.min == 0 and not field.is_whole)
        if field.is_json:
            assert found.removeprefix("optional(").startswith("json(")
            assert f"max: {field.max}" in found
        if field.type == "decimal":
            assert f"digits: {field.digits}, places: {field.places}" in found
        if field.type == "str":
            assert (f"pattern: {json.dumps(field.pattern)}" in found) == bool(field.pattern)
        for value in field.values:
            assert json.dumps(value) in found


@ALL
@EVERY
def test_each_way_of_being_refused_is_tested(stack: str, name: str) -> None:
    """But for what no text of a form means: that nothing or something unknown is sent, and that a text is null."""
    tested = text_of(stack, name, "/fields.test.ts").split("const NOT_SENT")[1]
    found = re.findall(r'name: "(\w+)", kind: "([\w ]+)"', tested)
    for field, wrong in RENDERS_BY_STACK[stack].view(name).violations:
        if wrong.kind in ("missing", "unknown"):
            continue
        if wrong.kind == "null":
            may_be_empty = field.is_many or (field.type in ("str", "text") and field.min == 0)
            assert ((field.wire.snake, "empty") in found) != may_be_empty
        elif wrong.value not in ("", None) and not (field.optional and not str(wrong.value).strip()):
            assert (field.wire.snake, wrong.kind.replace("_", " ")) in found
    assert found or all(field.optional for field in RENDERS_BY_STACK[stack].view(name).fields)


@BOTH
@EVERY
def test_form_and_list_show_the_fields(stack: str, name: str) -> None:
    form, shown = (text_of(stack, name, f"{part}.{STACKS[stack]}") for part in ("Inputs", "ListPage"))
    for field in RENDERS_BY_STACK[stack].view(name).fields:
        assert re.search(rf"input\([\"']{field.wire.snake}[\"']\)", form)
    columns = shown.split("COLUMNS:")[1].split("];")[0]
    heads = re.findall(r'\{ name: "[^"]+", label: "([^"]+)"', columns)
    assert heads == [field.name.title for field in RENDERS_BY_STACK[stack].view(name).columns]
    filters = shown.removeprefix(shown.split("COLUMNS:")[0] + "COLUMNS:" + columns)
    for field in RENDERS_BY_STACK[stack].view(name).fields:
        named = rf'name[:=] ?"{field.wire.snake}",? label[:=] ?"{re.escape(field.name.title)}"'
        assert bool(re.search(named, filters)) == (field.is_ref or field.is_many or field.type in ("enum", "bool"))


@ALL
@EVERY
def test_no_list_is_loaded_whole_for_a_choice(stack: str, name: str) -> None:
    """A page asks for those it shows by their ids, and for others by what is typed."""
    texts = {path: text for path, text in rendered(stack, name).items() if ".test." not in path}
    assert not any("listOptions" in text for text in texts.values())
    view = RENDERS_BY_STACK[stack].view(name)
    [choices] = [text for path, text in texts.items() if path.endswith("/api.ts")]
    assert f"searched: {'true' if any(one.is_text for one in view.fields) else 'false'}" in choices


@BOTH
def test_the_navigation_leads_to_it_unless_it_is_told_not_to(stack: str) -> None:
    assert 'navigation: { label: "Todos", to: "/todos" }' in text_of(stack, "todo", "/feature.ts")
    hidden = (
        RENDERS_BY_STACK[stack]
        .specs["person"]
        .model_copy(update={"ui": RENDERS_BY_STACK[stack].specs["person"].ui.model_copy(update={"nav": False})})
    )
    files = RENDERS_BY_STACK[stack].templates.each(
        FeatureView(hidden, {**RENDERS_BY_STACK[stack].specs, "person": hidden})
    )
    assert "navigation" not in files["src/features/people/feature.ts"]
    assert not any(re.search("in the navigation|by the navigation|navigation[.]", text) for text in files.values())


@ALL
@EVERY
def test_tests_are_told_from_code(stack: str, name: str) -> None:
    tests = {
        path.rpartition("/")[2] for path in rendered(stack, name) if matches(path, RENDERS_BY_STACK[stack].rules.tests)
    }
    assert {re.sub(r"^\w+Pages", "Pages", one) for one in tests} == {
        "Pages.test.ts",
        "fields.test.ts",
        "samples.ts",
    }


@BOTH
@pytest.mark.parametrize("name", ["api", "asset", "class", "page", "field", "query", "string"])
def test_names_that_would_clash_are_refused(stack: str, name: str) -> None:
    with pytest.raises(UsageError):
        check_feature(parse_fields(name, ["note:str"]), RENDERS_BY_STACK[stack].rules, {})


@ALL
def test_the_document_of_the_api_is_whole_whatever_the_features_are(stack: str) -> None:
    renders = RENDERS_BY_STACK[stack]
    made = renders.templates.derived(views(renders.specs))
    document, text = json.loads(made["openapi.json"]), made["openapi.json"]
    assert text in made["src/api/schema.d.ts"], "the types are made anew whenever the document changes"
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):
        node = document
        for part in reference.split("/"):
            node = node[part]
    for name, spec in renders.specs.items():
        many, view = spec.many.snake, renders.view(name)
        whole, one = (document["paths"][f"/api/{spec.many.kebab}{end}"] for end in ("", "/{id}"))
        found = [whole["get"], whole["post"], one["get"], one["patch"], one["delete"]]
        ids = [f"list_{many}", *(f"{verb}_{name}" for verb in ("create", "get", "update", "delete"))]
        assert [operation["operationId"] for operation in found] == ids
        model = document["components"]["schemas"][view.one.pascal]
        for field in view.fields:
            node = model["properties"][field.wire.snake]
            assert ("null" in node["type"]) == field.optional
            assert [value for value in node.get("enum", ()) if value is not None] == list(field.values)
        body = document["components"]["schemas"][f"{view.one.pascal}Create"]
        assert body["required"] == [field.wire.snake for field in view.fields if field.required]


@ALL
def test_a_resource_of_fourteen_fields_is_less_than_600_lines(stack: str) -> None:
    named = ("title", "done", "due", "remind_at", "status", "hours", "count", "big", "token", "price", "notes")
    words = [word for word in FIELDS["todo"] if word.startswith(tuple(f"{one}:" for one in named))]
    words += ["project:ref,to=project", "details:json,optional", "helpers:many,to=project"]
    assert len(words) == 14
    made = FeatureRenders(stack, {"project": FIELDS["project"], "todo": words})
    assert 300 < sum(text.count("\n") for text in made.files("todo").values()) < 560  # prettier adds up to 40


@ALL
def test_an_application_without_features_begins_with_what_is_made_of_none(stack: str) -> None:
    made = RENDERS_BY_STACK[stack].templates.derived([])
    assert app_sources(stack)["openapi.json"].read_text(encoding="utf-8") == made["openapi.json"]
