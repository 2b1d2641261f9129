"""Contents in an object store that speaks S3; who may reach it is the business of the store's own settings."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from mity.engines.address import AwayError, EngineError
from mity.engines.blobs import Blobs

T = TypeVar("T")
R = TypeVar("R")
_AT_ONCE = 16
_OWNER = "engine"
_CONTENT = re.compile(r"([0-9a-f]{2})/([0-9a-f]{62})")
_KNOWN_S = 3600.0
"""Seconds for which a content that was seen counts as there: much less than it stays after nobody needs it."""
_ABSENT = {"404", "NoSuchKey", "NotFound"}
_TRIES = 8  # unless AWS_MAX_ATTEMPTS says otherwise; boto3 waits longer before each, at most 20 s
_LATER = {429, 500, 502, 503, 504}


class ObjectBlobs(Blobs):
    """Contents as objects `PREFIX/ab/cd…` of a bucket; those that `before` has are read there.

    Credentials, region and another address than Amazon's are found as boto3 finds them: AWS_PROFILE,
    AWS_ENDPOINT_URL_S3 and so on. `reprieve` takes contents that are asked for from the list of those that go; what was
    on it is sent again. Each method raises EngineError, AwayError for what time may mend.
    """

    def __init__(self, bucket: str, prefix: str, before: Blobs, reprieve: Callable[[Sequence[str]], set[str]]) -> None:
        self._reprieve = reprieve
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._before = before
        self._made: Any = None
        self._making = threading.Lock()
        self._there: dict[str, float] = {}

    def found(self, names: Sequence[str]) -> dict[str, bytes]:
        got = dict(zip(names, self._each(self._get, names), strict=True))
        found = {name: data for name, data in got.items() if data is not None}
        return found | self._before.found([name for name in names if name not in found])

    def stored(self) -> Iterator[tuple[str, int]]:
        """Every content of the store, with its size in bytes."""
        marker: dict[str, str] = {}
        while True:
            words: dict[str, str] = {"Bucket": self._bucket, "Prefix": self._prefix, **marker}
            page = self._page(words)
            for one in page.get("Contents", ()) if page else ():
                if found := _CONTENT.fullmatch(str(one["Key"]).removeprefix(self._prefix)):
                    yield found[1] + found[2], int(one["Size"])
            if not page or not page.get("IsTruncated"):
                return
            marker = {"ContinuationToken": page["NextContinuationToken"]}

    def remove(self, names: Sequence[str]) -> None:
        """Removes contents, a thousand at most."""
        wanted = {"Objects": [{"Key": self._key(name)} for name in names], "Quiet": True}
        done: dict[str, Any] = self._ask(lambda client: client.delete_objects(Bucket=self._bucket, Delete=wanted), {})
        if left := done.get("Errors"):
            code = str(left[0].get("Code"))
            raise EngineError(
                f"the files of the engine at s3://{self._bucket} stay ({code}): s3:DeleteObject is needed"
            )

    def owner(self) -> str:
        """The name of the engine whose contents these are; empty where none has said so."""
        key = f"{self._prefix}{_OWNER}"
        said = self._ask(lambda client: client.get_object(Bucket=self._bucket, Key=key)["Body"].read(), b"")
        return str(said.decode("utf-8", "replace")) if said else ""

    def own(self, name: str) -> None:
        """Notes the name of the engine whose contents these are."""
        key = f"{self._prefix}{_OWNER}"
        self._ask(lambda client: client.put_object(Bucket=self._bucket, Key=key, Body=name.encode()), None)

    def _missing(self, wanted: set[str]) -> set[str]:
        now = time.monotonic()
        self._there = {name: at for name, at in self._there.items() if now - at < _KNOWN_S}
        asked = sorted(wanted - self._there.keys())
        saved = self._reprieve(asked) if asked else set()
        found = zip(asked, self._each(self._has, asked), strict=True)
        self._there.update({name: now for name, there in found if there and name not in saved})
        return wanted - self._there.keys()

    def _send(self, rows: Sequence[tuple[str, bytes]]) -> None:
        self._each(self._put, rows)
        self._there.update(dict.fromkeys((name for name, _ in rows), time.monotonic()))

    def _page(self, words: Mapping[str, str]) -> Any:
        return self._ask(lambda client: client.list_objects_v2(**words), None)

    def _each(self, work: Callable[[T], R], items: Iterable[T]) -> list[R]:
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="mity-objects") as pool:
            return list(pool.map(work, items))

    def _get(self, name: str) -> bytes | None:
        return self._ask(
            lambda client: client.get_object(Bucket=self._bucket, Key=self._key(name))["Body"].read(), None
        )

    def _has(self, name: str) -> bool:
        return self._ask(lambda client: bool(client.head_object(Bucket=self._bucket, Key=self._key(name))), False)

    def _put(self, row: tuple[str, bytes]) -> None:
        name, data = row
        self._ask(lambda client: client.put_object(Bucket=self._bucket, Key=self._key(name), Body=data), None)

    def _key(self, name: str) -> str:
        return f"{self._prefix}{name[:2]}/{name[2:]}"

    def _ask(self, work: Callable[[Any], T], absent: R) -> T | R:
        from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

        place = f"the files of the engine at s3://{self._bucket}"
        try:
            return work(self._client())
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _ABSENT:
                return absent
            later = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") in _LATER
            raise (AwayError if later else EngineError)(f"{place} are refused ({code}): {_advice(code)}") from error
        except (ConnectionError, HTTPClientError) as error:
            raise AwayError(f"{place} cannot be reached ({type(error).__name__}): try again later") from error
        except BotoCoreError as error:
            raise EngineError(f"{place} cannot be used: {error}") from error

    def _client(self) -> Any:
        with self._making:
            if self._made is None:
                self._made = _connected()
            return self._made


def _connected() -> Any:
    try:
        import boto3
        from botocore.config import Config
        from botocore.session import get_session
    except ImportError as error:
        raise EngineError("files in an object store need an extra: install mity as 'mity[engine,s3]'") from error
    session = get_session()
    tries = session.get_config_variable("max_attempts") or _TRIES
    retries = Config(
        retries={"mode": "standard", "max_attempts": int(tries)}, connect_timeout=5, max_pool_connections=_AT_ONCE
    )
    client: Any = boto3.session.Session(botocore_session=session).client("s3", config=retries)
    return client


def _advice(code: str) -> str:
    if code == "NoSuchBucket":
        return "make the bucket, or name another one by `mity engine migrate --files`"
    return "give credentials that may read and write there, as for any program that uses boto3"
