"""Rows of roles, evidence of people's skills, and candidates from outside with their files."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.person import Importance
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match.applying.models import CandidateClaimRecord, LooseFileRecord
from skillmark.server.match.deciding.models import (  # Django finds models here
    AccessLinkRecord,
    ContestRecord,
    DecisionRecord,
    GateRecord,
    MatchingPolicyRecord,
    RankingRecord,
    SummaryRecord,
)
from skillmark.server.match.reviewing.models import RevealRecord
from skillmark.server.match.surveying.models import GroupStatementRecord
from skillmark.server.match.talent.models import ConsideredRecord, RedeploymentRecord
from skillmark.server.people.models import AccountRecord, OrganisationOwned

__all__ = [
    "AccessLinkRecord",
    "AssumptionsRecord",
    "CandidateClaimRecord",
    "CandidateRecord",
    "ConsideredRecord",
    "ContestRecord",
    "DecisionRecord",
    "EvidenceRecord",
    "GateRecord",
    "GroupStatementRecord",
    "LooseFileRecord",
    "MatchingPolicyRecord",
    "RankingRecord",
    "RedeploymentRecord",
    "RequirementRecord",
    "RevealRecord",
    "RoleRecord",
    "SubmissionRecord",
    "SummaryRecord",
]


class RoleRecord(OrganisationOwned):
    """What a job asks for; its requirements are rows of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.JSONField()
    """Pairs of language and title, in order."""
    advert = models.TextField(_("job advertisement"), blank=True)
    """The text that the skills were read from, as it was pasted."""
    open = models.BooleanField(default=True)
    anonymous = models.BooleanField(_("hide names"), default=False)
    """Whether people are ranked without names until somebody asks for them, with a reason."""
    created = models.DateTimeField(default=timezone.now)


class RequirementRecord(OrganisationOwned):
    """One skill that a role asks for."""

    role = models.ForeignKey(RoleRecord, on_delete=models.CASCADE, related_name="requirements")
    skill = models.CharField(max_length=500)
    level = models.PositiveSmallIntegerField(null=True)
    importance = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Importance]
    )
    weight = models.FloatField(default=1.0)
    must = models.BooleanField(default=False)
    label = models.CharField(max_length=300, blank=True)
    """What the advertisement or file called it."""
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("role", "skill", name="one_requirement_a_skill")]


class EvidenceRecord(OrganisationOwned):
    """What people claim of themselves, and what an import brings.

    Verified evidence is never stored: it is checked. Observations are rows of the app `assess`.
    """

    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="evidence")
    skill = models.CharField(max_length=500)
    evidence_class = models.CharField(
        max_length=10,
        choices=[
            (one.value, one.value)
            for one in (EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED, EvidenceClass.INFERRED)
        ],
    )
    level = models.PositiveSmallIntegerField(null=True)
    dated = models.DateField()
    title = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    note = models.TextField(_("what was seen"), blank=True)
    recorded_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index("organisation", "account", name="evidence_of_person")]


class CandidateRecord(OrganisationOwned):
    """Somebody from outside who is considered for a role."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey(RoleRecord, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(_("name"), max_length=150)
    holder = models.CharField(_("e-mail address or DID"), max_length=320)
    """Whom credentials must be issued to, or they count for nothing."""
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("role", "holder", name="one_candidate_a_holder")]

    def __str__(self) -> str:
        return self.name


class SubmissionRecord(OrganisationOwned):
    """A file that a candidate handed in, as the exact bytes. What it is worth is checked anew."""

    candidate = models.ForeignKey(
        CandidateRecord, on_delete=models.CASCADE, related_name="submissions"
    )
    name = models.CharField(max_length=200)
    raw = models.BinaryField()
    digest = models.CharField(max_length=64)
    submitted = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("candidate", "digest", name="one_file_once")]


class AssumptionsRecord(OrganisationOwned):
    """What scores rest on, as somebody set it, with the reason. The newest counts."""

    values = models.JSONField()
    """Name of the assumption to its number."""
    reason = models.TextField(_("reason"))
    stated_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    stated_name = models.CharField(max_length=150)
    stated = models.DateTimeField(default=timezone.now)
