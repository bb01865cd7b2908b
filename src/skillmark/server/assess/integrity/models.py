"""Rows of looks at a test, of flags, and of what a person found when looking at one.

No score, result, credential or match depends on a flag. Outside this room only `rating.seen` reads
them, for raters who have given their ratings.
A flag goes with the attempts it is about, and so with the person.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.credibility import FieldData
from skillmark.server.people.models import AccountRecord, OrganisationOwned


class LookRecord(OrganisationOwned):
    """The latest look at the responses of one kind to one test."""

    test = models.ForeignKey("assess.TestRecord", on_delete=models.CASCADE, related_name="looks")
    field_data = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in FieldData]
    )
    persons = models.PositiveIntegerField()
    items = models.PositiveIntegerField()
    since = models.DateField(null=True)
    """Day from which on questions may have been known, where somebody named one."""
    exposed = models.JSONField(default=list)
    """Questions that may have been known."""
    looks = models.JSONField()
    """What was looked for: kind, how often, or why it was not possible."""
    agreement = models.JSONField(default=list)
    """Pairs by standardised agreement."""
    exposure = models.JSONField(default=dict)
    """How many people have answered each question."""
    computed = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "assess"
        constraints = [models.UniqueConstraint("test", "field_data", name="one_look_a_kind")]

    @property
    def simulated(self) -> bool:
        """Whether a model answered, and not people."""
        return self.field_data == FieldData.SIMULATED


class ResponseFlagRecord(OrganisationOwned):
    """Something to look at. Found again by a later look it stays the same row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    look = models.ForeignKey(LookRecord, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=20)
    first = models.ForeignKey(
        "assess.AttemptRecord", on_delete=models.CASCADE, null=True, related_name="+"
    )
    second = models.ForeignKey(
        "assess.AttemptRecord", on_delete=models.CASCADE, null=True, related_name="+"
    )
    items = models.JSONField(default=list)
    p_adjusted = models.FloatField(null=True)
    strength = models.CharField(max_length=12)
    figures = models.JSONField()
    current = models.BooleanField(default=True)
    """False where the latest look no longer finds it; kept only where somebody had looked."""

    class Meta:
        app_label = "assess"


class Outcome(models.TextChoices):
    """What a person found who looked at a flag."""

    NOTHING = "nothing", _("Nothing unusual")
    EXPLAINED = "explained", _("Unusual, and explained")
    ELSEWHERE = "elsewhere", _("To be pursued elsewhere, with the person concerned heard")


class FindingRecord(OrganisationOwned):
    """The act of looking at a flag: by whom, when, with what outcome. The newest counts."""

    flag = models.ForeignKey(ResponseFlagRecord, on_delete=models.CASCADE, related_name="findings")
    outcome = models.CharField(_("what you found"), max_length=10, choices=Outcome.choices)
    note = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "assess"
