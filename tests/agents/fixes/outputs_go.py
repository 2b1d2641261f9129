"""Outputs of the go command that the rules of this language must have something to propose for."""

from __future__ import annotations

from real_outputs import Sample

MOD = "module github.com/a/b\n\ngo 1.17\n\nrequire (\n\tgithub.com/mattn/go-isatty v0.0.20\n)\n\nrequires x.org/y v1\n"
SUM = "github.com/mattn/go-isatty v0.0.20 h1:xfD0i=\ngithub.com/mattn/go-isatty v0.0.20/go.mod h1:W+V8=\n"
USES = 'package color\n\nimport (\n\t"strings"\n\t"strconf"\n)\n\nvar X = strings.ToUpper(strconv.Itoa(1))\n'

SAMPLES = (
    Sample(
        "go-import-path",
        r"fix: strconf is strconv: correct the import in color\.go",
        "go.not-in-std",
        files={"go.mod": MOD, "color.go": USES},
    ),
    Sample(
        "go-package-clause",
        r"fix: doc\.go is of package color, as the other files of its folder are, not colour",
        "go.mixed-packages",
        files={"go.mod": MOD, "doc.go": "package colour\n", "color.go": "package color\n", "a.go": "package color\n"},
    ),
    Sample(
        "go-directive", r"fix: requires is require in go\.mod:10", "go.mod-unreadable", files={"go.mod": "\n" + MOD}
    ),
    Sample("go-modules", r"fix: drop the lines of go\.sum", "go.sum-malformed", files={"go.mod": MOD, "go.sum": "a\n"}),
    Sample("go-modules", r"advice: go\.sum has another checksum for github.com/mattn/go-isatty", "go.sum-mismatch"),
    Sample("go-modules", r"fix: bring vendor in step with go\.mod", "go.vendor"),
    Sample(
        "go-version",
        r"fix: require github\.com/mattn/go-isatty v0\.0\.20, which go\.sum knows",
        "go.sum-missing",
        files={"go.mod": MOD.replace("v0.0.20", "v0.99.0"), "go.sum": SUM},
    ),
    Sample(
        "go-imports",
        r"advice: a\.go:3 uses rand, which may be (?:crypto|math)/rand or",
        text="# example.com/small\n./a.go:3:9: undefined: rand\n",
        row="go.compile",
        files={"go.mod": "module example.com/small\n", "a.go": "package a\n\nvar X = rand.Int\n"},
    ),
    Sample(
        "go-name",
        r"fix: handelEnv is handleEnv: correct the name in a\.go",
        text="# example.com/small\n./a.go:3:9: undefined: handelEnv\n",
        row="go.compile",
        files={"a.go": "package a\n\nvar X = handelEnv()\n\nfunc handleEnv() int { return 1 }\n"},
    ),
    Sample(
        "go-report", r"advice: fix color\.go:686: fmt\.Sprintf format %d", "go.vet", files={"color.go": "package c\n"}
    ),
    Sample("go-report", "advice: the project requires Go 1.99, but this is 1.26.8", "go.toolchain"),
    Sample("go-report", r"advice: \S+/color/a -> \S+/color/b -> \S+/color/a is a circle", "go.import-cycle"),
)
