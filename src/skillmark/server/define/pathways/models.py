"""Rows of pathways while they are drawn, of their versions, and of programmes."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from skillmark.define.pathways_written import pathway_from, programme_from
from skillmark.nouns.pathway import Pathway
from skillmark.nouns.programme import Programme
from skillmark.server.people.models import AccountRecord, OrganisationOwned


class PathwayDraftRecord(OrganisationOwned):
    """A pathway while somebody draws it: nothing is awarded for it, nobody else sees it."""

    pathway = models.OneToOneField(
        "define.PathwayRecord", models.CASCADE, null=True, related_name="draft"
    )
    """The pathway that it changes; `None` where it becomes a new one."""
    document = models.JSONField()
    """As `define.drafting` keeps it."""
    past = models.JSONField(default=list)
    """Earlier documents, the newest last: what undo goes back to."""
    future = models.JSONField(default=list)
    """Documents that were undone, the next last."""
    account = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    """Who drew last."""
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(auto_now=True)


class PathwayVersionRecord(OrganisationOwned):
    """A pathway as it was published once: who began under it keeps it."""

    pathway = models.ForeignKey("define.PathwayRecord", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published = models.DateTimeField(default=timezone.now)
    account = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("pathway", "number", name="pathway_version_once")]

    @property
    def noun(self) -> Pathway:
        """The pathway as it was then."""
        return pathway_from(self.document, where=f"pathway version {self.number}")


class ProgrammeRecord(OrganisationOwned):
    """A programme: its document, beside the columns that are searched."""

    slug = models.SlugField(max_length=100)
    name = models.JSONField()
    document = models.JSONField()
    """As `define.pathways_written.programme_to` writes it."""
    pathway = models.ForeignKey(
        "define.PathwayRecord", models.PROTECT, null=True, related_name="programmes"
    )
    published = models.DateTimeField(null=True)
    """Since when everybody sees it; `None` while it is written."""
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "slug", name="programme_slug")]

    @property
    def noun(self) -> Programme:
        """The programme itself."""
        return programme_from(self.document, where=f"programme {self.slug}")
