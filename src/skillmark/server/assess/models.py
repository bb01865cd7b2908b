"""Rows of tests, deliveries, attempts, answers, ratings and calibrations."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.credibility import FieldData
from skillmark.nouns.errors import ConflictError
from skillmark.server.people.models import AccountRecord, OrganisationOwned


class TestRecord(OrganisationOwned):
    """One version of one test. Never changed once stored: a change is the next version."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=100)
    """Id of the test within its organisation; achievements name it."""
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)
    """SHA-256 of the test with all its items: what is the same is stored once."""
    title = models.JSONField()
    """Language map, to list tests by."""
    head = models.JSONField()
    """Everything but the items, as `documents` writes it."""
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "slug", "version", name="one_test_version")
        ]


class ItemRecord(OrganisationOwned):
    """One question of one test with its key. Nothing of it but `public_view` leaves the server."""

    test = models.ForeignKey(TestRecord, on_delete=models.CASCADE, related_name="items")
    item = models.CharField(max_length=100)
    skill = models.CharField(max_length=500)
    level = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    document = models.JSONField()
    version = models.ForeignKey(
        "assess.QuestionVersionRecord", on_delete=models.SET_NULL, null=True, related_name="copies"
    )
    """The version in the bank that this is a copy of; `None` where it came in another way."""

    class Meta:
        constraints = [models.UniqueConstraint("test", "item", name="one_item_a_test")]


class TestFileRecord(OrganisationOwned):
    """A picture that questions of a test show. Like the test, never changed once stored."""

    __test__ = False

    test = models.ForeignKey(TestRecord, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("test", "name", name="one_test_file_a_name")]


class CutScoreRecord(OrganisationOwned):
    """The act of setting a cut score: where, how, why, by whom, when. The newest is in force."""

    test = models.ForeignKey(TestRecord, on_delete=models.CASCADE, related_name="cuts")
    score = models.FloatField(_("cut score"))
    maximum = models.FloatField(_("out of"))
    method = models.CharField(_("method"), max_length=200)
    reason = models.TextField(_("reason"))
    decided_by = models.CharField(_("decided by"), max_length=200)
    decided_on = models.DateField(_("decided on"))
    by_form = models.BooleanField(default=False)
    """True where every form has a cut of its own by the test's rule; `score` is an example's."""
    recorded = models.DateTimeField(default=timezone.now)


class Mode(models.TextChoices):
    """Which questions one candidate gets, and who decides when it is over."""

    LINEAR = "linear", _("every question, in the order of the test")
    DRAWN = "drawn", _("drawn by the blueprint, anew for each candidate")
    ADAPTIVE = (
        "adaptive",
        _("chosen by the answers so far, until the result is precise"),
    )
    MASTERY = (
        "mastery",
        _("chosen for the cut score, until passing or failing is clear"),
    )


class Telling(models.TextChoices):
    """What a candidate is told of the answers, and when."""

    NOTHING = "nothing", _("passed or not, and nothing else")
    RESULT = "result", _("the score, and the skills")
    AT_THE_END = "end", _("each question with its explanation, once all is submitted")
    AT_ONCE = "once", _("after each question, whether it was right and why (practice only)")


class DeliveryRecord(OrganisationOwned):
    """How a test is offered to candidates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    test = models.ForeignKey(TestRecord, on_delete=models.PROTECT, related_name="deliveries")
    include_short = models.BooleanField(_("with short answers that a person scores"), default=True)
    minutes = models.FloatField(_("minutes"), null=True)
    attempts_allowed = models.PositiveIntegerField(_("attempts allowed"), null=True)
    achievement = models.CharField(_("achievement it confirms"), max_length=100, blank=True)
    open = models.BooleanField(_("open"), default=True)
    opens = models.DateTimeField(_("not before"), null=True)
    closes = models.DateTimeField(_("not after"), null=True)
    """Who has begun by then may finish in their own time."""
    mode = models.CharField(_("questions"), max_length=10, choices=Mode.choices, default=Mode.DRAWN)
    rules = models.JSONField(null=True)
    """Of adaptive and mastery tests: the calibrated bank and the rules, kept while people sit."""
    practice = models.BooleanField(_("practice"), default=False)
    """Practice counts nowhere: no result, no badge, no calibration."""
    telling = models.CharField(
        _("what is told"), max_length=10, choices=Telling.choices, default=Telling.RESULT
    )
    pause_minutes = models.FloatField(_("minutes of breaks"), default=0)
    """In which the clock stands still."""
    raters = models.PositiveSmallIntegerField(_("raters an answer"), default=1)
    """Two where much depends on it."""
    tolerance = models.FloatField(_("raters may differ by"), default=0.2)
    """Share of the points; beyond it, somebody else decides."""
    created = models.DateTimeField(default=timezone.now)

    @property
    def tolerance_percent(self) -> int:
        """The tolerance in percent."""
        return round(100 * self.tolerance)


class AccommodationRecord(OrganisationOwned):
    """More time or breaks for one person. Why is nobody's business, and is stored nowhere."""

    account = models.ForeignKey(
        AccountRecord, on_delete=models.CASCADE, related_name="accommodations"
    )
    delivery = models.ForeignKey(
        DeliveryRecord, on_delete=models.CASCADE, null=True, related_name="accommodations"
    )
    """The one offer that it is for; `None` for all of the organisation."""
    factor = models.FloatField(_("time, as a multiple"), default=1.0)
    pause_minutes = models.FloatField(_("minutes of breaks"), default=0)
    granted_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    granted = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "delivery", name="one_accommodation_an_offer"),
            models.UniqueConstraint(
                "account",
                "organisation",
                condition=models.Q(delivery=None),
                name="one_general_accommodation",
            ),
        ]


class AttemptRecord(OrganisationOwned):
    """One person's sitting. `deadline` and `submitted` are by the server's clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delivery = models.ForeignKey(DeliveryRecord, on_delete=models.PROTECT, related_name="attempts")
    account = models.ForeignKey(
        AccountRecord, on_delete=models.CASCADE, null=True, related_name="attempts"
    )
    person = models.CharField(max_length=200)
    """Who sat it; for simulated responses the name of the simulated person."""
    simulated = models.BooleanField(default=False)
    """True where a model answered. Never counted together with real responses."""
    form = models.JSONField()
    """Pairs of item id and order of options, as drawn."""
    language = models.CharField(max_length=12, default="en")
    agreed = models.DateTimeField()
    """When the person confirmed the honour statement and agreed to storing the answers."""
    agreement = models.JSONField(null=True)
    """To what, word for word: `version`, `language`, `honour`, `consent`; see `agreeing`."""
    started = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    """As if no break were running; `clock.deadline` counts that one too."""
    factor = models.FloatField(default=1.0)
    """The time of the delivery, as the multiple that the person was granted."""
    pause_minutes = models.FloatField(default=0)
    """Minutes of breaks in all, with those that the person was granted."""
    submitted = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    """True where it was closed because the time was over."""
    maximum = models.FloatField()
    cut = models.FloatField()
    score = models.FloatField(null=True)
    """`None` until it is submitted; without the short answers until those are rated."""
    final = models.BooleanField(default=False)
    claimed = models.CharField(max_length=200, blank=True)
    """Id of the award that came of it."""
    practice = models.BooleanField(default=False)
    """True where it was practice; it counts nowhere."""
    course = models.JSONField(null=True)
    """Of adaptive and mastery tests: seed, questions and answers so far, and why it stopped."""
    paused = models.DateTimeField(null=True)
    """Since when the clock stands still."""
    pause_left = models.FloatField(default=0)
    """Seconds of breaks that are left."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "delivery",
                "account",
                condition=models.Q(submitted=None),
                name="one_open_attempt",
            )
        ]
        indexes = [models.Index("organisation", "final", name="attempt_final")]

    @property
    def passed(self) -> bool:
        """Whether the final score reaches the cut score."""
        return self.final and self.score is not None and self.score >= self.cut

    @property
    def state(self) -> str:
        """`open`, `pending` (a person has yet to score something), `pass` or `fail`."""
        if self.submitted is None:
            return "open"
        if not self.final:
            return "pending"
        return "pass" if self.passed else "fail"


class ResponseRecord(OrganisationOwned):
    """One answer to one item, the latest that arrived in time."""

    attempt = models.ForeignKey(AttemptRecord, on_delete=models.CASCADE, related_name="responses")
    item = models.CharField(max_length=100)
    skill = models.CharField(max_length=500)
    value = models.JSONField(null=True)
    saved = models.DateTimeField()
    shown = models.DateTimeField(null=True)
    """When the server first showed the question, by its own clock; later by each break that was
    taken before it was answered, so that what lies between is time with the question."""
    answered = models.DateTimeField(null=True)
    """When the first answer arrived; `saved` is when the latest did."""
    simulated = models.BooleanField(default=False)
    sequence = models.PositiveBigIntegerField(default=0)
    """When it was given, in milliseconds of the server's clock as the page counts it: an older
    one that comes late, after a lost connection, never replaces a newer one. See `numbering`."""
    points = models.FloatField(null=True)
    """`None` until it is scored."""
    maximum = models.FloatField()
    pending = models.BooleanField(default=False)
    """Whether it waits for a rater."""
    adjudicating = models.BooleanField(default=False)
    """Whether it waits for somebody who has not rated it and decides."""

    class Meta:
        constraints = [models.UniqueConstraint("attempt", "item", name="one_answer_an_item")]


class AnswerFileRecord(OrganisationOwned):
    """A file that a candidate gave as an answer; its response names it by digest."""

    attempt = models.ForeignKey(AttemptRecord, on_delete=models.CASCADE, related_name="files")
    item = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of the content, in hex."""
    content = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("attempt", "item", "digest", name="one_answer_file_once")
        ]


class RatingRole(models.TextChoices):
    """As what somebody rated an answer."""

    RATER = "rater", _("rater")
    ADJUDICATOR = "adjudicator", _("third person, where raters differ")
    SECOND_LOOK = "second_look", _("second look that was asked for")


class RatingRecord(OrganisationOwned):
    """What one rater gave one answer, criterion by criterion."""

    response = models.ForeignKey(ResponseRecord, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(AccountRecord, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField()
    """Points by id of the rubric's criterion."""
    comment = models.TextField(_("comment for the candidate"), blank=True)
    remark = models.TextField(_("remark for other raters"), blank=True)
    """Of somebody who decides: why."""
    role = models.CharField(max_length=12, choices=RatingRole.choices, default=RatingRole.RATER)
    again = models.BooleanField(default=False)
    """Given anew after it was reopened, in knowledge of the others: no independent rating."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("response", "rater", name="one_rating_a_rater")]


class CalibrationRecord(OrganisationOwned):
    """What the responses to a test say about it. Real and simulated ones are never mixed."""

    test = models.ForeignKey(TestRecord, on_delete=models.CASCADE, related_name="calibrations")
    field_data = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in FieldData]
    )
    persons = models.PositiveIntegerField()
    length = models.PositiveIntegerField()
    """Items in a form."""
    maximum = models.FloatField()
    """Mean maximum of the forms, in points; `sem` is on this scale."""
    alpha = models.FloatField(null=True)
    alpha_low = models.FloatField(null=True)
    alpha_high = models.FloatField(null=True)
    sem = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    items = models.JSONField()
    """A row an item: difficulty, discrimination, a, b, their standard errors, persons."""
    cautions = models.JSONField(default=list)
    computed = models.DateTimeField(default=timezone.now)

    @property
    def simulated(self) -> bool:
        """Whether a model answered, and not people."""
        return self.field_data == FieldData.SIMULATED

    @property
    def accuracy_percent(self) -> int | None:
        """Share of right decisions, in percent."""
        return None if self.accuracy is None else round(100 * self.accuracy)


class QualityRecord(OrganisationOwned):
    """The quality report that was computed with a calibration, as it was computed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    test = models.ForeignKey(TestRecord, on_delete=models.CASCADE, related_name="reports")
    calibration = models.OneToOneField(
        CalibrationRecord, on_delete=models.CASCADE, related_name="report"
    )
    report = models.JSONField()
    """As `skillmark.assess.quality.document` writes it, without signatures."""
    computed = models.DateTimeField(default=timezone.now)


class QualityActRecord(OrganisationOwned):
    """What somebody did with a quality report. Acts are added, and never changed or taken away."""

    class Kind(models.TextChoices):
        """What was done."""

        PREPARED = "prepared", _("prepared")
        REVIEWED = "reviewed", _("reviewed")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn from the public")

    report = models.ForeignKey(QualityRecord, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    account = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    """Who it was, as the person was called then."""
    role = models.CharField(_("role"), max_length=200, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    on = models.DateField()
    recorded = models.DateTimeField(default=timezone.now)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the act; one that is stored stays as it is."""
        if not self._state.adding:
            raise ConflictError("an act that was recorded is not changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: acts stay as long as their report."""
        raise ConflictError("an act that was recorded is not taken away")


# Rows of the rooms inside this app, which Django looks for here.
from skillmark.server.assess.bank import models as questions  # noqa: E402, F401
from skillmark.server.assess.feedback import models as feedback  # noqa: E402, F401
from skillmark.server.assess.integrity import models as integrity  # noqa: E402, F401
from skillmark.server.assess.observing import models as observing  # noqa: E402, F401
from skillmark.server.assess.rating import models as rating  # noqa: E402, F401
from skillmark.server.assess.rating.machine import models as machine  # noqa: E402, F401
from skillmark.server.assess.standards import models as standards  # noqa: E402, F401
