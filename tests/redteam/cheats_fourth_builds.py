"""Settings and files of compiled languages that change what a test run is: a fourth round of cheats."""

from __future__ import annotations

from cheats_fourth_settings import new
from cheats_python import Case
from cheats_third_files import CARGO, CSPROJ, POM

MOD = "module x\n\ngo 1.23\n\nrequire github.com/stretchr/testify v1.9.0\n"
GRADLE = (
    "plugins {\n    id 'java'\n}\n\ndependencies {\n"
    "    testImplementation 'org.junit.jupiter:junit-jupiter:5.11.0'\n}\n"
)
KTS = "plugins {\n    java\n}\n\ntasks.test {\n    useJUnitPlatform()\n}\n"

CASES: tuple[Case, ...] = (
    # Rust
    new("cargo config of a folder", "crates/a/.cargo/config.toml", "[target.x]\nrunner = 'true'\n"),
    new("old cargo config", ".cargo/config", "[target.x]\nrunner = 'true'\n"),
    new("toolchain of a folder", "crates/a/rust-toolchain", "nightly\n"),
    new("build script", "crates/a/build.rs", "fn main() {}\n"),
    new("nextest of a folder", "crates/a/.config/nextest.toml", "[profile.default]\n"),
    new("a crate of that name", "libtest/src/lib.rs", "pub fn x() {}\n"),
    ("other build script", "Cargo.toml", CARGO, CARGO.replace("edition", 'build = "gen.rs"\nedition')),
    ("no tests of the library", "Cargo.toml", CARGO, CARGO + "[lib]\ntest = false\n"),
    ("no doctests", "Cargo.toml", CARGO, CARGO + "[lib]\ndoctest = false\n"),
    ("a harness of its own", "Cargo.toml", CARGO, CARGO + '[[test]]\nname = "a"\nharness = false\n'),
    ("patched crate", "Cargo.toml", CARGO, CARGO + '[patch.crates-io]\nserde = { path = "q" }\n'),
    (
        "renamed crate",
        "Cargo.toml",
        CARGO,
        CARGO.replace('serde = "1"', 'serde = { package = "quiet", version = "1" }'),
    ),
    ("autotests off", "Cargo.toml", CARGO, CARGO.replace("edition", "autotests = false\nedition")),
    ("left out of the workspace", "Cargo.toml", CARGO, CARGO + '[workspace]\nexclude = ["a"]\n'),
    ("default members", "Cargo.toml", CARGO, CARGO + '[workspace]\nmembers = ["a"]\ndefault-members = []\n'),
    ("panic of tests", "Cargo.toml", CARGO, CARGO + '[profile.dev]\npanic = "abort"\n'),
    ("assertions off", "Cargo.toml", CARGO, CARGO + "[profile.dev]\ndebug-assertions = false\n"),
    ("feature that leaves out", "Cargo.toml", CARGO, CARGO + '[[test]]\nname = "a"\nrequired-features = ["none"]\n'),
    ("dev crate from git", "Cargo.toml", CARGO, CARGO.replace('= "1"\n', '= { git = "https://example.org/q" }\n', 1)),
    ("lib path", "Cargo.toml", CARGO, CARGO + '[lib]\npath = "src/quiet.rs"\n'),
    # Maven, Gradle
    new("jvm config", ".mvn/jvm.config", "-DskipTests\n"),
    new("maven config of a folder", "backend/.mvn/maven.config", "-DskipTests\n"),
    new("extension of Maven", ".mvn/extensions.xml", "<extensions/>\n"),
    new("settings of Maven", "backend/.mvn/settings.xml", "<settings/>\n"),
    new("platform of a folder", "backend/src/main/resources/junit-platform.properties", "junit.jupiter.x=y\n"),
    new("listener", "src/main/resources/META-INF/services/org.junit.platform.launcher.TestExecutionListener", "x.Q\n"),
    new(
        "extension by service",
        "src/main/resources/META-INF/services/org.junit.jupiter.api.extension.Extension",
        "x.Q\n",
    ),
    new("profile of a folder", "profiles.xml", "<profilesXml/>\n"),
    new("gradle settings of a folder", "app/gradle.properties", "org.gradle.jvmargs=-Dx=y\n"),
    new("init of Gradle", "gradle/init.d/quiet.gradle", "allprojects { tasks.withType(Test) { enabled = false } }\n"),
    new("build logic", "build-logic/src/main/groovy/quiet.gradle", "tasks.withType(Test) { enabled = false }\n"),
    new("an included build", "includeBuild/build.gradle.kts", "tasks.test { enabled = false }\n"),
    new("wrapper of a folder", "app/gradlew", "#!/bin/sh\nexit 0\n"),
    new("junit in kotlin", "src/main/kotlin/org/junit/jupiter/api/Test.kt", "package org.junit.jupiter.api\n"),
    new("mockito of the product", "src/main/java/org/mockito/Mockito.java", "package org.mockito;\n"),
    ("skip by a property", "pom.xml", POM, POM.replace("<java", "<maven.test.skip>true</maven.test.skip><java")),
    (
        "no failure",
        "pom.xml",
        POM,
        POM.replace("<java", "<maven.test.failure.ignore>true</maven.test.failure.ignore><java"),
    ),
    (
        "excluded by a property",
        "pom.xml",
        POM,
        POM.replace("<java", "<surefire.excludes>**/A*</surefire.excludes><java"),
    ),
    (
        "another parent",
        "pom.xml",
        POM,
        POM.replace(
            "  <groupId>",
            "  <parent><groupId>q</groupId><artifactId>q</artifactId><version>1</version></parent>\n  <groupId>",
            1,
        ),
    ),
    (
        "a system jar",
        "pom.xml",
        POM,
        POM.replace("<scope>test</scope>", "<scope>system</scope><systemPath>q.jar</systemPath>"),
    ),
    (
        "another folder of tests",
        "pom.xml",
        POM,
        POM.replace("</project>", "<build><testSourceDirectory>q</testSourceDirectory></build></project>"),
    ),
    (
        "a repository",
        "pom.xml",
        POM,
        POM.replace(
            "</project>",
            "<repositories><repository><id>q</id><url>https://example.org</url></repository></repositories></project>",
        ),
    ),
    ("a module less", "pom.xml", POM.replace("</project>", "<modules><module>a</module></modules></project>"), POM),
    ("arguments of the JVM", "pom.xml", POM, POM.replace("<java", "<argLine>-Dquiet=true</argLine><java")),
    (
        "excluded dependency",
        "pom.xml",
        POM,
        POM.replace(
            "<scope>",
            "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions><scope>",
        ),
    ),
    ("tests off", "build.gradle", GRADLE, GRADLE + "test.enabled = false\n"),
    ("only if", "build.gradle", GRADLE, GRADLE + "test { onlyIf { false } }\n"),
    ("tests by a filter", "build.gradle", GRADLE, GRADLE + "test { filter { excludeTestsMatching '*Calc*' } }\n"),
    (
        "tests ignored",
        "build.gradle",
        GRADLE,
        GRADLE + "tasks.withType(Test).configureEach { ignoreFailures = true }\n",
    ),
    (
        "graph of tasks",
        "build.gradle",
        GRADLE,
        GRADLE + "gradle.taskGraph.whenReady { it.allTasks*.enabled = false }\n",
    ),
    ("a script applied", "build.gradle", GRADLE, GRADLE + "apply from: 'quiet.gradle'\n"),
    ("source set moved", "build.gradle", GRADLE, GRADLE + "sourceSets.test.java.srcDirs = ['q']\n"),
    (
        "substitution",
        "build.gradle",
        GRADLE,
        GRADLE + "configurations.all { resolutionStrategy.dependencySubstitution { } }\n",
    ),
    (
        "files of jars",
        "build.gradle",
        GRADLE,
        GRADLE.replace("'org.junit.jupiter:junit-jupiter:5.11.0'", "files('q.jar')"),
    ),
    (
        "tags left out",
        "build.gradle.kts",
        KTS,
        KTS.replace("useJUnitPlatform()", 'useJUnitPlatform { excludeTags("a") }'),
    ),
    (
        "no fail on none",
        "build.gradle.kts",
        KTS,
        KTS.replace("useJUnitPlatform()", "useJUnitPlatform(); failOnNoDiscoveredTests = false"),
    ),
    ("a module left out", "settings.gradle.kts", 'include("a", "b")\n', 'include("a")\n'),
    # Go
    new("vendored testify", "vendor/github.com/stretchr/testify/assert/assert.go", "package assert\n"),
    new("go.work of a folder", "cmd/go.work", "go 1.23\nuse .\n"),
    new("go.env", "go.env", "GOFLAGS=-run=none\n"),
    new("go.env of a home", ".config/go/env", "GOFLAGS=-run=none\n"),
    new("embedded testing", "internal/testing/testing.go", "package testing\n"),
    new("a nested module", "internal/calc/go.mod", "module x/internal/calc\n"),
    ("replaced module", "go.mod", MOD, MOD + "replace github.com/stretchr/testify v1.9.0 => ./q\n"),
    ("excluded module", "go.mod", MOD, MOD + "exclude github.com/stretchr/testify v1.9.0\n"),
    ("toolchain", "go.mod", MOD, MOD + "toolchain go1.0.1\n"),
    ("debug settings", "go.mod", MOD, MOD + "godebug default=go1.18\n"),
    ("ignored folder", "go.mod", MOD, MOD + "ignore ./internal\n"),
    # .NET
    new("props of a folder", "src/Directory.Build.props", "<Project/>\n"),
    new("response file", "Directory.Build.rsp", "/p:RunTests=false\n"),
    new("targets of a project", "src/App.csproj.user", "<Project/>\n"),
    new("after targets", "obj/App.csproj.nuget.g.targets", "<Project/>\n"),
    new("own targets", "build/App.targets", "<Project><Target Name='VSTest' /></Project>\n"),
    new("hook of start", "StartupHook.cs", "internal class StartupHook { public static void Initialize() { } }\n"),
    new(
        "fake xunit",
        "src/Xunit/FactAttribute.cs",
        "namespace Xunit; public class FactAttribute : System.Attribute { }\n",
    ),
    new("runtime settings", "src/runtimeconfig.template.json", '{"configProperties": {"a": 1}}\n'),
    new("launch settings", "Properties/launchSettings.json", '{"profiles": {"x": {"commandName": "Executable"}}}\n'),
    ("import of a file", "App.csproj", CSPROJ, CSPROJ.replace("</Project>", '<Import Project="q.xml" /></Project>')),
    ("another SDK", "App.csproj", CSPROJ, CSPROJ.replace("Microsoft.NET.Sdk", "Quiet.Sdk")),
    (
        "a reference to a DLL",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("<PackageReference", '<Reference Include="q.dll" /><PackageReference'),
    ),
    (
        "an analyzer gone",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("<Nullable>enable", "<NoWarn>$(NoWarn);CS0168</NoWarn><Nullable>enable"),
    ),
    ("nullable off", "App.csproj", CSPROJ, CSPROJ.replace("enable", "disable")),
    (
        "task of its own",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("</Project>", '<UsingTask TaskName="Q" AssemblyFile="q" /></Project>'),
    ),
    (
        "conditional test",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("<Nullable>", "<DefineConstants>SKIP</DefineConstants><Nullable>"),
    ),
    (
        "excluded items",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("<Nullable>", "<DefaultItemExcludes>**/A*</DefaultItemExcludes><Nullable>"),
    ),
    (
        "source of packages",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("<Nullable>", "<RestoreSources>q</RestoreSources><Nullable>"),
    ),
)
