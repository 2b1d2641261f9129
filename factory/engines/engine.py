"""An engine as the commands see it: its runs, their messages and files, by the URL of a database."""

from __future__ import annotations

import os
import secrets
import socket
from functools import cached_property
from pathlib import Path

from mity.engines.address import driver_of
from mity.engines.agreed import application_of
from mity.engines.content import Content
from mity.engines.database import Database
from mity.engines.drivers import driver_named
from mity.engines.files_place import blobs_of
from mity.engines.manifest import manifest_of
from mity.engines.messages import Messages, leave
from mity.engines.migrations import check
from mity.engines.read_rows import document_of, event_of, text_of
from mity.engines.rows import Row, Rows
from mity.engines.writing import write_files, write_foreign
from mity.runs.files import journal_path, kept_path
from mity.runs.inbox import Inbox
from mity.runs.journal import Journal
from mity.runs.log import ExecutionLog
from mity.runs.references import resolve
from mity.system.files import ignored_folder, private_file, private_folder, storage_error, write_all, write_atomic


class Engine:
    """The runs of one database, which may be away for `patience_s` seconds at the beginning.

    Raises EngineError when it cannot be reached, UsageError for other tables.
    """

    def __init__(self, url: str, patience_s: float = 0) -> None:
        self.database = Database(url)
        self.database.run(lambda connection: connection.execute("SELECT 1"), patience_s)
        check(self.database)
        driver_named(driver_of(url)).check(self.database)
        self.rows = Rows(self.database)
        self.blobs = blobs_of(self.database)
        self.messages = Messages(self.database)

    @cached_property
    def holder(self) -> str:
        """The name by which this process holds runs; no other process has it."""
        return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"

    def find(self, reference: str) -> Row:
        """The run that a reference means, as `mity.runs.references.resolve` reads it. Raises LogError, UsageError."""
        if self.rows.known(reference):
            return self.rows.row(reference)
        known = self.rows.summaries()
        workflows = {run_id: workflow for run_id, workflow, _, _ in known}
        newest = [run_id for run_id, workflow in workflows.items() if workflow == reference]
        if newest or (not reference and known):
            return self.rows.row((newest or list(workflows))[-1])
        paths = [Path(f"{run_id}.json") for run_id in workflows]
        return self.rows.row(resolve(reference, paths, _unread, Path("this engine")).stem)

    def write_log(self, row: Row, workspace: Path) -> Path:
        """Writes the log of a run into a workspace, with its events and messages; the path of its document.

        Raises StorageError, EngineError.
        """
        path, journal, _ = self.open_log(row, workspace)
        if journal is not None:
            journal.close(remove=False)
        return path

    def open_log(self, row: Row, workspace: Path) -> tuple[Path, Journal | None, int]:
        """As `write_log`: the path of the document, the journal with the events behind it, which is still open for
        more, where there are such events, and the number of the last one. Raises StorageError, EngineError.
        """
        folder = workspace / ".mity" / "logs"
        path = folder / f"{row.run_id}.json"
        lines = self.rows.events(row.run_id)
        for seq, line in lines:
            event_of(row.run_id, seq, line)
        earlier = [line for seq, line in lines if seq <= row.sequence]
        later = [line for seq, line in lines if seq > row.sequence]
        journal: Journal | None = None
        try:
            ignored_folder(folder)
            private_folder(folder / row.run_id)
            write_atomic(path, row.document, durable=False, private=True)
            if earlier:
                _write_lines(kept_path(path, row.sequence), earlier)
            if later:
                whole = text_of(row.run_id, row.document)
                journal = Journal(journal_path(path), f'{{"seq":{row.sequence},"document":{whole}}}')
                for line in later:
                    journal.append(line.decode(), sync=False)
        except OSError as error:
            raise storage_error("write", folder, error) from error
        inbox = Inbox(workspace, row.run_id)
        for name, data in self.messages.waiting(row.run_id):
            leave(inbox, name, data)
        return path, journal, lines[-1][0] if lines else row.sequence

    def write_files(self, row: Row, workspace: Path, *, trusted: bool = False) -> Content:
        """Writes the files of a run into a folder; what tells from then on whether one changed.

        Unless they are `trusted`, hooks and settings of git that start programs are left out. Raises StorageError,
        EngineError.
        """
        manifest = manifest_of(self.blobs, row.tree)
        if trusted:
            write_files(workspace, manifest, self.blobs)
        else:
            write_foreign(workspace, manifest, self.blobs, row.run_id, _application(row))
        content = Content(workspace, row.run_id, self.blobs)
        content.expect(manifest, row.tree)
        return content


def _application(row: Row) -> str:
    context = document_of(row.run_id, row.document)["context"]
    return application_of(Path(context["workspace"]), Path(context["output_path"]))


def _unread(path: Path) -> ExecutionLog | None:
    return None


def _write_lines(path: Path, lines: list[bytes]) -> None:
    path.unlink(missing_ok=True)
    handle = private_file(path)
    try:
        write_all(handle, b"".join(line + b"\n" for line in lines))
    finally:
        os.close(handle)
