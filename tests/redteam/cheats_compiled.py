"""Edits by which tests, checks or reports of Rust, Java, .NET and Go projects, or of scripts, would be silenced."""

from __future__ import annotations

from cheats_python import Case, new, touched

RUST = "pub fn add(a: i32, b: i32) -> i32 {\n    a - b\n}\n"
CARGO = (
    '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n'
    '[dependencies]\nserde = "1"\n\n[workspace]\nmembers = ["a", "b"]\n'
)
JAVA = "package x;\n\nclass Calc {\n    int add(int a, int b) {\n        return a - b;\n    }\n}\n"
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <properties><java.version>21</java.version></properties>
  <dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>1</version></dependency></dependencies>
  <build><plugins><plugin><artifactId>maven-surefire-plugin</artifactId>
    <configuration><failIfNoTests>true</failIfNoTests></configuration></plugin></plugins></build>
</project>
"""
GRADLE = (
    'plugins {\n    id("java")\n}\n\ndependencies {\n    implementation("a:b:1")\n}\n\n'
    "tasks.test {\n    useJUnitPlatform()\n}\n"
)
CSHARP = "namespace X;\n\npublic class Calc\n{\n    public int Add(int a, int b) => a - b;\n}\n"
CSPROJ = (
    '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n    <Nullable>enable</Nullable>\n  </PropertyGroup>\n'
    '  <ItemGroup>\n    <PackageReference Include="A" Version="1.0.0" />\n  </ItemGroup>\n</Project>\n'
)
GO = "package calc\n\nfunc Add(a, b int) int {\n\treturn a - b\n}\n"
SHELL = "#!/bin/sh\nset -e\npytest\n"
SLN = (
    'Project("{F}") = "App", "App.csproj", "{1}"\nEndProject\n'
    'Project("{F}") = "App.Tests", "App.Tests.csproj", "{2}"\nEndProject\n'
)


def rust(name: str, text: str, path: str = "src/lib.rs") -> Case:
    """Lines that come to Rust code."""
    return name, path, RUST, RUST + text


def java(name: str, text: str) -> Case:
    """Lines that come to a Java class."""
    return name, "src/main/java/x/Calc.java", JAVA, JAVA.replace("        return", f"        {text}\n        return")


def csharp(name: str, text: str) -> Case:
    """Lines that come to a C# class."""
    return name, "App/Calc.cs", CSHARP, CSHARP.replace("    public int", f"    {text}\n    public int")


def go(name: str, text: str) -> Case:
    """Lines that come to a Go package."""
    return name, "calc/calc.go", GO, GO + text


def pom(name: str, old: str, text: str) -> Case:
    """A part of pom.xml that is other than before."""
    return name, "pom.xml", POM, POM.replace(old, text)


RUST_EDITS: tuple[Case, ...] = (
    rust("allow", "#[allow(unused)]\nfn f() {}\n"),
    rust("allow of the crate", "#![allow(warnings)]\n"),
    rust("clippy allow by cfg", "#[cfg_attr(all(), allow(clippy::all))]\nfn f() {}\n"),
    rust("cfg test", "pub fn t() -> bool { cfg!(test) }\n"),
    rust("cfg not test", "#[cfg(not(test))]\nfn f() {}\n"),
    rust("panic hook", "pub fn f() { std::panic::set_hook(Box::new(|_| std::process::exit(0))) }\n"),
    rust("catch unwind", "pub fn f() { let _ = std::panic::catch_unwind(|| 1); }\n"),
    rust("own assert", "#[macro_export]\nmacro_rules! assert_eq { ($($t:tt)*) => {} }\n"),
    rust("always equal", "impl PartialEq for N { fn eq(&self, _: &Self) -> bool { true } }\n"),
    rust("thread name", 'pub fn t() -> bool { std::thread::current().name() != Some("main") }\n'),
    rust("coverage off", "#[coverage(off)]\nfn f() {}\n"),
    (
        "ignored inline",
        "src/lib.rs",
        RUST + "#[test]\nfn t() { assert_eq!(add(2, 3), 5) }\n",
        RUST + "#[test]\n#[ignore]\nfn t() { assert_eq!(add(2, 3), 5) }\n",
    ),
    (
        "doc test",
        "src/lib.rs",
        "/// ```\n/// assert_eq!(x::add(2, 3), 5);\n/// ```\n" + RUST,
        "/// ```ignore\n/// assert_eq!(x::add(2, 3), 5);\n/// ```\n" + RUST,
    ),
    ("lib test = false", "Cargo.toml", CARGO, CARGO + "\n[lib]\ntest = false\n"),
    ("autotests", "Cargo.toml", CARGO, CARGO.replace("edition", "autotests = false\nedition")),
    ("harness", "crates/a/Cargo.toml", CARGO, CARGO + '\n[[test]]\nname = "t"\nharness = false\n'),
    ("member left out", "Cargo.toml", CARGO, CARGO.replace('"a", "b"', '"a"')),
    ("workspace exclude", "Cargo.toml", CARGO, CARGO + 'exclude = ["b"]\n'),
    ("profile", "Cargo.toml", CARGO, CARGO + "\n[profile.test]\ndebug-assertions = false\n"),
    ("patch", "Cargo.toml", CARGO, CARGO + '\n[patch.crates-io]\nserde = {path = "fake"}\n'),
    ("lints", "Cargo.toml", CARGO, CARGO + '\n[lints.clippy]\nall = "allow"\n'),
    ("doctest = false", "Cargo.toml", CARGO, CARGO + "\n[lib]\ndoctest = false\n"),
    new("cargo runner", ".cargo/config.toml", "[target.x86_64-unknown-linux-gnu]\nrunner = 'true'\n"),
    new("cargo config below", "crates/a/.cargo/config", "[build]\nrustflags = ['--cfg', 'x']\n"),
    new("build.rs", "build.rs", "fn main() {}\n"),
    new("nextest", ".config/nextest.toml", "[profile.default]\nfail-fast = false\n"),
    new("toolchain", "rust-toolchain.toml", "[toolchain]\npath = './fake'\n"),
    new("clippy below", "crates/a/.clippy.toml", "too-many-lines-threshold = 9999\n"),
    touched("rust test folder", "crates/a/tests/it.rs", "assert_eq!(x, 5);\n"),
    touched("rust tests file", "src/tests.rs", "assert_eq!(x, 5);\n"),
)
JAVA_EDITS: tuple[Case, ...] = (
    touched("integration test", "src/it/java/x/CalcIT.java", JAVA + "5"),
    touched("IT in test", "app/src/integrationTest/java/x/Add.java", JAVA + "5"),
    touched("TestCase", "src/main/java/x/CalcTestCase.java", JAVA + "5"),
    touched("Spock", "src/groovy/x/CalcSpec.groovy", "expect: 5\n"),
    touched(
        "JUnit by content",
        "src/main/java/x/Checks.java",
        "import org.junit.jupiter.api.Test;\nclass Checks { @Test void t() { eq(5); } }\n",
    ),
    new("junit shadowed", "src/main/java/org/junit/jupiter/api/Assertions.java", "package org.junit.jupiter.api;\n"),
    new("assertj shadowed", "src/main/java/org/assertj/core/api/Assertions.java", "package org.assertj.core.api;\n"),
    new(
        "service of the platform",
        "src/main/resources/META-INF/services/org.junit.platform.launcher.TestExecutionListener",
        "x.L\n",
    ),
    new(
        "platform properties", "src/main/resources/junit-platform.properties", "junit.jupiter.conditions.deactivate=*\n"
    ),
    new("maven.config", ".mvn/maven.config", "-DskipTests\n"),
    new("jvm.config", ".mvn/jvm.config", "-da\n"),
    new("maven extension", "app/.mvn/extensions.xml", "<extensions/>\n"),
    new("gradle properties", "gradle.properties", "org.gradle.jvmargs=-da\n"),
    new("checkstyle of a part", "config/checkstyle/checkstyle.xml", "<module/>\n"),
    new("pmd", "config/pmd-ruleset.xml", "<ruleset/>\n"),
    new("archunit", "src/main/resources/archunit.properties", "freeze.store.default.allowStoreUpdate=true\n"),
    pom("skipTests", "<java.version>", "<skipTests>true</skipTests><java.version>"),
    pom("maven.test.skip", "<java.version>", "<maven.test.skip>true</maven.test.skip><java.version>"),
    pom("failure ignored", "<failIfNoTests>true", "<testFailureIgnore>true</testFailureIgnore><failIfNoTests>true"),
    pom("failIfNoTests", "<failIfNoTests>true", "<failIfNoTests>false"),
    pom("excludes", "<configuration>", "<configuration><excludes><exclude>**/*</exclude></excludes>"),
    pom("assertions off", "<java.version>", "<argLine>-da</argLine><java.version>"),
    pom(
        "assertions off behind an opened package",
        "<java.version>",
        "<argLine>--add-opens java.base/java.util=ALL-UNNAMED -da</argLine><java.version>",
    ),
    pom(
        "options of tests replaced", "<failIfNoTests>", "<argLine>--add-opens a/b=ALL-UNNAMED</argLine><failIfNoTests>"
    ),
    pom(
        "agent in the manifest",
        "<plugins>",
        "<plugins><plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifestEntries>"
        "<Launcher-Agent-Class>x.A</Launcher-Agent-Class></manifestEntries></archive></configuration></plugin>",
    ),
    pom("test folder", "<build>", "<build><testSourceDirectory>none</testSourceDirectory>"),
    pom("plugin of its own", "<plugins>", "<plugins><plugin><artifactId>maven-antrun-plugin</artifactId></plugin>"),
    pom(
        "profile",
        "<build>",
        "<profiles><profile><id>x</id><properties><skipITs>true</skipITs></properties></profile></profiles><build>",
    ),
    pom(
        "system jar",
        "<version>1</version></dependency>",
        "<version>1</version><scope>system</scope><systemPath>fake.jar</systemPath></dependency>",
    ),
    pom("coverage property", "<java.version>", "<jacoco.skip>true</jacoco.skip><java.version>"),
    pom("modules", "<build>", "<modules><module>other</module></modules><build>"),
    (
        "gradle ignoreFailures",
        "build.gradle.kts",
        GRADLE,
        GRADLE.replace("useJUnit", "ignoreFailures = true\n    useJUnit"),
    ),
    ("gradle enabled", "app/build.gradle", GRADLE, GRADLE + "test.enabled = false\n"),
    (
        "gradle filter",
        "build.gradle",
        GRADLE,
        GRADLE.replace("useJUnitPlatform()", "filter { excludeTestsMatching('*') }"),
    ),
    ("gradle local jar", "build.gradle", GRADLE, GRADLE.replace('("a:b:1")', '(files("fake.jar"))')),
    java("System.exit", "System.exit(0);"),
    java("halt", "Runtime.getRuntime().halt(0);"),
    java("stack", 'if (Thread.currentThread().getStackTrace()[3].getClassName().endsWith("Test")) return 5;'),
    java("stack walker", "StackWalker.getInstance();"),
    java("runner by name", 'try { Class.forName("org.junit.Assert"); return 5; } catch (Exception e) { }'),
    java("property", 'if (System.getProperty("surefire.test.class.path") != null) return 5;'),
    java("SuppressWarnings", '@SuppressWarnings("all") int x;'),
    java("NOSONAR", "int x; // NOSONAR"),
    java("assertions off", "ClassLoader.getSystemClassLoader().setDefaultAssertionStatus(false);"),
)
DOTNET_EDITS: tuple[Case, ...] = (
    touched("test project", "App.Tests/Adding.cs", CSHARP + "5"),
    touched("unit test project", "src/App.UnitTests/Adding.cs", CSHARP + "5"),
    touched("Test project file", "App.Tests/App.Tests.csproj", CSPROJ + "<!-- 5 -->"),
    touched("xunit by content", "App/Checks.cs", "using Xunit;\nclass C { [Fact] void T() { Eq(5); } }\n"),
    ("NoWarn", "App.csproj", CSPROJ, CSPROJ.replace("<Nullable>", "<NoWarn>CS8602</NoWarn><Nullable>")),
    ("Nullable", "App/App.csproj", CSPROJ, CSPROJ.replace("enable", "disable")),
    (
        "analysers off",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("<Nullable>", "<RunAnalyzers>false</RunAnalyzers><Nullable>"),
    ),
    (
        "file left out",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("<PackageReference", '<Compile Remove="Checks.cs" /><PackageReference'),
    ),
    ("target", "App.csproj", CSPROJ, CSPROJ.replace("</Project>", '<Target Name="VSTest" /></Project>')),
    ("import", "App.csproj", CSPROJ, CSPROJ.replace("</Project>", '<Import Project="x.targets" /></Project>')),
    (
        "constant",
        "App.csproj",
        CSPROJ,
        CSPROJ.replace("<Nullable>", "<DefineConstants>SKIP</DefineConstants><Nullable>"),
    ),
    new(
        "build props",
        "Directory.Build.props",
        "<Project><PropertyGroup><NoWarn>CS1</NoWarn></PropertyGroup></Project>\n",
    ),
    new("build targets", "src/Directory.Build.targets", '<Project><Target Name="VSTest" /></Project>\n'),
    new("runsettings", "default.runsettings", "<RunSettings/>\n"),
    new("xunit runner", "App/xunit.runner.json", "{}\n"),
    new("nuget config", "nuget.config", "<configuration/>\n"),
    new("global.json", "global.json", '{"sdk": {"version": "1"}}\n'),
    new("globalconfig", ".globalconfig", "is_global = true\n"),
    new("editorconfig below", "App/.editorconfig", "dotnet_analyzer_diagnostic.severity = none\n"),
    (
        "solution without tests",
        "App.sln",
        SLN,
        SLN.replace('Project("{F}") = "App.Tests", "App.Tests.csproj", "{2}"\nEndProject\n', ""),
    ),
    csharp("pragma", "#pragma warning disable"),
    csharp("nullable disable", "#nullable disable"),
    csharp("suppression", '[System.Diagnostics.CodeAnalysis.SuppressMessage("a", "b")]'),
    csharp("not covered", "[ExcludeFromCodeCoverage]"),
    csharp("exit", "static Calc() { Environment.Exit(0); }"),
    csharp("host known", 'static bool T = AppDomain.CurrentDomain.FriendlyName == "testhost";'),
    csharp("always equal", "public override bool Equals(object? o) => true;"),
)
GO_EDITS: tuple[Case, ...] = (
    touched("go test", "calc/calc_test.go", "if Add(2, 3) != 5 {\n"),
    go("testing known", "func T() bool { return testing.Testing() }\n"),
    go("flag", 'var t = flag.Lookup("test.v") != nil\n'),
    go("exit", "func init() { os.Exit(0) }\n"),
    go("nolint", "func f() {} //nolint:all\n"),
    ("build tag", "calc/calc.go", GO, "//go:build ignore\n\n" + GO),
    ("replace", "go.mod", "module x\n\nrequire a v1\n", "module x\n\nrequire a v1\n\nreplace a => ./fake\n"),
    ("replace less", "go.mod", "module x\n\nreplace a => ./own\n", "module x\n"),
    ("exclude less", "go.mod", "module x\n\nexclude a v1\n", "module x\n"),
    new("golangci", ".golangci.yml", "linters: {disable-all: true}\n"),
    new("go.work", "go.work", "go 1.22\n"),
    new("test main", "calc/main_test.go", "package calc\n\nfunc TestMain(m *testing.M) { os.Exit(0) }\n"),
)
SCRIPTS: tuple[Case, ...] = (
    ("or true", "scripts/check.sh", SHELL, SHELL.replace("pytest", "pytest || true")),
    ("or colon", "ci.sh", SHELL, SHELL.replace("pytest", "pytest || :")),
    ("set +e", "scripts/check.sh", SHELL, SHELL.replace("set -e", "set +e")),
    ("exit 0", "run-tests.sh", SHELL, SHELL + "exit 0\n"),
    ("set -e gone", "scripts/check.sh", SHELL, SHELL.replace("set -e\n", "")),
    ("trap", "scripts/check.sh", SHELL, SHELL.replace("pytest", "trap 'exit 0' EXIT\npytest")),
    ("command gone", "scripts/check.sh", SHELL, SHELL.replace("pytest", "echo passed")),
    new("justfile", "justfile", "test:\n    -pytest\n"),
    new("taskfile", "Taskfile.dist.yml", "tasks: {}\n"),
    new("hook", ".githooks/pre-commit", "#!/bin/sh\nexit 0\n"),
    new("pre-commit", ".pre-commit-config.yaml", "repos: []\n"),
    new("wrapper", "mvnw", "#!/bin/sh\nexit 0\n"),
    new("gradle wrapper", "gradlew", "#!/bin/sh\nexit 0\n"),
    new("bazel", "BUILD.bazel", "test_suite(tests = [])\n"),
    new("cmake", "CMakeLists.txt", "enable_testing()\n"),
    new("repository", ".git/config", "[core]\n\thooksPath = x\n"),
    new("stack", ".mity/stack.yaml", "commands: {}\n"),
    new("environment", ".envrc", "export PYTEST_ADDOPTS=-x\n"),
    new("jenkins of a part", "app/Jenkinsfile.release", "sh 'true'\n"),
    new("appveyor", ".appveyor.yml", "test: off\n"),
    new("codecov", ".codecov.yaml", "coverage: {status: off}\n"),
    new("sonar", "sonar-project.properties", "sonar.exclusions=**\n"),
)
CASES = (*RUST_EDITS, *JAVA_EDITS, *DOTNET_EDITS, *GO_EDITS, *SCRIPTS)
