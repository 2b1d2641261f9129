"""A signing service of our own: an authority for certificates, a log of certificates and a log of signatures.

`Root.attested` makes the bundle that a forge's workflow gets for a statement; `Root.trust` is what a verifier trusts.
Who verifies by the tools of the field against it verifies as against the public service, and needs no network.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

TYPE = "application/vnd.in-toto+json"
_HASH, _ISSUER, _PROMISES = hashes.SHA256(), "1.3.6.1.4.1.57264.1.", "1.3.6.1.4.1.11129.2.4.2"
_ORIGIN = "log.example - 1"


def key() -> ec.EllipticCurvePrivateKey:
    """A new key of the kind that Sigstore uses."""
    return ec.generate_private_key(ec.SECP256R1())


def der(one: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half."""
    return one.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def text(data: bytes) -> str:
    """Bytes as JSON holds them."""
    return base64.b64encode(data).decode()


def envelope_bytes(payload: bytes) -> bytes:
    """What is signed of a payload (DSSE's pre-authentication encoding)."""
    return b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(payload), payload)


@dataclass(frozen=True)
class Root:
    """The service's keys: `authority` signs certificates, `witness` says that it saw them, `log` keeps signatures."""

    authority: ec.EllipticCurvePrivateKey = field(default_factory=key)
    witness: ec.EllipticCurvePrivateKey = field(default_factory=key)
    log: ec.EllipticCurvePrivateKey = field(default_factory=key)
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def trust(self) -> dict[str, Any]:
        """The configuration that a verifier is given."""
        valid = {"start": (self.now - timedelta(days=2)).isoformat().replace("+00:00", "Z")}

        def logged(one: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
            public = {"rawBytes": text(der(one)), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": valid}
            named = {"keyId": text(hashlib.sha256(der(one)).digest())}
            return {"baseUrl": "https://x", "hashAlgorithm": "SHA2_256", "publicKey": public, "logId": named}

        chain = {"certificates": [{"rawBytes": text(self._own().public_bytes(Encoding.DER))}]}
        subject = {"organization": "example", "commonName": "example"}
        authority = {"subject": subject, "uri": "https://x", "certChain": chain, "validFor": valid}
        kind = "application/vnd.dev.sigstore."
        root = {"mediaType": f"{kind}trustedroot+json;version=0.1", "tlogs": [logged(self.log)]}
        root |= {"certificateAuthorities": [authority], "ctlogs": [logged(self.witness)], "timestampAuthorities": []}
        urls: dict[str, Any] = {name: [] for name in ("caUrls", "oidcUrls", "rekorTlogUrls", "tsaUrls")}
        any_of = {"rekorTlogConfig": {"selector": "ANY"}, "tsaConfig": {"selector": "ANY"}}
        signing = {"mediaType": f"{kind}signingconfig.v0.2+json", **urls, **any_of}
        return {"mediaType": f"{kind}clienttrustconfig.v0.1+json", "trustedRoot": root, "signingConfig": signing}

    def attested(self, statement: bytes, identity: str, issuer: str) -> dict[str, Any]:
        """The bundle of a statement that `identity`, known to `issuer`, has signed."""
        own = key()
        certificate = self._certificate(own, identity, issuer)
        signature = own.sign(envelope_bytes(statement), ec.ECDSA(_HASH))
        body = _logged(statement, signature, certificate)
        material = {
            "certificate": {"rawBytes": text(certificate.public_bytes(Encoding.DER))},
            "tlogEntries": [self._entry(body)],
        }
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": material,
            "dsseEnvelope": {"payload": text(statement), "payloadType": TYPE, "signatures": [{"sig": text(signature)}]},
        }

    def stranger(self) -> Root:
        """Another service that calls itself the same."""
        return replace(self, authority=key(), witness=key(), log=key())

    def _own(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example")])
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.authority.public_key())
        made = made.serial_number(1).not_valid_before(self.now - timedelta(days=1))
        made = made.not_valid_after(self.now + timedelta(days=9))
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(_usage(certificates=True), critical=True)
        subject = x509.SubjectKeyIdentifier.from_public_key(self.authority.public_key())
        return made.add_extension(subject, critical=False).sign(self.authority, _HASH)

    def _certificate(self, own: ec.EllipticCurvePrivateKey, identity: str, issuer: str) -> x509.Certificate:
        """A short-lived certificate of an identity, with the promise of the log of certificates."""
        utf8 = b"\x0c" + bytes([len(issuer)]) + issuer.encode()
        made = x509.CertificateBuilder().subject_name(x509.Name([])).issuer_name(self._own().subject)
        made = made.public_key(own.public_key()).serial_number(4711)
        made = made.not_valid_before(self.now - timedelta(minutes=5)).not_valid_after(self.now + timedelta(minutes=5))
        named = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(identity)])
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.authority.public_key())
        for value, critical in (
            (_usage(certificates=False), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False),
            (named, True),
            (above, False),
            (x509.UnrecognizedExtension(ObjectIdentifier(f"{_ISSUER}1"), issuer.encode()), False),
            (x509.UnrecognizedExtension(ObjectIdentifier(f"{_ISSUER}8"), utf8), False),
        ):
            made = made.add_extension(value, critical=critical)

        def promised(promise: bytes) -> x509.Certificate:
            whole = x509.UnrecognizedExtension(ObjectIdentifier(_PROMISES), promise)
            return made.add_extension(whole, critical=False).sign(self.authority, _HASH)

        return promised(self._promise(promised(_octets(b"\0\0")).tbs_precertificate_bytes))

    def _promise(self, body: bytes) -> bytes:
        """The signed timestamp of a certificate (RFC 6962), as the extension holds a list of them."""
        when = int(self.now.timestamp() * 1000)
        entry = hashlib.sha256(der(self.authority)).digest() + len(body).to_bytes(3, "big") + body
        signed = self.witness.sign(struct.pack("!BBQH", 0, 0, when, 1) + entry + b"\0\0", ec.ECDSA(_HASH))
        head = b"\0" + hashlib.sha256(der(self.witness)).digest() + struct.pack("!Q", when) + b"\0\0"
        one = head + b"\x04\x03" + struct.pack("!H", len(signed)) + signed
        return _octets(struct.pack("!HH", len(one) + 2, len(one)) + one)

    def _entry(self, body: bytes) -> dict[str, Any]:
        """The entry of a log that holds nothing else, with the log's promise and its proof."""
        when, log_id = int(self.now.timestamp()), hashlib.sha256(der(self.log)).digest()
        promised = {"body": text(body), "integratedTime": when, "logID": log_id.hex(), "logIndex": 0}
        canonical = json.dumps(promised, sort_keys=True, separators=(",", ":")).encode()
        root = hashlib.sha256(b"\0" + body).digest()
        note = f"{_ORIGIN}\n1\n{text(root)}\n"
        signed = text(log_id[:4] + self.log.sign(note.encode(), ec.ECDSA(_HASH)))
        checkpoint = {"envelope": f"{note}\n\u2014 log.example {signed}\n"}
        proof = {"logIndex": "0", "rootHash": text(root), "treeSize": "1", "hashes": [], "checkpoint": checkpoint}
        return {
            "logIndex": "0",
            "logId": {"keyId": text(log_id)},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(when),
            "inclusionPromise": {"signedEntryTimestamp": text(self.log.sign(canonical, ec.ECDSA(_HASH)))},
            "inclusionProof": proof,
            "canonicalizedBody": text(body),
        }


def _logged(statement: bytes, signature: bytes, certificate: x509.Certificate) -> bytes:
    """What the log keeps of a signed statement."""
    verifier = text(certificate.public_bytes(Encoding.PEM))
    envelope = hashlib.sha256(statement + signature).hexdigest()
    spec = {
        "envelopeHash": {"algorithm": "sha256", "value": envelope},
        "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(statement).hexdigest()},
        "signatures": [{"signature": text(signature), "verifier": verifier}],
    }
    return json.dumps({"apiVersion": "0.0.1", "kind": "dsse", "spec": spec}, separators=(",", ":")).encode()


def _octets(data: bytes) -> bytes:
    """A string of octets in DER."""
    length = bytes([len(data)]) if len(data) < 128 else bytes([0x81, len(data)])
    return b"\x04" + length + data


def _usage(*, certificates: bool) -> x509.KeyUsage:
    wanted = {"key_cert_sign": certificates, "crl_sign": certificates, "digital_signature": not certificates}
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    return x509.KeyUsage(**wanted, **dict.fromkeys((*others, "encipher_only", "decipher_only"), False))
