"""Trees of files: which files a folder holds, their digests, copies and caches."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import translate
from pathlib import Path, PurePosixPath

from mity.system.files import inside, storage_error
from mity.text.file_names import plain_parts

_PART = 1 << 20


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, of a symbolic link's target text, or of what else it is, in hexadecimal."""
    info = path.lstat()
    if stat.S_ISLNK(info.st_mode):
        return hashlib.sha256(os.fsencode(path.readlink())).hexdigest()
    if not stat.S_ISREG(info.st_mode):  # a pipe or a device would never end
        return hashlib.sha256(f"kind {stat.S_IFMT(info.st_mode):o}".encode()).hexdigest()
    return content_digest(path, info.st_size)


def content_digest(path: Path | str, size: int) -> str:
    """SHA-256 of the bytes of a regular file, in hexadecimal; about `size` of them are expected. Raises OSError."""
    found = hashlib.sha256()
    with open(path, "rb", buffering=0) as handle:  # noqa: PTH123 - a Path takes longer than a small file
        while part := handle.read(min(size, _PART) + 1):
            found.update(part)
    return found.hexdigest()


def tree(root: Path, ignore: Iterable[str] = ()) -> Iterator[PurePosixPath]:
    """Every file and symbolic link below `root` as a sorted relative path.

    Names that match one of `ignore` (names or globs; with a `/` in it: one relative path) are passed over, folders
    among them not entered.
    """
    return map(PurePosixPath, names(root, ignore))


def names(root: Path, ignore: Iterable[str] = ()) -> Iterator[str]:
    """What `tree` gives, as text: of many thousand files the objects take longer than all else."""
    for prefix, found in _walk(root, ignore):
        yield from (prefix + name for name in found)


def folders_of(root: Path, ignore: Iterable[str] = ()) -> frozenset[str]:
    """Every folder below `root` that `tree` enters, as a relative path."""
    return frozenset(prefix[:-1] for prefix, _ in _walk(root, ignore) if prefix)


def passed_over(path: PurePosixPath, ignore: Iterable[str] = ()) -> bool:
    """True when `tree` does not show this relative path because of `ignore`."""
    skips = _skips(tuple(ignore))
    return any(skips(str(here)[: -len(here.name)], here.name) for here in (path, *path.parents) if here.name)


@functools.lru_cache
def _skips(ignore: tuple[str, ...]) -> Callable[[str, str], bool]:
    names = (".git", "__pycache__", *ignore)
    pattern = re.compile("|".join(translate(name) for name in names if "/" not in name))
    places = {name for name in names if "/" in name}
    return lambda prefix, name: bool(pattern.match(name)) or f"{prefix}{name}" in places


def _walk(root: Path, ignore: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Each folder below `root`, as the beginning of its paths, with the sorted names of its files and links."""
    skips = _skips(tuple(ignore))
    due = [""]
    while due:
        prefix = due.pop()
        files: list[str] = []
        folders: list[str] = []
        with contextlib.suppress(OSError), os.scandir(os.path.join(root, prefix)) as entries:  # noqa: PTH118 - quicker
            for entry in entries:
                if not skips(prefix, entry.name):
                    (folders if entry.is_dir(follow_symlinks=False) else files).append(entry.name)
        yield prefix, sorted(files)
        due += [f"{prefix}{name}/" for name in sorted(folders, reverse=True)]


def tree_digests(root: Path, ignore: Iterable[str] = ()) -> dict[str, str]:
    """Relative path to digest of every file below `root`."""
    return {str(path): digest(root / path) for path in tree(root, ignore)}


def combined_digest(digests: Mapping[str, str]) -> str:
    """One digest for a whole tree. A name with a line end in it stands for no second file."""
    lines = "".join(_line(name, value) for name, value in sorted(digests.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def tree_state(root: Path) -> dict[str, str]:
    """`tree_digests`, in which a link is told from a file that holds the words of its target. Raises OSError."""
    return {path: value + link_sign(root / path) for path, value in tree_digests(root).items()}


def link_sign(path: Path) -> str:
    """What follows the digest of a link where it must differ from that of a file with the same words."""
    return "l" if path.is_symlink() else ""


def _line(name: str, value: str) -> str:
    if "\n" not in name:
        return f"{value}  {name}\n"
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n")
    return f"\\{value}  {escaped}\n"  # as sha256sum does; no digest begins with a backslash


def remove_caches(root: Path, globs: Iterable[str]) -> None:
    """Removes generated caches below `root`; links, what leads out of it, git's and our own folders are left alone."""
    for pattern in globs:
        for path in list(root.glob(pattern)):
            ours = {".git", ".mity"} & set(plain_parts(str(path.relative_to(root))))
            if path.is_dir() and not path.is_symlink() and not ours and path != root and inside(root, path):
                shutil.rmtree(path, ignore_errors=True)


def copy_tree(source: Path, target: Path, ignore: Iterable[str] = (), *, over: bool = False) -> None:
    """Copies the files and links of a folder, without names that match one of `ignore`, pipes, sockets and devices.

    `over` lets the target be there; it must have none of the files then. Raises StorageError.
    """
    passed = shutil.ignore_patterns(*ignore)

    def unfit(folder: str, names: list[str]) -> set[str]:
        modes = {name: Path(folder, name).lstat().st_mode for name in names}
        odd = {
            name for name, mode in modes.items() if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))
        }
        return odd | set(passed(folder, names))

    try:
        shutil.copytree(source, target, symlinks=True, ignore=unfit, dirs_exist_ok=over)
    except OSError as error:  # those of copytree hold several
        raise storage_error("copy", source, error) from error
