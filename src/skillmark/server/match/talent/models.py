"""Rows of redeployments: what was asked, and who was considered and told so."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class Aim(models.TextChoices):
    """What is best, once as many people as possible have a place."""

    FIT = "fit", _("What is verified fits best")
    WEEKS = "weeks", _("Everybody is ready soonest")
    COST = "cost", _("Training costs least")


class RedeploymentRecord(OrganisationOwned):
    """A question: whom of these shrinking roles do these growing ones have a place for?"""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reason = models.TextField(_("Why"))
    aim = models.CharField(_("Best means"), max_length=10, choices=Aim.choices, default=Aim.FIT)
    shrinking = models.JSONField(default=list)
    """Ids of roles."""
    growing = models.JSONField(default=dict)
    """Id of a role to its seats."""
    hours = models.FloatField()
    """Hours a week to learn, where nobody has said."""
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    created_name = models.CharField(max_length=150)
    """Name of who asked; it stays when the account goes."""

    class Meta:
        ordering = ["-created"]


class ConsideredRecord(OrganisationOwned):
    """That somebody was considered, and what was said of them: for that person to read."""

    redeployment = models.ForeignKey(
        RedeploymentRecord, on_delete=models.CASCADE, related_name="considered"
    )
    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="considered")
    considered = models.DateTimeField(default=timezone.now)
    proposed = models.CharField(max_length=36, blank=True)
    """Id of the role that was proposed; empty where there was no place."""
    said = models.JSONField(default=list)
    """For each growing role: id, verified and observed share, gaps, weeks, cost."""

    class Meta:
        constraints = [
            models.UniqueConstraint("redeployment", "account", name="considered_once_a_question")
        ]
        ordering = ["-considered"]
