"""mity iac: what is written, what is looked at, and that what could not be looked at proves nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from fake_terraform import UNREACHED, put_terraform

from harness import Done, Mity
from misbehaving_app import path_without
from mity.infrastructure.binaries import PROVIDERS, mirror, names_modules
from mity.infrastructure.copied import copied
from mity.infrastructure.described import described
from mity.infrastructure.rehearsing import hindrance
from mity.infrastructure.rendered import CLOUDS, render_infrastructure
from mity.stacks.catalog import Catalogue
from mity.stacks.requirement import Requirement
from mity.system.tools import Tool
from rows import each

TEMPLATES = Path(__file__).parents[2] / "templates"
PROGRAMS = ("terraform", "tofu", "tflint", "moto_server", "hcl2tojson")
STACKS = ("python-fastapi", "java-springboot", "java-quarkus", "frontend-vue", "rust-api", "go-project")


class Bench:
    """An application `shop`, and a PATH on which only what a test puts there can read its infrastructure."""

    def __init__(self, mity: Mity, tmp_path: Path) -> None:
        self._mity = mity
        self.app = mity.workspace / "shop"
        self.app.mkdir()
        (self.app / "Dockerfile").write_text("FROM scratch\nEXPOSE 9000\n", encoding="utf-8")
        self.tools = tmp_path / "tools"
        self._path = path_without(self.tools, *PROGRAMS)

    def __call__(self, *words: str) -> Done:
        return self._mity("iac", "shop", *words, env={"PATH": self._path})

    def evidence(self, station: str) -> dict[str, object]:
        """The evidence of the newest run."""
        log = max((self.app / ".mity" / "logs").glob("*.json"))
        results = {one["station"]: one["result"] for one in json.loads(log.read_text(encoding="utf-8"))["results"]}
        found = results[station]["evidence"]
        assert isinstance(found, dict)
        return found


@pytest.fixture
def bench(mity: Mity, tmp_path: Path) -> Bench:
    return Bench(mity, tmp_path)


@pytest.mark.slow
def test_infrastructure_is_written_and_validated(bench: Bench) -> None:
    put_terraform(bench.tools)
    done = bench("--cloud", "aws")
    assert done.code == 0, done.text
    main = (bench.app / "infrastructure" / "main.tf").read_text(encoding="utf-8")
    assert "container_port     = 9000" in main
    assert (bench.app / ".github" / "workflows" / "infrastructure.yml").is_file()
    found = bench.evidence("validate-iac")
    assert found["tier"] == "validated"
    assert found["roots"] == ["infrastructure/state", "infrastructure"]
    assert [text for text in found["not_looked_at"] if "linted" in text], "an absent linter is said"  # type: ignore[attr-defined]
    assert not list(bench.app.rglob(".terraform*")), "nothing of Terraform's own is left in the application"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_provider_that_is_not_here_is_no_proof(bench: Bench) -> None:
    put_terraform(bench.tools, init=UNREACHED)
    done = bench("--cloud", "gcp")
    assert done.code == 4, done.text
    assert "not validated by terraform 1.11.4" in done.text
    assert bench.evidence("validate-iac")["tier"] == "formatted"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"errors": ("Unsupported argument",)}, "infrastructure/main.tf:7: Unsupported argument"),
        ({"unformatted": "main.tf"}, "infrastructure/main.tf: is not formatted"),
        ({"syntax": "Error: Invalid expression"}, "infrastructure: Invalid expression"),
        ({"init": "Error: Unreadable module directory"}, "Unreadable module directory"),
    ],
    ids=["schema", "format", "syntax", "init"],
)
def test_what_is_wrong_is_a_failure(bench: Bench, told: dict[str, object], shown: str) -> None:
    put_terraform(bench.tools, **told)  # type: ignore[arg-type]
    done = bench("--cloud", "aws", "--json")
    assert done.code == 1, done.text
    assert shown in done.text


@pytest.mark.slow
def test_nothing_is_written_over(bench: Bench) -> None:
    own = bench.app / "infrastructure" / "main.tf"
    own.parent.mkdir()
    own.write_text("# mine\n", encoding="utf-8")
    done = bench("--cloud", "aws")
    assert done.code == 1, done.text
    assert "is there already" in done.text
    assert own.read_text(encoding="utf-8") == "# mine\n"
    assert [path.name for path in own.parent.iterdir()] == ["main.tf"]


VERSIONS = 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'
REACHING_OUT = [
    ('terraform {\n  required_providers {\n    c = {\n      source = "acme/cloud"\n    }\n  }\n}\n', "acme/cloud"),
    ('resource "aws_x" "y" {\n  provisioner "local-exec" {}\n}\n', "main.tf:2: 'provisioner"),
    ('provider "aws" {\n  alias   = "other"\n  profile = "prod"\n}\n', "main.tf:2: 'alias"),
    ('provider "aws" {\n  assume_role {\n    role_arn = "arn:aws:iam::1:role/x"\n  }\n}\n', "main.tf:2: 'assume_role"),
    ('provider "aws" {\n  endpoints {\n    s3 = "https://example.com"\n  }\n}\n', "main.tf:2: 'endpoints"),
    ('data "external" "x" {\n  program = ["id"]\n}\n', "main.tf:1: 'data"),
    ('module "m" {\n  source = "git::https://example.com/m.git"\n}\n', "main.tf:2: 'source"),
]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_rehearsal_refuses_what_could_reach_a_cloud(bench: Bench) -> None:
    put_terraform(bench.tools)
    moto = bench.tools / "moto_server"
    moto.write_text(f"#!/bin/sh\ntouch '{bench.app}/started'\n", encoding="utf-8")
    moto.chmod(0o755)
    folder = bench.app / "infrastructure"
    folder.mkdir()
    (folder / "versions.tf").write_text(VERSIONS, encoding="utf-8")
    for text, said in REACHING_OUT:
        (folder / "main.tf").write_text(text, encoding="utf-8")
        with copied(bench.app) as copy:
            assert said in hindrance(copy), text
    done = bench("--rehearse")
    assert done.code == 4, done.text
    assert "could reach out of the rehearsal" in done.text
    assert not (bench.app / "started").exists()


def test_wrong_words_are_named(mity: Mity) -> None:
    (mity.workspace / "empty").mkdir()
    done = mity("iac", "empty")
    assert (done.code, "--cloud aws|azure|gcp" in done.text) == (2, True), done.text
    own = mity.workspace / "own" / "infrastructure" / "main.tf"
    own.parent.mkdir(parents=True)
    own.write_text("# mine\n", encoding="utf-8")
    planned = mity("iac", "own", "--cloud", "aws", "--dry-run")
    assert (planned.code, "is there already" in planned.text) == (2, True), planned.text
    words = ("create-app", "shop", "--stack", "python-fastapi")
    assert "needs a cloud" in mity(*words, "--iac", "terraform").text
    assert "--iac terraform" in mity(*words, "--cloud", "aws").text
    assert mity("iac", "nowhere", "--cloud", "aws").code == 2


def test_providers_of_this_machine_are_found_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rehearsal that is tried once more asked the registry."""
    platform = tmp_path / "own/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64"
    platform.mkdir(parents=True)
    monkeypatch.setenv(PROVIDERS, str(tmp_path / "own"))
    engine = Tool(Requirement(tool="tofu"))
    found = [mirror(engine, {"hashicorp/aws"}, tmp_path / "scratch") for _ in range(2)]
    assert found == [tmp_path / "scratch/providers-tofu"] * 2
    assert mirror(engine, {"hashicorp/aws", "hashicorp/google"}, tmp_path / "scratch") is None


@each(
    "source, elsewhere",
    [
        ("./modules/network", False),
        ("hashicorp/aws", False),
        ("registry.example.org/acme/cloud", False),
        ("terraform-aws-modules/vpc/aws", True),
        ("git::https://example.com/m.git", True),
        ("app.terraform.io/acme/vpc/aws", True),
    ],
)
def test_modules_from_elsewhere_need_the_network(source: str, elsewhere: bool) -> None:
    assert names_modules([f'module "m" {{\n  source = "{source}"\n}}\n']) is elsewhere


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_application_is_made_with_its_infrastructure(mity: Mity, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    path = path_without(tools, *PROGRAMS)
    put_terraform(tools)
    done = mity.light("demo", "--iac", "terraform", "--cloud", "aws", env={"PATH": path})
    assert done.code == 0, done.text
    app = mity.workspace / "demo"
    assert (app / "infrastructure" / "modules" / "network" / "main.tf").is_file()
    assert json.loads((app / ".mity" / "app.json").read_text(encoding="utf-8"))["iac"]["cloud"] == "aws"
    assert mity.log()["context"]["iac"] == {"tool": "terraform", "cloud": "aws"}


@pytest.mark.slow
@pytest.mark.parametrize("cloud", CLOUDS)
def test_templates_render_for_every_stack(cloud: str, tmp_path: Path) -> None:
    catalogue = Catalogue([TEMPLATES])
    for stack in STACKS:
        app = described(tmp_path, "My Shop 2", catalogue.get(stack).stack)
        files = render_infrastructure(TEMPLATES, cloud, app)
        texts = "".join(files.values())
        assert "<[" not in texts
        assert "<%" not in texts
        assert any("database" in name for name in files) == app.database == ("secrets = {" in texts)
        assert 'default     = "my-shop-2"' in files["infrastructure/variables.tf"]
        job = yaml.safe_load(files[".github/workflows/infrastructure.yml"])
        assert set(job["jobs"]) == {"check", "plan"}


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_parser_stands_in_for_terraform(bench: Bench) -> None:
    """It lies beside this Python: python-hcl2 belongs to the extra `test`."""
    done = bench("--cloud", "aws")
    assert done.code == 4, done.text
    assert bench.evidence("validate-iac")["tier"] == "parsed"
    assert "developer.hashicorp.com" in done.text, "how to get Terraform is said"
    (bench.app / "infrastructure" / "broken.tf").write_text("x = = {\n", encoding="utf-8")
    done = bench("--json")
    assert done.code == 1, done.text
    assert "infrastructure/broken.tf" in done.text
    assert "line 1" in done.text
