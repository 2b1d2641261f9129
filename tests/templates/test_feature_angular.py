"""The feature templates of frontend-angular, as far as they are not those of React and Vue too."""

from __future__ import annotations

import re

import pytest

from feature_renders import FIELDS, FeatureRenders
from mity.errors import UsageError
from mity.features.check import check_feature
from mity.features.field import FieldSpec
from mity.features.model import FeatureSpec
from mity.features.view import views
from rendering import app_sources
from rows import each

REGISTRY = "src/features/registry.ts"
TAGS = {
    "many": "app-references-field",
    "bool": "app-check-field",
    "enum": "app-select-field",
    "ref": "app-reference-field",
}

RENDERS = FeatureRenders("frontend-angular", FIELDS)
EVERY = each("name", list(FIELDS))


def text_of(name: str, ending: str) -> str:
    return RENDERS.file(name, ending, lambda text: re.sub(r"\s+", " ", text))


def test_the_files_lie_where_the_template_has_them() -> None:
    assert sorted(RENDERS.files("order_line_item")) == [
        f"src/features/order-line-items/{name}"
        for name in (
            "OrderLineItemPages.test.ts",
            "api.ts",
            "fields.test.ts",
            "fields.ts",
            "order-line-item-inputs.ts",
            "order-line-items.routes.ts",
            "samples.ts",
        )
    ]


@EVERY
def test_every_field_is_shown_entered_and_filtered(name: str) -> None:
    view = RENDERS.view(name)
    routes, inputs = text_of(name, ".routes.ts"), text_of(name, "-inputs.ts")
    shown, _, rest = routes.partition("SHOWN:")[2].partition("];")
    for field in view.fields:
        wire = field.wire.snake
        assert shown.count(f'{{ name: "{wire}", label: "{field.name.title}", ') == 1
        assert f"item.{wire}" in shown
        kind = "enum" if field.type == "bool" and field.optional else field.type
        tag = TAGS.get(kind, "app-text-field")
        assert inputs.count(f"<{tag} [field]=\"form().field('{wire}')\"") == 1
        filtered = f'{{ name: "{wire}", label: "{field.name.title}", ' in rest
        assert filtered == (field.is_ref or field.is_many or field.type in ("enum", "bool"))


@EVERY
def test_refs_are_found_by_what_is_typed_and_lead_to_their_pages(name: str) -> None:
    routes, inputs = text_of(name, ".routes.ts"), text_of(name, "-inputs.ts")
    for field in RENDERS.view(name).refs:
        to = field.to.many
        assert f"choices: {to.camel}.choices, id: (item) => item.{field.wire.snake}, to: (item) => " in routes
        assert f"`/{to.kebab}/${{String(item.{field.wire.snake})}}`" in routes
        assert f'[choices]="choices.{field.name.camel}"' in inputs
        assert f"{field.name.camel}: {to.camel}.choices" in inputs


@EVERY
def test_the_list_shows_the_columns(name: str) -> None:
    names = ", ".join(f'"{field.wire.snake}"' for field in RENDERS.view(name).columns)
    assert f"columns: [{names}]" in text_of(name, ".routes.ts")


def test_the_registry_has_a_line_for_each_in_order_of_the_folders() -> None:
    hidden = RENDERS.specs["person"].model_copy(
        update={"ui": RENDERS.specs["person"].ui.model_copy(update={"nav": False})}
    )
    text = RENDERS.templates.derived(views({**RENDERS.specs, "person": hidden}))[REGISTRY]
    folders = re.findall(r'path: "([^"]+)"', text)
    assert folders == sorted(RENDERS.view(name).many.kebab for name in FIELDS)
    assert '  { path: "people", loadChildren: () => import("./people/people.routes") },\n' in text
    assert '{ path: "todos", label: "Todos", loadChildren: () => import("./todos/todos.routes") },' in text


def test_the_registry_without_features_is_the_one_of_the_template() -> None:
    there = app_sources("frontend-angular")[REGISTRY].read_text(encoding="utf-8")
    assert RENDERS.templates.derived([])[REGISTRY] == there


@each("name", ["filter", "form", "api", "feature", "interface", "shown", "routes", "resource", "signal"])
def test_names_that_the_application_has_are_refused(name: str) -> None:
    spec = FeatureSpec(name=name, plural=f"{name}_list", fields=(FieldSpec(name="a", type="str"),))
    with pytest.raises(UsageError):
        check_feature(spec, RENDERS.rules, {})
