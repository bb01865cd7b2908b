"""Rows of standard settings. Judgements and adoptions are added and never changed."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.people.models import AccountRecord, OrganisationOwned


class Method(models.TextChoices):
    """How a cut is found."""

    ANGOFF = "angoff", _("Modified Angoff: rate every question")
    BOOKMARK = "bookmark", _("Bookmark: mark the last question that is mastered")
    BORDERLINE = "borderline", _("Borderline group: name people on the border")
    CONTRASTING = "contrasting", _("Contrasting groups: name the competent and the others")


OF_PEOPLE = frozenset({Method.BORDERLINE, Method.CONTRASTING})
"""Methods whose panel judges people and not questions."""


class AddedOnly(OrganisationOwned):
    """A row that is added and never changed; the database refuses it too (see migrations)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise ConflictError(_("what was judged or decided is never changed"))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ConflictError(_("what was judged or decided is never changed"))


class StandardSettingRecord(OrganisationOwned):
    """One standard setting for one version of a test."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    test = models.ForeignKey(
        "assess.TestRecord", on_delete=models.PROTECT, related_name="standard_settings"
    )
    method = models.CharField(max_length=12, choices=Method.choices)
    candidate = models.TextField()
    """The minimally competent candidate."""
    consent = models.TextField()
    """What panellists agree to."""
    training = models.TextField(blank=True)
    show_key = models.BooleanField(default=False)
    items = models.JSONField(default=list)
    """Pairs of item id and points, in the order in which the panel sees them."""
    parameters = models.JSONField(default=list)
    """Bookmark: slope and difficulty of each item, as calibrated when it was opened."""
    response_probability = models.FloatField(default=0.67)
    cost_of_false_pass = models.FloatField(default=1.0)
    maximum = models.FloatField()
    """Points of the items; the scale of the cut."""
    calibrated_on_real = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    """Whether a program plays the panel."""
    opened_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    opened = models.DateTimeField(default=timezone.now)

    @property
    def of_people(self) -> bool:
        """Whether the panel judges people."""
        return self.method in OF_PEOPLE


class PanellistRecord(OrganisationOwned):
    """A seat on a panel, reached by a link (see `links`) or, as a member, by one's account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    setting = models.ForeignKey(
        StandardSettingRecord, on_delete=models.PROTECT, related_name="panel"
    )
    number = models.PositiveSmallIntegerField()
    account = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=150)
    expertise = models.CharField(max_length=300, blank=True)
    nonce = models.CharField(max_length=32)
    """What the link is made of beside the site's secret; a new one ends the old link."""
    agreed = models.DateTimeField(null=True)
    """When the person agreed to the text of consent. Before that nothing is stored."""
    named = models.BooleanField(default=False)
    """Whether the person agreed to be named in the record."""

    class Meta:
        constraints = [models.UniqueConstraint("setting", "number", name="one_seat_a_number")]


class PanelRoundRecord(OrganisationOwned):
    """One round. It is closed once and stays closed."""

    setting = models.ForeignKey(
        StandardSettingRecord, on_delete=models.PROTECT, related_name="rounds"
    )
    number = models.PositiveSmallIntegerField()
    opened = models.DateTimeField(default=timezone.now)
    closed = models.DateTimeField(null=True)
    impact_shown = models.BooleanField(default=False)
    """Whether the panel saw afterwards how many real people would pass."""

    class Meta:
        constraints = [models.UniqueConstraint("setting", "number", name="one_round_a_number")]


class JudgementRecord(AddedOnly):
    """One thing that one panellist said in one round; the newest of several counts."""

    round = models.ForeignKey(PanelRoundRecord, on_delete=models.PROTECT, related_name="judgements")
    panellist = models.ForeignKey(
        PanellistRecord, on_delete=models.PROTECT, related_name="judgements"
    )
    subject = models.CharField(max_length=100)
    """Id of an item, `page`, or the id of an attempt, which says nothing of the person."""
    value = models.FloatField(null=True)
    """Points, a page, or 1 competent, 0 on the border, -1 not; `None` takes it back."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index("round", "panellist", name="judgement_seat")]


class AdoptionRecord(AddedOnly):
    """The act of adopting a cut, with what was recommended and what it replaced."""

    setting = models.ForeignKey(
        StandardSettingRecord, on_delete=models.PROTECT, related_name="adoptions"
    )
    cut = models.OneToOneField(
        "assess.CutScoreRecord", on_delete=models.PROTECT, related_name="adoption"
    )
    recommended = models.FloatField()
    standard_error = models.FloatField(null=True)
    panellists = models.PositiveSmallIntegerField()
    rounds = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField(default=0)
    differs = models.BooleanField()
    record = models.JSONField()
    """The whole record as it was on that day; people as they agreed to be printed."""
    actor = models.ForeignKey(
        AccountRecord, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    """A bare number, so that erasing an account leaves nothing of it here."""
    at = models.DateTimeField(default=timezone.now)
