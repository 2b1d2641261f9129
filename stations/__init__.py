"""The built-in stations: one file each, and this table."""

from __future__ import annotations

from functools import partial

from mity.engine.registry import StationRegistry
from mity.engine.station import Station
from mity.engine.step_scope import StepScope
from mity.services.services import Services
from mity.stations.analyze import Analyze
from mity.stations.analyze_removal import AnalyzeRemoval
from mity.stations.analyze_request import AnalyzeRequest
from mity.stations.answer_remark import AnswerRemark
from mity.stations.architect import Architect
from mity.stations.architect_removal import ArchitectRemoval
from mity.stations.baseline import Baseline
from mity.stations.build import Build
from mity.stations.check import Check
from mity.stations.check_base import CheckBase
from mity.stations.check_files import CheckFiles
from mity.stations.check_licences import CheckLicences
from mity.stations.check_links import CheckLinks
from mity.stations.clone_pull_request import ClonePullRequest
from mity.stations.clone_repository import CloneRepository
from mity.stations.commit import Commit
from mity.stations.create_branch import CreateBranch
from mity.stations.fetch_repository import FetchRepository
from mity.stations.find_defects import FindDefects
from mity.stations.find_remarks import FindRemarks
from mity.stations.find_tests import FindTests
from mity.stations.implement import Implement
from mity.stations.implement_by_agent import ImplementByAgent
from mity.stations.implement_removal import ImplementRemoval
from mity.stations.implement_resource import ImplementResource
from mity.stations.in_parts import in_parts
from mity.stations.judge_findings import JudgeFindings
from mity.stations.keep_tests import KeepTests
from mity.stations.launch import Launch
from mity.stations.open_pull_request import OpenPullRequest
from mity.stations.plan_agent_task import PlanAgentTask
from mity.stations.plan_resource import PlanResource
from mity.stations.plan_upgrades import PlanUpgrades
from mity.stations.post_review import PostReview
from mity.stations.post_triage import PostTriage
from mity.stations.prepare_reproduction import PrepareReproduction
from mity.stations.propose_change import ProposeChange
from mity.stations.prove_fix import ProveFix
from mity.stations.publish_release import PublishRelease
from mity.stations.push_branch import PushBranch
from mity.stations.push_fix import PushFix
from mity.stations.read_issue import ReadIssue
from mity.stations.read_resource import ReadResource
from mity.stations.record_fix import RecordFix
from mity.stations.rehearse_iac import PlanIac, RehearseIac
from mity.stations.report_progress import ReportProgress
from mity.stations.review import Review
from mity.stations.run_checks import RunChecks
from mity.stations.run_verb import RunVerb
from mity.stations.scaffold import Scaffold
from mity.stations.scaffold_iac import ScaffoldIac
from mity.stations.scan import FindVulnerable, Scan
from mity.stations.sort_issue import SortIssue
from mity.stations.test import Test
from mity.stations.tests_before import TestsBefore
from mity.stations.try_reproduction import TryReproduction
from mity.stations.update import Update
from mity.stations.upgrade_dependency import UpgradeDependency
from mity.stations.validate import Validate
from mity.stations.validate_iac import ValidateIac
from mity.stations.write_release_notes import WriteReleaseNotes
from mity.stations.write_review import WriteReview
from mity.stations.write_sbom import WriteSbom

BUILT_IN: tuple[type[Station], ...] = (
    *(Scaffold, Validate, Build, Check, Test, Launch, Commit),
    *(Baseline, Analyze, Architect, Implement, Review),
    *(AnalyzeRemoval, ArchitectRemoval, ImplementRemoval),
    *(AnalyzeRequest, PlanAgentTask, ImplementByAgent),
    *(ScaffoldIac, ValidateIac, PlanIac, RehearseIac),
    WriteSbom,
    Update,
    CheckLinks,
    *(CheckFiles, RunChecks, FindTests),
    *(Scan, FindVulnerable, CheckLicences, JudgeFindings, PlanUpgrades, UpgradeDependency),
    *(WriteReleaseNotes, PublishRelease),
    *(ClonePullRequest, FindDefects, WriteReview, PostReview),
    *(SortIssue, PrepareReproduction, TryReproduction, PostTriage),
    *(ReadIssue, ReportProgress, CloneRepository, CreateBranch, TestsBefore),
    *(ReadResource, PlanResource, ImplementResource),
    *(KeepTests, CheckBase, PushBranch, OpenPullRequest),
    *(FindRemarks, RecordFix, ProveFix, PushFix, AnswerRemark),
    *(FetchRepository, RunVerb, ProposeChange),
)


PART_BY_PART: frozenset[type[Station]] = frozenset(
    {Validate, Build, Check, Test, Baseline, Analyze, Architect, Implement, AnalyzeRemoval, ArchitectRemoval}
    | {ImplementRemoval, RunChecks, FindTests, WriteSbom}
)
"""The stations that are done in each part of an application that has several; the others know the whole."""


def register(registry: StationRegistry, services: Services) -> None:
    """Puts every built-in station into the registry: what the entry point `mity.stations` names."""
    for station in BUILT_IN:
        make = in_parts if station in PART_BY_PART else _make
        registry.register(station, "mity", partial(make, station, services))


def _make(station: type[Station], services: Services, scope: StepScope) -> Station:
    """A built-in station for one execution: all of them take the services, bound to it."""
    return station(services.of(scope))  # type: ignore[call-arg]
