"""A pom.xml of Spring Boot with the dependencies that a test names."""

from __future__ import annotations

PARENT = """<project>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>{version}</version>
  </parent>
  <dependencies>
{dependencies}  </dependencies>
</project>
"""


def pom(*names: str, version: str = "4.1.1") -> str:
    """A pom.xml of Spring Boot; a name is `group:artifact` or `group:artifact:version`."""
    text = ""
    for name in names:
        group, artifact, *rest = name.split(":")
        more = f"\n      <version>{rest[0]}</version>" if rest else ""
        inner = f"      <groupId>{group}</groupId>\n      <artifactId>{artifact}</artifactId>{more}\n"
        text += f"    <dependency>\n{inner}    </dependency>\n"
    return PARENT.format(version=version, dependencies=text)
