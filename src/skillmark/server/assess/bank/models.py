"""Rows of the bank: questions, their versions, what was done with them, pictures, materials."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.people.models import AccountRecord, OrganisationOwned


class State(models.TextChoices):
    """What a version of a question may be used for."""

    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    PILOT = "pilot", _("pilot")
    """Asked, and not yet scored: its figures are wanted first."""
    LIVE = "live", _("live")
    RETIRED = "retired", _("retired")


class QuestionRecord(OrganisationOwned):
    """One question of the bank. What it says is in its versions; this is where it is found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=100)
    """Its id in tests, unique within the organisation."""
    skill = models.CharField(max_length=500)
    level = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=12)
    prompt = models.JSONField()
    """Language map of the newest version, to list by."""
    words = models.TextField(blank=True)
    """Name and words of the newest version in every language, casefolded, to search in."""
    family = models.CharField(_("family"), max_length=100, blank=True)
    """Questions so alike that a form has one of them at the most."""
    exposure = models.FloatField(_("seen by at most"), null=True)
    """Share of candidates; `None` for no limit."""
    newest = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    """Of the newest version."""
    live = models.PositiveIntegerField(null=True)
    """The version that tests are built with; it stays until the next one is live."""
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "slug", name="one_question_a_slug")]
        indexes = [models.Index("organisation", "skill", "state", name="question_skill_state")]


class QuestionVersionRecord(OrganisationOwned):
    """What a question said at one time. Only its state changes; the words never do."""

    question = models.ForeignKey(QuestionRecord, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    document = models.JSONField()
    """The item, as `skillmark.assess.reading.item_document` writes it."""
    material = models.JSONField(null=True)
    """The stimulus that it asks about: `id`, `title`, `text`."""
    files = models.JSONField(default=dict)
    """Digest (SHA-256, hex) of every picture that it shows, by name."""
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    remark = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("question", "number", name="one_question_version")]


class QuestionActRecord(OrganisationOwned):
    """A version got another state. Acts are added, and never changed or taken away."""

    version = models.ForeignKey(
        QuestionVersionRecord, on_delete=models.CASCADE, related_name="acts"
    )
    before = models.CharField(max_length=10, choices=State.choices)
    after = models.CharField(max_length=10, choices=State.choices)
    account = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_author = models.BooleanField(default=False)
    """True where who wrote the version reviewed it too, and said so."""
    remark = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the act; one that is stored stays as it is."""
        if not self._state.adding:
            raise ConflictError("an act that was recorded is not changed")
        super().save(*args, **kwargs)


class BankFileRecord(OrganisationOwned):
    """A picture of the bank, once for everything that shows it. Never changed."""

    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "digest", name="one_bank_file")]


class TestPlanRecord(OrganisationOwned):
    """A test that is being built of the bank: what its forms have to be, not yet a test."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=100)
    plan = models.JSONField(default=dict)
    """Title, description, language, minutes, blueprint and demands."""
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "slug", name="one_test_plan_a_slug")]
