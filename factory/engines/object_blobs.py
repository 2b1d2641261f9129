"""Contents in an object store that speaks S3; who may reach it is the business of the store's own settings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from mity.engines.address import AwayError, EngineError
from mity.engines.blobs import Blobs

T = TypeVar("T")
R = TypeVar("R")
_AT_ONCE = 16
_ABSENT = {"404", "NoSuchKey", "NotFound"}
_TRIES = 8  # unless AWS_MAX_ATTEMPTS says otherwise; boto3 waits longer before each, at most 20 s
_LATER = {429, 500, 502, 503, 504}


class ObjectBlobs(Blobs):
    """Contents as objects `PREFIX/ab/cd…` of a bucket; those that `before` has are read there.

    Credentials, region and another address than Amazon's are found as boto3 finds them: AWS_PROFILE,
    AWS_ENDPOINT_URL_S3 and so on. Each method raises EngineError, AwayError for what time may mend.
    """

    def __init__(self, bucket: str, prefix: str, before: Blobs) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._before = before
        self._made: Any = None
        self._making = threading.Lock()
        self._there: set[str] = set()

    def found(self, names: Sequence[str]) -> dict[str, bytes]:
        got = dict(zip(names, self._each(self._get, names), strict=True))
        found = {name: data for name, data in got.items() if data is not None}
        return found | self._before.found([name for name in names if name not in found])

    def _missing(self, wanted: set[str]) -> set[str]:
        asked = sorted(wanted - self._there)
        self._there.update(name for name, there in zip(asked, self._each(self._has, asked), strict=True) if there)
        return wanted - self._there

    def _send(self, rows: Sequence[tuple[str, bytes]]) -> None:
        self._each(self._put, rows)
        self._there.update(name for name, _ in rows)

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
