"""Rows of decisions and of what they rest on. None is ever changed: a later one follows it.

The database itself refuses to change or delete decisions and rankings (see the migration), but
for the one service that forgets people or what is kept long enough, which opens the gate.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.decision import Decided
from skillmark.server.people.models import AccountRecord, OrganisationOwned


class RankingRecord(OrganisationOwned):
    """A ranking as it was when somebody decided on it: its inputs and its outcome.

    People are in it by id alone. Decisions that were made on the same inputs share it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey("match.RoleRecord", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    """SHA-256 of the frozen inputs as they are kept."""
    inputs = models.BinaryField()
    """`match.auditing.frozen`, compressed."""
    outcome = models.JSONField()
    """For each person: id, place and the digest of all numbers."""
    scorer = models.CharField(max_length=20)
    today = models.DateField()
    taken = models.DateTimeField(default=timezone.now)
    forgotten = models.PositiveIntegerField(default=0)
    """How many people were erased from it since."""

    class Meta:
        indexes = [models.Index("organisation", "role", "digest", name="ranking_by_digest")]


class DecisionRecord(OrganisationOwned):
    """What a named person decided about somebody considered for a role, and on what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey("match.RoleRecord", models.CASCADE, related_name="decisions")
    person = models.CharField(max_length=60)
    """Id of the person as the ranking names them: `member-...` or `candidate-...`."""
    account = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    candidate = models.ForeignKey(
        "match.CandidateRecord", models.SET_NULL, null=True, related_name="decisions"
    )
    decided_as = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in Decided]
    )
    decided_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    decided_name = models.CharField(max_length=150)
    """Name of who decided; it stays when the account goes."""
    decided = models.DateTimeField(default=timezone.now)
    reason = models.TextField(_("reason"))
    rank = models.PositiveIntegerField(null=True)
    of = models.PositiveIntegerField(null=True)
    scorer = models.CharField(max_length=20, blank=True)
    against_ranking = models.BooleanField(default=False)
    snapshot = models.JSONField(default=dict)
    """The line of the ranking that the decision was made with, so that it can be explained."""
    ranking = models.ForeignKey(RankingRecord, models.PROTECT, null=True, related_name="decisions")
    number = models.PositiveIntegerField(default=0)
    """Counts the decisions of a role, so that those of one moment have an order."""

    class Meta:
        indexes = [models.Index("organisation", "role", "person", name="decisions_about")]
        ordering = ["decided", "number", "pk"]


class GateRecord(models.Model):
    """Open while a service forgets; only the transaction that opened it ever sees it."""

    opened = models.DateTimeField(default=timezone.now)


class Outcome(models.TextChoices):
    """What came of a contest."""

    STANDS = "stands", _("The decision stands")
    RANKED_ANEW = "ranked_anew", _("Evidence was wrong; the ranking was made anew")
    CHANGED = "changed", _("The decision is changed by a new one")


class ContestRecord(OrganisationOwned):
    """What somebody says against a decision about them, and the answer of a named person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(DecisionRecord, models.CASCADE, related_name="contests")
    words = models.TextField(_("what is wrong, in your own words"))
    raised = models.DateTimeField(default=timezone.now)
    due = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    """Empty while it waits."""
    answer = models.TextField(_("answer"), blank=True)
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    answered_name = models.CharField(max_length=150, blank=True)
    ranking = models.ForeignKey(RankingRecord, models.PROTECT, null=True, related_name="+")
    """The ranking made anew, where evidence was wrong."""
    rank = models.PositiveIntegerField(null=True)
    of = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["raised", "pk"]


class AccessLinkRecord(OrganisationOwned):
    """A link with which somebody without an account sees what was decided about them."""

    candidate = models.ForeignKey(
        "match.CandidateRecord", models.CASCADE, related_name="access_links"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()


class MatchingPolicyRecord(OrganisationOwned):
    """What an organisation has set about its decisions and says about them in its notice."""

    keep_months = models.PositiveSmallIntegerField(_("months that decisions are kept"), default=12)
    contact_name = models.CharField(_("who answers questions"), max_length=150, blank=True)
    contact_email = models.EmailField(_("their e-mail address"), blank=True)
    alternative = models.TextField(_("another way to be considered"), blank=True)
    in_use_since = models.DateField(_("ranking is used since"), null=True, blank=True)
    noticed = models.DateField(null=True)
    """When the notice was first set up."""
    workers_informed = models.DateField(
        _("workers and their representatives were informed on"), null=True, blank=True
    )
    list_roles = models.BooleanField(_("list the open roles with their skills"), default=False)
    suspended = models.BooleanField(_("ranking is suspended"), default=False)
    asks = models.JSONField(default=list)
    """Kinds of groups that the voluntary survey asks for; empty while there is no survey."""

    class Meta:
        constraints = [models.UniqueConstraint("organisation", name="one_matching_policy")]


class SummaryRecord(OrganisationOwned):
    """A bias audit as it was published, with where its data are from."""

    content = models.JSONField()
    auditor = models.CharField(_("independent auditor"), max_length=200, blank=True)
    source = models.TextField(_("source and explanation of the data"))
    published = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    published_name = models.CharField(max_length=150)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-published", "-pk"]
