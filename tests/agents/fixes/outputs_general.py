"""Outputs that the rules for projects of every language are about."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

from dependency_case import environment
from real_outputs import Sample

UTF16 = "print(1)\n".encode("utf-16")
CONFLICT = "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n"
SUBMODULE = '[submodule "cases"]\n\tpath = tests/data\n\turl = https://example.org/cases.git\n'
HATCH = '[project]\nname = "shop"\nversion = "1"\nreadme = "README.md"\n'


def script(root: Path, text: bytes = b"#!/bin/sh\necho hi\n", mode: int = 0o644) -> None:
    (root / "run.sh").write_bytes(text)
    (root / "run.sh").chmod(stat.S_IFREG | mode)


def misspelled_since(root: Path) -> None:
    """A package.json whose last commit names a package otherwise than the one before."""
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com")
    for name in ("end-of-stream", "end-of-streem"):
        (root / "package.json").write_text(f'{{\n  "dependencies": {{\n    "{name}": "^1.1.0"\n  }}\n}}\n')
        for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "all")):
            subprocess.run((*git, *words), cwd=root, check=True)


def refused_since(root: Path) -> None:
    """A tsconfig.json whose last commit names a target that there is not."""
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com")
    for name in ("esnext", "esnexxt"):
        (root / "tsconfig.json").write_text(f'{{\n  "compilerOptions": {{\n    "target": "{name}"\n  }}\n}}\n')
        for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "all")):
            subprocess.run((*git, *words), cwd=root, check=True)


def renamed_since(root: Path) -> None:
    """A module whose last commit renames a function and not its use."""
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com")
    for name in ("length", "size"):
        (root / "a.py").write_text(f"def {name}(a):\n    return len(a)\n\n\nlength('a')\n")
        for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "all")):
            subprocess.run((*git, *words), cwd=root, check=True)


def deleted_since(root: Path) -> None:
    """A module that the last commit deletes."""
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com")
    for there in (True, False):
        if there:
            (root / "money.py").write_text("def price(a):\n    return a\n")
        else:
            (root / "money.py").unlink()
        for words in (
            ("init", "--quiet"),
            ("add", "--all"),
            ("commit", "--quiet", "--allow-empty", "--message", "all"),
        ):
            subprocess.run((*git, *words), cwd=root, check=True)


SAMPLES = (
    Sample("merge-conflict", r"advice: main\.py:1 contains", "common.merge-conflict", files={"main.py": CONFLICT}),
    Sample(
        "markdown-fence",
        r"fix: remove the Markdown fence from main\.py",
        "python.syntax",
        files={"main.py": "```python\nprint(1)\n```\n"},
    ),
    Sample("flaky-test", "fix: run the same tests again", "pytest.failed-item", stage="test"),
    Sample("failing-test", r"advice: fix the code that tests/test_a\.py::test_a", "pytest.failed-item", stage="test"),
    Sample(
        "port-setting",
        r"fix: run it with METRICS_PORT=\d+, because port 18097",
        "port.flask",
        stage="launch",
        files={".env.example": "METRICS_PORT=18097\n"},
    ),
    Sample("free-port", r"fix: launch on the free port \d+", "port.errno-address", stage="launch"),
    Sample("out-of-memory", "fix: run with one worker", "killed", "common.killed", exit_code=137),
    Sample("database-url", "advice: .*write it as %40", "database-url", "common.db-url-at"),
    Sample("certificate", "advice: .*not trusted: configure Node and npm .*NODE_EXTRA_CA_CERTS", "npm.certificate"),
    Sample(
        "missing-submodule",
        r"advice: tests/data is a submodule of git that is not checked out .*submodule update --init tests/data",
        "missing-submodule",
        "python.file-missing",
        files={".gitmodules": SUBMODULE},
        stage="test",
    ),
    Sample(
        "restore-named-file",
        r"fix: refer to README\.rst in pyproject\.toml instead of README\.md",
        "restore-named-file",
        "hatch.project",
        files={"pyproject.toml": HATCH, "README.rst": "Shop\n"},
    ),
    Sample(
        "restore-generated",
        r"advice: missing\.py is missing, and its template is no longer available",
        "python.script-missing",
        owned=("missing.py",),
    ),
    Sample("text-encoding", r"fix: write main\.py as UTF-8", "python.null-bytes", files={"main.py": UTF16}),
    Sample(
        "script-line-ends",
        r"fix: give run\.sh Unix line endings",
        "script-line-ends",
        "shell.interpreter",
        exit_code=127,
        prepare=lambda root: script(root, b"#!/bin/sh\r\necho hi\r\n", 0o755),
    ),
    Sample(
        "executable-bit",
        r"fix: make \S*run\.sh executable",
        "executable-bit",
        "common.wrapper-permission",
        exit_code=126,
        prepare=script,
    ),
    Sample(
        "duplicate-toml-table",
        r"fix: merge the two tables \[project\] in pyproject\.toml",
        "duplicate-toml-table",
        "pip.pyproject-invalid",
        files={"pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n\n[project]\nname = "shop"\n'},
    ),
    Sample(
        "toml-punctuation",
        r"fix: fix the punctuation of pyproject\.toml",
        "pip.pyproject-invalid",
        files={"pyproject.toml": '[project\nname = "shop"\n'},
    ),
    Sample(
        "json-punctuation",
        r"fix: fix the punctuation of package\.json",
        "npm.json",
        files={"package.json": '{"name":"a",}\n'},
    ),
    Sample(
        "earlier-entry",
        r"fix: end-of-streem does not exist: package\.json as before",
        row="npm.e404",
        text="npm error code E404\nnpm error 404  'end-of-streem@^1.1.0' is not in this registry.\n",
        prepare=misspelled_since,
    ),
    Sample(
        "earlier-setting",
        r"fix: target is refused: tsconfig\.json as before",
        row="ts.config-syntax",
        text="tsconfig.json(3,15): error TS6046: Argument for '--target' option must be: 'es6', 'esnext'.\n",
        prepare=refused_since,
    ),
    Sample(
        "earlier-line",
        r"fix: nothing defines length: a\.py:1 as an earlier commit has it",
        row="python.name",
        text="Traceback (most recent call last):\n  File \"a.py\", line 5, in <module>\n    length('a')\n"
        "NameError: name 'length' is not defined\n",
        prepare=renamed_since,
    ),
    Sample(
        "restore-deleted",
        r"fix: put back money\.py, which git has and what fails asks for",
        row="python.module-missing",
        text='Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    import money\n'
        "ModuleNotFoundError: No module named 'money'\n",
        prepare=deleted_since,
    ),
    Sample(
        "yaml-tabs",
        r"fix: indent config\.yaml with spaces",
        "yaml-tabs",
        "spring.config",
        files={"config.yaml": "limits:\n\tusers: 5\n"},
    ),
    Sample("build-first", "fix: nothing has been built yet", "node.entry-missing", stage="launch"),
    Sample(
        "leftover-output", "fix: move dist out of the way", "leftover-output", "common.uncaught", files={"dist": "x"}
    ),
    Sample("try-again", "fix: run the same command again, unchanged", "npm.network"),
    Sample("try-again-later", "fix: run the same command again after a longer pause", "npm.network"),
    Sample("offline", "advice: the registry cannot be reached", "npm.network"),
    Sample(
        "upgrade-vulnerable",
        r"fix: upgrade idna 2\.0 to 3\.7",
        "mity.vulnerable-package",
        "mity.vulnerable-package",
        files={"uv.lock": "", "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["idna==2.0"]\n'},
        stage="upgrade",
    ),
    Sample(
        "rebuild-environment",
        "fix: move .venv aside and install again",
        "uv.spawn",
        stage="test",
        prepare=lambda root: environment(root, "shop==1"),
    ),
)
