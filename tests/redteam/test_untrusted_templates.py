"""Hostile templates: nothing of them runs, and nothing is written outside, before they were trusted."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from harness import LIGHT, Done, Mity, git
from mity.errors import MityError, UsageError
from mity.system.render import render
from mity.system.runner import Runner
from mity.system.template_fetching import fetch
from mity.system.template_source import Source
from mity.system.write_guard import Refused, Rules
from rows import each

INNER = "{{cookiecutter.app_slug}}"
INJECTIONS = {
    "globals of cycler": "{{ cycler.__init__.__globals__.os.popen('touch {pwned}').read() }}",
    "globals of joiner": "{{ joiner.__init__.__globals__.os.popen('touch {pwned}').read() }}",
    "globals of lipsum": "{{ lipsum.__globals__['os'].popen('touch {pwned}').read() }}",
    "globals by attr": "{{ (lipsum|attr('__globals__'))['os'].popen('touch {pwned}').read() }}",
    "globals by an escape": "{{ (lipsum|attr('\\x5f\\x5fglobals\\x5f\\x5f'))['os'].popen('touch {pwned}').read() }}",
    "subclasses": "{{ ''.__class__.__mro__[1].__subclasses__()[0] }}",
    "format string": "{{ '{0.__class__.__mro__}'.format(cookiecutter) }}",
    "format by map": "{{ ['{0.__class__}']|map('format', cookiecutter)|list }}",
    "module of self": "{{ self._TemplateReference__context.environment.__class__.__init__.__globals__ }}",
    "code of a macro": "{% macro m() %}{% endmacro %}{{ m.__code__ }}{{ m._func.__globals__ }}",
    "namespace": "{% set ns = namespace() %}{{ ns.__init__.__globals__ }}",
    "debug extension": "{% debug %}",
    "changes the answers": "{{ cookiecutter.update({'app_slug': '../x'}) }}",
}
LIMITS = {
    "memory": "{{ 'x' * (9 ** 12) }}",
    "joined memory": "{% set x = 'x' * 2 ** 30 %}{{ x ~ x ~ x ~ x }}",
    "large range": "{% for a in range(10 ** 9) %}{% endfor %}",
}
NAMES = {
    "climbs": "{{cookiecutter.up}}",
    "climbs in a folder": "a/{{cookiecutter.up}}",
    "absolute": "{{cookiecutter.root}}",
    "mity": "{{cookiecutter.home}}/stack.yaml",
    "mity in capitals": "{{cookiecutter.home|upper}}/stack.yaml",
    "mity with a hidden letter": "{{cookiecutter.hidden}}/config.toml",
    "git": "{{cookiecutter.repo}}/hooks/post-commit",
    "git below": "sub/{{cookiecutter.repo}}/config",
}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template of a README, which says what it would do to `pwned`."""
    folder = tmp_path / "template"
    (folder / INNER).mkdir(parents=True)
    (folder / INNER / "README.md").write_text("# {{ cookiecutter.app_slug }}\n")
    declare(folder)
    return folder


def declare(folder: Path, **more: Any) -> None:
    known = {
        "app_slug": "demo",
        "up": "../../../../escaped.txt",
        "home": ".mity",
        "repo": ".git",
        "hidden": ".m\u200bity",
    }
    known |= {"root": str(folder.parent / "escaped.txt"), **more}
    (folder / "cookiecutter.json").write_text(json.dumps(known))


def rendered(template: Path, folder: Path, *, trusted: bool = False) -> Path:
    folder.mkdir()
    return render(Runner(), Source(template, "the-template"), {"app_slug": "demo"}, folder, trusted=trusted)


def escaped(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.name in ("escaped.txt", "pwned")]


def injection(kind: str, tmp_path: Path) -> str:
    return {**INJECTIONS, **LIMITS}[kind].replace("{pwned}", str(tmp_path / "pwned"))


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
@pytest.mark.parametrize("place", ["text", "name", "default", "private default", "choice", "mapping", "raw name"])
@pytest.mark.parametrize("kind", INJECTIONS)
def test_jinja_reaches_nothing_of_python(template: Path, tmp_path: Path, kind: str, place: str) -> None:
    text = injection(kind, tmp_path)
    if place == "text":
        (template / INNER / "README.md").write_text(text)
    elif place == "default":
        declare(template, x=text)
    elif place == "private default":
        declare(template, __x=text)
    elif place == "choice":
        declare(template, x=[text])
    elif place == "mapping":
        declare(template, x={"a": text})
    else:
        declare(template, _copy_without_render=["*"] if place == "raw name" else [])
        (template / INNER / text.replace("/", "\u2215")).write_text("x")
    try:
        made = rendered(template, tmp_path / "out")
        assert (
            "<class" not in (made / "README.md").read_text() and "site-packages" not in (made / "README.md").read_text()
        )
    except MityError as error:
        assert "\n" not in str(error) and "Traceback" not in str(error)
    assert escaped(tmp_path) == []


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
@pytest.mark.parametrize("kind", LIMITS)
def test_a_template_cannot_eat_the_machine(template: Path, tmp_path: Path, kind: str) -> None:
    (template / INNER / "README.md").write_text(injection(kind, tmp_path))
    with pytest.raises(MityError, match="could not render the-template"):
        rendered(template, tmp_path / "out")


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
@pytest.mark.parametrize("copied", [False, True], ids=["rendered", "copied"])
@pytest.mark.parametrize("trusted", [False, True], ids=["untrusted", "trusted"])
@pytest.mark.parametrize("kind", NAMES)
def test_no_name_leads_out_of_the_application(
    template: Path, tmp_path: Path, kind: str, trusted: bool, copied: bool
) -> None:
    declare(template, _copy_without_render=["*txt*", "*stack*"] if copied else [])
    path = template / INNER / NAMES[kind]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("pwned")
    with pytest.raises(MityError, match=r"leads out of|may not"):
        rendered(template, tmp_path / "out", trusted=trusted)
    assert escaped(tmp_path) == []


def test_the_plainest_of_such_names_is_refused(template: Path, tmp_path: Path) -> None:
    test_no_name_leads_out_of_the_application(template, tmp_path, "climbs", trusted=False, copied=False)


@each(
    ("event", "words"),
    [
        *(("open", (path, "w", os.O_WRONLY)) for path in ("{out}/x", "{root}/../x", "{root}/made/../../x")),
        *(("open", (path, None, os.O_RDWR | os.O_CREAT)) for path in ("{link}/x", "{root}/link/x")),
        ("os.mkdir", ("{out}/x", 0o777, -1)),
        ("os.rename", ("{root}/a", "{out}/a", -1, -1)),
        ("os.link", ("{root}/a", "{out}/a", -1, -1)),
        ("os.symlink", ("x", "{out}/a", -1)),
        ("os.remove", ("{out}/a", -1)),
        ("os.chmod", ("{out}", 0o777, -1)),
        ("shutil.rmtree", ("{out}", None)),
        ("shutil.copytree", ("{root}/made", "{out}/tree")),
        ("open", ("{root}/made/demo/.git/config", "w", os.O_WRONLY)),
        ("open", ("{root}/made/demo/a/.GIT/config", "w", os.O_WRONLY)),
        ("os.mkdir", ("{root}/made/demo/.mity", 0o777, -1)),
        ("os.mkdir", ("{root}/made/demo/.MITY", 0o777, -1)),
        ("subprocess.Popen", ("sh", [], None, None)),
        ("os.system", ("true",)),
        ("os.posix_spawn", ("sh", [], {})),
        ("os.fork", ()),
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.getaddrinfo", ("example.com", 80, 0, 0, 0)),
    ],
)
def test_the_guard_hears_it(tmp_path: Path, event: str, words: tuple[Any, ...]) -> None:
    root, out = tmp_path / "root", tmp_path / "out"
    for folder in (root / "made" / "demo", out):
        folder.mkdir(parents=True)
    (root / "link").symlink_to(out)
    rules = Rules(str(root), str(root / "made"), programs=False)
    names = {"root": root, "out": out, "link": root / "link"}
    with pytest.raises(Refused):
        rules.hear(event, tuple(word.format(**names) if isinstance(word, str) else word for word in words))


@each(
    ("event", "words"),
    [
        ("open", ("/etc/hostname", "r", os.O_RDONLY)),
        ("open", ("{root}/made/demo/x", "w", os.O_WRONLY)),
        ("open", (3, "w", os.O_WRONLY)),
        ("open", (os.devnull, "w", os.O_WRONLY)),
        ("os.mkdir", ("{root}/made/demo/.github", 0o777, -1)),
        ("os.mkdir", ("{root}/made/demo/sub/.mity", 0o777, -1)),
        ("import", ("json", None, None, None, None)),
    ],
)
def test_the_guard_lets_honest_work_pass(tmp_path: Path, event: str, words: tuple[Any, ...]) -> None:
    rules = Rules(str(tmp_path), str(tmp_path / "made"), programs=False)
    rules.hear(event, tuple(word.format(root=tmp_path) if isinstance(word, str) else word for word in words))


@pytest.mark.parametrize("kind", ["absolute link", "climbing link", "link to a folder", "link to nothing", "pipe"])
def test_links_and_devices_are_refused_before_anything_is_read(template: Path, tmp_path: Path, kind: str) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("secret")
    place = template / INNER / "notes"
    targets = {"absolute link": tmp_path / "secret" / "key", "climbing link": Path("../../secret/key")}
    targets |= {"link to a folder": tmp_path / "secret", "link to nothing": tmp_path / "nowhere"}
    os.mkfifo(place) if kind == "pipe" else place.symlink_to(targets[kind])
    with pytest.raises(UsageError, match="notes in the template"):
        Source(template, str(template)).check()


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_a_link_within_the_template_is_as_good_as_a_file(template: Path, tmp_path: Path) -> None:
    (template / "LICENSE").write_text("free\n")
    (template / INNER / "LICENSE").symlink_to("../LICENSE")
    assert (rendered(template, tmp_path / "out") / "LICENSE").read_text() == "free\n"


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_a_folder_with_braces_in_its_name_is_a_folder(template: Path, tmp_path: Path) -> None:
    (template / INNER / "sub" / "{{cookiecutter.app_slug}}").mkdir(parents=True)
    (template / INNER / "sub" / "{{cookiecutter.app_slug}}" / "x.txt").write_text("x")
    odd = tmp_path / "a {{ b }} {% c %} 'ü' {# d #}"
    odd.mkdir()
    assert (rendered(template, odd / "out") / "sub" / "demo" / "x.txt").is_file()


@pytest.mark.parametrize("origin", ["--upload-pack=touch pwned;.git", "-x", "--config=core.fsmonitor=evil.git"])
def test_an_origin_or_a_ref_is_no_option_of_git(template: Path, origin: str) -> None:
    with pytest.raises(UsageError, match="begins with '-'"):
        fetch(Runner(), origin)
    with pytest.raises(UsageError, match="begins with '-'"):
        fetch(Runner(), str(template), origin)


@pytest.mark.parametrize(
    "declared",
    [
        '{"app_slug": "x", "templates": {"a": {"path": "../evil"}}}',
        '{"app_slug": "x", "template": ["a (../evil)"]}',
        "[" * 50_000,
        '{"_extensions": "os.system"}',
        '{"_extensions": [["os.system"]]}',
        "{",
    ],
)
def test_a_cookiecutter_json_that_leads_elsewhere_is_refused(template: Path, declared: str) -> None:
    (template / "cookiecutter.json").write_text(declared)
    with pytest.raises(UsageError):
        assert not Source(template, str(template)).extensions


def test_a_missing_extension_names_its_package(mity: Mity, template: Path) -> None:
    declare(template, _extensions=["jinja2_no_such.TimeExtension", "jinja2.ext.do"])
    done = mity("create-app", "demo", "--template", str(template), "--trust")
    assert done.code == 2
    assert "loads the Jinja extension jinja2_no_such.TimeExtension" in done.err
    assert "pip install jinja2-no-such" in done.err
    assert list(mity.workspace.iterdir()) == []


# What is shown and asked, from the outside


def created(mity: Mity, template: Path, *words: str) -> Done:
    return mity("create-app", "demo", "--template", str(template), *words)


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_the_build_code_of_a_detected_stack_needs_trust(mity: Mity, template: Path, tmp_path: Path) -> None:
    scripts = {"postinstall": f"touch {tmp_path / 'pwned'}"}
    name = "{% if true %}package.json{% endif %}"
    (template / INNER / name).write_text(json.dumps({"name": "x", "version": "1.0.0", "scripts": scripts}))
    (template / INNER / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["evil"]\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "x"\n'
    )
    refused = created(mity, template)
    assert refused.code == 2, refused.text
    assert "package.json: npm runs at install: touch " in refused.err
    assert "pyproject.toml: build backend backend from ['.'], which needs evil" in refused.err
    assert list(mity.workspace.iterdir()) == []


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_trust_ends_when_any_file_of_the_template_changes(mity: Mity, tmp_path: Path) -> None:
    copy = tmp_path / "light"
    shutil.copytree(LIGHT, copy)
    assert mity("trust", str(copy)).code == 0
    assert created(mity, copy, "--dry-run").code == 0
    page = copy / INNER / "make.py"
    page.write_text(page.read_text() + "\n# changed\n")
    refused = created(mity, copy)
    assert (refused.code, "runs only with --trust" in refused.err) == (2, True)
    assert not (mity.workspace / "demo").exists()


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_a_trusted_template_makes_an_application_that_is_trusted(mity: Mity, tmp_path: Path) -> None:
    assert mity("trust", str(LIGHT)).code == 0
    assert created(mity, LIGHT).code == 0
    assert mity("heal", "demo").code == 0
    assert mity("heal", "demo", env={"XDG_STATE_HOME": str(tmp_path / "another user")}).code == 3


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_a_dry_run_starts_no_tool_that_only_the_template_names(mity: Mity, tmp_path: Path) -> None:
    copy = tmp_path / "light"
    shutil.copytree(LIGHT, copy)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "only-here").write_text(f"#!/bin/sh\ntouch {tmp_path / 'pwned'}\necho 1.0\n")
    (programs / "only-here").chmod(0o755)
    stack = copy / "stack.yaml"
    stack.write_text(stack.read_text().replace("requires:\n", "requires:\n  - tool: only-here\n", 1))
    path = os.pathsep.join([str(programs), mity.env["PATH"]])
    done = mity("create-app", "demo", "--template", str(copy), "--dry-run", env={"PATH": path})
    assert done.code == 0, done.text
    assert not (tmp_path / "pwned").exists()


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["../evil.sh", "./evil", "/bin/sh", "a/b", "", "-x", "a b", "a;b", "..", "$(x)"])
def test_a_tool_is_a_bare_name(mity: Mity, tmp_path: Path, tool: str) -> None:
    copy = tmp_path / "light"
    shutil.copytree(LIGHT, copy)
    stack = copy / "stack.yaml"
    stack.write_text(stack.read_text().replace("requires:\n", f"requires:\n  - tool: {json.dumps(tool)}\n", 1))
    done = created(mity, copy, "--dry-run")
    assert (done.code, "is no tool" in done.err) == (2, True), done.text


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_what_a_terminal_would_hide_is_shown(mity: Mity, tmp_path: Path) -> None:
    copy = tmp_path / "light"
    shutil.copytree(LIGHT, copy)
    stack = copy / "stack.yaml"
    odd = json.dumps("evil\u001b[2K\r harmless \u202e")
    stack.write_text(stack.read_text().replace("make.py, build]", f"make.py, build, {odd}]"))
    done = created(mity, copy)
    assert done.code == 2
    assert "\x1b" not in done.text and "\u202e" not in done.text
    assert "evil\\x1b[2K\\r harmless \\u202e" in done.err


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_a_git_repository_in_a_template_is_no_part_of_it(mity: Mity, template: Path) -> None:
    git(template, "init", "-q")
    (template / ".git" / "hooks" / "post-commit").write_text("#!/bin/sh\ntouch pwned\n")
    assert created(mity, template, "--dry-run").code == 0
