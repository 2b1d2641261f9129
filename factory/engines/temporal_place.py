"""Where Temporal is, by its own settings: how a worker reaches it, and what is told when it does not answer.

Address, namespace, key and certificates are those of all of Temporal's tools: variables `TEMPORAL_…`, or the file that
they keep. Commands that a run starts see none of the variables.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.envconfig import ClientConfig
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import RPCError, RPCStatusCode

from mity.engines.address import AwayError, EngineError
from mity.engines.temporal_failures import Kinds
from mity.text.records import dataclass

ANSWER = timedelta(seconds=3)
"""How long an answer may take."""
_PREFIX = "TEMPORAL_"
_DEFAULT = "localhost:7233"
_NO_CONNECTION, _LATE = "Failed client connect", "timed out"
_SAID = re.compile(r'(?:message|error): "((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A kind of refusal: what is told of it, its states, and its words where a connection was not even made."""

    text: str
    states: tuple[RPCStatusCode, ...] = ()
    words: tuple[str, ...] = ()
    again: bool = False


_OTHER = _Refusal("Temporal at {place} refused: {said}")
_REFUSALS = (
    _Refusal(
        "Temporal at {place} is not who its certificate must say, or knows none of ours ({said}): correct TEMPORAL_TLS,"
        " TEMPORAL_TLS_SERVER_CA_CERT_PATH, TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH",
        words=("certificate", "KeyParseError", "CertificateParseError", "InvalidContentType", "HandshakeFailure"),
    ),
    _Refusal(
        "Temporal at {place} lets nobody in like this ({said}): correct TEMPORAL_API_KEY, or the certificate that"
        " TEMPORAL_TLS_CLIENT_CERT_PATH names",
        states=(RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.PERMISSION_DENIED),
        words=("code: Unauthenticated", "code: PermissionDenied"),
    ),
    _Refusal(
        "Temporal at {place} has no namespace '{namespace}': make it with `temporal operator namespace create`, or name"
        " another one by TEMPORAL_NAMESPACE",
        states=(RPCStatusCode.NOT_FOUND,),
    ),
    _Refusal(
        "cannot reach Temporal at {place}: {said}; see whether it runs, and what TEMPORAL_ADDRESS names",
        states=(
            *(RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED),
            *(RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.UNKNOWN, RPCStatusCode.INTERNAL, RPCStatusCode.ABORTED),
        ),
        words=(_NO_CONNECTION, _LATE),  # whatever else hinders a connection may pass
        again=True,
    ),
)


class Place:
    """A Temporal server and a namespace, as the environment and Temporal's file name them.

    Raises EngineError for settings that cannot be read.
    """

    def __init__(self) -> None:
        try:
            self._settings: dict[str, Any] = {**ClientConfig.load_client_connect_config()}
        except (RuntimeError, OSError, ValueError) as error:
            raise EngineError(f"the settings of Temporal cannot be read: {error}; see TEMPORAL_CONFIG_FILE") from error
        for name in [name for name in os.environ if name.startswith(_PREFIX)]:
            del os.environ[name]
        self.namespace: str = self._settings.setdefault("namespace", "default")
        self.address: str = self._settings.setdefault("target_host", _DEFAULT)

    async def client(self, identity: str) -> Client:
        """A connection by this name. Raises AwayError when nobody answers, EngineError."""
        quiet = Runtime(telemetry=TelemetryConfig(logging=None))
        converter = DataConverter(failure_converter_class=Kinds)
        try:
            client = await Client.connect(
                **self._settings, identity=identity, runtime=quiet, data_converter=converter, connect_timeout=ANSWER
            )
            wanted = DescribeNamespaceRequest(namespace=self.namespace)
            await client.workflow_service.describe_namespace(wanted, timeout=ANSWER)
        except (RPCError, RuntimeError, OSError, ValueError) as error:
            raise self.refusal(error) from error
        return client

    def refusal(self, error: Exception) -> EngineError:
        """What is to be raised for what the connection raised: one sentence without line ends."""
        state, whole = (error.status if isinstance(error, RPCError) else None), str(error)
        if isinstance(error, TimeoutError):
            whole = f"{_LATE} after {ANSWER.total_seconds():.0f} s"
        kind = next((one for one in _REFUSALS if _fits(one, state, whole)), _OTHER)
        said = (_SAID.findall(whole) or [whole.removeprefix(f"{_NO_CONNECTION}: ") or type(error).__name__])[-1]
        text = kind.text.format(place=self.address, namespace=self.namespace, said=" ".join(said.split()))
        return (AwayError if kind.again else EngineError)(text)


def _fits(kind: _Refusal, state: RPCStatusCode | None, whole: str) -> bool:
    return state in kind.states if state is not None else any(word in whole for word in kind.words)
