"""Rows of people who were hired and grow into their role."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class OnboardingRecord(OrganisationOwned):
    """Somebody who was hired for a role: from the start to the day they are productive."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey("match.RoleRecord", models.CASCADE, related_name="onboardings")
    person = models.CharField(max_length=60)
    """Id of the person as the ranking named them: `member-...` or `candidate-...`."""
    account = models.ForeignKey(AccountRecord, models.CASCADE, null=True, related_name="+")
    candidate = models.ForeignKey(
        "match.CandidateRecord", models.CASCADE, null=True, related_name="onboardings"
    )
    """Where somebody from outside was hired; who confirms that address as theirs sees it."""
    created = models.DateTimeField(default=timezone.now)
    start = models.DateField(_("first day"))
    hours_a_week = models.FloatField(_("hours a week to learn"))
    planned_end = models.DateField(_("planned end of the ramp"))
    open_gaps = models.JSONField(default=list)
    """Skills that nothing on offer closes."""
    decided_name = models.CharField(max_length=150)
    """Name of who hired."""
    productive = models.DateField(_("productive since"), null=True)
    """From which day somebody says that the person works unaided."""
    stated = models.DateTimeField(null=True)
    stated_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    stated_name = models.CharField(max_length=150, blank=True)
    left = models.DateField(_("left on"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint("role", "person", name="one_onboarding_a_hire")]
        ordering = ["-start", "-created"]


class StepRecord(OrganisationOwned):
    """One credential of an onboarding: waived because it is proven, or to be learned by a day."""

    onboarding = models.ForeignKey(OnboardingRecord, models.CASCADE, related_name="steps")
    slug = models.CharField(max_length=80)
    """Id of the offer, as it was that day."""
    title = models.JSONField()
    skills = models.JSONField()
    """Skill URI to level, or to null where none is named."""
    cost = models.DecimalField(max_digits=10, decimal_places=2)
    hours = models.FloatField()
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    waived = models.BooleanField(default=False)
    ticked = models.DateField(null=True)
    """Day of the award that proved it, once it verified."""
    source = models.CharField(max_length=500, blank=True)
    """Id of that credential."""
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("onboarding", "slug", name="one_step_an_offer")]
        ordering = ["position"]
