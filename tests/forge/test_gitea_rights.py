"""What Gitea tells those who are no administrators, and what it keeps elsewhere than in the repository."""

from __future__ import annotations

import pytest
from gitea import OTHER, OWNER, GiteaServer, Person

from mity.command import Command, Outcome
from mity.forge.address import read_address
from mity.forge.connect import connect
from mity.forge.errors import ForgeForbidden
from mity.forge.model import Access, LineComment, Verdict
from mity.forge.port import Forge

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]


def opened(url: str, token: str, *helpers: str) -> Forge:
    """The forge of an address, with a token or with what git's credential helper says."""

    def told(command: Command) -> Outcome:
        if command.argv[0] != "git" or not helpers:
            return Outcome(command, None, "not there", 0.0, not_found=True)
        return Outcome(command, 0, "".join(f"{line}\n" for line in helpers), 0.0)

    address = read_address(url)
    environment = {"MITY_FORGE_TOKEN": token, "MITY_FORGE_HOST": address.base} if token else {}
    return connect(address, environment, told).forge


def test_who_may_push_is_told_to_those_who_are_no_administrators(gitea: GiteaServer) -> None:
    url = gitea.repository("permissions", {"a.py": "one\n"})
    third = gitea.person("third")
    forge = opened(url, gitea.other.token)
    accesses = [forge.access(name) for name in (OTHER, OWNER, third.name, "nobody")]
    assert accesses == [Access.WRITE, Access.WRITE, Access.NONE, Access.NONE]
    assert opened(url, third.token).access(third.name) is Access.READ


def test_labels_of_an_organization_are_not_made_anew(gitea: GiteaServer) -> None:
    gitea.ask("POST", "/orgs", {"username": "company"})
    gitea.ask("POST", "/orgs/company/repos", {"name": "shared", "auto_init": True})
    gitea.ask("POST", "/orgs/company/labels", {"name": "bug", "color": "#ff0000"})
    number = gitea.ask("POST", "/repos/company/shared/issues", {"title": "one"})["number"]
    narrow = gitea.token(OWNER, "write:issue,read:repository")
    for token in (gitea.owner.token, narrow):
        opened(f"{gitea.base}/company/shared", token).set_labels(number, ["bug", "seen"])
    assert {one["name"] for one in gitea.ask("GET", "/repos/company/shared/labels")} == {"seen"}
    assert set(opened(f"{gitea.base}/company/shared", narrow).issue(number).labels) == {"bug", "seen"}


def test_a_remark_stands_in_a_file_whose_name_git_quotes(gitea: GiteaServer) -> None:
    name = 'docs/ä "b".txt'
    url = gitea.repository("quoted", {name: "one\ntwo\nthree\n"})
    gitea.commit("quoted", {name: "one\n2\nthree\n"}, "changed", new="change")
    forge = opened(url, gitea.owner.token)
    pull = forge.open_pull_request("Change", "", "change", "main")
    assert forge.changed_lines(pull.number) == {name: frozenset({1, 2, 3})}
    remark = LineComment(name, 2, "Why?")
    opened(url, gitea.other.token).review(pull.number, pull.head_sha, Verdict.COMMENT, "", [remark], "r")
    assert [(one.path, one.line) for review in forge.reviews(pull.number) for one in review.comments] == [(name, 2)]


def test_a_password_of_gits_credential_helper_logs_in(gitea: GiteaServer) -> None:
    person: Person = gitea.person("fourth", password="correct horse battery")
    url = f"{gitea.base}/{OWNER}/anything"
    assert opened(url, "", "username=fourth", "password=correct horse battery").user() == person.name
    assert opened(url, "", "username=fourth", f"password={person.token}").user() == person.name
    with pytest.raises(ForgeForbidden, match="the token comes from git credential"):
        opened(url, "", "username=fourth", "password=wrong").user()
