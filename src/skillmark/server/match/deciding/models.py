"""Rows of decisions. None is ever changed: a later one follows it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.decision import Decided
from skillmark.server.people.models import AccountRecord, OrganisationOwned


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

    class Meta:
        indexes = [models.Index("organisation", "role", "person", name="decisions_about")]
        ordering = ["decided", "pk"]
