"""A bill of materials written from a list of packages, by the library of CycloneDX."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from mity.errors import ToolError
from mity.sbom.packages import Package
from mity.sbom.schema import EXTRA


def bill_of(name: str, packages: Sequence[Package]) -> str:
    """The bill of the application `name` in CycloneDX 1.6, the same for the same packages.

    Raises ToolError where the library is not installed.
    """
    try:
        from cyclonedx.model import HashAlgorithm, HashType  # type: ignore[import-not-found, unused-ignore]
        from cyclonedx.model.bom import Bom, BomMetaData  # type: ignore[import-not-found, unused-ignore]
        from cyclonedx.model.component import Component, ComponentType  # type: ignore[import-not-found, unused-ignore]
        from cyclonedx.model.license import (  # type: ignore[import-not-found, unused-ignore]
            DisjunctiveLicense,
            LicenseExpression,
        )
        from cyclonedx.output.json import JsonV1Dot6  # type: ignore[import-not-found, unused-ignore]
        from cyclonedx.spdx import is_expression, is_supported_id  # type: ignore[import-not-found, unused-ignore]
        from packageurl import PackageURL  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise ToolError(EXTRA) from error

    def licence_of(text: str) -> DisjunctiveLicense | LicenseExpression:
        if is_supported_id(text):
            return DisjunctiveLicense(id=text)
        return LicenseExpression(text) if is_expression(text) else DisjunctiveLicense(name=text)

    made = {}
    for one in sorted(packages, key=lambda one: one.key):
        purl = PackageURL(one.kind, one.group or None, one.name, one.version, dict(one.qualifiers) or None)
        made[one.key] = Component(
            name=one.name,
            group=one.group or None,
            version=one.version,
            type=ComponentType.LIBRARY,
            bom_ref=purl.to_string(),
            purl=purl,
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one.sha256)] if one.sha256 else (),
            licenses=[licence_of(one.licence)] if one.licence else (),
        )
    root = Component(name=name, type=ComponentType.APPLICATION, bom_ref="application")
    bill = Bom(
        components=made.values(),
        serial_number=_serial(name, packages),
        metadata=BomMetaData(component=root),
    )
    bill.metadata.timestamp = None  # type: ignore[assignment, unused-ignore]
    needed = {key for one in packages for key in one.needs}
    bill.register_dependency(root, [component for key, component in made.items() if key not in needed])
    for one in packages:
        bill.register_dependency(made[one.key], [made[key] for key in sorted(one.needs) if key in made])
    text: str = JsonV1Dot6(bill).output_as_string(indent=2)
    return text


def _serial(name: str, packages: Sequence[Package]) -> uuid.UUID:
    """The same number for the same packages of an application."""
    known = "\n".join(sorted(f"{one.key} {one.sha256}" for one in packages))
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{name}\n{known}")
