"""Rules for imports: one file, one import, every other byte as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from dependency_case import PYPROJECT, advice, case, fix, project, silent, text

from mity.agents.fixes.python.missing_import import MissingImport
from mity.agents.fixes.python.moved_name import MovedName
from mity.agents.python.sources import with_import, without_name
from mity.healing.model import ErrorType
from rows import each

FILE = "src/shop/menu.py"


def name_error(name: str, file: str = FILE, line: int = 3) -> str:
    said = f"NameError: name '{name}' is not defined\n"
    return f'Traceback (most recent call last):\n  File "{file}", line {line}, in <module>\n{said}'


def import_error(name: str, module: str, file: str = FILE) -> str:
    said = f"ImportError: cannot import name '{name}' from '{module}' (/x/site-packages/{module}.py)\n"
    return f'Traceback (most recent call last):\n  File "{file}", line 1, in <module>\n{said}'


@each(
    ("name", "before", "after"),
    [
        ("json", "x = json.dumps(1)\n", "import json\n\nx = json.dumps(1)\n"),
        ("Literal", "import os\nx: Literal[1]\n", "import os\nfrom typing import Literal\nx: Literal[1]\n"),
        ("Any", "from typing import cast\nx: Any = cast\n", "from typing import Any, cast\nx: Any = cast\n"),
        ("datetime", "x = datetime.now()\n", "from datetime import datetime\n\nx = datetime.now()\n"),
        ("datetime", "x = datetime.timedelta(1)\n", "import datetime\n\nx = datetime.timedelta(1)\n"),
        (
            "BaseModel",
            "import os\n\nclass A(BaseModel): ...\n",
            "import os\nfrom pydantic import BaseModel\n\nclass A(BaseModel): ...\n",
        ),
        (
            "Depends",
            '"""Doc."""\n\nfrom __future__ import annotations\n\nfrom .a import b\n\nx = Depends(b)\n',
            '"""Doc."""\n\nfrom __future__ import annotations\n\n'
            "from fastapi import Depends\n\nfrom .a import b\n\nx = Depends(b)\n",
        ),
        ("sqrt_of", "x = sqrt_of(2)\n", "from shopmath import sqrt_of\n\nx = sqrt_of(2)\n"),
    ],
)
def test_one_import_is_added(tmp_path: Path, name: str, before: str, after: str) -> None:
    declared = PYPROJECT.replace('"pydantic>=2"', '"pydantic>=2", "shopmath"')
    project(
        tmp_path, **{FILE: before, "pyproject.toml": declared, "src/shop/other.py": "from shopmath import sqrt_of\n"}
    )
    done = fix(MissingImport(), case(tmp_path, name_error(name)))
    assert text(done, FILE) == after
    assert done.scope == (FILE,)


def test_another_module_that_lacks_elsewhere_hides_it_not(tmp_path: Path) -> None:
    project(tmp_path, **{FILE: "x = json.dumps(1)\n"})
    output = name_error("json") + "E   ModuleNotFoundError: No module named 'colorclass'\n"
    failure = case(tmp_path, output)
    assert failure.diagnosis.error_type is ErrorType.DEPENDENCY
    assert fix(MissingImport(), failure).edits[0].path == FILE


def test_line_ends_and_odd_bytes_stay(tmp_path: Path) -> None:
    before = "import os\r\n# ünï\tx\r\nx = json.dumps(1)  \r\ny = '\\x00'"
    project(tmp_path, **{FILE: before})
    done = fix(MissingImport(), case(tmp_path, name_error("json")))
    assert text(done, FILE) == "import json\r\n" + before


def test_pytest_names_the_place_its_own_way(tmp_path: Path) -> None:
    project(tmp_path, **{FILE: "x = json.dumps(1)\n"})
    output = f"{FILE}:1: in <module>\n    x = json.dumps(1)\nE   NameError: name 'json' is not defined\n"
    assert fix(MissingImport(), case(tmp_path, output)).edits[0].path == FILE


@each(
    ("name", "source", "said"),
    [
        ("Path", "x: Path\n", "pathlib or fastapi"),
        ("registr", "registr()\n", "not defined anywhere"),
        ("Column", "x = Column()\n", "not defined anywhere"),
    ],
)
def test_without_exactly_one_home_a_person_is_asked(tmp_path: Path, name: str, source: str, said: str) -> None:
    assert said in advice(MissingImport(), case(project(tmp_path, **{FILE: source}), name_error(name)))


def test_a_habit_of_the_project_does_not_settle_it(tmp_path: Path) -> None:
    project(tmp_path, **{FILE: "x: Path\n", "src/shop/other.py": "from pathlib import Path\n"})
    assert "pathlib or fastapi" in advice(MissingImport(), case(tmp_path, name_error("Path")))


def test_a_name_of_the_project_is_imported_from_the_module_that_defines_it(tmp_path: Path) -> None:
    files = {
        "src/shop/errors.py": "class Wrong(Exception):\n    pass\n",
        "tests/test_all.py": "from shop import Wrong\n",
    }
    project(tmp_path, **{FILE: "raise Wrong\n", "src/shop/__init__.py": "from shop.errors import Wrong\n", **files})
    done = fix(MissingImport(), case(tmp_path, name_error("Wrong")))
    assert text(done, FILE) == "from shop.errors import Wrong\n\nraise Wrong\n"


def test_a_name_that_the_project_only_hands_on_is_asked_about(tmp_path: Path) -> None:
    files = {"src/shop/__init__.py": "from elsewhere import Wrong\n", "tests/test_all.py": "from shop import Wrong\n"}
    project(tmp_path, **{FILE: "raise Wrong\n", **files})
    assert "not defined anywhere" in advice(MissingImport(), case(tmp_path, name_error("Wrong")))


def test_a_name_that_the_file_defines_is_no_missing_import(tmp_path: Path) -> None:
    project(tmp_path, **{FILE: "print(json)\njson = 1\n"})
    assert silent(MissingImport(), case(tmp_path, name_error("json")))


def test_tests_are_never_edited(tmp_path: Path) -> None:
    file = "tests/test_menu.py"
    project(tmp_path, **{file: "def test_x():\n    json.dumps(1)\n"})
    assert "mity does not edit tests" in advice(MissingImport(), case(tmp_path, name_error("json", file)))
    project(tmp_path, **{file: "from collections import Mapping\n"})
    assert "mity does not edit tests" in advice(
        MovedName(), case(tmp_path, import_error("Mapping", "collections", file))
    )


@each(
    ("name", "module", "before", "after"),
    [
        ("Mapping", "collections", "from collections import Mapping\n", "from collections.abc import Mapping\n"),
        (
            "Mapping",
            "collections",
            "from collections import Mapping as M, deque\n",
            "from collections import deque\nfrom collections.abc import Mapping as M\n",
        ),
        (
            "List",
            "fastapi",
            "from fastapi import APIRouter, List\n",
            "from typing import List\n\nfrom fastapi import APIRouter\n",
        ),
        (
            "BaseModel",
            "fastapi",
            "from fastapi import (\n    APIRouter,\n    BaseModel,  # ours\n)\n",
            "from fastapi import (\n    APIRouter,\n)\nfrom pydantic import BaseModel\n",
        ),
        ("Markup", "jinja2", "from jinja2 import Markup\n", "from markupsafe import Markup\n"),
    ],
)
def test_an_import_is_rewritten(tmp_path: Path, name: str, module: str, before: str, after: str) -> None:
    declared = PYPROJECT.replace('"pydantic>=2"', '"pydantic>=2", "markupsafe"')
    rest = "\n# ünï\nx = 1\n"
    project(tmp_path, **{FILE: before + rest, "pyproject.toml": declared})
    done = fix(MovedName(), case(tmp_path, import_error(name, module)))
    assert text(done, FILE) == after + rest


def test_settings_of_pydantic_one(tmp_path: Path) -> None:
    project(tmp_path, **{FILE: "from pydantic import BaseSettings, Field\n"})
    said = "pydantic.errors.PydanticImportError: `BaseSettings` has been moved to the `pydantic-settings` package.\n"
    output = f'  File "{FILE}", line 1, in <module>\n{said}'
    done = fix(MovedName(), case(tmp_path, output))
    assert text(done, FILE) == "from pydantic import Field\nfrom pydantic_settings import BaseSettings\n"


def test_a_name_that_is_nowhere_is_asked_about(tmp_path: Path) -> None:
    project(tmp_path, **{FILE: "from fastapi import Nonsense\n"})
    assert "correct the name" in advice(MovedName(), case(tmp_path, import_error("Nonsense", "fastapi")))


@pytest.mark.parametrize("source", ["x = (\n", "\xff"])
def test_files_that_do_not_parse_are_left_alone(source: str) -> None:
    assert with_import(source.encode("latin-1"), "json") is None
    assert without_name(source.encode("latin-1"), "fastapi", "List") is None


def test_an_import_inside_a_function_is_left_alone() -> None:
    assert without_name(b"def f():\n    from fastapi import List\n", "fastapi", "List") is None
