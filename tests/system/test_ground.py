"""What the commands of a project that is not the user's own may reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.command import Command
from mity.confinement import Confinement, Mode, Network
from mity.services.config import SandboxConfig
from mity.services.ground import Given, Ground, ground_of
from rows import each

SETTINGS = {
    ".npmrc": "registry=https://npm.example/all/\n//npm.example/:_authToken=x\n",
    ".cargo/config.toml": 'index = "sparse+https://crates.example:8443/"\nother = "https://*.wild.example/"\n',
    ".m2/settings.xml": "<url>http://maven.example/m2</url><url>ftp://no.example/</url><url>https://a.example:x/</url>",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without settings of package managers."""
    for name in ("PIP_INDEX_URL", "GOPROXY", "UV_INDEX_URL", "npm_config_registry"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home/cache"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_whatever_fetches_reaches_the_hosts_that_the_user_names_for_packages(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, text in SETTINGS.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:secret@pypi.example/simple")
    monkeypatch.setenv("SOME_INDEX_URL", "https://other.example/")
    ground = Ground(tmp_path / "app", home, SandboxConfig(hosts=("extra.example",)))
    named = ["crates.example:8443", "extra.example", "maven.example:80", "npm.example:443", "pypi.example:443"]
    for verb in ("install", "build", "commands"):
        assert (ground.confinement(verb).network, sorted(ground.confinement(verb).hosts)) == (Network.NAMED, named)


@each(
    ("verb", "hosts", "network"),
    [
        ("install", (), Network.OPEN),
        ("install", ("a.example",), Network.NAMED),
        ("test", (), Network.OWN),
        ("test", ("a.example",), Network.NAMED),
        ("launch", (), Network.SERVES),
        ("launch", ("a.example",), Network.SERVES),
    ],
)
def test_the_network_of_a_verb(tmp_path: Path, verb: str, hosts: tuple[str, ...], network: Network) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path))
        for name in ("PIP_INDEX_URL", "GOPROXY", "UV_INDEX_URL", "npm_config_registry"):
            patch.delenv(name, raising=False)
        within = Ground(tmp_path / "app", tmp_path, SandboxConfig(hosts=hosts)).confinement(verb)
    assert (within.network, within.hosts, within.what) == (network, hosts, f"the project's {verb}")


def test_what_would_be_run_or_believed_later_is_kept(home: Path, tmp_path: Path) -> None:
    for name in (".git", ".mity/cache", ".mity/logs"):
        (tmp_path / "app" / name).mkdir(parents=True)
    settings = SandboxConfig(variables=("DEPLOY_KEY",), read=("/srv/data",))
    ground = Ground(tmp_path / "app", home, settings)
    given = Given((tmp_path / "out",), (tmp_path / "in",), frozenset({"TOKEN"}))
    within = ground.confined(Command(("true",)), "test", given).confinement
    assert within is not None
    assert set(within.kept) == {tmp_path / "app/.git", tmp_path / "app/.mity/logs"}
    assert within.writable == (tmp_path / "app", tmp_path / "out")
    assert within.readable == (Path("/srv/data"), tmp_path / "in")
    assert (within.variables, within.home) == ({"DEPLOY_KEY", "TOKEN"}, home)
    own = Confinement("of its own")
    assert ground.confined(Command(("true",), confinement=own), "test").confinement is own


@each(
    ("mode", "clone", "confined"),
    [
        (Mode.AUTO, False, False),
        (Mode.AUTO, True, True),
        (Mode.REQUIRED, False, True),
        (Mode.OFF, True, False),
    ],
)
def test_whose_project_is_confined(tmp_path: Path, mode: Mode, clone: bool, confined: bool) -> None:
    folder = tmp_path / (".mity/clones/x" if clone else "x")
    folder.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        ground = ground_of(folder, SandboxConfig(mode=mode))
    assert (ground is not None) == confined
    if ground is not None:
        assert ground.folder == folder.resolve() and ground.home.is_dir()
        assert ground.home.stat().st_mode & 0o077 == 0 and ground.home.is_relative_to(tmp_path / "cache")
