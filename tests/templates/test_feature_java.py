"""The feature templates of java-springboot and java-quarkus: what they render agrees, whatever the feature is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feature_renders import LONG, PROJECT, FeatureRenders
from mity.errors import UsageError
from mity.features.check import check_feature
from mity.features.grammar import parse_fields
from mity.features.specfile import parse_specs
from rows import each

STACKS = ("java-springboot", "java-quarkus")
FIELDS = {
    "project": PROJECT,
    "todo": [
        "title:str,min=1,max=200",
        "done:bool=false",
        "due:date,optional",
        "remind_at:datetime,optional",
        "status:enum=on-hold,values=open+closed+on-hold",
        "hours:float,min=0.5,max=24",
        "count:int=3,min=0,max=10",
        "big:bigint,optional",
        "code:str,pattern=[A-Z]{3},example=ABC,optional",
        "token:uuid,optional,unique",
        "price:decimal=1.5,p=8,s=2,max=99.5",
        "notes:text,optional",
        "project:ref,to=project",
        "reviewer:ref,to=project,optional,on_delete=set_null",
    ],
    "order_line": ["quantity:int", "todo:ref,to=todo,on_delete=cascade", "rate:float=2", "most:bigint=5000000000"],
    "person": ["person:int,optional", "born:date,optional", "more_of_it:json,max=500", "todos:many,to=todo"],
    "switch_box": ["on_or_off:bool=true,index", "item_2:int,optional"],
    "kind_value": ["kind:enum,values=a+B-c"],
    LONG: [f"{LONG[:-1]}d:str", f"{LONG[:-1]}e:ref,to=order_line,optional"],
}
ODD = r"""
name: ticket
fields:
  - {name: code, type: str, unique: true, pattern: 'a\.b|\d+', example: [a.b, "12", "3"]}
  - {name: remark, type: str, default: "it's \"quoted\" \\ ${x} ünï"}
"""


RENDERS_BY_STACK = {
    stack: FeatureRenders(stack, FIELDS, *parse_specs(ODD, "ticket.yaml"), package_name="com.example.shop")
    for stack in STACKS
}


def rendered(stack: str, name: str) -> dict[str, str]:
    return RENDERS_BY_STACK[stack].files(name)


def text_of(stack: str, name: str, ending: str) -> str:
    return RENDERS_BY_STACK[stack].file(name, ending, lambda text: " ".join(text.split()))


@pytest.mark.parametrize("stack", STACKS)
def test_every_specification_is_taken(stack: str) -> None:
    RENDERS_BY_STACK[stack].check()


@each("stack", STACKS)
@each("name", ["openapi", "test_only", "listing", "session_user", "class"])
def test_what_is_taken_is_refused(stack: str, name: str) -> None:
    with pytest.raises(UsageError):
        check_feature(parse_fields(name, ["title:str"]), RENDERS_BY_STACK[stack].rules, {})


@pytest.mark.parametrize("stack", STACKS)
def test_the_files_lie_where_the_template_has_them(stack: str) -> None:
    addresses = "Controller" if stack == "java-springboot" else "Resource"
    main = "src/main/java/com/example/shop/features/orderlines/OrderLine"
    parts = ("", "Body", addresses, "Repository", "Response", "Service")
    wanted = [f"{main}{part}.java" for part in parts]
    assert sorted(rendered(stack, "order_line")) == sorted(
        [*wanted, "src/test/java/com/example/shop/features/orderlines/OrderLineTest.java"]
    )
    path, _text = RENDERS_BY_STACK[stack].templates.migration("create", RENDERS_BY_STACK[stack].view("person"), 7, "")
    assert path == "src/main/resources/db/migration/V7__create_people.sql"


@pytest.mark.parametrize("stack", STACKS)
def test_the_files_are_whole(stack: str) -> None:
    for _name, path, text in RENDERS_BY_STACK[stack].every():
        name = Path(path).stem
        package = Path(path).parent.as_posix().partition("/java/")[2].replace("/", ".")
        assert text.startswith(f"package {package};\n"), path
        assert re.search(rf"^(public )?(final )?(class|interface|record) {name}\b", text, re.MULTILINE), path
        assert text.endswith("}\n"), path
        assert not re.search(r"<[%\[#]|[%\]#]>", text), path
        bare = re.sub(r'"""\n.*?"""|"(\\.|[^"\\\n])*"', '""', text, flags=re.DOTALL)
        for pair in ("()", "{}"):
            assert bare.count(pair[0]) == bare.count(pair[1]), path
        imports = re.findall(r"^import (.+);$", text, re.MULTILINE)
        assert len(imports) == len(set(imports)), path


@pytest.mark.parametrize("stack", STACKS)
def test_every_constraint_of_each_field_is_there(stack: str) -> None:
    body = text_of(stack, "todo", "TodoBody.java")
    assert "@NotNull @Size(min = 1, max = 200) public String title;" in body
    assert "public Boolean done = false;" in body
    assert '@JsonProperty("remind_at") public Instant remindAt;' in body
    assert "public Todo.StatusValue status = Todo.StatusValue.ON_HOLD;" in body
    assert '@NotNull @DecimalMin("0.5") @DecimalMax("24") public Double hours;' in body
    assert "@NotNull @Min(0) @Max(10)" in body
    assert "@Min(-9007199254740991L) @Max(9007199254740991L)" in body
    assert '@Size(max = 200) @Pattern(regexp = "^[A-Z]{3}$")' in body
    assert '@NotNull @DecimalMax("99.5") @Digits(integer = 6, fraction = 2)' in body
    assert 'public BigDecimal price = new BigDecimal("1.50");' in body
    assert '@NotNull @Min(1) @JsonProperty("project_id") public Long projectId;' in body
    assert 'ON_HOLD("on-hold");' in text_of(stack, "todo", "/Todo.java")
    lines = text_of(stack, "order_line", "Body.java")
    assert "Double rate = 2.0;" in lines
    assert "Long most = 5000000000L;" in lines


@pytest.mark.parametrize("stack", STACKS)
def test_names_and_texts_that_are_awkward(stack: str) -> None:
    assert "enum KindOption" in text_of(stack, "kind_value", "/KindValue.java")
    assert '@Column(name = "item_2")' in text_of(stack, "switch_box", "/SwitchBox.java")
    body = text_of(stack, "ticket", "TicketBody.java")
    assert r'regexp = "^(?:a\\.b|\\d+)$"' in body
    assert r'String remark = "it' + "'" + r's \"quoted\" \\ ${x} ünï";' in body
    _path, added = RENDERS_BY_STACK[stack].templates.migration(
        "add", RENDERS_BY_STACK[stack].view("ticket"), 2, "", RENDERS_BY_STACK[stack].view("ticket").fields[1:]
    )
    assert r"""DEFAULT 'it''s "quoted" \ $' || '{x} ünï' NOT NULL;""" in added
    assert "${" not in added, "Flyway would replace it"


@pytest.mark.parametrize("stack", STACKS)
def test_a_feature_does_not_use_another(stack: str) -> None:
    for _name, path, text in RENDERS_BY_STACK[stack].every():
        own = path.split("/features/")[1].split("/")[0]
        assert set(re.findall(r"features\.(\w+)", text)) == {own}, path


@pytest.mark.parametrize("stack", STACKS)
def test_each_violation_has_its_test(stack: str) -> None:
    for name in RENDERS_BY_STACK[stack].specs:
        text = text_of(stack, name, "Test.java")
        for field, wrong in RENDERS_BY_STACK[stack].view(name).violations:
            kind = wrong.kind.replace("_", " ")
            assert (f'"{field.wire.snake}"' if wrong.missing else f'arguments("{field.wire.snake}", "{kind}", ') in text
        assert f"class {RENDERS_BY_STACK[stack].view(name).one.pascal}Test extends ResourceTest" in text


@pytest.mark.parametrize("stack", STACKS)
def test_the_tables_have_what_the_entities_store(stack: str) -> None:
    for name, spec in RENDERS_BY_STACK[stack].specs.items():
        sql = RENDERS_BY_STACK[stack].templates.migration("create", RENDERS_BY_STACK[stack].view(name), 1, "")[1]
        columns = re.findall(r"^    (\w+) [A-Z]", sql.partition(");")[0], re.MULTILINE)
        stored = [one.wire for one in spec.fields_ if one.type != "many"]
        assert columns == ["id", *stored, "created_at", "updated_at", "row_version"]
        entity = rendered(stack, name)
        [text] = [text for path, text in entity.items() if path.endswith(f"/{spec.one.pascal}.java")]
        for field in RENDERS_BY_STACK[stack].view(name).fields:
            if field.is_many:
                assert f'@CollectionTable(name = "{field.links.snake}"' in text and field.links.snake in sql
                continue
            assert re.search(rf"\b{field.wire.camel};", text)
            assert (f'@Column(name = "{field.wire.snake}")' in text) == (field.wire.snake != field.wire.camel)
        assert (
            RENDERS_BY_STACK[stack]
            .templates.migration("drop", RENDERS_BY_STACK[stack].view(name), 3, "")[1]
            .endswith(f"DROP TABLE {spec.many.snake};\n")
        )
    todo = RENDERS_BY_STACK[stack].templates.migration("create", RENDERS_BY_STACK[stack].view("todo"), 1, "")[1]
    assert "project_id BIGINT NOT NULL REFERENCES projects (id)," in todo
    assert "reviewer_id BIGINT REFERENCES projects (id) ON DELETE SET NULL," in todo
    assert "token UUID UNIQUE," in todo
    assert "CREATE INDEX ON todos (project_id);" in todo
