"""The table of verbs, and the program that is made of them."""

from __future__ import annotations

import click

from mity import __version__
from mity.cli.lazy import LazyGroup

VERBS = {
    "create-app": ("create_app", "Make an application and prove that it works."),
    "add-feature": ("add_feature", "Add a feature to an application; it lands only when every proof still holds."),
    "remove-feature": ("remove_feature", "Take a feature away again."),
    "features": ("features", "List the features of an application and what changed since."),
    "update": ("update", "Take over a newer version of the template, with your changes and features."),
    "heal": ("heal", "Build, test and launch any project, repairing what breaks."),
    "sbom": ("sbom", "Write what an application is made of, as CycloneDX."),
    "iac": ("iac", "Write, check and rehearse the infrastructure of an application."),
    "validate": ("validate", "Check a project: structure, formats, linters, types, tests found, security."),
    "secure": ("secure", "Look for secrets, vulnerable code and packages, bad workflows, Dockerfiles and licences."),
    "trust": ("trust", "Show what a project or a template would run, and consent to it."),
    "diagnose": ("diagnose", "Say what broke in a log, who would repair it, and how."),
    "run": ("run", "Run a workflow of stations and commands from a YAML file."),
    "debug": ("debug", "Run a workflow step by step: look, change an output, go on."),
    "workflow": ("workflow", "Check, list, show and draw workflow definitions."),
    "watch": ("watch", "Run workflows when their triggers fire: files, times, web hooks, events."),
    "serve": ("serve", "Show and steer runs in a browser."),
    "issue": ("issue", "Take an issue on a forge to a pull request that settles it."),
    "review": ("review", "Review a pull request, or answer the review of one."),
    "triage": ("triage", "Sort an issue in, and try to reproduce it."),
    "release-notes": ("release_notes", "Write release notes from commits and merged pull requests."),
    "worker": ("worker", "Work on runs that were handed over to a queue of an engine."),
    "engine": ("engine", "Set up the database that keeps the runs of several machines."),
    "fleet": ("fleet", "Run a verb in many repositories: clones, one report, pull requests."),
    "event": ("event", "Post an event that workflows wait for."),
    "spec": ("spec", "List, show, begin and complete specifications."),
    "resume": ("resume", "Go on with a run after a failure, a question or a kill."),
    "approve": ("approve", "Approve what a run shows at a checkpoint."),
    "reject": ("reject", "Reject what a run shows at a checkpoint."),
    "ask": ("ask", "Ask something about what a run shows at a checkpoint."),
    "pause": ("pause", "Pause a run that is under way."),
    "cancel": ("cancel", "End a run."),
    "replay": ("replay", "Run a part of a run again, as a new run."),
    "rollback": ("rollback", "Take back what the steps of a run changed."),
    "runs": ("runs", "List the runs of this workspace, or show one."),
    "top": ("top", "Show what runs now: steps, processes, questions that wait."),
    "mcp": ("mcp", "Serve a workspace to assistants, by the Model Context Protocol."),
    "stacks": ("stacks", "List the kinds of application mity can make."),
    "stations": ("stations", "List the stations that workflows are made of."),
    "agents": ("agents", "List the specialists and the fixes they know."),
    "smoke": ("smoke", "Make, prove and throw away an application of each stack."),
    "templates": ("templates", "Keep templates up to date: lock their dependencies and prove them."),
    "doctor": ("doctor", "Check the tools on this machine: what is missing, how to get it."),
    "completion": ("completion", "Print the shell completion script."),
}


@click.group(
    cls=LazyGroup,
    table=VERBS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done and proven, 1 failed, 2 wrong usage, 3 waiting for a person, 4 finished but "
    "unproven, 5 busy, 130 interrupted.",
)
@click.version_option(__version__, message="mity %(version)s")
def mity() -> None:
    """A software factory on your own machine.

    \b
    mity create-app shop --stack python-fastapi
    makes the application `shop`: scaffolded, validated, built, tested, launched, healthy and committed,
    with evidence for each step. Whatever stops it, `mity resume` goes on.
    """
