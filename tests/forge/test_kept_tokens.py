"""Tokens that tools on this machine keep: they arrive as they are, at their own host, and nobody is asked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_forge import FakeForge, fake_forge

from mity.app import App
from mity.forge.changed_lines import lines_of
from mity.forge.errors import ForgeForbidden
from mity.forge.model import Product
from mity.forge.tokens import find_token
from mity.operations.trust import project_trust
from mity.services.forges import UserForges
from mity.trust.item import UntrustedError

TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
GH = f"""#!/bin/sh
test "$*" = "auth token --hostname $WANTED" || exit 1
test -z "$GITHUB_TOKEN$GH_TOKEN$GH_ENTERPRISE_TOKEN" || {{ echo "$GITHUB_TOKEN$GH_TOKEN$GH_ENTERPRISE_TOKEN"; exit; }}
echo "a new release of gh is there" >&2
echo {TOKEN}
"""


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeForge]:
    """A GitHub on loopback, and a home of the user's own without any token."""
    home = tmp_path / "my home"
    home.mkdir()
    for name in [name for name in os.environ if name.endswith("_TOKEN")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.chdir(tmp_path)
    with fake_forge() as made:
        yield made


def tool(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    """Puts a program before all others."""
    place = folder / "bin" / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{place.parent}{os.pathsep}{os.environ['PATH']}")


def sent(forge: FakeForge, tmp_path: Path) -> tuple[str, str]:
    """What the forge is sent by mity as it is set up for a user, and what the redactor is told."""
    opened = UserForges(tmp_path).of(f"{forge.base}/owner/name")
    opened.forge.user()
    return forge.asked[-1][2], opened.secret


def test_the_token_of_the_forges_own_tool_arrives_as_it_is(
    forge: FakeForge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, monkeypatch, "gh", GH)
    monkeypatch.setenv("WANTED", forge.base.partition("//")[2])
    assert sent(forge, tmp_path) == (f"Bearer {TOKEN}", TOKEN)


def test_the_tool_does_not_hand_on_a_token_of_another_host(
    forge: FakeForge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, monkeypatch, "gh", GH)
    monkeypatch.setenv("WANTED", forge.base.partition("//")[2])
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_of_github_com_alone_0123456789")
    assert sent(forge, tmp_path) == (f"Bearer {TOKEN}", TOKEN)


def test_gits_credential_helper_is_asked_last_and_for_its_host_alone(
    forge: FakeForge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, monkeypatch, "gh", "#!/bin/sh\nexit 1\n")
    home = tmp_path / "my home"
    (home / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    rows = [f"http://ada:{TOKEN}@{forge.base.partition('//')[2]}", "https://ada:else@git.example.com"]
    rows.append("http://ada:open@git.example.com")
    (home / ".git-credentials").write_text("\n".join([*rows, ""]))
    scratch = tmp_path / "scratch"  # other tests work in the machine's own folder for temporary files
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)  # the standard library remembers the first answer
    assert sent(forge, tmp_path) == (f"Bearer {TOKEN}", TOKEN)
    found = find_token("https://git.example.com", Product.GITEA, {}, UserForges().run)
    assert (found.value, found.user, found.source) == ("else", "ada", "git credential")
    assert find_token("http://git.example.com", Product.GITEA, {}, UserForges().run).value == ""
    assert not list(scratch.iterdir())


def test_without_any_token_nobody_is_asked(forge: FakeForge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, monkeypatch, "gh", "#!/bin/sh\nexit 1\n")
    tool(tmp_path, monkeypatch, "asker", "#!/bin/sh\necho somebody-typed-this\n")
    monkeypatch.setenv("GIT_ASKPASS", str(tmp_path / "bin" / "asker"))
    assert sent(forge, tmp_path) == ("", "")


def test_settings_of_a_clone_send_nobody_a_secret(
    forge: FakeForge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-secret-of-the-user")
    host = forge.base.partition("//")[2]
    (tmp_path / ".mity").mkdir()
    (tmp_path / ".mity" / "config.toml").write_text(
        f'[forge."{host}"]\nproduct = "github"\ntoken_env = "AWS_SECRET_ACCESS_KEY"\n'
    )
    with pytest.raises(UntrustedError, match=rf"the token for {host} .*config\.toml came with .*mity trust"):
        UserForges(tmp_path).of(f"{forge.base}/owner/name")
    assert forge.asked == []
    gate = App(tmp_path).gate
    items = project_trust(gate)
    assert [one.lines for one in items] == [(f"the value of $AWS_SECRET_ACCESS_KEY is sent to {host}",)]
    gate.consents.give(items)
    assert sent(forge, tmp_path)[1] == "the-secret-of-the-user"
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "")
    forge.misbehave = lambda count, method: 401
    with pytest.raises(ForgeForbidden, match=r"variable AWS_SECRET_ACCESS_KEY, which the settings name .* is empty"):
        sent(forge, tmp_path)


def test_names_of_files_are_read_as_git_quotes_them() -> None:
    diff = (
        'diff --git "a/\\303\\244 \\"b\\".py" "b/\\303\\244 \\"b\\".py"\n--- "a/\\303\\244 \\"b\\".py"\n'
        '+++ "b/\\303\\244 \\"b\\".py"\n@@ -1 +1,2 @@\n-two\n+three\x0c\x1d\n+\u2028four\n'
        "\\ No newline at end of file\n"
        "diff --git a/x.bin b/x.bin\nnew file mode 100644\nBinary files /dev/null and b/x.bin differ\n"
        "diff --git a/old name.py b/new name.py\nrename from old name.py\nrename to new name.py\n"
        "--- a/old name.py\t\n+++ b/new name.py\t\n@@ -3,2 +3,1 @@\n kept\n-gone\n"
    )
    assert lines_of(diff) == {'ä "b".py': frozenset({1, 2}), "new name.py": frozenset({3})}
