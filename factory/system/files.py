"""Files: atomic writes, private ones, and the rule that nothing outside the project is written."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import threading
from collections.abc import Iterable
from pathlib import Path

from mity.errors import MityError, StorageError
from mity.reading import read_bytes

_ELSEWHERE = "choose another folder (--output for the workspace, XDG_CACHE_HOME for mity's cache)"
_FREE = f"free some space or {_ELSEWHERE}"
_HINTS = {
    errno.EFBIG: "raise the limit on the size of a file (`ulimit -f`)",
    errno.ENAMETOOLONG: "choose a folder with a shorter path",
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "raise the limit on open files (`ulimit -n`)"),
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST, errno.EISDIR), f"move away what is in its place or {_ELSEWHERE}"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), f"make it writable or {_ELSEWHERE}"),
    **dict.fromkeys((errno.ENOENT, errno.ELOOP), f"see that the folder is there or {_ELSEWHERE}"),
}
_NOTE = 4096
_LOCKS = "keep it on a disk that has file locks (XDG_CACHE_HOME for mity's cache, --output for the workspace)"
CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""How a file is opened that others may have laid in the way: through no link, and without waiting at a pipe."""
_WRITING = tuple(threading.Lock() for _ in range(64))
"""By file: the name of an unfinished write tells the process, so its threads must not write one file at once."""
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


def storage_error(action: str, path: Path, error: OSError) -> StorageError:
    """One sentence for an OSError: what could not be done, where, why, and the next step."""
    hint = _LOCKS if error.errno in _NO_LOCKS else _HINTS.get(error.errno or 0, _FREE)
    return StorageError(f"cannot {action} {path}: {error.strerror or error}; {hint}, then go on")


def private_folder(folder: Path) -> None:
    """Makes a folder that only its owner may look into; one that is there is narrowed to that. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    info = folder.stat()
    if info.st_mode & 0o077 and info.st_uid == _me():
        folder.chmod(info.st_mode & 0o700)


def private_file(path: Path) -> int:
    """Opens a regular file to append to it, which only its owner may read; the handle. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | CAREFUL, 0o600)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    narrow(handle)
    return handle


def narrow(handle: int) -> None:
    """Takes an open file of ours from the eyes of others, whoever made it. Raises OSError."""
    info = os.fstat(handle)
    if info.st_mode & 0o077 and info.st_uid == _me() and stat.S_ISREG(info.st_mode):
        os.fchmod(handle, info.st_mode & 0o700)


def _me() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else -1


def write_atomic(path: Path, data: bytes, *, durable: bool = True, private: bool = False) -> None:
    """Writes a file so that a reader sees the old or the new content, never a part.

    With `durable` the content also survives a power cut once the call returns (file and folder are fsynced); a
    `private` file can be read by its owner alone. Raises StorageError; the old file is then untouched.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with _WRITING[hash(path) % len(_WRITING)]:
        try:
            _write_beside(beside, data, durable=durable, mode=0o600 if private else 0o666)
            beside.replace(path)
            if durable:
                sync_folder(path.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise storage_error("write", path, error) from error


def write_new(path: Path, data: bytes) -> bool:
    """Writes a file of ours where there is none, whole and durable; False, with nothing done, where there is one.

    Raises StorageError.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with _WRITING[hash(path) % len(_WRITING)]:
        try:
            _write_beside(beside, data, durable=True, mode=0o600)
            os.link(beside, path)
            sync_folder(path.parent)
        except FileExistsError:
            return False
        except OSError as error:
            raise storage_error("write", path, error) from error
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    return True


def _write_beside(beside: Path, data: bytes, *, durable: bool, mode: int) -> None:
    handle = _new_file(beside, mode)
    try:
        write_all(handle, data)
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)


def _new_file(path: Path, mode: int) -> int:
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(path, how, mode)
    except FileExistsError:  # of a process that had our number, or laid in the way by somebody
        path.unlink()
        return os.open(path, how, mode)


def sweep(folder: Path, name: str) -> None:
    """Removes what a kill left of unfinished `write_atomic`s in `folder`.

    That is every part of the file `name`, whose only writer the caller must be, and the parts of other files whose
    writer is not alive any more.
    """
    parts = list(folder.glob(".*.tmp"))
    if not parts:
        return
    import psutil  # slow to load, and a leftover is rare

    for part in parts:
        target, _, writer = part.name[1 : -len(".tmp")].rpartition(".")
        if target == name or (writer.isdecimal() and not psutil.pid_exists(int(writer))):
            with contextlib.suppress(OSError):
                part.unlink()


def write_all(handle: int, data: bytes) -> None:
    """Writes all of `data`, however many calls the system takes for it. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def drop_bytecode(root: Path, paths: Iterable[str]) -> None:
    """Removes the compiled form of Python sources that were just rewritten.

    Python takes it for current when the source has the same size and second; a verdict must not rest on that.
    """
    for path in paths:
        if path.endswith(".py"):
            source = root / path
            for stale in source.parent.glob(f"__pycache__/{source.stem}.*.pyc"):
                stale.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes a rename or a new name in `folder` durable. Systems that cannot open a folder are passed over."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def ignored_folder(folder: Path) -> None:
    """Makes a folder that git passes over and others cannot read: what mity keeps there is nobody else's.

    A note for git that does not hide everything is replaced: a kill leaves an empty one, and a clone may bring its own.
    Raises OSError, StorageError for a link in the way.
    """
    check_unlinked(folder)
    private_folder(folder)
    note = folder / ".gitignore"
    if not (note.is_file() and _hides_all(note)):
        sweep(folder, "")
        write_atomic(note, b"*\n", durable=False, private=True)


def check_unlinked(folder: Path) -> None:
    """Raises StorageError when a folder in a `.mity`, or one above it there, is a link: mity follows none."""
    for place in (folder, *folder.parents):
        if place.is_symlink():
            raise StorageError(f"{place} is a link, and mity follows none there: put what it leads to in its place")
        if place.name == ".mity":
            return


def _hides_all(note: Path) -> bool:
    if not note.is_file():
        return False
    try:
        lines = set(read_bytes(note, _NOTE).decode().split("\n"))
    except (OSError, UnicodeDecodeError):
        return False
    return "*" in lines and not any(line.startswith("!") for line in lines - {"!.gitignore"})


def inside(root: Path, path: Path) -> bool:
    """True when `path`, with every symbolic link followed, is in `root`; one that no file can have is in none."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # too long, a circle of links, a NUL
        return False


def move_aside(path: Path) -> Path:
    """Renames `path` to a free name beside it and returns that name. Raises StorageError."""
    number = 1
    while (aside := path.with_name(f"{path.name}.old-{number}")).exists() or aside.is_symlink():
        number += 1
    try:
        path.rename(aside)
        sync_folder(path.parent)
    except OSError as error:
        raise storage_error("move aside", path, error) from error
    return aside


def current_folder() -> Path:
    """The folder mity was started in. Raises MityError when it was deleted meanwhile."""
    try:
        return Path.cwd()
    except OSError as error:
        raise MityError("the current folder is not there any more: change to another one and try again") from error
