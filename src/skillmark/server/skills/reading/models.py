"""Rows of texts that were read, of the skills in them, and of files of many texts."""

from __future__ import annotations

import hashlib
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class Kind(models.TextChoices):
    """What sort of text is kept. There is none for a CV: it is never kept."""

    ADVERT = "advert", _("Job advertisement")
    COURSE = "course", _("Course description")
    CRITERIA = "criteria", _("Criteria of a badge")


class Verdict(models.TextChoices):
    """Who says that the text speaks of the skill."""

    FOUND = "found", _("Found by the machine")
    CONFIRMED = "confirmed", _("Confirmed")
    ADDED = "added", _("Added by hand")
    REMOVED = "removed", _("Removed")


def digest_of(text: str) -> str:
    """Return the digest by which the same words are known again, however they are spaced."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


class TextRecord(OrganisationOwned):
    """A text that an organisation keeps with the skills it speaks of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    framework = models.ForeignKey(
        "skills.FrameworkRecord", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """What it was read with; its skills keep their URIs where that is gone."""
    dated = models.DateField()
    """When it was published, as far as its keeper knows."""
    source = models.CharField(max_length=200, blank=True)
    kept_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kept = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True)
    """When a person last looked through its skills; `None` where only a machine read it."""

    class Meta:
        constraints = [
            # An import that is repeated adds nothing; the same words a year later are a new text.
            models.UniqueConstraint("organisation", "kind", "digest", "dated", name="text_once")
        ]
        indexes = [models.Index("organisation", "kind", "dated", name="texts_by_date")]


class TextSkillRecord(OrganisationOwned):
    """A skill that a text speaks of, or that somebody says it does not speak of."""

    text = models.ForeignKey(TextRecord, on_delete=models.CASCADE, related_name="skills")
    uri = models.CharField(max_length=400)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    level = models.PositiveSmallIntegerField(null=True)
    confidence = models.FloatField(null=True)
    """Probability in [0, 1] as the machine had it; `None` where a person added it."""
    spans = models.JSONField(default=list)
    """Pairs of places: `text[start:end]` speaks of the skill."""
    words = models.CharField(max_length=200, blank=True)
    """The first of these words, folded: by them a correction is known again."""
    cue = models.JSONField(null=True)
    """`[level, start, end]`: the words that speak of a level."""
    why = models.CharField(max_length=300, blank=True)
    instead = models.CharField(max_length=400, blank=True)
    """Which skill was chosen for the words of one that was removed."""
    position = models.PositiveSmallIntegerField()
    decided_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("text", "uri", name="text_skill_once")]
        indexes = [
            models.Index("organisation", "uri", name="text_skills_by_uri"),
            models.Index("organisation", "verdict", "words", name="text_corrections"),
        ]


class TextImportRecord(OrganisationOwned):
    """A file of many texts that a job reads. Its bytes go when it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=10)
    framework = models.ForeignKey(
        "skills.FrameworkRecord", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    data = models.BinaryField()
    texts = models.PositiveIntegerField(default=0)
    """Rows that can be read."""
    added = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    """`[line, fault, detail]` of rows that make no sense."""
    job = models.ForeignKey(
        "jobs.JobRecord", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    started_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    started = models.DateTimeField(default=timezone.now)
