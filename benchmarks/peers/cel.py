"""Google's CEL for Python: the same expressions, compiled once."""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from cel_expr_python import cel

from benchmarks.peers.expressions import EXPRESSIONS, NAMES, evaluations
from benchmarks.peers.probe import Probe, run


def expressions(probe: Probe) -> None:
    """N rounds of the compiled expressions, each value taken out again."""
    env = cel.NewEnv(variables={"d": cel.Type.DYN})
    made = [env.compile(text) for text in EXPRESSIONS]
    evaluations(probe, [lambda one=one: one.eval(data=NAMES).value() for one in made])


if __name__ == "__main__":
    run({"expressions": expressions})
