"""Rows of achievements, pathways, learning opportunities and completions."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.define.achievements import achievement_from
from skillmark.define.catalogue import opportunity_from
from skillmark.define.pathways_written import pathway_from
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.learning import LearningOpportunity
from skillmark.nouns.pathway import Pathway
from skillmark.server.define.completing.models import (
    ColumnsRecord,
    CompletionFileRecord,
)
from skillmark.server.define.learning.models import (
    RecognitionRecord,
    RecognitionRequestRecord,
    StartRecord,
)
from skillmark.server.define.pathways.models import (  # Django finds an app's models here
    PathwayDraftRecord,
    PathwayVersionRecord,
    ProgrammeRecord,
)
from skillmark.server.define.public.models import (
    EntryRecord,
    EntrySkillRecord,
    Kind,
    PostingRecord,
    SkillPostingRecord,
    UsedSkillRecord,
    WordRecord,
)
from skillmark.server.people.models import AccountRecord, OrganisationOwned

__all__ = [
    "AchievementRecord",
    "AchievementSkillRecord",
    "ColumnsRecord",
    "CompletionFileRecord",
    "CompletionRecord",
    "EntryRecord",
    "EntrySkillRecord",
    "Follows",
    "Kind",
    "OpportunityRecord",
    "OpportunitySkillRecord",
    "PathwayDraftRecord",
    "PathwayRecord",
    "PathwayVersionRecord",
    "PostingRecord",
    "ProgrammeRecord",
    "RecognitionRecord",
    "RecognitionRequestRecord",
    "SkillPostingRecord",
    "StartRecord",
    "UsedSkillRecord",
    "WordRecord",
]


class AchievementRecord(OrganisationOwned):
    """An achievement: its document, beside the columns that are searched."""

    slug = models.SlugField(max_length=100)
    name = models.JSONField()
    document = models.JSONField()
    """As `define.achievements.achievement_to` writes it."""
    public = models.BooleanField(default=True)
    archived = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "slug", name="achievement_slug")]

    @property
    def noun(self) -> Achievement:
        """The achievement itself."""
        return achievement_from(self.document, where=f"achievement {self.slug}")


class AchievementSkillRecord(OrganisationOwned):
    """A skill that an achievement confirms, for finding achievements by skill."""

    achievement = models.ForeignKey(
        AchievementRecord, on_delete=models.CASCADE, related_name="skill_rows"
    )
    uri = models.CharField(max_length=400, db_index=True)
    level = models.PositiveSmallIntegerField(null=True)


class PathwayRecord(OrganisationOwned):
    """A stack of achievements."""

    slug = models.SlugField(max_length=100)
    name = models.JSONField()
    document = models.JSONField()
    """As `define.pathways_written.pathway_from` reads it."""
    awards = models.ForeignKey(AchievementRecord, on_delete=models.PROTECT, related_name="+")
    published = models.DateTimeField(null=True)
    """Since when everybody sees it in the catalogue; `None` while it is drawn."""
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "slug", name="pathway_slug")]

    @property
    def noun(self) -> Pathway:
        """The pathway itself."""
        return pathway_from(self.document, where=f"pathway {self.slug}")


class Follows(models.TextChoices):
    """What the completion of a learning opportunity starts."""

    NOTHING = "nothing", _("Nothing: it is kept on record")
    INVITATION = "invitation", _("An invitation to the assessment")
    AWARD = "award", _("An award that somebody confirms: the course's own assessment is enough")


class OpportunityRecord(OrganisationOwned):
    """A learning opportunity."""

    slug = models.SlugField(max_length=100)
    title = models.JSONField()
    provider = models.CharField(max_length=200)
    url = models.CharField(max_length=1000)
    document = models.JSONField()
    """As `define.catalogue.opportunity_from` reads it."""
    leads_to = models.ForeignKey(
        AchievementRecord, on_delete=models.SET_NULL, null=True, related_name="opportunities"
    )
    follows = models.CharField(
        _("what a completion starts"),
        max_length=12,
        choices=Follows.choices,
        default=Follows.NOTHING,
    )
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "slug", name="opportunity_slug")]

    @property
    def noun(self) -> LearningOpportunity:
        """The learning opportunity itself."""
        return opportunity_from(self.document, where=f"learning opportunity {self.slug}")


class OpportunitySkillRecord(OrganisationOwned):
    """A skill that a learning opportunity teaches."""

    opportunity = models.ForeignKey(
        OpportunityRecord, on_delete=models.CASCADE, related_name="skill_rows"
    )
    uri = models.CharField(max_length=400, db_index=True)
    level = models.PositiveSmallIntegerField(null=True)


class CompletionRecord(OrganisationOwned):
    """Somebody finished a learning opportunity."""

    opportunity = models.ForeignKey(
        OpportunityRecord, on_delete=models.CASCADE, related_name="completions"
    )
    account = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    email = models.EmailField()
    completed = models.DateField()
    name = models.CharField(max_length=300, blank=True)
    """As the platform writes it; awards are made out to it."""
    result = models.CharField(max_length=200, blank=True)
    invited = models.DateTimeField(null=True)
    """When the person was invited to the assessment, by mail and on their page."""
    prepared = models.UUIDField(null=True)
    """The list of people (of bulk awards) that it was last put on."""

    class Meta:
        constraints = [
            models.UniqueConstraint("opportunity", "email", "completed", name="completion_once")
        ]
