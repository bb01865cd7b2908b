"""Rows of the outcome ledger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from skillmark.server.measure.dashboards.models import PeopleCountRecord
from skillmark.server.people.models import OrganisationOwned

__all__ = ["OutcomeRecord", "PeopleCountRecord"]


class OutcomeRecord(OrganisationOwned):
    """What became of one person, under an id that the organisation chose (`nouns.outcome`)."""

    person = models.CharField(max_length=120)
    hired = models.DateField(null=True)
    credential = models.CharField(max_length=500, null=True)
    credential_date = models.DateField(null=True)
    function = models.CharField(max_length=200, blank=True)
    starting_pay = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    training_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    days_to_productivity = models.FloatField(null=True)
    productivity_censored = models.BooleanField(default=False)
    training_hours = models.FloatField(null=True)
    performance = models.FloatField(null=True)
    left = models.DateField(null=True)
    experience_years = models.FloatField(null=True)
    simulated = models.BooleanField(default=False)
    recorded = models.DateTimeField(default=timezone.now)

    PLAIN: ClassVar = (
        "person",
        "hired",
        "credential",
        "credential_date",
        "function",
        "days_to_productivity",
        "productivity_censored",
        "training_hours",
        "performance",
        "left",
        "experience_years",
        "simulated",
    )
    """Columns that are the noun's members as they are."""

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "person", name="one_outcome_a_person")
        ]
        ordering = ["person"]
