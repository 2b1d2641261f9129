"""The dotnet-webapi template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import tree_sitter_c_sharp
import yaml
from tree_sitter import Language, Parser

from harness import Mity, git
from mity.projects.names import check_name
from mity.stacks.catalog import Catalogue
from mity.stacks.command_spec import CommandSpec
from mity.stacks.model import Stack
from rendering import cookiecutter, stack_of
from rows import each

TEMPLATES = Path(__file__).parents[2] / "templates"
TEMPLATE = TEMPLATES / "dotnet-webapi"
LONGEST = "a" * 48 + "-z"
DESCRIPTION = 'It\'s "quoted" \\ <b>&amp; 100%25 – ünï 😀 $(x) @(y) ; {z} #'
AWKWARD = {"description": f"{DESCRIPTION}\nand has a second line", "author_name": 'Ann "A" O’Neil'}
XML = (".csproj", ".props", ".slnx")


def render(target: Path, **answers: str) -> Path:
    return Path(
        cookiecutter(str(TEMPLATE), no_input=True, output_dir=str(target), extra_context=answers, accept_hooks=False)
    )


def stack() -> Stack:
    return stack_of(TEMPLATE.name)


def steps(verb: str) -> list[CommandSpec]:
    return [step for variant in stack().variants(verb) for step in variant.steps]


def xml(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application that no test of this module changes."""
    return render(tmp_path_factory.mktemp("dotnet") / "it's ünï code", app_name="demo")


def sources(app: Path) -> list[Path]:
    return sorted(app.rglob("*.cs"))


def examples(app: Path) -> dict[str, str]:
    """The files that the README shows: a line with the path, then the text."""
    readme = (app / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "my-app2", LONGEST])
def test_rendered_files_are_well_formed(tmp_path: Path, name: str) -> None:
    app = render(tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    for path in app.rglob("*"):
        assert "cookiecutter" not in path.name
        assert not path.is_file() or "cookiecutter" not in path.read_text(encoding="utf-8"), path
        if path.suffix in XML:
            xml(path)
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".yml":
            yaml.safe_load(path.read_text(encoding="utf-8"))
    for pattern in stack().required_files:
        assert list(app.glob(pattern)), pattern
    project = xml(app / "src/Api/Api.csproj")
    assert project.findtext(".//AssemblyName") == name
    # MSBuild reads %25 as %, and so on
    assert unquote(project.findtext(".//Description") or "") == f"{DESCRIPTION} and has a second line"
    assert unquote(xml(app / "Directory.Build.props").findtext(".//Authors") or "") == AWKWARD["author_name"]


def test_what_msbuild_would_expand_is_escaped(tmp_path: Path) -> None:
    project = xml(render(tmp_path, **AWKWARD) / "src/Api/Api.csproj")
    description = project.findtext(".//Description") or ""
    assert not set("$@") & set(description)
    assert set(re.findall(r"%..", description)) <= {"%25", "%24", "%40"}


def test_the_solution_lists_every_project(app: Path) -> None:
    listed = [project.attrib["Path"] for project in xml(app / "demo.slnx").iter("Project")]
    assert sorted(listed) == sorted(path.relative_to(app).as_posix() for path in app.rglob("*.csproj"))
    text = "".join(word for verb in stack().commands for step in steps(verb) for word in step.argv)
    for name in listed:
        assert name in text, f"no command names {name}"
        assert name in (app / "Makefile").read_text()


def test_versions_are_central_exact_and_all_used(app: Path) -> None:
    central = xml(app / "Directory.Packages.props")
    assert central.findtext(".//ManagePackageVersionsCentrally") == "true"
    versions = {item.attrib["Include"]: item.attrib["Version"] for item in central.iter("PackageVersion")}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values()), versions
    used = [item for path in app.rglob("*.csproj") for item in xml(path).iter("PackageReference")]
    assert all(set(item.attrib) == {"Include"} for item in used)
    assert {item.attrib["Include"] for item in used} == set(versions)
    assert versions["Microsoft.AspNetCore.OpenApi"] == versions["Microsoft.EntityFrameworkCore.Sqlite"]


def test_warnings_are_errors_but_advisories_are_not(app: Path) -> None:
    props = xml(app / "Directory.Build.props")
    assert props.findtext(".//TreatWarningsAsErrors") == "true"
    assert props.findtext(".//Nullable") == "enable"
    assert (props.findtext(".//AnalysisLevel") or "").endswith("-recommended")
    assert "NU1903" in (props.findtext(".//WarningsNotAsErrors") or "")
    for path in app.rglob("*.csproj"):
        assert not {"Nullable", "TreatWarningsAsErrors", "TargetFramework"} & {item.tag for item in xml(path).iter()}


def test_the_platform_is_the_same_everywhere(app: Path) -> None:
    assert xml(app / "Directory.Build.props").findtext(".//TargetFramework") == "net10.0"
    sdk = json.loads((app / "global.json").read_text())["sdk"]
    [dotnet] = [tool for tool in stack().requires if tool.tool == "dotnet"]
    assert dotnet.version == f">={sdk['version']},<11"
    images = re.findall(r"^FROM (\S+)", (app / "Dockerfile").read_text(), re.MULTILINE)
    assert [image.split(":")[1].split("-")[0] for image in images] == ["10.0", "10.0"]
    assert json.loads((app / ".devcontainer/devcontainer.json").read_text())["image"].endswith(":10.0")


def test_no_package_source_is_named(app: Path) -> None:
    assert not [path for path in app.rglob("*") if path.name.lower() == "nuget.config"]
    hosts = {
        host.split(":")[0].rstrip("/")
        for path in app.rglob("*")
        if path.is_file() and path.name != "LICENSE"
        for host in re.findall(r"https?://([\w.:-]+)", path.read_text(encoding="utf-8"))
    }
    assert {host for host in hosts if not host.endswith(".test")} <= {"127.0.0.1", "example.com"}


def test_settings_are_the_same_everywhere(app: Path) -> None:
    read = re.findall(r'reader\.One\("(\w+)", "(.*?)"', (app / "src/Api/Settings.cs").read_text())
    assert len(read) == 9
    shown = re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`|none)", (app / "README.md").read_text(), re.MULTILINE)
    assert shown == read
    assert re.findall(r"^([A-Z_]+)=(.*)$", (app / ".env.example").read_text(), re.MULTILINE) == read


def test_namespaces_match_folders(app: Path) -> None:
    for path in sources(app):
        base = app / ("src" if (app / "src") in path.parents else "tests")
        wanted = path.parent.relative_to(base).as_posix().replace("/", ".")
        assert re.findall(r"^namespace (.+)$", path.read_text(), re.MULTILINE) == [f"{wanted};"], path
    for name, text in examples(app).items():
        if name.endswith(".cs"):
            wanted = Path(name).parent.relative_to(Path(name).parts[0]).as_posix().replace("/", ".")
            assert f"\nnamespace {wanted};\n" in text, name


def test_whitespace_and_imports_are_as_the_formatter_leaves_them(app: Path) -> None:
    texts = {path.name: path.read_bytes().decode() for path in sources(app)} | examples(app)
    for name, text in texts.items():
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert not re.search(r"[\t\r\ufeff]|[ ]$|\n\n\n|\{\n\n|\n\n *\}", text, re.MULTILINE), name
        assert max(map(len, text.splitlines())) <= 120, name
        used = re.findall(r"^using ([\w.]+);$", text, re.MULTILINE)
        assert used == sorted(used, key=lambda item: (item.split(".")[0] != "System", item)), name
        assert len(set(used)) == len(used), name
        for line in text.splitlines():
            assert (len(line) - len(line.lstrip())) % 4 == 0 or not line.strip() or '"""' in text, (name, line)


TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\\n])+'|"{3}.*?"{3}|@"(?:""|[^"])*"|(?P<open>\$")|"(?:\\.|[^"\\\n])*\"""",
    re.DOTALL,
)


def brackets(text: str) -> Iterator[str]:
    """The brackets of C#; those in comments, characters and strings do not count, those in `{…}` of `$"…"` do."""
    strings: list[int] = []
    place = depth = 0
    while place < len(text):
        inside = bool(strings) and strings[-1] == depth
        letter = text[place]
        if inside:
            if letter == "\\" or text.startswith(("{{", "}}"), place):
                place += 2
            elif letter == '"':
                strings.pop()
                place += 1
            else:
                assert letter != "\n", f"a string without an end before line {text.count(chr(10), 0, place) + 1}"
                depth += letter == "{"
                if letter == "{":
                    yield letter
                place += 1
            continue
        if match := TOKEN.match(text, place):
            if match["open"]:
                strings.append(depth)
            place = match.end()
            continue
        assert letter not in "\"'", "a string without an end"
        if letter in "([{}])":
            depth += (letter == "{") - (letter == "}")
            yield letter
        place += 1
    assert not strings, "a string without an end"


def assert_balanced(name: str, text: str) -> None:
    pairs = {")": "(", "]": "[", "}": "{"}
    open_ones: list[str] = []
    for letter in brackets(text):
        if letter in pairs:
            assert open_ones, f"{name}: one {letter} too many"
            assert open_ones.pop() == pairs[letter], f"{name}: {letter} closes something else"
        else:
            open_ones.append(letter)
    assert not open_ones, f"{name}: {open_ones} never closed"


def test_brackets_and_strings_are_balanced(app: Path) -> None:
    for path in sources(app):
        assert_balanced(path.name, path.read_text())
    for name, text in examples(app).items():
        assert_balanced(name, text)


@each("text", ["{", 'f("}")', '$"{a', 'x = "a;\n', '$"{x[1}"', "class A { void B( { } }", "// }\n}"])
def test_what_is_not_balanced_is_found(text: str) -> None:
    with pytest.raises(AssertionError):
        assert_balanced("text", text if text != 'f("}")' else "f(}")


def test_a_parser_agrees(app: Path) -> None:
    parser = Parser(Language(tree_sitter_c_sharp.language()))
    texts = {path.name: path.read_text() for path in sources(app)} | examples(app)
    for name, text in texts.items():
        assert name.endswith(".sql") or not parser.parse(text.encode()).root_node.has_error, name


def test_every_endpoint_module_can_be_made_without_arguments(app: Path) -> None:
    texts = [path.read_text() for path in sources(app)] + list(examples(app).values())
    modules = [text for text in texts if re.search(r"class \w+.*: IEndpointModule", text)]
    assert len(modules) == 3
    for text in modules:
        assert re.search(r"^public sealed class \w+ : IEndpointModule$", text, re.MULTILINE)


def test_no_log_call_is_written_by_hand(app: Path) -> None:
    """The analyzers, whose warnings are errors, want source generated ones."""
    for path in sources(app):
        assert not re.search(r"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(", path.read_text()), path


def test_the_image_holds_what_the_build_reads(app: Path) -> None:
    kept = {line[1:] for line in (app / ".dockerignore").read_text().split() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (app / "Dockerfile").read_text(), re.MULTILINE)
    for word in " ".join(copied).split():
        assert word in kept or word.split("/")[0] in kept, word
    assert {"Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"} <= kept


def test_each_build_leaves_a_new_program() -> None:
    build, publish = steps("build")
    assert "--no-incremental" in build.argv
    assert publish.argv[-2:] == ("--output", "dist")
    [launch] = steps("launch")
    assert launch.argv == ("${dotnet}", "dist/${app_slug}.dll")
    assert stack().artefacts == ("dist/*.dll",)
    assert set(launch.env) == {"HOST", "PORT", "DATABASE_URL", "MIGRATE_ON_START"}


def test_no_command_leaves_a_server_behind() -> None:
    for verb in ("install", "build", "test", "lint", "typecheck", "format"):
        for step in steps(verb):
            assert step.env["MSBUILDDISABLENODEREUSE"] == "1", step.argv
            assert step.env["UseSharedCompilation"] == "false", step.argv


def test_the_makefile_does_what_the_factory_does(app: Path) -> None:
    makefile = (app / "Makefile").read_text()
    assert [f"{verb}:" in makefile for verb in ("setup", "lint", "test", "build", "run")] == [True] * 5
    assert "--logger" in steps("test")[0].argv
    for words in ("--locked-mode", "--no-incremental", "--verify-no-changes", "junit;LogFileName=junit.xml"):
        assert words in makefile
        assert any(words in step.argv for verb in stack().commands for step in steps(verb)), words


def test_names_that_the_platform_needs_are_reserved() -> None:
    reserved = set(stack().names.reserved)
    assert {"system", "netstandard", "testhost", "xunit", "dotnet"} <= reserved
    assert check_name("server", reserved).slug == "server"


def test_a_rendered_application_is_recognised(app: Path) -> None:
    found = Catalogue([TEMPLATES]).detect(app)
    assert found is not None
    assert found.stack.id == "dotnet-webapi"


@pytest.mark.slow
@each("lost", ["Directory.Packages.props", "src/Api/Api.csproj", "src/Api/Features/IEndpointModule.cs"])
def test_another_dotnet_project_is_not_taken_for_one(tmp_path: Path, lost: str) -> None:
    other = render(tmp_path, app_name="demo")
    (other / lost).unlink()
    found = Catalogue([TEMPLATES]).detect(other)
    assert found is None or found.stack.id != "dotnet-webapi"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
@pytest.mark.skipif(shutil.which("dotnet") is not None, reason="dotnet is on PATH")
def test_without_the_sdk_it_is_finished_but_not_proven(mity: Mity) -> None:
    done = mity("create-app", "shop", "--stack", "dotnet-webapi", "--json")
    assert done.code == 4, done.text
    log = mity.log()
    assert log["verdict"] == "unproven"
    status = {item["station"]: item["result"]["status"] for item in log["results"]}
    expected = dict.fromkeys(("scaffold", "validate", "commit"), "done")
    assert {name: status[name] for name in expected} == expected, status
    assert {status[name] for name in ("build", "test", "launch")} == {"unavailable"}
    said = {item["station"]: item["result"]["message"] for item in log["results"]}
    assert "dotnet >=10.0.100,<11 is needed. Get it: " in said["build"]
    assert git(mity.workspace / "shop", "status", "--porcelain") == ""


STAND_IN = """#!{python}
import http.server, os, pathlib, sys, uuid
words = sys.argv[1:]
def write(name, text):
    path = pathlib.Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(b'{{"status":"ok"}}')
if words == ["--version"]:
    print("10.0.100")
elif words[0] == "restore":
    assert pathlib.Path(words[1]).is_file()
    for project in ("src/Api", "tests/Api.Tests"):
        write(project + "/packages.lock.json", "{{}}\\n")
elif words[0] == "build":
    assert pathlib.Path(words[1]).is_file()
elif words[0] == "publish":
    write(words[words.index("--output") + 1] + "/shop.dll", uuid.uuid4().hex)
elif words[0] == "test":
    name = words[words.index("--logger") + 1].split("LogFileName=")[1]
    write(words[words.index("--results-directory") + 1] + "/" + name,
          "<testsuites><testsuite><testcase name='a'/><testcase name='b'><skipped/></testcase>"
          "</testsuite></testsuites>")
else:
    assert words == ["dist/shop.dll"] and os.environ["DATABASE_URL"] == "sqlite::memory:"
    http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
@pytest.mark.skipif(os.name == "nt", reason="stands in for dotnet by a script")
def test_the_commands_fit_the_factory(mity: Mity, tmp_path: Path) -> None:
    """With a stand-in for dotnet: it proves where files, ports and reports go, and nothing of the application."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dotnet").write_text(STAND_IN.format(python=sys.executable))
    (tools / "dotnet").chmod(0o755)
    mity.env["PATH"] = f"{tools}{os.pathsep}{mity.env['PATH']}"
    done = mity("create-app", "shop", "--stack", "dotnet-webapi", "--json")
    assert done.code == 0, done.text
    evidence = {item["station"]: item["result"]["evidence"] for item in mity.log()["results"]}
    assert [item["path"] for item in evidence["build"]["artefacts"]] == ["dist/shop.dll"]
    assert (evidence["test"]["passed"], evidence["test"]["skipped"]) == (1, 1)
    assert json.loads(evidence["launch"]["body"]) == {"status": "ok"}
    files = git(mity.workspace / "shop", "ls-files").splitlines()
    assert {"src/Api/packages.lock.json", "tests/Api.Tests/packages.lock.json"} <= set(files)
    assert not [name for name in files if name.startswith(("dist/", "reports/"))]
