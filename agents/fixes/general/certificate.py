"""A certificate that is not trusted: retrying does not help, and the check must stay on."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_WAYS = (
    (
        re.compile(r"PKIX|sun\.security|javax\.net\.ssl"),
        "import your proxy's certificate into a trust store of the JVM",
        "MAVEN_OPTS=-Djavax.net.ssl.trustStore=/path/to/truststore.p12",
    ),
    (
        re.compile(r"\bpip\b|pip\._vendor"),
        "configure pip with your proxy's certificate",
        "pip config set global.cert /path/to/ca.pem",
    ),
    (
        re.compile(r"npm (?:ERR!|error)|npm\b|pnpm|yarn|node:|SELF_SIGNED_CERT|UNABLE_TO_|CERT_"),
        "configure Node and npm with your proxy's certificate",
        "export NODE_EXTRA_CA_CERTS=/path/to/ca.pem && npm config set cafile /path/to/ca.pem",
    ),
    (
        re.compile(r"cargo|crates|rustup"),
        "configure cargo with your proxy's certificate",
        "export CARGO_HTTP_CAINFO=/path/to/ca.pem",
    ),
    (re.compile(r""), "configure the tool with your proxy's certificate", "export SSL_CERT_FILE=/path/to/ca.pem"),
)


class Certificate(Rule):
    """Reports where the failing tool looks for trusted certificates."""

    id = "certificate"
    title = "explain a certificate that is not trusted"
    rank = Rank.FINAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.kind != "certificate":
            return None
        if "HAS_EXPIRED" in failure.output or "has expired" in failure.output:
            return Advice(
                "the registry's certificate has expired: check this machine's clock, or tell the registry's operator"
            )
        _, text, command = next(way for way in _WAYS if way[0].search(failure.output))
        return Advice(f"the registry's certificate is not trusted: {text}; do not turn certificate checks off", command)
