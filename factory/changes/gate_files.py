"""The names of files by which linters, scanners and pipelines are told what to do."""

from __future__ import annotations

LINTERS = (
    *("ruff.toml", ".ruff.toml", "mypy.ini", ".mypy.ini", ".flake8", "pylintrc", ".pylintrc*", ".isort.cfg"),
    *(".style.yapf", ".pycodestyle", ".pydocstyle*", ".bandit*", "pyrightconfig.json", "pyre_configuration"),
    *(".pyre_configuration", "pytype.cfg", ".importlinter", ".semgrep*", "eslint.config.*", ".eslintrc*"),
    *(".eslintignore", ".oxlintrc.json", "oxlint*.json", "biome.json*", ".prettierrc*", "prettier.config.*"),
    *(".prettierignore", ".stylelintrc*", "stylelint.config.*", ".stylelintignore", "tslint.json", ".jshintrc"),
    *(".jshintignore", "xo.config.*", ".dependency-cruiser*", "knip.*", ".knip.*", ".size-limit*", "clippy.toml"),
    *(".clippy.toml", "rustfmt.toml", ".rustfmt.toml", "deny.toml", "checkstyle*.xml", "checkstyle*.properties"),
    *(
        "suppressions*.xml",
        "pmd*.xml",
        "ruleset*.xml",
        "*-ruleset.xml",
        "spotbugs*.xml",
        "findbugs*.xml",
        "detekt*.yml",
    ),
    *("lint.xml", "errorprone*.cfg", "lombok.config", "*.ruleset", ".globalconfig", "*.globalconfig", "stylecop.json"),
    *("GlobalSuppressions.cs", ".golangci.*", "staticcheck.conf", "revive.toml", ".yamllint*", ".markdownlint*"),
    *(".shellcheckrc", ".hadolint.y*ml", ".commitlintrc*", "commitlint.config.*", ".ls-lint.yml", ".typos.toml"),
    *("typos.toml", "qodana.y*ml", "sonar-project.properties", ".sonarcloud.properties", ".codeclimate.yml"),
    *(
        ".deepsource.toml",
        "codecov.y*ml",
        ".codecov.y*ml",
        ".coveralls.yml",
        ".gitleaks*",
        ".checkov*",
        ".trivyignore*",
        ".snyk",
    ),
    *("bundlewatch*", ".bundlewatch*", "lighthouserc*", ".lighthouserc*", ".pa11yci*", ".bundlesize*", "bundlesize*"),
    *("budget*.json", "perf-budget*", "performance-budget*"),
    *("dangerfile*", "Dangerfile*", ".sqlfluff*", ".ansible-lint*", "buf.yaml"),
)
SCANNERS = (
    *(
        "osv-scanner.toml",
        "audit-ci.json*",
        ".nsprc",
        ".iyarc",
        "zizmor.y*ml",
        "trivy.y*ml",
        "trivyignore*",
        "grype.y*ml",
    ),
    *("bearer.yml", "lychee.toml", "cspell*", "*suppress*.xml", "suppress*.json", ".safety-policy.yml", "audit.toml"),
    *("licensee.json", ".licenserc*", "about.toml", "ort.yml", "sonarlint.json", "semgrep.y*ml", "checkov.y*ml"),
    *("renovate.json*", "security-baseline*", "*baseline*.sarif", ".secrets.baseline", "brakeman.ignore"),
    *("codeql-config.y*ml", "mutmut_config.py", "stryker*.json", "crap4j*", "jscpd.json", "vale.ini"),
)
"""What tells a scanner to look away."""
PIPELINES = (
    *(".github/**", ".gitlab/**", ".gitlab-ci*", ".circleci/**", "Jenkinsfile*", "*.jenkinsfile", ".jenkins/**"),
    *("azure-pipelines*", ".azure-pipelines/**", ".azuredevops/**", "bitbucket-pipelines.yml", ".travis.y*ml"),
    *("appveyor.yml", ".appveyor.yml", ".drone.y*ml", ".drone.star", ".woodpecker.y*ml", ".woodpecker/**"),
    *(".buildkite/**", "cloudbuild*.y*ml", "cloudbuild*.json", "buildspec*.y*ml", ".teamcity/**", ".cirrus.y*ml"),
    *(".cirrus.star", ".semaphore/**", "wercker.yml", "codefresh.yml", ".codefresh/**", ".forgejo/**", ".gitea/**"),
    *(".build.yml", ".builds/**", "screwdriver.yaml", "Earthfile", ".earthly/**", "dagger.json", ".dagger/**"),
    *("bamboo-specs/**", ".tekton/**", ".ci/**", "ci/**", ".prow.y*ml", ".zuul.y*ml", ".zuul.d/**", ".kokoro/**"),
    *(".harness/**", ".onedev-buildspec.yml", "bitrise.yml", "codemagic.yaml", ".sourcehut/**", ".space.kts"),
    *(".concourse/**", ".mergify.yml", ".pre-commit-config.y*ml", ".pre-commit-hooks.y*ml"),
    *(".husky/**", ".githooks/**", ".lefthook/**", ".lefthook.y*ml", "lefthook.y*ml", ".lintstagedrc*"),
    *("lint-staged.config.*", ".overcommit.yml", ".gitmodules"),
)
