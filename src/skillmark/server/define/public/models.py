"""Rows by which the catalogue is searched: entries with their facets, and where words stand.

They say nothing that the things themselves do not say, and are written again from them
(`indexing`). What may be shown is asked of the things, never of these rows.
"""

from __future__ import annotations

from django.db import models

from skillmark.server.people.models import OrganisationOwned, OrganisationRecord


class Kind(models.TextChoices):
    """What an entry is, in the order in which entries are listed."""

    PATHWAY = "pathway"
    PROGRAMME = "programme"
    ACHIEVEMENT = "achievement"
    OPPORTUNITY = "opportunity"
    PROVIDER = "provider"


class EntryRecord(OrganisationOwned):
    """One thing that the catalogue lists, with the facets that it is chosen by."""

    # an index keeps nothing from being deleted
    organisation = models.ForeignKey(
        OrganisationRecord, models.CASCADE, related_name="+", editable=False
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    place = models.PositiveSmallIntegerField()
    """Place of the kind in the list of kinds."""
    achievement = models.OneToOneField(
        "define.AchievementRecord", models.CASCADE, null=True, related_name="entry"
    )
    pathway = models.OneToOneField(
        "define.PathwayRecord", models.CASCADE, null=True, related_name="entry"
    )
    programme = models.OneToOneField(
        "define.ProgrammeRecord", models.CASCADE, null=True, related_name="entry"
    )
    opportunity = models.OneToOneField(
        "define.OpportunityRecord", models.CASCADE, null=True, related_name="entry"
    )
    slug = models.CharField(max_length=100)
    name = models.JSONField()
    about = models.JSONField()
    sorted_by = models.CharField(max_length=200, db_index=True)
    """Its name, folded."""
    level = models.PositiveSmallIntegerField(null=True)
    """The highest level of proficiency that it confirms, teaches or leads to."""
    eqf = models.PositiveSmallIntegerField(null=True)
    hours = models.FloatField(null=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    language = models.CharField(max_length=20, blank=True)
    participation = models.CharField(max_length=12, blank=True)
    valid_months = models.PositiveIntegerField(null=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                condition=models.Q(kind=Kind.PROVIDER),
                name="one_entry_a_provider",
            )
        ]
        indexes = [models.Index("place", "sorted_by", name="catalogue_order")]


class WordRecord(models.Model):
    """A folded word that stands somewhere in the catalogue."""

    word = models.CharField(max_length=60, unique=True)


class PostingRecord(models.Model):
    """A word stands in an entry, and how much that says."""

    entry = models.ForeignKey(EntryRecord, models.CASCADE, related_name="postings", db_index=False)
    word = models.ForeignKey(WordRecord, models.CASCADE, related_name="postings")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "word"], name="posting_once")]


class UsedSkillRecord(models.Model):
    """A skill that some entry names, with the words for it in every language."""

    uri = models.CharField(max_length=400, unique=True)


class SkillPostingRecord(models.Model):
    """A word stands in a label of a skill, in whatever language."""

    skill = models.ForeignKey(
        UsedSkillRecord, models.CASCADE, related_name="postings", db_index=False
    )
    word = models.ForeignKey(WordRecord, models.CASCADE, related_name="skill_postings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "word"], name="skill_word_once")]


class EntrySkillRecord(models.Model):
    """An entry confirms, teaches or leads to a skill."""

    entry = models.ForeignKey(EntryRecord, models.CASCADE, related_name="skills", db_index=False)
    skill = models.ForeignKey(UsedSkillRecord, models.CASCADE, related_name="entries")
    level = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "skill"], name="entry_skill_once")]
