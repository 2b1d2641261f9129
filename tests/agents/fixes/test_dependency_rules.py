"""Rules for distributions: what is installed, what is locked, what is only said."""

from __future__ import annotations

from pathlib import Path

import pytest
from dependency_case import BASIC, LOCK, PYPROJECT, advice, case, environment, fix, lines, project, silent, text

from mity.agents.fixes.python.add_dependency import AddDependency
from mity.agents.fixes.python.hash_mismatch import HashMismatch
from mity.agents.fixes.python.missing_wheel import MissingWheel
from mity.agents.fixes.python.named_distribution import NamedDistribution
from mity.agents.fixes.python.pin_bcrypt import PinBcrypt
from mity.agents.fixes.python.relax_own_pin import RelaxOwnPin
from mity.agents.fixes.python.stale_lock import StaleLock
from mity.agents.fixes.python.stdlib_module import StdlibModule
from mity.agents.fixes.python.sync_environment import SyncEnvironment
from mity.agents.python.names import DISTRIBUTIONS, distribution_of
from mity.agents.tables import table
from mity.healing.model import ErrorType
from rows import each

SYNC = ["/opt/uv venv --clear .venv", "/opt/uv pip sync requirements.lock"]
RELOCK = (
    "/opt/uv pip compile --quiet --generate-hashes --no-header pyproject.toml"
    " --group dev --output-file requirements.lock"
)


def missing(module: str) -> str:
    return f"Traceback (most recent call last):\nModuleNotFoundError: No module named '{module}'\n"


@each(
    ("module", "distribution"),
    [
        ("yaml", "pyyaml"),
        ("cv2", "opencv-python-headless"),
        ("jose.jwt", "python-jose"),
        ("google.cloud.storage.blob", "google-cloud-storage"),
        ("google.cloud.unheard", ""),
        ("requests", "requests"),
        ("reqeusts", ""),
        ("psycopg2", "psycopg2-binary"),
        ("MySQLdb", "mysqlclient"),
        ("factory", "factory-boy"),
    ],
)
def test_the_table_names_a_distribution_or_nothing(module: str, distribution: str) -> None:
    assert distribution_of(module) == distribution


def test_the_table_is_large_and_consistent() -> None:
    known = table(DISTRIBUTIONS)
    assert len(known["differs"]) + len(known["same"]["names"]) > 400
    assert not set(known["differs"]) & set(known["same"]["names"])
    assert list(known["same"]["names"]) == sorted(known["same"]["names"])


def test_an_undeclared_module_is_declared_locked_and_installed(tmp_path: Path) -> None:
    project(tmp_path, **{"src/shop/menu.py": "import yaml\n"})
    done = fix(AddDependency(), case(tmp_path, missing("yaml")))
    assert text(done, "pyproject.toml") == PYPROJECT.replace('  "pydantic>=2",\n', '  "pydantic>=2",\n  "pyyaml",\n')
    assert lines(done) == [RELOCK, *SYNC]
    assert done.move_aside == (".venv",)
    assert done.scope == ("pyproject.toml", "requirements.lock")


def test_build_installs_by_itself(tmp_path: Path) -> None:
    project(tmp_path, **{"src/shop/menu.py": "import yaml\n"})
    assert lines(fix(AddDependency(), case(tmp_path, missing("yaml"), stage="build"))) == [RELOCK]


def test_what_only_tests_import_is_a_development_dependency(tmp_path: Path) -> None:
    project(tmp_path, **{"tests/test_clock.py": "from freezegun import freeze_time\n"})
    done = fix(AddDependency(), case(tmp_path, missing("freezegun")))
    assert 'dev = ["pytest>=8", "freezegun"]' in text(done, "pyproject.toml")


def test_an_unknown_name_is_never_installed(tmp_path: Path) -> None:
    project(tmp_path, **{"src/shop/menu.py": "import reqeusts\nimport kitchenware\n"})
    assert "did you mean 'requests'" in advice(AddDependency(), case(tmp_path, missing("reqeusts")))
    assert "check the name" in advice(AddDependency(), case(tmp_path, missing("kitchenware")))


def test_a_name_that_the_project_does_not_import_is_not_installed(tmp_path: Path) -> None:
    assert silent(AddDependency(), case(project(tmp_path), missing("yaml")))
    project(tmp_path, **{"src/shop/menu.py": "import yaml\n"})
    assert "add pyyaml" in fix(AddDependency(), case(tmp_path, missing("yaml"))).title


def test_a_module_of_the_project_is_left_to_others(tmp_path: Path) -> None:
    failure = case(project(tmp_path, **{"src/shop/a.py": "import shop\n"}), missing("shop.prices"))
    assert all(silent(rule, failure) for rule in (AddDependency(), SyncEnvironment(), StaleLock()))
    project(tmp_path, **{"src/shop/a.py": "import yaml\n"})
    assert "add pyyaml" in fix(AddDependency(), case(tmp_path, missing("yaml"))).title
    assert "pydantic is declared" in fix(SyncEnvironment(), case(tmp_path, missing("pydantic"))).title


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_requirements_files_keep_their_line_ends(tmp_path: Path, newline: str) -> None:
    listed = f"fastapi{newline}uvicorn  # server{newline}"
    project(tmp_path, {"requirements.txt": listed, "requirements-dev.txt": "pytest\n", "main.py": "import yaml\n"})
    environment(tmp_path)
    done = fix(AddDependency(), case(tmp_path, missing("yaml")))
    assert text(done, "requirements.txt") == f"{listed}pyyaml{newline}"
    assert lines(done) == [f"/opt/uv pip install --quiet --python {tmp_path}/.venv/bin/python pyyaml"]


def test_poetry_projects_get_an_entry_of_their_own_kind(tmp_path: Path) -> None:
    poetry = '[tool.poetry.dependencies]\npython = "^3.11"\nfastapi = "*"\n'
    project(tmp_path, {"pyproject.toml": poetry, "main.py": "import yaml\n"})
    done = fix(AddDependency(), case(tmp_path, missing("yaml")))
    assert text(done, "pyproject.toml") == poetry + 'pyyaml = "*"\n'


def test_a_lock_that_cannot_be_renewed_here_is_a_matter_for_a_person(tmp_path: Path) -> None:
    project(tmp_path, **{"src/shop/menu.py": "import yaml\n"})
    assert "update the lock file" in advice(AddDependency(), case(tmp_path, missing("yaml"), uv=False))


def test_declared_and_locked_is_only_installed(tmp_path: Path) -> None:
    failure = case(project(tmp_path), missing("pydantic"))
    done = fix(SyncEnvironment(), failure)
    assert (done.edits, lines(done)) == ((), SYNC)
    assert silent(AddDependency(), failure)
    assert silent(StaleLock(), failure)


def test_declared_but_not_locked_is_locked_again(tmp_path: Path) -> None:
    project(
        tmp_path, **{"pyproject.toml": PYPROJECT.replace("pydantic>=2", "pyyaml>=6"), "src/shop/m.py": "import yaml"}
    )
    failure = case(tmp_path, missing("yaml"))
    assert silent(SyncEnvironment(), failure)
    assert silent(AddDependency(), failure)
    done = fix(StaleLock(), failure)
    assert lines(done) == [RELOCK, *SYNC]
    assert done.edits == ()


def test_what_an_installed_package_needs_and_the_lock_lost(tmp_path: Path) -> None:
    environment(project(tmp_path), "alembic==1.16", requires={"alembic": "Mako>=1"})
    assert "mako is required" in fix(StaleLock(), case(tmp_path, missing("mako"))).title


def test_a_lock_that_is_gone_is_made_from_the_manifest(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "requirements.lock").unlink()
    output = "FileNotFoundError: [Errno 2] No such file or directory: 'requirements.lock'\n"
    assert lines(fix(StaleLock(), case(tmp_path, output, stage="build"))) == [RELOCK]


def test_a_version_in_the_lock_that_does_not_exist(tmp_path: Path) -> None:
    output = "  × No solution found when resolving dependencies:\n  ╰─▶ Because there is no version of pydantic==2.1\n"
    project(tmp_path)
    assert "pydantic" in fix(StaleLock(), case(tmp_path, output, stage="build")).title
    project(tmp_path, {"requirements.lock": LOCK.replace("pydantic", "other")})
    assert silent(StaleLock(), case(tmp_path, output, stage="build"))


@each(
    ("lock", "output", "command"),
    [
        ("uv.lock", "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.", "uv lock"),
        ("poetry.lock", "pyproject.toml changed significantly since poetry.lock was last generated.", "poetry lock"),
        ("Pipfile.lock", "Your Pipfile.lock (abc) is out of date. Expected: (def).", "pipenv lock"),
    ],
)
def test_stale_locks_of_other_tools(tmp_path: Path, lock: str, output: str, command: str) -> None:
    project(tmp_path, {"pyproject.toml": PYPROJECT, lock: ""})
    proposal = StaleLock().propose(case(tmp_path, output, stage="build"))
    said = lines(proposal)[0] if hasattr(proposal, "commands") else getattr(proposal, "command", "")
    assert said.endswith(command)


@each(
    ("output", "wanted"),
    [
        ('RuntimeError: Form data requires "python-multipart" to be installed. \n', "python-multipart"),
        ("ImportError: email-validator is not installed, run `pip install 'pydantic[email]'`\n", "email-validator"),
        ("ImportError: Please install it with 'pip install httpx'\n", "httpx"),
        ("RuntimeError: 'cryptography' package is required for sha256_password\n", "cryptography"),
        (
            "RuntimeError: The starlette.testclient module requires the httpx package to be installed.",
            "",
        ),
    ],
)
def test_a_message_that_names_the_distribution(tmp_path: Path, output: str, wanted: str) -> None:
    failure = case(project(tmp_path), output)
    if wanted:
        assert f'  "{wanted}",\n' in text(fix(NamedDistribution(), failure), "pyproject.toml")


def test_a_message_that_names_a_stranger_is_asked_about(tmp_path: Path) -> None:
    failure = case(project(tmp_path), "ImportError: Please install it with 'pip install reqeusts-evil'\n")
    assert "reqeusts-evil" in advice(NamedDistribution(), failure)


def test_what_belongs_to_python_is_explained(tmp_path: Path) -> None:
    failure = case(project(tmp_path, **{"src/shop/a.py": "import winreg\n"}), missing("winreg"))
    assert "Windows only" in advice(StdlibModule(), failure)
    assert silent(AddDependency(), failure)
    assert "removed distutils" in advice(StdlibModule(), case(tmp_path, missing("distutils.util")))


def test_a_file_that_hides_a_standard_module_is_named(tmp_path: Path) -> None:
    project(tmp_path, **{"random.py": "x = 1\n"})
    output = "ImportError: cannot import name 'choice' from 'random' (/app/random.py)\n"
    assert advice(StdlibModule(), case(tmp_path, output)).startswith("random.py hides")


CONFLICT = """\
  × No solution found when resolving dependencies:
  ╰─▶ Because shop depends on uvicorn>=0.34,<1 and shop:dev depends on uvicorn==0.33.0, we can conclude that
      your project's requirements are unsatisfiable.
"""


def test_only_a_range_of_the_template_is_relaxed(tmp_path: Path) -> None:
    ours = PYPROJECT.replace('"pydantic>=2"', '"uvicorn>=0.34,<1"').replace(
        '"pytest>=8"', '"pytest>=8", "uvicorn==0.33.0"'
    )
    project(tmp_path, **{"pyproject.toml": ours})
    done = fix(RelaxOwnPin(), case(tmp_path, CONFLICT, stage="build", owned=("pyproject.toml",)))
    assert text(done, "pyproject.toml") == ours.replace("uvicorn>=0.34,<1", "uvicorn")
    assert "uvicorn==0.33.0" in advice(RelaxOwnPin(), case(tmp_path, CONFLICT, stage="build"))
    project(tmp_path, **{"pyproject.toml": ours.replace("uvicorn>=0.34,<1", "uvicorn>=0.34")})
    assert "versions conflict" in advice(
        RelaxOwnPin(), case(tmp_path, CONFLICT, stage="build", owned=("pyproject.toml",))
    )


def test_passlib_gets_the_bcrypt_it_understands(tmp_path: Path) -> None:
    output = "(trapped) error reading bcrypt version\nAttributeError: module 'bcrypt' has no attribute '__about__'\n"
    project(tmp_path, **{"src/shop/auth.py": "from passlib.context import CryptContext\n"})
    assert '  "bcrypt<4.1",\n' in text(fix(PinBcrypt(), case(tmp_path, output)), "pyproject.toml")
    project(tmp_path, **{"pyproject.toml": PYPROJECT.replace("pydantic>=2", "bcrypt>=4.2")})
    assert "bcrypt>=4.2" in advice(PinBcrypt(), case(tmp_path, output))


def test_seventy_two_bytes_without_passlib_mean_what_they_say(tmp_path: Path) -> None:
    output = "ValueError: password cannot be longer than 72 bytes, truncate manually if necessary\n"
    assert silent(PinBcrypt(), case(project(tmp_path), output))
    project(tmp_path, **{"src/shop/a.py": "from passlib.hash import bcrypt\n"})
    assert "add bcrypt<4.1" in fix(PinBcrypt(), case(tmp_path, output)).title


def test_hashes_are_never_locked_over(tmp_path: Path) -> None:
    failure = case(
        project(tmp_path), "error: Failed to download `h11==0.16`\n  Hash mismatch for `h11==0.16.0`\n", stage="build"
    )
    assert "h11" in advice(HashMismatch(), failure)
    assert silent(StaleLock(), failure)
    stale = case(tmp_path, "error: The lockfile at `uv.lock` needs to be updated\n", stage="build")
    assert "uv.lock does not match" in fix(StaleLock(), stale).title


def test_a_missing_wheel_is_explained(tmp_path: Path) -> None:
    output = "  × Failed to build `psycopg2==2.9.9`\n  Error: pg_config executable not found.\n"
    assert "psycopg2-binary" in advice(MissingWheel(), case(project(tmp_path), output, stage="build"))
    output = "error: Failed building wheel for numba\nThis package requires Rust and Cargo to compile extensions.\n"
    assert "a Rust compiler" in advice(
        MissingWheel(), case(tmp_path, output, stage="build", error_type=ErrorType.DEPENDENCY)
    )


def test_a_project_that_cannot_be_built_itself_lacks_no_wheel(tmp_path: Path) -> None:
    output = "error: Failed to build `my-app @ file:///work/my-app`\n  cause: The build backend returned an error\n"
    assert silent(MissingWheel(), case(project(tmp_path), output, stage="build", error_type=ErrorType.DEPENDENCY))


def test_nothing_is_proposed_for_other_failures(tmp_path: Path) -> None:
    root = project(tmp_path, BASIC, **{"src/shop/a.py": "import yaml\nfrom passlib.hash import bcrypt\n"})
    outputs = {
        AddDependency(): missing("yaml"),
        StaleLock(): "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.\n",
        SyncEnvironment(): missing("pydantic"),
        NamedDistribution(): 'RuntimeError: Form data requires "python-multipart" to be installed.\n',
        PinBcrypt(): "ValueError: password cannot be longer than 72 bytes, truncate manually if necessary\n",
        RelaxOwnPin(): "error: No solution found when resolving dependencies\n  cause: Because a depends on b\n",
        MissingWheel(): "  × Failed to build `psycopg2==2.9.9`\n  Error: pg_config executable not found.\n",
    }
    assert [rule.id for rule, output in outputs.items() if silent(rule, case(root, output))] == []
    failure = case(root, "FAILED tests/test_a.py::test_b - assert 1 == 2\n1 failed\n")
    assert all(silent(rule, failure) for rule in outputs)
