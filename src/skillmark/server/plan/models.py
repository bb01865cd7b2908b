"""Rows of what can be learned for, what people aim at, and the plans that were kept."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import OrganisationOwned
from skillmark.server.plan.foresight.models import (  # Django finds an app's models here
    RoleOccupationRecord,
    ScenarioRecord,
    SignalRecord,
)

__all__ = [
    "AimRecord",
    "OfferRecord",
    "PlanRecord",
    "PostRecord",
    "RoleOccupationRecord",
    "ScenarioRecord",
    "SignalRecord",
]


class OfferRecord(OrganisationOwned):
    """A credential that people can learn for, and what that costs the organisation."""

    slug = models.SlugField(_("id"), max_length=80)
    title = models.JSONField(_("title"), default=dict)
    """Language map."""
    cost = models.DecimalField(
        _("cost a person"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    hours = models.FloatField(_("hours a person"), validators=[MinValueValidator(0)])
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    weeks = models.FloatField(
        _("weeks from start to award"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    skills = models.JSONField(default=dict)
    """Skill URI to level, or to null where none is named."""
    requires = models.JSONField(default=list)
    """Slugs of offers that must be held or taken before."""

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "slug", name="one_offer_once")]
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class AimRecord(OrganisationOwned):
    """The role that somebody is growing into: what is missing for it is that person's gaps."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.ForeignKey("match.RoleRecord", on_delete=models.CASCADE)
    hours = models.FloatField(null=True, blank=True)
    """Hours this person can learn; the plan's own limit where empty."""

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "account", name="one_aim_each")]


class PostRecord(OrganisationOwned):
    """What somebody does here today: team, business function and role."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    team = models.CharField(_("team"), max_length=120, blank=True)
    function = models.CharField(_("business function"), max_length=120, blank=True)
    role = models.ForeignKey("match.RoleRecord", on_delete=models.SET_NULL, null=True, blank=True)
    hours_a_week = models.FloatField(_("hours a week to learn"), null=True, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "account", name="one_post_each")]


class PlanRecord(OrganisationOwned):
    """A plan that somebody kept: what was asked, and the answer as it was that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    currency = models.CharField(max_length=3, default="EUR")
    problem = models.JSONField()
    answer = models.JSONField()

    class Meta:
        ordering = ["-created"]
