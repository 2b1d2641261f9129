"""Makes what a release publishes, the same bytes from the same commit: `python .ci/release.py FOLDER`.

The wheel, the sdist, a bill of materials of what `pip install mity` brings (CycloneDX), digests, and a statement of
where they come from (in-toto, SLSA provenance 1.0). The statement is signed by the workflow that publishes them.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BUILD_TYPE = "urn:mity:release:1"
SUMS, BILL, STATEMENT = "SHA256SUMS", "mity.cdx.json", "provenance.intoto.json"


def call(*words: str | Path, env: dict[str, str] | None = None) -> str:
    """What a command prints. It ends the script when the command fails."""
    try:
        done = subprocess.run(words, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"release: {error}")
    return done.stdout.decode()


def build(folder: Path, commit: str, epoch: int) -> None:
    """Builds wheel and sdist from the files of the commit alone, each as old as the commit."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    with tempfile.TemporaryDirectory(prefix="mity-release-") as place:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(place, filter="data")
        words = (sys.executable, "-m", "uv", "build", "--quiet", "--out-dir", str(folder), place)
        call(*words, env={"SOURCE_DATE_EPOCH": str(epoch)})
    (folder / ".gitignore").unlink(missing_ok=True)
    (sdist,) = folder.glob("*.tar.gz")
    sdist.write_bytes(repacked(sdist.read_bytes(), epoch))


def repacked(sdist: bytes, epoch: int) -> bytes:
    """The same files in the order of their names, without the times, owners and name of the build."""
    packed = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(sdist)) as old,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda one: one.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = epoch, 0, 0, "", ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    return gzip.compress(packed.getvalue(), mtime=epoch)


def bill(folder: Path) -> str:
    """The components that come with the wheel, as its own environment has them."""
    (wheel,) = folder.glob("*.whl")
    with tempfile.TemporaryDirectory(prefix="mity-release-") as place:
        python = Path(place) / "bin" / "python"
        call(sys.executable, "-m", "uv", "venv", "--quiet", place)
        call(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, wheel)
        words = ("environment", "--output-reproducible", "--output-format", "JSON", "--spec-version", "1.6")
        words += ("--pyproject", "pyproject.toml")
        found: dict[str, Any] = json.loads(call(sys.executable, "-m", "cyclonedx_py", *words, python))
    for component in found.get("components", ()):
        component.pop("externalReferences", None)  # where it lay while the bill was made
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def statement(digests: dict[str, str], commit: str) -> str:
    """Which commit the files were made of, and how to make them again."""
    server, repository = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY"))
    source = f"git+{server}/{repository}@{commit}" if repository else f"urn:git:{commit}"
    dependency = {"uri": source, "digest": {"gitCommit": commit}}
    predicate = {
        "buildDefinition": {
            "buildType": BUILD_TYPE,
            "externalParameters": {"commit": commit},
            "resolvedDependencies": [dependency],
        },
        "runDetails": {"builder": {"id": os.environ.get("BUILDER_ID", "urn:mity:local")}},
    }
    subjects = [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(digests.items())]
    document = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": predicate,
    }
    return json.dumps(document, indent=1) + "\n"


def main(target: str) -> None:
    """Fills the folder `target`, which must be new or empty."""
    folder = Path(target).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"release: {folder} is not empty: name a new folder")
    commit, epoch = call("git", "log", "-1", "--format=%H %ct").split()
    build(folder, commit, int(epoch))
    (folder / BILL).write_text(bill(folder), encoding="utf-8")
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    (folder / STATEMENT).write_text(statement(digests, commit), encoding="utf-8")
    (folder / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in digests.items()), encoding="utf-8")
    print("\n".join(sorted(path.name for path in folder.iterdir())))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("release: say where to: python .ci/release.py FOLDER")
    main(sys.argv[1])
