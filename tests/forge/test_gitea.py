"""The port for forges, against a real Gitea: what is written is there once, and refusals are sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gitea import OTHER, OWNER, GiteaServer, Person

from mity.command import Command, Outcome
from mity.forge.address import read_address
from mity.forge.connect import connect
from mity.forge.errors import ForgeConflict, ForgeForbidden, ForgeMissing, ForgeUnreachable
from mity.forge.http import Patience
from mity.forge.model import Access, Check, CheckState, LineComment, Product, Release, Verdict
from mity.forge.port import Forge

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]
APP = "def add(a, b):\n    return a - b\n\n\ndef other():\n    return 1\n"
Open = Callable[..., Forge]


def no_helper(command: Command) -> Outcome:
    """No tool on this machine keeps a token."""
    return Outcome(command, None, "not there", 0.0, not_found=True)


def as_person(url: str, token: str, patience: Patience | None = None) -> Forge:
    """The forge of an address with a token."""
    address = read_address(url)
    environment = {"MITY_FORGE_TOKEN": token, "MITY_FORGE_HOST": address.base}
    return connect(address, environment, no_helper, patience=patience).forge


def opened(gitea: GiteaServer, name: str, *, change: str = "return a + b") -> tuple[Forge, int]:
    """A repository with a pull request of the owner; the forge as its owner sees it, and the number."""
    url = gitea.repository(name, {"app.py": APP})
    forge = as_person(url, gitea.owner.token)
    gitea.commit(name, {"app.py": APP.replace("return a - b", change)}, "mended", new="fix/issue-1")
    return forge, forge.open_pull_request("Mend add", "It was wrong.", "fix/issue-1", "main").number


def test_an_issue_is_read_labelled_answered_once_and_closed(gitea: GiteaServer) -> None:
    url = gitea.repository("issues", {"app.py": APP})
    number = gitea.issue("issues", "add is wrong", "It *subtracts*.", gitea.other)
    forge = as_person(f"{url}/issues/{number}", gitea.owner.token)
    assert (forge.product, forge.user(), forge.repository().default_branch) == (Product.GITEA, OWNER, "main")
    found = forge.issue(number)
    assert (found.title, found.body, found.author, found.open) == ("add is wrong", "It *subtracts*.", OTHER, True)
    forge.set_labels(number, ["bug", "high priority"])
    forge.set_labels(number, ["bug", "seen"])
    assert set(forge.issue(number).labels) == {"bug", "seen"}
    as_person(url, gitea.other.token).say(number, "mine", "run-1")
    first = forge.say(number, "at work", "run-1")
    again = forge.say(number, "done", "run-1")
    assert again.id == first.id
    said = [(one.author, one.body.splitlines()[0]) for one in forge.comments(number)]
    assert said == [(OTHER, "mine"), (OWNER, "done")]
    forge.close(number)
    assert not forge.issue(number).open
    assert [one.number for one in forge.open_issues()] == []
    accesses = [forge.access(name) for name in (OWNER, OTHER, "nobody")]
    assert accesses == [Access.ADMIN, Access.WRITE, Access.NONE]


def test_more_rows_than_a_page_holds_are_read(gitea: GiteaServer) -> None:
    url = gitea.repository("pages", {"app.py": APP})
    number = gitea.issue("pages", "long", "")
    forge = as_person(url, gitea.owner.token)
    for index in range(53):
        gitea.issue("pages", f"issue {index}", "")
    made = forge.open_issue("It broke", "Look.", "run-1")
    assert forge.open_issue("It broke", "Look again.", "run-1") == made and made.body.startswith("Look.")
    assert len(forge.open_issues()) == 55
    assert forge.issue(number).title == "long"


def test_a_pull_request_is_opened_once_reviewed_answered_and_merged(gitea: GiteaServer) -> None:
    forge, number = opened(gitea, "pulls")
    assert forge.open_pull_request("Mend add", "Again.", "fix/issue-1", "main").number == number
    pull = forge.pull_request(number)
    assert (pull.body, pull.head, pull.base, pull.author) == ("Again.", "fix/issue-1", "main", OWNER)
    assert [one.number for one in forge.pull_requests(head="fix/issue-1")] == [number]
    assert forge.branch_sha("fix/issue-1") == pull.head_sha
    assert forge.branch_sha("nothing") == ""
    assert 2 in forge.changed_lines(number)["app.py"]
    other = as_person(pull.url, gitea.other.token)
    remark = LineComment("app.py", 2, "Is a float meant too?")
    for _ in range(2):
        other.review(number, pull.head_sha, Verdict.REQUEST_CHANGES, "One thing.", [remark], "review-1")
    [review] = [one for one in forge.reviews(number) if one.comments]
    [made] = review.comments
    assert (review.author, review.verdict) == (OTHER, Verdict.REQUEST_CHANGES)
    assert (made.path, made.line, made.author, made.resolved) == ("app.py", 2, OTHER, False)
    for _ in range(2):
        forge.answer(number, made, "Yes, both.", "answer-1")
    said = [one for review in forge.reviews(number) for one in review.comments]
    assert [(one.author, one.thread) for one in said] == [(OTHER, made.thread), (OWNER, made.thread)]
    other.review(number, pull.head_sha, Verdict.APPROVE, "Good.", [], "review-2")
    for _ in range(2):
        forge.set_check(pull.head_sha, Check("mity", CheckState.SUCCESS, "proven"))
    assert forge.checks(pull.head_sha) == [Check("mity", CheckState.SUCCESS, "proven")]
    merged = forge.merge(number, pull.head_sha, how="squash", title="Mend add (#1)")
    assert merged == forge.branch_sha("main") == forge.merge(number, pull.head_sha, how="squash")
    assert forge.pull_request(number).merged


def test_a_release_is_made_once_and_changed(gitea: GiteaServer) -> None:
    url = gitea.repository("releases", {"app.py": APP})
    forge = as_person(url, gitea.owner.token)
    for body in ("one", "one", "two"):
        forge.publish(Release("v1.0.0", "One", body, "main"))
    assert [(one.tag, one.body) for one in forge.releases()] == [("v1.0.0", "two")]


def test_what_a_pull_request_cannot_do_is_a_conflict(gitea: GiteaServer) -> None:
    forge, number = opened(gitea, "conflicts")
    pull = forge.pull_request(number)
    with pytest.raises(ForgeConflict):
        forge.merge(number, "0" * 40)
    gitea.commit("conflicts", {"app.py": APP.replace("return a - b", "return b")}, "other change")
    with pytest.raises(ForgeConflict):
        forge.merge(number, pull.head_sha)
    protected, _ = opened(gitea, "protected")
    rule = {"rule_name": "main", "branch_name": "main", "required_approvals": 1}
    gitea.ask("POST", f"/repos/{OWNER}/protected/branch_protections", rule)
    with pytest.raises(ForgeConflict, match="approvals"):
        protected.merge(1, protected.pull_request(1).head_sha)


@pytest.mark.parametrize(
    ("scopes", "said"), [("read:issue,read:repository,read:user", "scope"), ("", "")], ids=["read only", "wrong"]
)
def test_a_token_without_the_right_is_a_sentence(gitea: GiteaServer, scopes: str, said: str) -> None:
    url = gitea.repository(f"rights{len(scopes)}", {"app.py": APP})
    number = gitea.issue(f"rights{len(scopes)}", "one", "")
    forge = as_person(url, gitea.token(OTHER, scopes) if scopes else "0" * 40)
    with pytest.raises(ForgeForbidden) as caught:
        forge.say(number, "hello", "m")
    assert said in str(caught.value)
    assert "MITY_FORGE_TOKEN" in str(caught.value)


def test_what_is_not_there_is_missing(gitea: GiteaServer) -> None:
    forge = as_person(f"{gitea.base}/{OWNER}/no-such-repository", gitea.owner.token)
    with pytest.raises(ForgeMissing, match="no-such-repository"):
        forge.repository()


def test_a_forge_that_is_down_for_a_while_is_waited_for(gitea: GiteaServer) -> None:
    url = gitea.repository("down", {"app.py": APP})
    number = gitea.issue("down", "one", "")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        gitea.start()

    forge = as_person(url, gitea.owner.token, Patience(60, pause))
    gitea.stop()
    forge.say(number, "hello", "m")
    assert len(forge.comments(number)) == len(pauses) == 1
    gitea.stop()
    try:
        gone = as_person(url, gitea.owner.token, Patience(0.0))
    except ForgeUnreachable as error:
        assert "cannot be reached" in str(error)
    else:
        pytest.fail(f"{gone} was reached")
    finally:
        gitea.start()


def test_a_person_is_one_of_two(gitea: GiteaServer) -> None:
    people: list[Person] = [gitea.owner, gitea.other]
    assert [as_person(f"{gitea.base}/a/b", one.token).user() for one in people] == [OWNER, OTHER]
