"""Rows of what can be learned for, what people aim at, and the plans that were kept."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import OrganisationOwned
from skillmark.server.plan.foresight.models import (  # Django finds an app's models here
    RoleOccupationRecord,
    ScenarioRecord,
    SignalRecord,
)
from skillmark.server.plan.onboarding.models import OnboardingRecord, StepRecord
from skillmark.server.plan.people.models import PeopleColumnsRecord, PeopleFileRecord

__all__ = [
    "AimRecord",
    "OfferRecord",
    "OnboardingRecord",
    "PeopleColumnsRecord",
    "PeopleFileRecord",
    "PlanRecord",
    "PostRecord",
    "PriorityRecord",
    "RoleOccupationRecord",
    "ScenarioRecord",
    "SearchRecord",
    "SignalRecord",
    "StepRecord",
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


class PriorityRecord(OrganisationOwned):
    """What closing gaps is worth beside what the roles say: of one skill, or of one role."""

    skill = models.CharField(max_length=500, blank=True)
    role = models.ForeignKey("match.RoleRecord", on_delete=models.CASCADE, null=True)
    weight = models.FloatField(
        _("weight"), default=1.0, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    """Gaps of the skill, or of people who are growing into the role, count so much more."""
    deadline = models.DateField(_("has to be closed by"), null=True, blank=True)
    """Closing it later is worth nothing; of a skill only."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", "skill", condition=~models.Q(skill=""), name="one_priority_a_skill"
            ),
            models.UniqueConstraint(
                "organisation",
                "role",
                condition=models.Q(role__isnull=False),
                name="one_priority_a_role",
            ),
        ]


class SearchRecord(OrganisationOwned):
    """A search for a plan that runs as a job, and the best plan that it has found so far."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    job = models.ForeignKey("jobs.JobRecord", on_delete=models.CASCADE, related_name="+")
    asked = models.JSONField()
    problem = models.JSONField()
    answer = models.JSONField(null=True)
    """The best plan so far."""

    class Meta:
        ordering = ["-created"]


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
    asked = models.JSONField(default=dict)
    """What was asked, as the form had it."""
    name = models.CharField(_("name"), max_length=120, blank=True)
    decided = models.DateTimeField(null=True)
    """When somebody decided that this is the plan; the newest counts."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_name = models.CharField(max_length=150, blank=True)
    """Name of who decided; it stays when the account goes."""

    class Meta:
        ordering = ["-created"]
