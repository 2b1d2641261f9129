"""What the feature templates of a stack make of many features, rendered without an application."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from mity.features.check import check_feature
from mity.features.grammar import parse_fields
from mity.features.model import FeatureSpec
from mity.features.templates import FeatureTemplates
from mity.features.view import FeatureView
from mity.stacks.catalog import load
from mity.stacks.feature_rules import FeatureRules
from rendering import compiled_once

TEMPLATES = Path(__file__).parents[2] / "templates"
LONG = "a_very_long_name_of_forty_characters_abc"
PROJECT = ("name:str,unique,max=80", "budget:decimal,min=0,optional", "site:url,optional", "mail:email")
FIELDS: Mapping[str, Sequence[str]] = {
    "project": PROJECT,
    "todo": [
        "title:str,min=2,max=200",
        "done:bool=false",
        "due:date,optional",
        "remind_at:datetime",
        "status:enum=open,values=open+closed+on-hold",
        "hours:float,min=0.5,max=24,optional",
        "count:int,min=0,max=10",
        "big:bigint,optional",
        "code:str,pattern=[A-Z]{3},example=ABC,optional",
        "token:uuid,optional",
        "price:decimal=3,p=8,s=2",
        "notes:text,optional",
        "project:ref,to=project",
        "reviewer:ref,to=project,optional,on_delete=set_null",
        "details:json,max=500",
        "helpers:many,to=project",
    ],
    "order_line_item": ["quantity:int", "todo:ref,to=todo,on_delete=cascade"],
    "person": ["active:bool"],
    "remark": ["about:ref,to=person"],
    "product": [r"code:str,pattern=\d+\.[a-z]{2},example=1.ab", r'words:str=say "hi" \ there', "level:decimal=1,s=1"],
    "every": ["a:str,optional", "b:bool,optional", "c:enum,values=x-y,optional", "d:ref,to=person,optional"],
    "only_json": ["body:json,optional"],
    LONG: [f"{LONG[:-1]}d:str,min=0", f"{LONG[:-1]}e:ref,to=order_line_item,optional"],
}
"""Features of a web application with every kind of field, by name."""


class FeatureRenders:
    """The features `fields` (in words, by name) and `more` of one application of a stack, each rendered once."""

    def __init__(self, stack: str, fields: Mapping[str, Sequence[str]], *more: FeatureSpec, **answers: str) -> None:
        self.template = TEMPLATES / stack
        self.specs = {name: parse_fields(name, words) for name, words in fields.items()}
        self.specs |= {spec.name: spec for spec in more}
        self._answers = {"app_slug": "shop", **answers}
        self._files: dict[str, dict[str, str]] = {}

    @cached_property
    def rules(self) -> FeatureRules:
        """What the stack says of features."""
        found = load(self.template / "stack.yaml").stack.feature
        assert found is not None
        return found

    @cached_property
    def templates(self) -> FeatureTemplates:
        """The templates."""
        return FeatureTemplates(load(self.template / "stack.yaml").folders, self.rules, self._answers)

    def view(self, name: str) -> FeatureView:
        """A feature as templates see it."""
        return FeatureView(self.specs[name], self.specs)

    def files(self, name: str) -> dict[str, str]:
        """The files of one feature: texts by path."""
        if name not in self._files:
            with compiled_once():
                self._files[name] = self.templates.each(self.view(name))
        return self._files[name]

    def file(self, name: str, ending: str, shape: Callable[[str], str] = str) -> str:
        """The text of the only file of a feature whose path ends so."""
        [found] = [text for path, text in self.files(name).items() if path.endswith(ending)]
        return shape(found)

    def every(self) -> Iterator[tuple[str, str, str]]:
        """Each file of each feature: the feature's name, the path, the text."""
        for name in self.specs:
            for path, text in self.files(name).items():
                yield name, path, text

    def check(self) -> None:
        """Raises UsageError when the stack refuses one of the features."""
        for one in self.specs.values():
            check_feature(one, self.rules, self.specs)
