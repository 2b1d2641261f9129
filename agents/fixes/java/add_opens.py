"""A package of the JDK that something reaches into by reflection: opened where tests or application start a JVM."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mity.agents.java.pom import POM, Node, Pom, parse, read
from mity.agents.java.pom_edits import with_element
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_CLOSED = re.compile(r'module (?P<module>[\w.]+) does not "?opens? (?P<package>[\w.]+)"? to unnamed module')
_JAR = "maven-jar-plugin"
_MANIFEST = ("configuration", "archive", "manifestEntries", "Add-Opens")


class AddOpens(Rule):
    """Opens just what the message names, to code without a module; the access itself stays the library's."""

    id = "add-opens"
    former_id = "open-module"
    title = "open a package of the JDK to reflection"

    def propose(self, failure: FailureContext) -> Proposal | None:
        wanted = list(dict.fromkeys(f"{one['module']}/{one['package']}" for one in _CLOSED.finditer(failure.output)))
        if not wanted:
            return None
        names, flags = ", ".join(wanted), [f"--add-opens {one}=ALL-UNNAMED" for one in wanted]
        start = f"start the JVM with {' '.join(flags)}, for example in the variable JDK_JAVA_OPTIONS"
        pom = read(failure)
        if pom is None or failure.stage not in ("test", "launch"):
            return Advice(f"some code accesses {names} by reflection: {start}")
        if failure.stage == "launch" and any(one.startswith("io.quarkus") for one in pom.managers):
            return Advice(f"some code accesses {names} by reflection, and Quarkus defines what its jar opens: {start}")
        data = _of_tests(pom, flags) if failure.stage == "test" else _of_jar(pom, wanted)
        if data is None:
            return Advice(f"{names} is still closed although {POM} opens it: {start}")
        commands = tuple(failure.commands("build")) if failure.stage == "launch" else ()
        where = "the tests" if failure.stage == "test" else "the jar"
        title = f"open {names} to reflection for {where} in {POM}"
        return Fix(self.id, title, (Edit(POM, data),), commands, scope=(POM,))


def _of_tests(pom: Pom, flags: Sequence[str]) -> bytes | None:
    """The option where the tests' JVM takes it from: surefire's own setting, else the property that it reads."""
    surefire = _plugin(pom, "maven-surefire-plugin")
    if own := surefire.find("configuration", "argLine") if surefire else None:
        return _with(pom, own, (), flags)
    properties = pom.root.find("properties")
    return _with(pom, properties or pom.root, ("argLine",) if properties else ("properties", "argLine"), flags)


def _of_jar(pom: Pom, packages: Sequence[str]) -> bytes | None:
    """The attribute of the manifest that the JVM reads when the jar is started."""
    pom = pom if _plugin(pom, _JAR) else _with_jar_plugin(pom)
    jar = _plugin(pom, _JAR)
    return _with(pom, jar, _MANIFEST, packages) if jar else None


def _with(pom: Pom, holder: Node, path: Sequence[str], words: Sequence[str]) -> bytes | None:
    """The file with those words more in an element that are not there yet; None when all are."""
    there = holder.find(*path)
    old = f" {' '.join(there.text.split())} " if there else ""
    new = [word for word in words if f" {word} " not in old]
    return with_element(pom, holder, *path, text=" ".join(new)) if new else None


def _with_jar_plugin(pom: Pom) -> Pom:
    """The file with a section for what makes the jar; its version is the parent's or Maven's own."""
    build = pom.root.find("build")
    names = ("plugins", "plugin", "artifactId")
    data = with_element(pom, build or pom.root, *(names if build else ("build", *names)), text=_JAR, new="plugin")
    return parse(data) or pom


def _plugin(pom: Pom, name: str) -> Node | None:
    holder = pom.root.find("build", "plugins")
    return next((one for one in holder.all("plugin") if one.value("artifactId") == name), None) if holder else None
