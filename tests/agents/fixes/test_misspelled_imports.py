"""A misspelled import is corrected where exactly one name is meant; else nothing is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from dependency_case import PYPROJECT, advice, case, environment, fix, project, silent, text

from mity.agents.fixes.python.misspelled_import import MisspelledImport
from rows import each

FILE = "src/shop/menu.py"
MISSING = "ModuleNotFoundError: No module named '{}'\n"


def traced(said: str, file: str = FILE) -> str:
    return f'Traceback (most recent call last):\n  File "{file}", line 1, in <module>\n{said}\n'


@each(
    ("before", "said", "after"),
    [
        ("import weakrefs\nx = weakref.ref\n", MISSING.format("weakrefs"), "import weakref\nx = weakref.ref\n"),
        ("from datetim import date\n", MISSING.format("datetim"), "from datetime import date\n"),
        ("import os, jsno\n", MISSING.format("jsno"), "import os, json\n"),
        ("from shop.pricse import tax\n", MISSING.format("shop.pricse"), "from shop.prices import tax\n"),
        ("from .pricse import tax\n", MISSING.format("shop.pricse"), "from .prices import tax\n"),
        ("from shp.prices import tax\n", MISSING.format("shp"), "from shop.prices import tax\n"),
        ("import fastpai\n", MISSING.format("fastpai"), "import fastapi\n"),
        ("from xml.parser import expat\n", MISSING.format("xml.parser"), "from xml.parsers import expat\n"),
        (
            "from .prices import (\n    Tax,\n    txa,  # the rate\n)\n",
            "ImportError: cannot import name 'txa' from 'shop.prices' (/p/src/shop/prices.py)",
            "from .prices import (\n    Tax,\n    tax,  # the rate\n)\n",
        ),
        (
            "from functools import reduce, partail\r\n",
            "ImportError: cannot import name 'partail' from 'functools' (/usr/lib/python3.11/functools.py)",
            "from functools import reduce, partial\r\n",
        ),
        (
            "from typing import Optoinal\n",
            "ImportError: cannot import name 'Optoinal' from 'typing' (/usr/lib/python3.11/typing.py)",
            "from typing import Optional\n",
        ),
    ],
)
def test_the_one_name_that_is_meant_is_written(tmp_path: Path, before: str, said: str, after: str) -> None:
    project(tmp_path, **{FILE: before, "src/shop/prices.py": "class Tax: ...\ndef tax(): ...\n"})
    environment(tmp_path, "fastapi==0.121.0")
    done = fix(MisspelledImport(), case(tmp_path, traced(said)))
    assert text(done, FILE) == after
    assert done.scope == (FILE,)


def test_the_place_as_pytest_names_it(tmp_path: Path) -> None:
    project(tmp_path, **{FILE: "import weakrefs\n"})
    output = f"tests/test_a.py:1: in <module>\n    import shop\n{FILE}:1: in <module>\n    import weakrefs\nE   "
    done = fix(MisspelledImport(), case(tmp_path, output + MISSING.format("weakrefs")))
    assert text(done, FILE) == "import weakref\n"


@each(
    ("before", "said"),
    [
        ("import yaml\n", MISSING.format("yaml")),  # a known distribution
        ("import imp\n", MISSING.format("imp")),  # was in the standard library
        ("import shop.quite_another\n", MISSING.format("shop.quite_another")),
        ("from shop.pries import tax\n", MISSING.format("shop.pries")),  # prices or prizes
        ("import fo\n", MISSING.format("fo")),
    ],
)
def test_what_may_be_right_or_may_mean_two_things_stays(tmp_path: Path, before: str, said: str) -> None:
    project(tmp_path, **{FILE: before, "src/shop/prices.py": "", "src/shop/prizes.py": "", "src/foo.py": ""})
    assert silent(MisspelledImport(), case(tmp_path, traced(said)))


def test_a_test_is_only_spoken_of(tmp_path: Path) -> None:
    project(tmp_path, **{"tests/test_a.py": "import jsno\n"})
    said = advice(MisspelledImport(), case(tmp_path, traced(MISSING.format("jsno"), "tests/test_a.py")))
    assert "tests/test_a.py:1 imports jsno: did you mean json" in said


@pytest.mark.parametrize("declared", [True, False])
def test_a_module_of_a_distribution_counts_when_the_project_declares_it(tmp_path: Path, declared: bool) -> None:
    manifest = PYPROJECT if declared else PYPROJECT.replace("fastapi>=0.121,<1", "flask")
    project(tmp_path, **{FILE: "import fastpai\n", "pyproject.toml": manifest})
    environment(tmp_path, "fastapi==0.121.0")
    assert silent(MisspelledImport(), case(tmp_path, traced(MISSING.format("fastpai")))) is not declared
