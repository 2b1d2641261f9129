"""Trees of files: what their digest says, what they pass over, and which caches go."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from mity.system.trees import combined_digest, digest, passed_over, remove_caches, tree_digests


def test_a_digest_of_a_tree_changes_with_each_name_and_byte(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").symlink_to("a")
    before = combined_digest(tree_digests(tmp_path))
    assert digest(tmp_path / "b") != digest(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "c")
    renamed = combined_digest(tree_digests(tmp_path))
    (tmp_path / "c").write_text("2")
    assert len({before, renamed, combined_digest(tree_digests(tmp_path))}) == 3


def test_what_a_tree_passes_over(tmp_path: Path) -> None:
    for path in ("a.txt", "dist/b", "lib/dist/c", ".git/d", "x/__pycache__/e", "keep/logs/f", ".mity/logs/g"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert set(tree_digests(tmp_path, ("dist", ".mity/logs"))) == {"a.txt", "keep/logs/f"}
    assert passed_over(PurePosixPath("lib/dist/c"), ("dist",))
    assert not passed_over(PurePosixPath("keep/logs/f"), (".mity/logs",))


def test_caches_that_are_links_or_lead_out_are_left(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "app", tmp_path / "elsewhere"
    for folder in (root / "cache", root / "sub/cache", elsewhere / "cache"):
        folder.mkdir(parents=True)
    (root / "linked").symlink_to(elsewhere)
    (root / "sub/linked").symlink_to(elsewhere / "cache")
    remove_caches(root, ["**/cache", "linked/cache", "sub/linked"])
    assert not (root / "cache").exists()
    assert not (root / "sub/cache").exists()
    assert (elsewhere / "cache").is_dir()
    assert (root / "sub/linked").is_symlink()
