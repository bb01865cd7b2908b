"""Rows of frameworks, skills and occupations. Without organisation, a row is for everybody."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from skillmark.server.people.models import OrganisationRecord


class FrameworkRecord(models.Model):
    """One version of one framework; never changed once it is stored."""

    organisation = models.ForeignKey(
        OrganisationRecord, models.PROTECT, null=True, related_name="+", editable=False
    )
    framework = models.CharField(max_length=200)
    """Its own id, such as `esco`."""
    version = models.CharField(max_length=60)
    title = models.JSONField()
    publisher = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    document = models.JSONField()
    """The framework without its skills and occupations, as `skills.store` writes it."""
    skills = models.PositiveIntegerField(default=0)
    occupations = models.PositiveIntegerField(default=0)
    imported = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", "framework", "version", name="framework_version_once"
            ),
            models.UniqueConstraint(
                "framework",
                "version",
                condition=models.Q(organisation=None),
                name="shared_framework_version_once",
            ),
        ]


class _Concept(models.Model):
    """What skills and occupations have in common."""

    organisation = models.ForeignKey(
        OrganisationRecord, models.PROTECT, null=True, related_name="+", editable=False
    )
    uri = models.CharField(max_length=400, db_index=True)
    label = models.JSONField()
    position = models.PositiveIntegerField()
    document = models.JSONField()
    """All of it, as `skills.store` writes it."""

    class Meta:
        abstract = True


class SkillRecord(_Concept):
    """A skill of one version of a framework."""

    framework = models.ForeignKey(FrameworkRecord, models.CASCADE, related_name="skill_rows")
    group = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("framework", "uri", name="skill_once")]


class OccupationRecord(_Concept):
    """An occupation of one version of a framework."""

    framework = models.ForeignKey(FrameworkRecord, models.CASCADE, related_name="occupation_rows")

    class Meta:
        constraints = [models.UniqueConstraint("framework", "uri", name="occupation_once")]


# Django knows an app's models by this module; those of the room are written there.
from skillmark.server.skills.reading import models as reading  # noqa: E402, F401
