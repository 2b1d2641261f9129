"""What Temporal hears of a failure: its kind. Words of it stay here, since they may tell of anything."""

from __future__ import annotations

from temporalio.api.failure.v1 import Failure
from temporalio.converter import DefaultFailureConverter, PayloadConverter


class Kinds(DefaultFailureConverter):
    """As Temporal's own converter, without messages, places in code and causes."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        """Writes the kind of `exception` into `failure`."""
        super().to_failure(exception, payload_converter, failure)
        failure.message = type(exception).__name__
        failure.stack_trace = ""
        failure.ClearField("cause")
