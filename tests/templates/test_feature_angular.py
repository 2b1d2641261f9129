"""The feature templates of frontend-angular: what they render agrees, whatever the feature is."""

from __future__ import annotations

import posixpath
import re

import pytest

from feature_renders import LONG, PROJECT, FeatureRenders
from mity.changes.protected import matches
from mity.errors import UsageError
from mity.features.check import check_feature
from mity.features.field import FieldSpec
from mity.features.model import FeatureSpec
from mity.features.view import views
from rows import each

REGISTRY = "src/app/features/registry.ts"
FIELDS = {
    "project": PROJECT,
    "todo": [
        "title:str,min=2,max=200",
        "done:bool=false",
        "due:date,optional",
        "remind_at:datetime",
        "status:enum=open,values=open+closed+on-hold",
        "state:enum,values=a-b+c",
        "hours:float,min=0.5,max=24,optional",
        "count:int,min=0,max=10",
        "big:bigint,optional",
        "code:str,pattern=[A-Z]{3},example=ABC,optional",
        "token:uuid,optional",
        "price:decimal,p=8,s=2",
        "notes:text,optional",
        "project:ref,to=project",
        "reviewer:ref,to=project,optional,on_delete=set_null",
    ],
    "order_line_item": ["quantity:int", "todo:ref,to=todo,on_delete=cascade"],
    "person": ["active:bool"],
    "remark": ["about:ref,to=person"],
    "product": [r"code:str,pattern=\d+\.[a-z]{2},example=1.ab", r'words:str=say "hi" \ there', "level:decimal=1,s=1"],
    "every": [
        "a:str,optional",
        "b:bool,optional",
        "c:datetime,optional",
        "d:enum,values=x,optional",
        "e:ref,to=person,optional",
        "f:decimal,optional",
    ],
    LONG: [f"{LONG[:-1]}d:str,min=0", f"{LONG[:-1]}e:ref,to=order_line_item,optional"],
}
WORDS = {
    "too_short": "At least",
    "too_long": "At most",
    "pattern": "right form",
    "below": "or more",
    "above": "or less",
    "places": "after the point",
}
TAGS = {
    "text": "app-text-field",
    "bool": "app-check-field",
    "enum": "app-select-field",
    "ref": "app-reference-field",
}


RENDERS = FeatureRenders("frontend-angular", FIELDS)
SOURCES = RENDERS.template / "{{cookiecutter.app_slug}}" / "src"
EVERY = each("name", list(FIELDS))


def text_of(name: str, ending: str) -> str:
    return RENDERS.file(name, ending, lambda text: re.sub(r"\s+", " ", text))


def test_every_specification_is_taken() -> None:
    RENDERS.check()


def test_the_files_lie_where_the_template_has_them() -> None:
    assert sorted(RENDERS.files("order_line_item")) == [
        f"src/app/features/order-line-items/{name}"
        for name in (
            "order-line-item-detail-page.html",
            "order-line-item-detail-page.spec.ts",
            "order-line-item-detail-page.ts",
            "order-line-item-form-page.html",
            "order-line-item-form-page.spec.ts",
            "order-line-item-form-page.ts",
            "order-line-item-form.ts",
            "order-line-item-list-page.html",
            "order-line-item-list-page.spec.ts",
            "order-line-item-list-page.ts",
            "order-line-item.ts",
            "order-line-items-api.spec.ts",
            "order-line-items-api.ts",
            "order-line-items.routes.ts",
            "order-line-items.testing.ts",
        )
    ]


def test_nothing_is_left_unrendered() -> None:
    for _name, path, text in RENDERS.every():
        assert text.strip(), path
        assert not re.search(r"<[\[%#]|[%#]>|\bNone\b|True\b|False\b|undefined name", text), path


def test_what_is_imported_is_there_and_used() -> None:
    files = {path: text for _name, path, text in RENDERS.every()}
    for path, text in files.items():
        body = re.sub(r"import .*? from .*?;", "", text, flags=re.DOTALL)
        for names, source in re.findall(r"import (?:type )?\{(.*?)\} from \"(.+?)\";", text, re.DOTALL):
            for name in filter(None, (word.strip().removeprefix("type ") for word in names.split(","))):
                assert re.search(rf"\b{name}\b", body), f"{path} does not use {name}"
                if source.startswith("."):
                    known = read(posixpath.normpath(f"{posixpath.dirname(path)}/{source}.ts"), files)
                    made = r"export (abstract |async )?(const|class|function|type|interface)"
                    assert re.search(rf"{made} {name}\b", known), f"{path}: {source} has no {name}"


def read(path: str, files: dict[str, str]) -> str:
    """A source that was rendered, or that the application has."""
    return files.get(path) or (SOURCES.parent / path).read_text(encoding="utf-8")


@EVERY
def test_every_field_is_read_edited_and_sent(name: str) -> None:
    for field in RENDERS.view(name).fields:
        wire = field.wire.snake
        model = text_of(name, f"/{RENDERS.view(name).one.kebab}.ts")
        assert re.search(rf"readonly {wire}: [^;]*{'null' if field.optional else ''};", model)
        assert f'member("{wire}", {"nullable(" if field.optional else ""}' in model
        page = text_of(name, "-form-page.html")
        tag = TAGS["enum" if field.type == "bool" and field.optional else field.type if field.type in TAGS else "text"]
        assert page.count(f'<{tag} label="{field.name.title}" [control]="controls.{wire}"') == 1
        assert f"<dt>{field.name.title}</dt>" in text_of(name, "-detail-page.html")
        assert f"item().{wire}" in text_of(name, "-detail-page.html")
        assert text_of(name, "-form.ts").count(f" {wire}: ") == 2
        assert len(re.findall(rf"\b{wire}: ", text_of(name, ".testing.ts"))) == 3


@EVERY
def test_every_way_to_be_wrong_is_checked_and_tested(name: str) -> None:
    form, tests = text_of(name, "-form.ts"), text_of(name, "-form-page.spec.ts")
    for field, wrong in RENDERS.view(name).violations:
        control = re.search(rf" {field.wire.snake}: control(<.*?>)?\(.*?\), (?=\w+: control|\}})", form)
        assert control, field.wire.snake
        if wrong.kind in WORDS and wrong.value:
            assert f'["{field.name.title}", "{WORDS[wrong.kind]}"' in tests
        if wrong.kind == "missing" and field.type != "bool" and field.min != 0:
            assert "Validators.required" in control[0]
            assert re.search(rf'const needed = \[.*"{field.name.title}"', tests)
        if wrong.kind == "too_long":
            assert f"atMost({wrong.value.count('x') - 1})" in control[0]


def test_bounds_and_patterns_are_those_of_the_field() -> None:
    form = text_of("todo", "-form.ts")
    for wanted in (
        "atLeast(2), atMost(200)",
        "numeric(0.5, 24)",
        "whole(0, 10)",
        "whole(-9007199254740991, 9007199254740991)",
        'matching("[A-Z]{3}", "ABC")',
        "decimal(6, 2)",
        "checked(uuid)",
        'control<Todo["status"]>(item?.status ?? "open")',
    ):
        assert wanted in form, wanted
    other = text_of("product", "-form.ts")
    assert r'matching("\\d+\\.[a-z]{2}", "1.ab")' in other
    assert r'"say \"hi\" \\ there"' in other
    assert '"1.0"' in other


@EVERY
def test_refs_are_chosen_shown_and_filtered(name: str) -> None:
    feature = RENDERS.view(name)
    routes, form, rows = (text_of(name, end) for end in (".routes.ts", "-form-page.html", "-list-page.html"))
    detail = text_of(name, "-detail-page.html")
    assert ("ids: [" in routes) == bool(feature.refs)
    for field in feature.refs:
        source = f'[source]="targets.{field.to.many.camel}"'
        assert f'[control]="controls.{field.wire.snake}" {source} />' in form
        assert f'<app-reference-filter label="{field.name.title}" name="{field.wire.snake}" {source} />' in rows
        assert f'"{field.wire.snake}"' in routes
        assert f"names.{field.to.many.camel}.of(item().{field.wire.snake})" in detail


@EVERY
def test_no_list_is_loaded_whole_for_a_choice(name: str) -> None:
    """A page asks for those it shows by their ids, and for others by what is typed."""
    view = RENDERS.view(name)
    searched = "true" if any(field.is_text for field in view.fields) else "false"
    assert f"override readonly searched = {searched};" in text_of(name, "-api.ts")
    assert "choices" not in text_of(name, ".routes.ts")


@EVERY
def test_lists_are_sorted_searched_and_filtered_by_the_api(name: str) -> None:
    view = RENDERS.view(name)
    routes, rows = text_of(name, ".routes.ts"), text_of(name, "-list-page.html")
    sorts = ", ".join(f'"{field.wire.snake}"' for field in view.columns)
    assert f"sorts: [{sorts}]" in routes
    assert ("searched: true" in routes) == ("<app-search-box />" in rows) == any(one.is_text for one in view.fields)
    for field in view.fields:
        filtered = f'<app-value-filter label="{field.name.title}" name="{field.wire.snake}"' in rows
        assert filtered == (field.type in ("enum", "bool"))


@EVERY
def test_the_list_shows_the_columns(name: str) -> None:
    heads = re.findall(r'<th scope="col"(?: mat-sort-header="(\w+)")?>(.*?)</th>', text_of(name, "-list-page.html"))
    columns = [(field.wire.snake, field.name.title) for field in RENDERS.view(name).columns]
    assert heads == [*columns, ("", "Actions")]


def test_the_registry_has_a_line_for_each_in_order_of_the_folders() -> None:
    hidden = RENDERS.specs["person"].model_copy(
        update={"ui": RENDERS.specs["person"].ui.model_copy(update={"nav": False})}
    )
    [(path, text)] = RENDERS.templates.derived(views({**RENDERS.specs, "person": hidden})).items()
    assert path == REGISTRY
    folders = re.findall(r'path: "([^"]+)"', text)
    assert folders == sorted(RENDERS.view(name).many.kebab for name in FIELDS)
    assert '  { path: "people", loadChildren: () => import("./people/people.routes") },\n' in text
    line = '{ path: "todos", label: "Todos", loadChildren: () => import("./todos/todos.routes") },'
    assert line in text


def test_the_registry_without_features_is_the_one_of_the_template() -> None:
    there = (SOURCES / "app/features/registry.ts").read_text(encoding="utf-8")
    assert RENDERS.templates.derived([]) == {REGISTRY: there}


def test_tests_are_told_from_code() -> None:
    tests = {path.rpartition("/")[2] for path in RENDERS.files("todo") if matches(path, RENDERS.rules.tests)}
    assert tests == {
        "todo-detail-page.spec.ts",
        "todo-form-page.spec.ts",
        "todo-list-page.spec.ts",
        "todos-api.spec.ts",
        "todos.testing.ts",
    }
    assert RENDERS.rules.red is not None


@each(
    "name", ["failed", "filter", "choice", "page", "api", "paging", "feature", "interface", "tell", "shown", "saving"]
)
def test_names_that_the_application_has_are_refused(name: str) -> None:
    spec = FeatureSpec(name=name, plural=f"{name}_list", fields=(FieldSpec(name="a", type="str"),))
    with pytest.raises(UsageError):
        check_feature(spec, RENDERS.rules, {})
