"""What people may do here, and which role lets them do it. The whole policy is this module."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(StrEnum):
    """One thing that somebody may do. Views, API routes and menu entries each name one."""

    # people
    MANAGE_SITE = "manage_site"
    MANAGE_ORGANISATION = "manage_organisation"
    MANAGE_MEMBERS = "manage_members"
    READ_AUDIT = "read_audit"
    SEE_JOBS = "see_jobs"
    # skills, define
    IMPORT_FRAMEWORK = "import_framework"
    SEE_DEFINITIONS = "see_definitions"
    DEFINE = "define"
    RECORD_COMPLETIONS = "record_completions"
    READ_TEXTS = "read_texts"
    # award, verify
    MANAGE_KEYS = "manage_keys"
    AWARD = "award"
    REVOKE = "revoke"
    SEE_AWARDS = "see_awards"
    VOUCH = "vouch"
    # assess
    AUTHOR_TESTS = "author_tests"
    SEE_RESULTS = "see_results"
    RATE = "rate"
    OBSERVE = "observe"
    SIT_TEST = "sit_test"
    # match
    DEFINE_ROLES = "define_roles"
    RANK_PEOPLE = "rank_people"
    DECIDE = "decide"
    SEE_BENCH = "see_bench"
    AUDIT_MATCHING = "audit_matching"
    RECOGNISE = "recognise"
    # plan
    PLAN = "plan"
    SEE_PLANS = "see_plans"
    SEE_ONBOARDING = "see_onboarding"
    # measure
    RUN_SURVEYS = "run_surveys"
    RECORD_OUTCOMES = "record_outcomes"
    SEE_MEASURES = "see_measures"
    ANSWER_SURVEY = "answer_survey"
    # one's own things
    OWN_ACCOUNT = "own_account"
    OWN_BACKPACK = "own_backpack"
    OWN_MATCHES = "own_matches"
    OWN_PLAN = "own_plan"


class Role(models.TextChoices):
    """What somebody is in an organisation. One person may be several."""

    ADMINISTRATOR = "administrator", _("Administrator")
    PROVIDER_ADMIN = "provider_admin", _("Training provider")
    ASSESSOR = "assessor", _("Assessor")
    LEARNER = "learner", _("Learner")
    RECRUITER = "recruiter", _("Recruiter")
    LD_LEAD = "ld_lead", _("Learning and development lead")
    TECHNICAL_LEADER = "technical_leader", _("Technical leader")


OWN = frozenset({Action.OWN_ACCOUNT, Action.OWN_BACKPACK, Action.OWN_MATCHES, Action.OWN_PLAN})
"""Allowed to everybody who is signed in, on what belongs to them and on nothing else."""

GRANTS: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Action.MANAGE_SITE,
            Action.MANAGE_ORGANISATION,
            Action.MANAGE_MEMBERS,
            Action.READ_AUDIT,
            Action.SEE_JOBS,
            Action.IMPORT_FRAMEWORK,
            Action.SEE_DEFINITIONS,
            Action.MANAGE_KEYS,
            Action.VOUCH,
        }
    ),
    Role.PROVIDER_ADMIN: frozenset(
        {
            Action.MANAGE_ORGANISATION,
            Action.MANAGE_MEMBERS,
            Action.READ_AUDIT,
            Action.SEE_JOBS,
            Action.IMPORT_FRAMEWORK,
            Action.SEE_DEFINITIONS,
            Action.DEFINE,
            Action.RECORD_COMPLETIONS,
            Action.READ_TEXTS,
            Action.MANAGE_KEYS,
            Action.AWARD,
            Action.REVOKE,
            Action.SEE_AWARDS,
            Action.VOUCH,
            Action.AUTHOR_TESTS,
            Action.SEE_RESULTS,
            Action.SEE_MEASURES,
            Action.RECOGNISE,
        }
    ),
    Role.ASSESSOR: frozenset(
        {
            Action.SEE_DEFINITIONS,
            Action.AUTHOR_TESTS,
            Action.SEE_RESULTS,
            Action.RATE,
            Action.OBSERVE,
        }
    ),
    Role.LEARNER: frozenset({Action.SIT_TEST, Action.ANSWER_SURVEY}),
    Role.RECRUITER: frozenset(
        {
            Action.SEE_DEFINITIONS,
            Action.READ_TEXTS,
            Action.DEFINE_ROLES,
            Action.RANK_PEOPLE,
            Action.DECIDE,
            Action.AUDIT_MATCHING,
            Action.SEE_ONBOARDING,
            Action.RECOGNISE,
        }
    ),
    Role.LD_LEAD: frozenset(
        {
            Action.SEE_DEFINITIONS,
            Action.RECORD_COMPLETIONS,
            Action.READ_TEXTS,
            Action.SEE_BENCH,
            Action.RECOGNISE,
            Action.PLAN,
            Action.SEE_PLANS,
            Action.SEE_ONBOARDING,
            Action.RUN_SURVEYS,
            Action.RECORD_OUTCOMES,
            Action.SEE_MEASURES,
            Action.ANSWER_SURVEY,
            Action.SEE_JOBS,
        }
    ),
    Role.TECHNICAL_LEADER: frozenset(
        {
            Action.SEE_DEFINITIONS,
            Action.READ_TEXTS,
            Action.DEFINE_ROLES,
            Action.RANK_PEOPLE,
            Action.SEE_BENCH,
            Action.SEE_PLANS,
            Action.OBSERVE,
            Action.ANSWER_SURVEY,
        }
    ),
}
