"""Rows of the dashboards: counts of one day, of nobody by name."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from skillmark.server.people.models import OrganisationOwned


class PeopleCountRecord(OrganisationOwned):
    """What a leader asks of the whole organisation, counted once a day: nobody is in it by name.

    Every badge has to be verified for it, which takes too long for a page of many people.
    """

    counted = models.DateTimeField(default=timezone.now)
    content = models.JSONField()
    """As `leading.written` writes it; groups of fewer than five people are not in it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="people_counted_once")]
