"""A desktop on this machine: a D-Bus of its own with a service that shows notices, as `notify-send` looks for it."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from jeepney import HeaderFields, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_NAME = "org.freedesktop.Notifications"


@dataclass
class Desktop:
    """What was shown: title and body of each notice; `address` is that of the bus."""

    address: str
    shown: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def desktop(folder: Path, *, service: bool = True) -> Iterator[Desktop]:
    """A bus, with a service for notices or without one. The test is skipped where a program is missing."""
    for program in ("dbus-daemon", "notify-send"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not on PATH")
    place = folder / "bus"
    words = ("--session", "--nofork", f"--address=unix:path={place}", "--print-address=1")
    daemon = subprocess.Popen(["dbus-daemon", *words], stdout=subprocess.PIPE, text=True, env={**os.environ})
    try:
        assert daemon.stdout
        found = Desktop(daemon.stdout.readline().strip())
        if not service:
            yield found
            return
        over = threading.Event()
        with open_dbus_connection(found.address) as bus:
            bus.send_and_get_reply(message_bus.RequestName(_NAME))
            thread = threading.Thread(target=_serve, args=(bus, found, over))
            thread.start()
            try:
                yield found
            finally:
                over.set()
                thread.join()
    finally:
        daemon.terminate()
        daemon.wait()
        if daemon.stdout:
            daemon.stdout.close()


def _serve(bus: DBusConnection, found: Desktop, over: threading.Event) -> None:
    while not over.is_set():
        if not select.select([bus.sock], [], [], 0.05)[0]:
            continue
        message = bus.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        member = message.header.fields[HeaderFields.member]
        if member == "Notify":
            found.shown.append((message.body[3], message.body[4]))
            reply = new_method_return(message, "u", (len(found.shown),))
        elif member == "GetServerInformation":
            reply = new_method_return(message, "ssss", ("test", "test", "1", "1.2"))
        elif member == "GetCapabilities":
            reply = new_method_return(message, "as", (["body", "body-markup"],))
        else:
            reply = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        bus.send(reply)
