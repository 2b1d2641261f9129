"""Outputs that the rules for Python are about."""

from __future__ import annotations

import sys
from pathlib import Path

from dependency_case import environment
from real_outputs import Sample

TABS = "def f():\n    x = 1\n\ty = 2\n    return x\n"
SETTINGS = """from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env")

    database_url: str
    secret_key: str


Settings()
"""
MULTIPART = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["fastapi>=0.121"]\n'
UV = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["requests==2.31.0", "urllib3<1.20"]\n'
HATCH = '[project]\nname = "shop"\n{}\n[tool.hatch.version]\npath = "{}"\n'
VERSION = '__version__ = "1"\n'
EMAIL = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["email-validator>=2"]\n'
LOCKED = """version = 1

[[package]]
name = "requests"
version = "2.32.3"

[[package]]
name = "shop"
source = { editable = "." }

[package.metadata]
requires-dist = [{ name = "requests", specifier = ">=2" }]
"""
BACKEND = """error: Failed to build `shop @ file:///home/dev/app`
  cause: The build backend returned an error
  cause: Call to `setuptools.build_met.build_editable` failed (exit status: 1)

         [stderr]
         Traceback (most recent call last):
           File "<string>", line 8, in <module>
         ModuleNotFoundError: No module named 'setuptools.build_met'

hint: Build failures usually indicate a problem with the package or the build environment
"""
NO_VERSION = """error: No solution found when resolving dependencies
  cause: Because only fastapi<=0.121.3 is available and shop==1 depends on fastapi>=91, we can conclude that it fails.
"""


def half_installed(root: Path) -> None:
    """pydantic-core without its compiled part."""
    site = environment(root, "pydantic-core==2.50.1")
    record = site / "pydantic_core-2.50.1.dist-info/RECORD"
    record.write_text(record.read_text() + "pydantic_core/_pydantic_core.cpython-311-x86_64-linux-gnu.so,,\n")


def unchecked(root: Path) -> None:
    """Compiled code that Python takes without a look at its source."""
    cache = root / "shop" / "__pycache__"
    cache.mkdir()
    (cache / f"__init__.{sys.implementation.cache_tag}.pyc").write_bytes(b"....\x01\x00\x00\x00" + b"\x00" * 8)


def without_settings(root: Path) -> None:
    """An environment that lost its pyvenv.cfg."""
    environment(root)
    (root / ".venv/pyvenv.cfg").unlink()


SAMPLES = (
    Sample(
        "network-in-build",
        r"advice: coherent\.licensed asks the network while the project is built, which fails here \(\[Errno -2\] Name",
        "network-in-build",
        "python.host-unknown",
    ),
    Sample(
        "mixed-tabs",
        r"fix: indent main\.py with spaces only",
        "mixed-tabs",
        "python.syntax",
        files={"main.py": TABS},
    ),
    Sample(
        "source-path",
        "fix: run it with src on PYTHONPATH",
        "python.asgi-import",
        files={"src/main.py": "app = None\n"},
    ),
    Sample(
        "missing-import",
        r"fix: main\.py uses json: add `import json`",
        "python.name",
        files={"main.py": "def f():\n    return json.dumps(1)\nf()\n"},
    ),
    Sample(
        "moved-name",
        r"fix: main\.py imports Mapping from collections: import it from collections\.abc",
        "moved-name",
        "python.import-name",
        files={"main.py": "from collections import Mapping\n"},
    ),
    Sample("hash-mismatch", "advice: .*does not match the checksum in the lock file", "pip.hashes"),
    Sample(
        "broken-environment",
        r"fix: recreate \.venv: pyvenv\.cfg is missing",
        "python.module-missing",
        stage="launch",
        prepare=without_settings,
    ),
    Sample(
        "reinstall-package",
        r"fix: install pydantic-core 2\.50\.1 again",
        "reinstall-package",
        "python.import-name",
        stage="launch",
        prepare=half_installed,
    ),
    Sample(
        "sync-environment",
        "fix: email-validator is declared but not installed",
        "python.not-installed",
        stage="launch",
        files={"pyproject.toml": EMAIL},
    ),
    Sample("stale-lock", r"fix: uv\.lock does not match", "uv.lock-outdated", files={"uv.lock": "version = 1\n"}),
    Sample(
        "pin-bcrypt",
        r"fix: .*add bcrypt<4\.1 to pyproject\.toml",
        "pin-bcrypt",
        "python.bcrypt-72-bytes",
        stage="launch",
        files={"pyproject.toml": MULTIPART, "main.py": "from passlib.hash import bcrypt\n"},
    ),
    Sample(
        "named-distribution",
        r"fix: .*add python-multipart to pyproject\.toml",
        "python.form-data",
        stage="launch",
        files={"pyproject.toml": MULTIPART},
    ),
    Sample(
        "stdlib-module",
        "advice: .*no package is installed in its place",
        "stdlib-module",
        "python.module-missing",
        files={"main.py": "import winreg\n"},
    ),
    Sample(
        "add-dependency",
        "advice: no known distribution provides 'requestz': did you mean 'requests'",
        "python.module-missing",
        files={"main.py": "import requestz\n", "pyproject.toml": MULTIPART},
    ),
    Sample(
        "misspelled-import",
        r"fix: main\.py:1 imports jsno: import json",
        text='Traceback (most recent call last):\n  File "/home/dev/app/main.py", line 1, in <module>\n'
        "    import jsno\nModuleNotFoundError: No module named 'jsno'\n",
        row="python.module-missing",
        files={"main.py": "import jsno\n"},
    ),
    Sample(
        "restore-requirement",
        r"fix: requests is used: put it back into pyproject\.toml",
        text="error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.\n",
        row="uv.lock-outdated",
        files={"main.py": "import requests\n", "pyproject.toml": MULTIPART, "uv.lock": LOCKED},
    ),
    Sample(
        "missing-plugin",
        "fix: the tests use what this plug-in brings: add pytest-mock to pyproject.toml",
        text="E       fixture 'mocker' not found\n",
        row="pytest.fixture",
        files={"pyproject.toml": MULTIPART},
        stage="test",
    ),
    Sample(
        "build-requirement",
        r"advice: pyproject\.toml:3 names the build backend .*build_met, .*did you mean setuptools\.build_meta",
        text=BACKEND,
        row="python.module-missing",
        files={"pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_met"\n'},
    ),
    Sample(
        "unmet-version",
        r"advice: pyproject\.toml:4 asks for fastapi>=91, which no release meets",
        text=NO_VERSION,
        row="uv.no-solution",
        files={"pyproject.toml": MULTIPART.replace("0.121", "91")},
    ),
    Sample("relax-own-pin", r"advice: .*Because requests==2\.31\.0", "uv.no-solution", files={"pyproject.toml": UV}),
    Sample(
        "missing-wheel",
        "advice: psycopg2 has no wheel .*depend on psycopg2-binary",
        "missing-wheel",
        "pip.header-missing",
    ),
    Sample("pending-migration", "advice: the database has no column 'b'", "python.unknown-dialect-driver"),
    Sample(
        "missing-setting",
        r"fix: write DATABASE_URL=sqlite:///shop\.db",
        "missing-setting",
        "python.settings",
        files={
            "main.py": SETTINGS.replace("    secret_key: str\n", ""),
            ".env.example": "DATABASE_URL=sqlite:///shop.db\n",
        },
    ),
    Sample("ask-for-setting", "advice: SECRET_KEY is a secret", "python.settings", files={"main.py": SETTINGS}),
    Sample(
        "version-path",
        r"fix: read the version from src/shop/__init__\.py",
        "version-path",
        "hatch.project",
        files={
            "pyproject.toml": HATCH.format('dynamic = ["version"]', "shop/__init__.py"),
            "src/shop/__init__.py": VERSION,
        },
    ),
    Sample(
        "project-table",
        "fix: take the version from the file that defines it",
        "project-table",
        "hatch.project",
        files={
            "pyproject.toml": HATCH.format('version = "1"\ndynamic = ["version"]', "src/shop/__init__.py"),
            "src/shop/__init__.py": VERSION,
        },
    ),
    Sample(
        "package-marker",
        r"fix: add an empty src/shop/__init__\.py",
        "package-marker",
        "hatch.project",
        files={"pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n', "src/shop/app.py": "x = 1\n"},
    ),
    Sample(
        "flat-layout",
        r"fix: list b, a in \[tool\.setuptools\]",
        "pip.flat-layout",
        files={"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n', "a/__init__.py": "", "b/__init__.py": ""},
    ),
    Sample(
        "stale-app-answer",
        "advice: mity's command refers to main, but the project contains orders",
        "python.asgi-import",
        stage="launch",
        argv=("uvicorn", "main:app"),
        files={".mity/app.json": '{"answers": {"package_name": "main"}}', "src/orders/__init__.py": ""},
    ),
    Sample(
        "stale-bytecode",
        r"fix: move the compiled Python files of 1 folders aside",
        "python.import-name",
        files={"shop/__init__.py": "basket = 1\n"},
        prepare=unchecked,
    ),
    Sample(
        "stale-bytecode",
        r"advice: mod\.pyc was compiled by another Python and has no source file",
        "stale-bytecode",
        "common.uncaught",
        files={"mod.pyc": "garbage"},
    ),
)
