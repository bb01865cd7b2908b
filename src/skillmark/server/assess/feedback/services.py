"""Leadership seen from several sides: ratings by link, shown only together and only when enough.

An invitation knows who has answered, an answer knows what was said, and nothing joins the two.
Only the manager, who is alone in that group, is told before rating that the score is shown.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.assess.multirater import MultiraterReport, Rating, aggregate
from skillmark.assess.rubric import SELF, RaterRubric
from skillmark.assess.starter import starter_rubric
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError
from skillmark.server.assess.feedback.models import (
    FeedbackAnswerRecord,
    FeedbackRecord,
    RaterRecord,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.people.services import address
from skillmark.server.people.tokens import digest


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its link, which is shown and mailed this once and not stored."""

    rater: RaterRecord
    link: str


@transaction.atomic
def ask(
    organisation: OrganisationRecord,
    account: AccountRecord,
    raters: Iterable[tuple[str, str]],
    *,
    closes: datetime,
    actor: AccountRecord | None,
    rubric: str = "rubric-leadership",
) -> tuple[FeedbackRecord, list[Invited]]:
    """Ask raters, pairs of group and e-mail address, for what they see of `account`.

    `rubric` is the id of a starter rubric: its groups are the ones that are asked.
    The person is asked too. Raises `InputError` where a group would stay below the number of
    raters that the rubric needs, and where somebody is named twice.
    """
    wanted = starter_rubric(rubric)
    people = [(group, email.strip().lower()) for group, email in raters]
    _check(wanted, people, account)
    row = FeedbackRecord.objects.create(
        organisation=organisation, account=account, rubric=rubric, asked_by=actor, closes=closes
    )
    invited = []
    for group, email in [*people, (SELF, account.email.lower())]:
        token = secrets.token_urlsafe(32)
        rater = RaterRecord.objects.create(
            organisation=organisation, request=row, group=group, email=email, digest=digest(token)
        )
        link = address("give_feedback", token)
        invited.append(Invited(rater, link))
        _mail(row, wanted, rater, link)
    audit.record("feedback_asked", row, actor=actor, organisation=organisation, raters=len(invited))
    return row, invited


def _check(rubric: RaterRubric, people: list[tuple[str, str]], account: AccountRecord) -> None:
    twice = [email for email, n in Counter(email for _group, email in people).items() if n > 1]
    if twice:
        raise InputError(_("somebody is named twice"), where=twice[0])
    if account.email.lower() in {email for _group, email in people}:
        raise InputError(_("the person is asked anyway"), where=account.email)
    for group, email in people:
        if group not in rubric.groups:
            raise InputError(
                _("there is no group %(name)s") % {"name": group}, remedy=", ".join(rubric.groups)
            )
        try:
            validate_email(email)
        except ValidationError:
            raise InputError(_("%(words)s is no e-mail address") % {"words": email}) from None
    there = Counter(group for group, _email in people)
    for group, needed in rubric.min_raters:
        if there[group] < needed:
            raise InputError(
                _("too few raters: with so few, nobody would be anonymous"),
                where=group,
                remedy=_("at least %(count)s") % {"count": needed},
                code="too_few_raters",
            )


def _mail(row: FeedbackRecord, rubric: RaterRubric, rater: RaterRecord, link: str) -> None:
    said = {
        "name": str(row.account),
        "title": rubric.title.in_language(get_language() or "en"),
        "link": link,
        "closes": f"{row.closes:%Y-%m-%d}",
    }
    send_mail(
        _("What do you see?"),
        _(
            "You are asked what you have seen of how %(name)s works with people:\n"
            "%(title)s.\n\n"
            "Your answer is shown only together with others of your group.\n"
            "Please answer until %(closes)s:\n%(link)s\n"
        )
        % said,
        None,
        [rater.email],
    )


def open_rater(token: str, *, now: datetime) -> RaterRecord | None:
    """Return the invitation that this link is of, while it can be answered."""
    return (
        RaterRecord.objects.select_related("request__account", "organisation")
        .filter(
            digest=digest(token),
            answered=False,
            request__closed=None,
            request__closes__gt=now,
        )
        .first()
    )


@transaction.atomic
def answer(
    rater: RaterRecord, scores: Mapping[str, float], *, now: datetime, remark: str = ""
) -> None:
    """Store what a rater saw; what was not observed is left out. A link works once."""
    row = rater.request
    rubric = starter_rubric(row.rubric)
    if row.closed is not None or row.closes <= now:
        raise ConflictError(_("this feedback is closed"))
    for name, score in scores.items():
        dimension = rubric.dimension(name)
        if not dimension.lowest <= score <= dimension.highest:
            raise InputError(
                _("%(value)s is no mark on this scale") % {"value": f"{score:g}"}, where=name
            )
    if not scores:
        raise InputError(_("mark at least one line"))
    if not RaterRecord.objects.filter(pk=rater.pk, answered=False).update(answered=True):
        raise ConflictError(_("this link was used already"), code="link_used")
    FeedbackAnswerRecord.objects.create(
        organisation=row.organisation,
        request=row,
        group=rater.group,
        scores=dict(scores),
        remark=remark.strip(),
    )


@transaction.atomic
def close(row: FeedbackRecord, *, now: datetime, actor: AccountRecord) -> None:
    """End the asking, so that the figures can be looked at."""
    row.closed = row.closed or now
    row.save(update_fields=["closed"])
    audit.record("feedback_closed", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def release(row: FeedbackRecord, *, given: bool, actor: AccountRecord, now: datetime) -> None:
    """Let what came of it count as evidence of the person's skills, or no longer.

    Only the person may: the raters answered so that somebody could learn. Raises `ConflictError`
    while answers can still come in.
    """
    if actor.pk != row.account_id:
        raise ForbiddenError(_("only whom it is about may do this"))
    if given and row.closed is None and row.closes > now:
        raise ConflictError(_("answers can still come in"), remedy=_("wait until it is closed"))
    row.released = (row.released or now) if given else None
    row.save(update_fields=["released"])
    audit.record("feedback_released", row, actor=actor, organisation=row.organisation, given=given)


@dataclass(frozen=True, slots=True)
class Feedback:
    """A request as it stands: who was asked, and the figures once there are enough."""

    row: FeedbackRecord
    rubric: RaterRubric
    asked: dict[str, tuple[int, int]]
    """Group to how many answered, and how many were asked."""
    over: bool
    """Whether nothing more can come in. Before that no figure is shown."""
    report: MultiraterReport | None
    why_not: str
    remarks: list[str]

    @property
    def answered(self) -> int:
        """How many have answered."""
        return sum(answered for answered, _asked in self.asked.values())

    @property
    def asked_all(self) -> int:
        """How many were asked."""
        return sum(asked for _answered, asked in self.asked.values())


def standing(row: FeedbackRecord, *, now: datetime) -> Feedback:
    """Return a request as it stands. Figures only once it is over: two looks would tell a rater."""
    rubric = starter_rubric(row.rubric)
    raters = list(row.raters.all())
    asked = {
        group: (
            sum(one.answered for one in raters if one.group == group),
            sum(one.group == group for one in raters),
        )
        for group in (*rubric.groups, SELF)
    }
    over = row.closed is not None or row.closes <= now
    report, why_not, remarks = None, "", []
    if over:
        answers = list(row.answers.order_by("pk"))
        try:
            report = aggregate(
                rubric, [Rating(str(one.pk), one.group, one.scores) for one in answers]
            )
            remarks = sorted(one.remark for one in answers if one.remark and one.group != SELF)
        except InputError as error:
            why_not = error.cause
    return Feedback(row, rubric, asked, over, report, why_not, remarks)


def requests_of(organisation: OrganisationRecord) -> Any:
    """Return all requests (a query set), newest first."""
    return (
        FeedbackRecord.objects.of(organisation)
        .select_related("account")
        .prefetch_related("raters")
        .order_by("-opened")
    )
