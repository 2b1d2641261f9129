"""What describes a feature: which descriptions are taken, and what is said about the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from mity import templates
from mity.errors import UsageError
from mity.features.check import check_feature, languages
from mity.features.field_types import TAKES, TYPES
from mity.features.grammar import feature, parse_fields
from mity.features.model import FeatureSpec
from mity.features.names import Names, plural
from mity.features.samples import sample
from mity.features.specfile import dump_spec, parse_specs
from mity.features.view import FeatureView
from mity.stacks.catalog import Catalogue
from mity.stacks.feature_rules import FeatureRules
from rows import each

RULES = FeatureRules(
    languages=("python", "sql"),
    reserved=("health",),
    reserved_fields=("metadata",),
    tests=("tests/**",),
    types=("json", "many"),
)
CATALOGUE = Catalogue([Path(templates.__path__[0])])


def refused(*fields: str, name: str = "todo", others: dict[str, FeatureSpec] | None = None) -> str:
    """What is said about a feature that must not be."""
    with pytest.raises(UsageError) as error:
        check_feature(parse_fields(name, fields), RULES, others or {})
    text = str(error.value)
    assert "\n" not in text
    return text


@each(
    ("word", "said"),
    [
        ("title", "is not NAME:TYPE"),
        ("title:", "is not NAME:TYPE"),
        ("title:string", "there is no type 'string': did you mean 'str'?"),
        ("Title:str", "cannot name a field"),
        ("a-b:str", "cannot name a field"),
        (f"{'x' * 41}:str", "cannot name a field"),
        ("id:int", "every resource has or uses 'id' already"),
        ("created_at:datetime", "every resource has or uses 'created_at' already"),
        ("title:str,max", "give 'max' with a value"),
        ("title:str,optional=yes", "give 'optional' without a value"),
        ("title:str,length=3", "there is no 'length'"),
        ("title:str,max=3,max=4", "says 'max' twice"),
        ("title:str,min=5,max=3", "lengths must be"),
        ("title:str,max=0", "lengths must be"),
        ("title:str,min=-1", "is not a count of characters"),
        ("title:str,max=many", "valid"),
        ("title:str,values=a+b", "type str does not take 'values'"),
        ("done:bool,unique", "type bool does not take 'unique'"),
        ("done:bool=perhaps", "the default 'perhaps' is not a value"),
        ("count:int=11,max=10", "the default 11 is not a value"),
        ("count:int,min=0.5", "0.5 is not a whole number"),
        ("count:int,max=3000000000", "an int holds"),
        ("count:int,min=3,max=2", "min 3 is above max 2"),
        ("count:int,unique,min=1,max=2", "more than three values"),
        ("price:decimal,p=2,s=2", "cannot have s=2"),
        ("price:decimal,max=1.234", "does not fit a decimal"),
        ("kind:enum", "an enum needs values"),
        ("kind:enum,values=a+A", "the same, or nearly so"),
        ("kind:enum,values=1st", "must be up to 40 letters"),
        ("kind:enum=c,values=a+b", "the default 'c' is not a value"),
        ("project:ref", "a ref needs the feature"),
        ("project:ref,to=project,on_delete=set_null", "needs the field to be optional"),
        ("code:str,pattern=[A-Z]+", "pattern and example go together"),
        ("code:str,pattern=[A-Z,example=A", "is no regular expression"),
        ("code:str,pattern=(?i)a,example=a", "not every language's regular expressions"),
        ("code:str,pattern=[A-Z]+,example=a", "does not fit the pattern"),
        ("code:str,pattern=[A-Z]+,example=A,unique", "3 different examples"),
        ("title:str=x,optional", "need not be optional"),
        ("class:str", "is a word of python"),
        ("select:str", "is a word of sql"),
        ("metadata:str", "is taken in applications of this stack"),
        ("project:ref,to=nothing", "which this application has not"),
        ("todo:ref,to=todo", "refers to itself"),
    ],
)
def test_a_field_that_cannot_be_is_refused_in_one_sentence(word: str, said: str) -> None:
    assert said in refused(word)


@each(
    ("fits", "one_more"),
    [
        ("a:str,max=4000", "a:str,max=4001"),
        ("a:text,max=100000", "a:text,max=100001"),
        ("a:str,min=200", "a:str,min=201"),
        (f"{'x' * 40}:str", f"{'x' * 41}:str"),
        ("a:int,min=-2147483648,max=2147483647", "a:int,max=2147483648"),
        ("a:int,min=-2147483648", "a:int,min=-2147483649"),
        ("a:bigint,max=9007199254740991", "a:bigint,max=9007199254740992"),
        ("a:float,max=1000000000000", "a:float,max=1000000000001"),
        ("a:int,unique,min=1,max=4", "a:int,unique,min=1,max=3"),
        ("a:decimal,p=4,s=2,max=99.99", "a:decimal,p=4,s=2,max=100"),
        ("a:decimal,p=4,s=2,min=-99.99", "a:decimal,p=4,s=2,min=-100"),
        ("a:decimal,p=4,s=1,max=1.5", "a:decimal,p=4,s=1,max=1.55"),
        ("a:decimal,p=15,s=14", "a:decimal,p=16"),
        ("a:decimal=99.99,p=4,s=2", "a:decimal=100,p=4,s=2"),
        ("a:decimal=1.5,p=4,s=1", "a:decimal=1.55,p=4,s=1"),
        ("a:decimal,min=1,max=1", "a:decimal,min=2,max=1"),
        ("a:int=3,min=3", "a:int=2,min=3"),
        ("a:float=1.5,max=1.5", "a:float=1.6,max=1.5"),
        ("a:int=1", "a:int=true"),
        ("a:float=1", "a:float=true"),
        ("a:bool=true", "a:bool=1"),
        ("a:str=abc,max=3", "a:str=abcd,max=3"),
        ("a:str=AB,pattern=[A-Z]+,example=A", "a:str=ab,pattern=[A-Z]+,example=A"),
        ("a:str,unique", "a:str=x,unique"),
        ("a:enum,values=a+b-c", "a:enum,values=b-c+b_c"),
        ("a:ref,to=task,on_delete=set_null,optional", "a:ref,to=task,on_delete=set_null"),
    ],
)
def test_each_limit_is_where_it_is_said_to_be(fits: str, one_more: str) -> None:
    others = {"task": parse_fields("task", ["title:str"])}
    check_feature(parse_fields("todo", [fits]), RULES, others)
    refused(one_more, others=others)


@each(
    ("name", "said"),
    [
        ("health", "'health' is taken"),
        ("Todo", "cannot name a feature"),
        ("import", "is a word of python"),
        ("sheep", "no plural of its own"),
        ("base_model", "is a word of python"),
    ],
)
def test_a_name_that_cannot_be_is_refused(name: str, said: str) -> None:
    assert said in refused("title:str", name=name)


def test_clashes_and_circles_are_refused() -> None:
    task = parse_fields("task", ["title:str"])
    person = parse_fields("person", ["task:ref,to=task"])
    others = {"task": task, "person": person}
    with pytest.raises(UsageError, match="'people' is taken by the feature 'person'"):
        check_feature(parse_fields("human", ["title:str"], "people"), RULES, others)
    circle = parse_fields("task", ["owner:ref,to=person"])
    with pytest.raises(UsageError, match="cyclic references cannot be made: task → person → task"):
        check_feature(circle, RULES, others)
    assert "two fields are called" in refused("a_b:str", "ab:str")
    assert "two fields are called" in refused("x:ref,to=task", "x_id:int", others=others)


def test_yaml_and_markdown_say_the_same() -> None:
    spec = parse_fields("todo", ["title:str,min=1,max=200", "done:bool=false", "kind:enum=a,values=a+b"])
    text = dump_spec(spec)
    assert parse_specs(text, "todo.yaml") == (spec,)
    page = (
        f"# Todos\n\nWhy.\n\n```yaml\n{text}```\n\n## Acceptance\n\n- [ ] no title, no todo\n- done is false at first\n"
    )
    (found,) = parse_specs(page, "todo.md")
    assert found.fields_ == spec.fields_
    assert found.acceptance == ("no title, no todo", "done is false at first")


@each(
    ("text", "source", "said"),
    [
        ("[1, 2", "a.yaml", "a.yaml is not YAML"),
        ("- a", "a.yaml", "must be a mapping"),
        ("fields: []", "a.yaml", "has no `name`"),
        ("name: todo\nfields: []", "a.yaml", "fields"),
        ("name: todo\nfields: [{name: a, type: int}]\ncolour: red", "a.yaml", "colour: there is no such key"),
        ("name: todo\nfields: [{name: a, type: integer}]", "a.yaml", "field 'a', type: there is no type 'integer'"),
        ("name: todo\nfields: [{name: ok, type: enum, values: [on, off]}]", "a.yaml", "field 'ok', values.0"),
        ("no block", "a.md", "has 0 blocks"),
    ],
)
def test_files_that_describe_nothing_are_refused(text: str, source: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_specs(text, source)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_names_have_every_form() -> None:
    names = Names("order_line")
    assert (names.camel, names.pascal, names.kebab, names.upper) == (
        "orderLine",
        "OrderLine",
        "order-line",
        "ORDER_LINE",
    )
    assert (names.flat, names.human, names.title) == ("orderline", "order line", "Order line")
    assert [plural(word) for word in ("order_line", "category", "person")] == ["order_lines", "categories", "people"]


WORDS = st.from_regex(r"[a-z]{2,8}", fullmatch=True)


@st.composite
def valid_fields(draw: st.DrawFn, parents: tuple[str, ...] = ()) -> dict[str, Any]:
    """A field of any type, with constraints that fit it; no language has a word that begins as its name does."""
    kind = draw(st.sampled_from([kind for kind in TYPES if kind not in ("ref", "many") or parents]))
    row: dict[str, Any] = {"name": "its_" + draw(WORDS), "type": kind}
    takes = TAKES[kind]
    if kind != "many" and draw(st.booleans()):
        row["optional"] = True
    if "min" in takes and draw(st.booleans()):
        low = draw(st.integers(0, 20))
        row["min"], row["max"] = low, low + draw(st.integers(5, 50))
    if kind == "enum":
        row["values"] = draw(
            st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=4, unique=True)
        )
    if kind == "decimal":
        row["p"], row["s"] = 12, draw(st.integers(0, 4))
    if kind == "json" and draw(st.booleans()):
        row["max"] = draw(st.integers(200, 400))
    if kind == "many":
        row["to"] = draw(st.sampled_from(parents))
    if kind == "ref":
        row["to"] = draw(st.sampled_from(parents))
        deletes = ["restrict", "cascade", *(["set_null"] if row.get("optional") else [])]
        row["on_delete"] = draw(st.sampled_from(deletes))
    if "unique" in takes and draw(st.integers(0, 4)) == 0:
        row["unique"] = True
    elif "default" in takes and "optional" not in row and draw(st.booleans()):
        row["default"] = default_of(feature({"name": "todo", "fields": [row]}))
    return row


def default_of(spec: FeatureSpec) -> Any:
    """A value that the only field of a feature takes as its default."""
    value = sample(spec.fields_[0], 1)
    return float(value) if spec.fields_[0].type == "decimal" else value


@st.composite
def valid_specs(draw: st.DrawFn, name: str = "thing", parents: tuple[str, ...] = ()) -> dict[str, Any]:
    """A feature that every stack can take."""
    fields = draw(st.lists(valid_fields(parents), min_size=1, max_size=6, unique_by=lambda row: row["name"]))
    return {"name": name, "fields": fields}


@pytest.mark.slow
@examples(100)
@given(valid_specs())
def test_any_valid_feature_is_kept_as_it_is_and_has_samples_that_differ(data: dict[str, Any]) -> None:
    spec = feature(data)
    assert feature(yaml.safe_load(dump_spec(spec))) == spec
    view = FeatureView(spec, {spec.name: spec})
    for one in view.fields:
        assert all(wrong.missing or wrong.value != one.sample(0) for wrong in one.invalid)
        if one.unique:
            assert len({str(one.sample(number)) for number in range(3)}) == 3


def _broken(data: dict[str, Any], draw: st.DrawFn) -> dict[str, Any]:
    """The same feature with one thing wrong in it."""
    rows = [dict(row) for row in data["fields"]]
    row = rows[draw(st.integers(0, len(rows) - 1))]
    how = draw(st.sampled_from(["type", "name", "key", "bounds", "twice", "word", "default", "none", "ref", "feature"]))
    if how == "type":
        row["type"] = draw(st.text(max_size=8).filter(lambda text: text not in TYPES))
    elif how == "name":
        row["name"] = draw(st.sampled_from(["", "A", "1a", "a__b", "a_", "ä", "a b", "id", "x" * 41, "../etc", "a;b"]))
    elif how == "key":
        row[draw(st.sampled_from(["length", "nullable", "columns"]))] = 1
    elif how == "bounds":
        row.clear()
        row.update({"name": "f_x", "type": "int", "min": draw(st.integers(1, 9)), "max": draw(st.integers(-9, 0))})
    elif how == "twice":
        rows.append(dict(row))
    elif how == "word":
        row["name"] = draw(st.sampled_from(["class", "import", "select", "group", "lambda", "metadata", "self"]))
    elif how == "default":
        row.clear()
        row.update({"name": "f_x", "type": "enum", "values": ["a"], "default": "b"})
    elif how == "none":
        rows = []
    elif how == "ref":
        row.clear()
        row.update({"name": "f_x", "type": "ref", "to": draw(st.sampled_from(["nothing", "thing", "", "A"]))})
    else:
        data = {**data, "name": draw(st.sampled_from(["class", "Thing", "health", "sheep", "", "a-b", "x" * 41]))}
    return {**data, "fields": rows}


@pytest.mark.slow
@examples(600)
@given(st.data())
def test_any_invalid_feature_is_refused_in_one_sentence(data: st.DataObject) -> None:
    broken = _broken(data.draw(valid_specs()), data.draw)
    with pytest.raises(UsageError) as error:
        check_feature(feature(broken, "a.yaml"), RULES, {})
    assert "\n" not in str(error.value)


@each("stack", [folder.stack for folder in CATALOGUE.all() if folder.stack.feature], ids=lambda s: s.id)
def test_every_stack_knows_its_words(stack: Any) -> None:
    assert stack.feature.languages
    assert set(stack.feature.languages) <= languages()
