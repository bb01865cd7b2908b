"""Rows of frameworks, skills and occupations. Without organisation, a row is for everybody."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.skill import Match
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people.models import AccountRecord, OrganisationOwned, OrganisationRecord


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
    order = models.CharField(max_length=400, default="", db_index=True)
    """The version so that a later one sorts behind an earlier one (`versions.order`)."""
    digest = models.CharField(max_length=64, default="")
    """Of all that is in it: the same content has the same search index."""
    languages = models.JSONField(default=list)
    """Pairs of a language and how many skills have a label in it, the most first."""
    ready = models.BooleanField(default=True)
    """Whether all of its rows are there: one that is still being imported is shown to nobody."""

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


class SkillRelationRecord(models.Model):
    """A skill that another of the same version stands under or needs, for finding it from there."""

    framework = models.ForeignKey(FrameworkRecord, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(SkillRecord, on_delete=models.CASCADE, related_name="+")
    uri = models.CharField(max_length=400)
    kind = models.CharField(max_length=10)
    """`broader` or `requires`, as in the skill's document."""

    class Meta:
        indexes = [models.Index("framework", "uri", "kind", name="skills_of_skill")]


class OccupationSkillRecord(models.Model):
    """A skill that an occupation asks for, for finding occupations by skill."""

    framework = models.ForeignKey(FrameworkRecord, on_delete=models.CASCADE, related_name="+")
    occupation = models.ForeignKey(
        OccupationRecord, on_delete=models.CASCADE, related_name="skill_rows"
    )
    uri = models.CharField(max_length=400)
    essential = models.BooleanField()

    class Meta:
        indexes = [models.Index("framework", "uri", name="occupations_of_skill")]


class ImportRecord(OrganisationOwned):
    """A release that somebody handed in: the file, how far it is, and what was left out of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    names = models.JSONField()
    """What the files are called."""
    form = models.CharField(max_length=20)
    version = models.CharField(max_length=60, blank=True)
    shared = models.BooleanField(default=False)
    """For all organisations of this site."""
    size = models.BigIntegerField(default=0)
    """Bytes."""
    job = models.ForeignKey(JobRecord, on_delete=models.SET_NULL, null=True, related_name="+")
    framework = models.ForeignKey(
        FrameworkRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    relations = models.PositiveIntegerField(default=0)
    rejected = models.JSONField(default=list)
    """Triples of file, line and reason; at most `importing.KEPT` of them."""
    rejections = models.PositiveIntegerField(default=0)
    """How many there were."""
    created = models.DateTimeField(default=timezone.now)
    finished = models.DateTimeField(null=True)


class ComparisonRecord(models.Model):
    """What is different between two versions of a framework; computed once."""

    older = models.ForeignKey(FrameworkRecord, on_delete=models.CASCADE, related_name="+")
    newer = models.ForeignKey(FrameworkRecord, on_delete=models.CASCADE, related_name="+")
    added = models.JSONField()
    removed = models.JSONField()
    changed = models.JSONField()
    """Pairs of a URI and the kinds of its changes."""
    replaced = models.JSONField(default=dict)
    """What came in the place of skills that are gone or retired, where the framework says so."""
    occupations_added = models.JSONField(default=list)
    occupations_removed = models.JSONField(default=list)
    job = models.ForeignKey(JobRecord, on_delete=models.SET_NULL, null=True, related_name="+")
    made = models.DateTimeField(null=True)
    """`None` while it is being computed."""

    class Meta:
        constraints = [models.UniqueConstraint("older", "newer", name="comparison_once")]


class Verdict(models.TextChoices):
    """What somebody says of a link between two frameworks."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class CrosswalkRecord(OrganisationOwned):
    """Links between the skills of two frameworks."""

    title = models.CharField(_("title"), max_length=200)
    source = models.ForeignKey(FrameworkRecord, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(FrameworkRecord, on_delete=models.PROTECT, related_name="+")
    shared = models.BooleanField(_("for all organisations of this site"), default=False)
    job = models.ForeignKey(JobRecord, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)


class LinkRecord(OrganisationOwned):
    """One link, how it was found, how sure that is, and who accepted it when."""

    crosswalk = models.ForeignKey(CrosswalkRecord, on_delete=models.CASCADE, related_name="links")
    source = models.CharField(max_length=400, db_index=True)
    target = models.CharField(max_length=400, db_index=True)
    match = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Match])
    method = models.CharField(max_length=200)
    confidence = models.FloatField()
    note = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.PROPOSED)
    decided_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("crosswalk", "source", "target", name="crosswalk_link_once")
        ]


# Django knows an app's models by this module; those of the room are written there.
from skillmark.server.skills.reading import models as reading  # noqa: E402, F401
