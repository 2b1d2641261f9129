"""Rules for virtual environments and for the network they are filled from."""

from __future__ import annotations

import shutil
from pathlib import Path

from dependency_case import advice, case, environment, fix, lines, project, silent

from mity.agents.fixes.general.rebuild_environment import RebuildEnvironment
from mity.agents.fixes.general.try_again import Offline, TryAgain, TryAgainLater
from mity.agents.fixes.python.broken_environment import BrokenEnvironment
from mity.agents.fixes.python.reinstall_package import ReinstallPackage
from mity.healing.model import ErrorType
from mity.healing.rules import Rank

SYNC = ["/opt/uv venv --clear .venv", "/opt/uv pip sync requirements.lock"]
GONE = ".venv/bin/python: No such file or directory\n"
UNKNOWN = {"error_type": ErrorType.UNKNOWN}


def test_a_sound_environment_is_left_alone(tmp_path: Path) -> None:
    environment(project(tmp_path), "pydantic==2.1")
    failure = case(tmp_path, "ImportError: cannot import name 'x' from 'pydantic'\n")
    assert silent(BrokenEnvironment(), failure)
    (tmp_path / ".venv/pyvenv.cfg").unlink()
    assert "pyvenv.cfg is missing" in fix(BrokenEnvironment(), failure).title


def test_an_interpreter_that_is_gone(tmp_path: Path) -> None:
    environment(project(tmp_path))
    (tmp_path / ".venv/bin/python").unlink()
    (tmp_path / ".venv/bin/python").symlink_to("/opt/gone/bin/python3")
    done = fix(BrokenEnvironment(), case(tmp_path, GONE, not_found=True, exit_code=None, error_type=ErrorType.CONFIG))
    assert (lines(done), done.move_aside, done.edits) == (SYNC, (".venv",), ())
    assert "broken link" in done.title


def test_an_environment_that_is_not_there_at_all(tmp_path: Path) -> None:
    failure = case(project(tmp_path), GONE, not_found=True, exit_code=None, error_type=ErrorType.CONFIG)
    done = fix(BrokenEnvironment(), failure)
    assert (lines(done), done.move_aside) == (SYNC, ())


def test_an_environment_without_its_settings(tmp_path: Path) -> None:
    environment(project(tmp_path))
    (tmp_path / ".venv/pyvenv.cfg").unlink()
    assert "pyvenv.cfg" in fix(BrokenEnvironment(), case(tmp_path, "No module named pytest\n")).title


def test_a_python_whose_home_is_gone(tmp_path: Path) -> None:
    environment(project(tmp_path))
    (tmp_path / ".venv/pyvenv.cfg").write_text("home = /opt/gone/bin\n")
    assert (
        "/opt/gone/bin, no longer exists" in fix(BrokenEnvironment(), case(tmp_path, "No module named pytest\n")).title
    )


def test_a_python_that_the_project_does_not_accept(tmp_path: Path) -> None:
    environment(project(tmp_path), version="3.10.4")
    assert "3.10.4" in fix(BrokenEnvironment(), case(tmp_path, "SyntaxError: invalid syntax\n")).title


def test_a_project_that_was_moved(tmp_path: Path) -> None:
    site = environment(project(tmp_path))
    (site / "_editable_impl_shop.pth").write_text("/home/me/old-place/src\n")
    output = "ModuleNotFoundError: No module named 'shop'\n"
    assert "/home/me/old-place/src no longer exists" in fix(BrokenEnvironment(), case(tmp_path, output)).title


def test_an_environment_without_packages_folder(tmp_path: Path) -> None:
    site = environment(project(tmp_path))
    shutil.rmtree(site)
    assert "no site-packages folder" in fix(BrokenEnvironment(), case(tmp_path, "No module named pytest\n")).title


def test_an_environment_without_pip(tmp_path: Path) -> None:
    environment(project(tmp_path))
    output = f"{tmp_path}/.venv/bin/python: No module named pip\n"
    assert "no pip" in fix(BrokenEnvironment(), case(tmp_path, output)).title


def test_without_a_way_to_install_a_person_is_told(tmp_path: Path) -> None:
    environment(project(tmp_path))
    (tmp_path / ".venv/pyvenv.cfg").unlink()
    (tmp_path / "requirements.lock").unlink()
    assert "pyvenv.cfg" in advice(BrokenEnvironment(), case(tmp_path, "No module named pytest\n"))


def test_the_install_command_itself_is_not_repeated(tmp_path: Path) -> None:
    environment(project(tmp_path))
    (tmp_path / ".venv/pyvenv.cfg").unlink()
    argv = ("/opt/uv", "pip", "sync", "requirements.lock")
    failure = case(tmp_path, "error: something\n", stage="build", argv=argv, **UNKNOWN)
    assert silent(BrokenEnvironment(), failure)
    assert silent(RebuildEnvironment(), failure)
    other = case(tmp_path, "error: something\n", **UNKNOWN)
    assert "pyvenv.cfg" in fix(BrokenEnvironment(), other).title
    assert fix(RebuildEnvironment(), other).move_aside == (".venv",)


def test_a_package_that_lost_a_file_is_installed_again(tmp_path: Path) -> None:
    site = environment(project(tmp_path), "pydantic-core==2.50.1")
    record = site / "pydantic_core-2.50.1.dist-info/RECORD"
    record.write_text(record.read_text() + "pydantic_core/_pydantic_core.cpython-311.so,,\n")
    failure = case(tmp_path, "ModuleNotFoundError: No module named 'pydantic_core._pydantic_core'\n")
    done = fix(ReinstallPackage(), failure)
    assert lines(done) == [
        f"/opt/uv pip install --quiet --python {tmp_path}/.venv/bin/python --reinstall --no-deps pydantic-core==2.50.1"
    ]
    assert silent(RebuildEnvironment(), failure)
    assert fix(RebuildEnvironment(), case(tmp_path, "what is this\n", **UNKNOWN)).move_aside == (".venv",)


def test_a_whole_package_is_not_installed_again(tmp_path: Path) -> None:
    site = environment(project(tmp_path), "pydantic-core==2.50.1")
    failure = case(tmp_path, "ModuleNotFoundError: No module named 'pydantic_core.nope'\n")
    assert silent(ReinstallPackage(), failure)
    (site / "pydantic_core/__init__.py").unlink()
    assert "pydantic-core 2.50.1" in fix(ReinstallPackage(), failure).title


def test_a_package_of_another_build_is_installed_again(tmp_path: Path) -> None:
    site = environment(project(tmp_path), "greenlet==3.1")
    output = f"ImportError: {site}/greenlet/_greenlet.so: undefined symbol: _PyThing\n"
    assert "greenlet 3.1" in fix(ReinstallPackage(), case(tmp_path, output)).title


def test_making_everything_anew_is_the_last_resort(tmp_path: Path) -> None:
    environment(project(tmp_path))
    assert RebuildEnvironment.rank is Rank.LAST_RESORT
    done = fix(RebuildEnvironment(), case(tmp_path, "what is this\n", **UNKNOWN))
    assert (lines(done), done.move_aside) == (SYNC, (".venv",))
    for kind in ("network", "conflict", "toolchain"):
        failure = case(tmp_path, "x\n", error_type=ErrorType.DEPENDENCY, kind=kind)
        assert silent(RebuildEnvironment(), failure)


def test_the_network_gets_two_more_tries_and_then_a_person(tmp_path: Path) -> None:
    failure = case(project(tmp_path), "", error_type=ErrorType.DEPENDENCY, kind="network", subject="fastapi")
    first, second = fix(TryAgain(), failure), fix(TryAgainLater(), failure)
    assert first.is_retry
    assert second.is_retry
    assert 0 < first.wait_s < second.wait_s
    assert "cannot be reached (fastapi)" in advice(Offline(), failure)


def test_only_the_network_gets_a_third_try(tmp_path: Path) -> None:
    failure = case(project(tmp_path), "what is this\n", **UNKNOWN)
    assert fix(TryAgain(), failure).wait_s == 0
    assert silent(TryAgainLater(), failure)
    assert silent(Offline(), failure)
    network = case(tmp_path, "what is this\n", error_type=ErrorType.DEPENDENCY, kind="network")
    assert fix(TryAgainLater(), network).wait_s > fix(TryAgain(), network).wait_s
    assert "cannot be reached" in advice(Offline(), network)
