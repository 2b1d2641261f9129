"""The feature templates of electron-app: what they render agrees, whatever the feature is."""

from __future__ import annotations

import re
from pathlib import Path

from feature_renders import LONG, PROJECT, FeatureRenders
from mity.system.trees import tree
from npm_template import render
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
        r"code:str,pattern=[A-Z]\d,example=A1,optional",
        "token:uuid,optional",
        "price:decimal=1.5,p=8,s=2,max=99.5",
        "notes:text,optional",
        "project:ref,to=project",
        "reviewer:ref,to=project,optional,on_delete=set_null",
        "details:json,optional,max=500",
        "helpers:many,to=project",
        "parts:many,to=project,on_delete=restrict",
    ],
    "order_line": ["todo:ref,to=todo,on_delete=cascade", 'words:str=say "hi" \\ there'],
    "person": ["person:str,optional"],
    "switch_box": ["on_or_off:bool=true,index"],
    LONG: [f"{LONG[:-1]}d:str", f"{LONG[:-1]}e:ref,to=order_line,optional"],
}


RENDERS = FeatureRenders("electron-app", FIELDS)


def text_of(name: str, path: str) -> str:
    return RENDERS.files(name)[path]


def test_every_specification_is_taken() -> None:
    RENDERS.check()


def test_the_files_lie_where_the_template_has_them() -> None:
    pages = "src/renderer/features/order-lines"
    assert sorted(RENDERS.files("order_line")) == [
        "src/main/features/order-lines/feature.ts",
        f"{pages}/OrderLineCreatePage.tsx",
        f"{pages}/OrderLineEditPage.tsx",
        f"{pages}/OrderLineForm.tsx",
        f"{pages}/OrderLineListPage.tsx",
        f"{pages}/OrderLinePages.test.tsx",
        f"{pages}/api.ts",
        f"{pages}/feature.ts",
        f"{pages}/fields.test.ts",
        f"{pages}/fields.ts",
        f"{pages}/options.ts",
        f"{pages}/samples.ts",
        "src/shared/order-lines/contract.ts",
        "tests/main/features/order-lines.test.ts",
    ]
    assert "src/renderer/features/people/options.ts" not in RENDERS.files("person")


def test_nothing_of_the_templates_is_left() -> None:
    for name, path, text in RENDERS.every():
        where = f"{name}: {path}"
        assert not re.search(r"<[%\[#]|[%\]#]>(?!\S)", text), where
        assert text.endswith("\n"), where
        assert not text.startswith("\n"), where
        assert "API" not in text, where


def test_what_is_imported_is_there(tmp_path: Path) -> None:
    app = render("electron-app", tmp_path, app_name="demo")
    known = {path.as_posix() for path in tree(app)} | {path for name in FIELDS for path in RENDERS.files(name)}
    for name, path, text in RENDERS.every():
        for place in re.findall(r'(?:from |import\()"(\.[^"]+)"', text):
            parts = list(Path(path).parent.parts)
            for word in place.split("/"):
                if word == "..":
                    parts.pop()
                elif word != ".":
                    parts.append(word)
            target = "/".join(parts)
            assert any(f"{target}{end}" in known for end in (".ts", ".tsx")), f"{name}: {path} imports {place}"


def test_no_name_is_imported_for_nothing() -> None:
    for name, path, text in RENDERS.every():
        for words in re.findall(r"^import (?:type )?\{([^}]*)\}", text, re.MULTILINE):
            for word in words.replace("type ", "").split(","):
                if used := word.strip():
                    assert len(re.findall(rf"\b{used}\b", text)) > 1, f"{name}: {path}: {used}"


@each(
    "line",
    [
        "title: text({ min: 1, max: 200, }),",
        "done: z.boolean(),",
        "due: date().nullable(),",
        "remind_at: datetime().nullable(),",
        'status: z.enum(["open", "closed", "on-hold"]),',
        "hours: number({ min: 0.5, max: 24, }).nullable(),",
        "count: whole({ min: 0, max: 10, }),",
        r'code: text({ max: 200, pattern: "[A-Z]\\d", }).nullable(),',
        "token: uuid().nullable(),",
        "price: decimal({ max: 99.5, digits: 8, places: 2, }),",
        "notes: text({ max: 10000, }).nullable(),",
        "project_id: reference(),",
        "reviewer_id: reference().nullable(),",
        "details: json({ max: 500 }).nullable(),",
        "helpers: references(),",
        'filters: ["project_id", "reviewer_id", "helpers", "parts"],',
    ],
)
def test_every_constraint_is_in_the_contract(line: str) -> None:
    assert line in re.sub(r" +", " ", text_of("todo", "src/shared/todos/contract.ts"))


def test_the_main_process_is_told_what_must_hold() -> None:
    told = text_of("todo", "src/main/features/todos/feature.ts")
    assert 'project_id: { to: "projects", onDelete: "restrict" },' in told
    assert 'reviewer_id: { to: "projects", onDelete: "set_null" },' in told
    assert 'helpers: { to: "projects", onDelete: "cascade" },' in told
    assert 'parts: { to: "projects", onDelete: "restrict" },' in told
    assert 'unique: ["name"],' in text_of("project", "src/main/features/projects/feature.ts")
    assert 'words: "say \\"hi\\" \\\\ there"' in text_of("order_line", "src/shared/order-lines/contract.ts")


def test_names_of_the_three_parts_agree() -> None:
    for name in FIELDS:
        one = RENDERS.view(name)
        contract = text_of(name, f"src/shared/{one.many.kebab}/contract.ts")
        assert f'defineResource("{one.many.camel}"' in contract
        assert f'"{one.many.camel}:create"' in text_of(name, f"tests/main/features/{one.many.kebab}.test.ts")
        pages = text_of(name, f"src/renderer/features/{one.many.kebab}/{one.one.pascal}Pages.test.tsx")
        assert f"fakeResources({{ {one.many.camel}: items" in pages


def test_each_violation_has_its_test() -> None:
    for name in FIELDS:
        one = RENDERS.view(name)
        text = text_of(name, f"tests/main/features/{one.many.kebab}.test.ts")
        for field, wrong in one.violations:
            kind = wrong.kind.replace("_", " ")
            given = '("needs %s"' if wrong.missing else f'{{ field: "{field.wire.snake}", kind: "{kind}", value: '
            assert given in text
        pages = text_of(name, f"src/renderer/features/{one.many.kebab}/{one.one.pascal}Pages.test.tsx")
        assert len(re.findall(r"^ +it(\.each\(|\()", text + pages, re.MULTILINE)) >= 16
