"""Rows of signals from outside, of scenarios, and of the occupations that roles are."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class SignalKind(models.TextChoices):
    """What an organisation may bring from outside."""

    COUNTS = "counts", _("Counts of demand")
    TECHNOLOGIES = "technologies", _("O*NET: hot and in-demand technologies")
    EXPOSURE = "exposure", _("GenAI exposure of occupations")


class SignalRecord(OrganisationOwned):
    """A file from outside, read: its source and version stand at every figure made of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=SignalKind.choices)
    name = models.CharField(max_length=200)
    """Of the file."""
    source = models.CharField(_("source"), max_length=200)
    version = models.CharField(_("release or date"), max_length=60)
    simulated = models.BooleanField(default=False)
    rows = models.PositiveIntegerField()
    content = models.JSONField()
    """What was read, as `signals` writes it."""
    brought_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    brought = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-brought"]

    def __str__(self) -> str:
        return f"{self.source}, {self.version}"


class RoleOccupationRecord(OrganisationOwned):
    """Which occupation (O*NET-SOC) a role is, as a person confirmed it."""

    role = models.OneToOneField(
        "match.RoleRecord", on_delete=models.CASCADE, related_name="occupation_row"
    )
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    decided_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided = models.DateTimeField(default=timezone.now)


class ScenarioRecord(OrganisationOwned):
    """These roles change so: the changes, and what they would take as it was last worked out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("why, and where it comes from"), blank=True, max_length=2000)
    by = models.DateField(_("by"))
    hours_a_week = models.FloatField(
        _("hours a week to learn"),
        default=3.0,
        validators=[MinValueValidator(0.5), MaxValueValidator(40)],
    )
    """For people whose own hours are not known."""
    changes = models.JSONField(default=list)
    """As `scenarios.written` writes them."""
    outcome = models.JSONField(null=True)
    """Counts and sums, of nobody by name."""
    worked_out = models.DateTimeField(null=True)
    shared = models.DateTimeField(null=True)
    """Since when people whose role changes may see what it means for them."""
    simulated = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["by", "name"]

    def __str__(self) -> str:
        return self.name

    def weeks(self, today: date) -> float:
        """Return the weeks that are left."""
        return (self.by - today).days / 7
