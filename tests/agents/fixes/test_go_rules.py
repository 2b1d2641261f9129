"""What the rules for Go change in a project, and where they leave it alone."""

from __future__ import annotations

from pathlib import Path

from real_outputs import RULES, Sample, failure, words
from test_earlier_entry import commit

from mity.agents.go.sources import imports, usual_name, with_import, without
from mity.agents.near import near, nearest
from mity.healing.model import Fix
from rows import each

MOD = "module example.com/shop\n\ngo 1.22\n\nrequire github.com/hashicorp/errwrap v1.0.0\n"
BLOCK = 'import (\n\t"errors"\n\t"fmt"\n\n\t"github.com/a/b"\n)\n'


def proposal(tmp_path: Path, rule: str, output: str, **files: str) -> str | dict[str, str]:
    """The files that a rule would write, or the words of what else it has to say; `.go` is added to names."""
    texts = {"go.mod": MOD} | {f"{name}.go": text for name, text in files.items()}
    found = RULES[rule].propose(failure(Sample(rule, "", text=output, files=texts), tmp_path))
    if isinstance(found, Fix) and found.edits:
        return {edit.path: (edit.content or b"").decode() for edit in found.edits}
    return " ".join(command.line for command in found.commands) if isinstance(found, Fix) else words(found)


@each(
    ("path", "made"),
    [
        ("bytes", BLOCK.replace('\t"errors"', '\t"bytes"\n\t"errors"')),
        ("strings", BLOCK.replace('"fmt"\n', '"fmt"\n\t"strings"\n')),
        ("github.com/a/c", BLOCK.replace('a/b"\n', 'a/b"\n\t"github.com/a/c"\n')),
    ],
)
def test_an_import_is_added_where_gofmt_sorts_it(path: str, made: str) -> None:
    assert with_import(f"package a\n\n{BLOCK}", path) == f"package a\n\n{made}"


@each(
    ("before", "made"),
    [
        ("package a\n\nvar X = 1\n", 'package a\n\nimport "os"\n\nvar X = 1\n'),
        ('package a\n\nimport "fmt"\n', 'package a\n\nimport (\n\t"fmt"\n\t"os"\n)\n'),
        ('package a\n\nimport (\n\t"x.org/y"\n)\n', 'package a\n\nimport (\n\t"os"\n\n\t"x.org/y"\n)\n'),
        ("package a\r\n\r\nvar X = 1\r\n", 'package a\r\n\r\nimport "os"\r\n\r\nvar X = 1\r\n'),
    ],
)
def test_a_file_without_a_fitting_group_gets_one(before: str, made: str) -> None:
    assert with_import(before, "os") == made


def test_imports_go_with_their_lines_and_an_empty_block_goes_too() -> None:
    text = f"package a\n\n{BLOCK}\nvar X = 1\n"
    assert without(text, imports(text)) == "package a\n\nvar X = 1\n"
    assert without(text, imports(text)[1:2]) == text.replace('\t"fmt"\n', "")


@each(("path", "name"), [("github.com/mattn/go-isatty", "isatty"), ("a.org/x/v2", "x"), ("gopkg.in/yaml.v3", "yaml")])
def test_the_usual_name_of_a_package(path: str, name: str) -> None:
    assert usual_name(path) == name


def test_a_slip_is_one_letter_or_two_neighbours() -> None:
    assert near("net/urll", ["net/url", "net", "net/rpc"]) == ["net/url"]
    assert nearest("errwarp", ["errwrap"]) == "errwrap"
    assert near("os", ["io", "os", "css"]) == []
    assert nearest("ab", ["ac", "ad"]) == ""


def test_all_that_goimports_would_do_is_done_in_one_go(tmp_path: Path) -> None:
    said = (
        '# x\n./a.go:4:2: "fmt" imported and not used\n./a.go:8:9: undefined: strings\n./a.go:9:9: undefined: filpath\n'
    )
    body = '\nvar X = strings.ToUpper("a")\nvar Y = filpath.Join("a")\nvar Z = filepath.Base\n'
    made = proposal(
        tmp_path, "go-imports", said, a='package a\n\nimport (\n\t"fmt"\n\t"path/filepath"\n)\n' + body[:-1]
    )
    wanted = 'package a\n\nimport (\n\t"path/filepath"\n\t"strings"\n)\n' + body[:-1].replace("filpath", "filepath")
    assert made == {"a.go": wanted}


def test_what_is_undefined_and_no_package_is_left_alone(tmp_path: Path) -> None:
    text = 'package a\n\nvar X = helper("a")\n'
    assert proposal(tmp_path, "go-imports", "# x\n./a.go:3:9: undefined: helper\n", a=text) == ""


def test_what_other_files_import_decides_between_two_packages(tmp_path: Path) -> None:
    other = 'package a\n\nimport "crypto/rand"\n\nvar Y = rand.Reader\n'
    made = proposal(
        tmp_path, "go-imports", "# x\n./a.go:3:9: undefined: rand\n", a="package a\n\nvar X = rand.Int\n", b=other
    )
    assert made == {"a.go": 'package a\n\nimport "crypto/rand"\n\nvar X = rand.Int\n'}
    alone = proposal(
        tmp_path / "n", "go-imports", "# x\n./a.go:3:9: undefined: rand\n", a="package a\n\nvar X = rand.IntN\n"
    )
    assert alone == {"a.go": 'package a\n\nimport "math/rand/v2"\n\nvar X = rand.IntN\n'}


def test_a_test_is_never_edited(tmp_path: Path) -> None:
    said = '# x\n./a_test.go:3:8: "fmt" imported and not used\n'
    told = proposal(tmp_path, "go-imports", said, a_test='package a\n\nimport "fmt"\n')
    assert isinstance(told, str) and "mity does not edit tests" in told


@each(
    ("wrong", "right"),
    [
        ("github.com/hashicorp/errwarp", "github.com/hashicorp/errwrap"),
        ("github.com/hashicrop/errwrap", "github.com/hashicorp/errwrap"),
        ("example.com/shop/stroe", "example.com/shop/store"),
    ],
)
def test_a_slip_in_the_path_of_a_module_is_corrected_in_the_source(tmp_path: Path, wrong: str, right: str) -> None:
    said = f"a.go:3:8: no required module provides package {wrong}; to add it:\n\tgo get {wrong}\n"
    text = f'package a\n\nimport "{wrong}"\n\nvar X = {right.rpartition("/")[2]}.New\n'
    (tmp_path / "store").mkdir(exist_ok=True)
    (tmp_path / "store/store.go").write_text("package store\n")
    made = proposal(tmp_path, "go-import-path", said, a=text)
    assert made == {"a.go": text.replace(wrong, right)}


def test_what_any_module_of_a_workspace_requires_or_holds_may_be_meant(tmp_path: Path) -> None:
    for folder, wrong, right in (
        ("yaml", "go.yaml.in/yamll/v3", "go.yaml.in/yaml/v3"),
        ("a", "m.com/crat", "m.com/cart"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "go.mod").write_text("module example.com/x\n\nrequire go.yaml.in/yaml/v3 v3.0.3\n")
        (tmp_path / "cart").mkdir(exist_ok=True)
        (tmp_path / "cart/go.mod").write_text("module m.com/cart\n")
        (tmp_path / "cart/cart.go").write_text("package cart\n")
        text = f'package a\n\nimport "{wrong}"\n'
        said = f"{folder}/b.go:3:2: no required module provides package {wrong}; to add it:\n\tgo get {wrong}\n"
        made = proposal(tmp_path, "go-import-path", said, **{f"{folder}/b": text})
        assert made == {f"{folder}/b.go": text.replace(wrong, right)}


def test_a_module_that_is_only_missing_is_required_in_the_version_that_the_lock_knows(tmp_path: Path) -> None:
    said = "a.go:3:8: no required module provides package github.com/mattn/go-isatty/x; to add it:\n\tgo get\n"
    (tmp_path / "go.sum").write_text("github.com/mattn/go-isatty v0.0.20 h1:xfD0i=\n")
    text = 'package a\n\nimport "github.com/mattn/go-isatty/x"\n'
    assert proposal(tmp_path, "go-import-path", said, a=text) == ""
    line = proposal(tmp_path, "go-modules", said, a=text)
    assert isinstance(line, str) and "get github.com/mattn/go-isatty/x@v0.0.20" in line and "mod tidy" in line


def test_a_module_that_was_renamed_alone_is_called_as_its_packages_import_it(tmp_path: Path) -> None:
    """What it publishes under that name is another copy of it."""
    mod, text = "module example.com/shop\n\ngo 1.20\n", 'package a\n\nimport "example.com/shop"\n'
    for name in (mod, mod.replace("shop", "store")):
        (tmp_path / "go.mod").write_text(name)
        commit(tmp_path)
    absent = "a_test.go:3:8: no required module provides package example.com/shop; to add it:\n\tgo get\n"
    unsummed = "a_test.go:3:8: missing go.sum entry for module providing package example.com/shop; to add:\n\tgo get\n"
    for said in (absent, unsummed):  # the second where another module requires it
        sample = Sample("go-modules", "", text=said, files={"a_test.go": text})
        found = RULES["go-modules"].propose(failure(sample, tmp_path))
        assert isinstance(found, Fix) and not found.commands
        assert [(one.path, one.content) for one in found.edits] == [("go.mod", mod.encode())]


def test_a_package_that_the_module_itself_lacks_is_not_fetched(tmp_path: Path) -> None:
    said = "a.go:3:8: no required module provides package example.com/shop/gone; to add it:\n\tgo get\n"
    text = 'package a\n\nimport "example.com/shop/gone"\n'
    told = proposal(tmp_path, "go-import-path", said, a=text)
    assert told == "advice: a.go:3 imports example.com/shop/gone, and the module has no package of this name | "
    assert proposal(tmp_path, "go-modules", said, a=text) == ""


def test_two_files_that_disagree_are_asked_about(tmp_path: Path) -> None:
    said = f"found packages one (a.go) and two (b.go) in {tmp_path}\n"
    told = proposal(tmp_path, "go-package-clause", said, a="package one\n", b="package two\n")
    assert isinstance(told, str) and "one folder is one package" in told
    shop = proposal(tmp_path, "go-package-clause", said, a="package shop\n", b="package two\n")
    assert shop == {"b.go": "package shop\n"}


def test_a_line_of_go_mod_that_nobody_understands_is_told(tmp_path: Path) -> None:
    said = "go: errors parsing go.mod:\ngo.mod:3: malformed go version 1.x\n"
    told = proposal(tmp_path, "go-directive", said)
    assert told == "advice: go.mod:3 cannot be read (malformed go version 1.x): correct it | git log -p -- go.mod"


@each(
    ("said", "text", "made"),
    [
        (
            "./x.go:4:2: undefined: handelEnv\n",
            "package a\n\nfunc init() {\n\thandelEnv()\n}\n\nfunc handleEnv() {}\n",
            "handleEnv()\n}",
        ),
        (
            "./x.go:5:7: undefined: cuont\n",
            "package a\n\nfunc f() int {\n\tcount := 1\n\treturn cuont\n}\n",
            "return count",
        ),
        (
            "./x.go:6:6: undefined: fmt.Printn\n",
            'package a\n\nimport "fmt"\n\nfunc f() {\n\tfmt.Printn("a")\n}\n',
            None,  # Print and Println are as near
        ),
        (
            "./x.go:4:4: a.titel undefined (type T has no field or method titel, but does have field title)\n",
            "package a\n\nfunc f(a T) string {\n\treturn a.titel\n}\n",
            "a.title",
        ),
        ("./x.go:4:2: undefined: missing\n", "package a\n\nfunc f() {\n\tmissing()\n}\n", None),
    ],
)
def test_a_misspelled_name_is_corrected_where_one_is_near(
    tmp_path: Path, said: str, text: str, made: str | None
) -> None:
    found = proposal(tmp_path, "go-name", said, x=text)
    assert made in found["x.go"] if made and isinstance(found, dict) else made is None and not found
