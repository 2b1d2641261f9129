"""The Dockerfiles of applications, and mity's own: built, run without privileges, healthy, and ended by SIGTERM."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from container_images import Images
from postgres import free_port

from shared_apps import Shelf

pytestmark = [pytest.mark.forge, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parents[2]
PAGES = {
    "python-fastapi": "/openapi.json",
    "java-springboot": "/openapi.json",
    "java-quarkus": "/openapi",
    "rust-api": "/openapi.json",
    "frontend-react": "/",
    "frontend-vue": "/",
    "frontend-angular": "/",
}
"""A page of each application that has to be there besides its health. Electron's image fetches a program from the
releases of its project, which no registry carries."""
TRUST = dict.fromkeys(("SSL_CERT_FILE", "PIP_CERT"), "/etc/ssl/certs/ca-certificates.crt")
IDENTITY = {f"GIT_{who}_{what}": "ann@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


@pytest.fixture
def tag(request: pytest.FixtureRequest, images: Images, shelf: Shelf, tmp_path: Path) -> Iterator[str]:
    """The image of a stack's proven application, built from what its commit holds."""
    with tarfile.open(fileobj=io.BytesIO(archive(shelf.proven(request.param).app))) as packed:
        packed.extractall(tmp_path, filter="data")
    built = images.build(tmp_path)
    yield built
    images.remove(built)


@pytest.mark.rotation("images", of=1)
@pytest.mark.parametrize(("tag", "page"), PAGES.items(), indirect=["tag"], ids=PAGES)
def test_the_image_of_an_application_runs_without_privileges_and_stops_when_asked(
    images: Images, tag: str, page: str
) -> None:
    port = free_port()
    with images.running(tag, PORT=str(port)) as container:
        container.healthy()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=20) as answer:
            assert answer.status == 200
        assert container.fact(".Config.User") not in ("", "0", "root")
        code, seconds = container.stop()
    assert code in (0, 143)
    assert seconds < 15


@pytest.mark.rotation("images", of=1)
def test_mity_in_its_own_image_makes_an_application_that_is_proven(images: Images, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)  # the image's user is not this one
    built = images.build(ROOT, file="Containerfile")
    words = ("create-app", "shop", "--stack", "python-fastapi", "--json")
    made = json.loads(images.call(built, *words, folder=tmp_path, **TRUST, **IDENTITY))
    images.remove(built)
    assert made["verdict"] == "proven"
    assert (tmp_path / "shop" / ".git").is_dir()


def archive(app: Path) -> bytes:
    """What a clone of the application holds, as a tar archive."""
    return subprocess.run(["git", "archive", "HEAD"], cwd=app, check=True, capture_output=True).stdout
