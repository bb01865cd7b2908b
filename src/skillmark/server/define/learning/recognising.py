"""A badge from elsewhere is to count: asked for by a learner, decided by a person, with reasons.

Nothing here is automatic. What looks alike is suggested to the learner, who may ask; what is asked
is decided by somebody of the provider whose name stays with the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.text import Text
from skillmark.server.award.models import AwardRecord
from skillmark.server.define.learning.holding import named
from skillmark.server.define.learning.walking import Walk
from skillmark.server.define.models import (
    AchievementRecord,
    PathwayRecord,
    RecognitionRecord,
    RecognitionRequestRecord,
)
from skillmark.server.define.public.pieces import Piece
from skillmark.server.hold.models import BadgeRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.people.services import address

Answer = RecognitionRequestRecord.Answer
MOST_OPEN = 20
"""Requests of one person that may wait at one provider."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A badge that may count as a piece, because it names some of its skills."""

    badge: BadgeRecord
    piece: Piece
    shared: tuple[str, ...]
    """URIs of the skills that both name."""


def suggestions(account: AccountRecord, walk: Walk) -> list[Suggestion]:
    """Return badges from elsewhere that name skills of pieces which are still open.

    A suggestion counts for nothing. Badges of the provider itself count by themselves.
    """
    open_pieces = [piece for piece in walk.following if piece.noun is not None]
    if not open_pieces:
        return []
    waiting = set(
        RecognitionRequestRecord.objects.filter(
            account=account, pathway=walk.pathway, answer=Answer.OPEN
        ).values_list("achievement__slug", "external_id")
    )
    found = []
    for badge in account.badges.filter(verdict="valid").order_by("-added"):
        said = named(badge)
        if said is None or _own(badge, walk.pathway.organisation):
            continue
        has = {one.get("skill") for one in badge.skills}
        for piece in open_pieces:
            assert piece.noun is not None  # noqa: S101 - filtered above
            both = tuple(one.skill for one in piece.noun.skills if one.skill in has)
            if both and (piece.slug, said.achievement) not in waiting:
                found.append(Suggestion(badge, piece, both))
    return sorted(found, key=lambda one: -len(one.shared))


def _own(badge: BadgeRecord, place: OrganisationRecord) -> bool:
    return bool(badge.award) and AwardRecord.objects.of(place).filter(pk=badge.award).exists()


@transaction.atomic
def ask(
    row: PathwayRecord, piece: str, badge: BadgeRecord, *, account: AccountRecord, note: str = ""
) -> RecognitionRequestRecord:
    """Ask the provider of a pathway to let a badge count as one of its pieces.

    The provider sees this one badge from then on until it has decided. Raises `InputError` for a
    piece or a badge that does not fit, `ConflictError` where it was asked already.
    """
    place = row.organisation
    achievement = AchievementRecord.objects.of(place).filter(slug=piece).first()
    if achievement is None or piece not in row.noun.root.achievements():
        raise InputError(_("this is no piece of the pathway"), where="piece")
    said = named(badge)
    if badge.account_id != account.pk or said is None:
        raise InputError(_("this badge names no achievement that could be recognised"))
    if _own(badge, place):
        raise InputError(_("this badge is of the provider itself: it counts without being asked"))
    mine = RecognitionRequestRecord.objects.of(place).filter(account=account, answer=Answer.OPEN)
    if mine.filter(achievement=achievement, external_id=said.achievement).exists():
        raise ConflictError(_("you have asked for this already"))
    if mine.count() >= MOST_OPEN:
        raise ConflictError(_("so many of your requests wait there that no more can be asked"))
    asked = RecognitionRequestRecord.objects.create(
        organisation=place,
        account=account,
        pathway=row,
        achievement=achievement,
        badge=badge,
        external_id=said.achievement[:1000],
        external_name=said.achievement_name[:300],
        issuer=said.issuer[:1000],
        issuer_name=said.issuer_name[:300],
        note=note.strip()[:2000],
    )
    audit.record("recognition_asked", asked, actor=account, organisation=place)
    return asked


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a request."""

    granted: bool
    reason: str
    everybody: bool = False
    """Whether it counts for all who hold such a badge, or for the person alone who asked."""
    expires: date | None = None
    evidence: str = ""


@transaction.atomic
def decide(
    asked: RecognitionRequestRecord, decision: Decision, *, actor: AccountRecord
) -> RecognitionRequestRecord:
    """Decide a request, once, with a reason; the person who asked is told."""
    asked = RecognitionRequestRecord.objects.select_for_update().get(pk=asked.pk)
    if asked.answer != Answer.OPEN:
        raise ConflictError(_("this was decided already"))
    reason = decision.reason.strip()
    if not reason:
        raise InputError(_("a decision needs a reason"), where="reason")
    if decision.granted:
        asked.recognition = recognise(
            asked.organisation,
            external_id=asked.external_id,
            external_name=asked.external_name,
            issuer=asked.issuer,
            issuer_name=asked.issuer_name,
            achievement=asked.achievement,
            reason=reason,
            evidence=decision.evidence,
            expires=decision.expires,
            only=None if decision.everybody else asked.account,
            actor=actor,
        )
    asked.answer = Answer.GRANTED if decision.granted else Answer.REFUSED
    asked.reason, asked.decided = reason, timezone.now()
    asked.decided_by, asked.decided_name = actor, str(actor)[:150]
    asked.save()
    audit.record(
        "recognition_decided",
        asked,
        actor=actor,
        organisation=asked.organisation,
        granted=decision.granted,
    )
    _tell(asked)
    return asked


@transaction.atomic
def recognise(
    place: OrganisationRecord,
    *,
    external_id: str,
    issuer: str,
    reason: str,
    actor: AccountRecord,
    achievement: AchievementRecord | None = None,
    skill: str = "",
    level: int | None = None,
    external_name: str = "",
    issuer_name: str = "",
    evidence: str = "",
    expires: date | None = None,
    only: AccountRecord | None = None,
) -> RecognitionRecord:
    """Let an achievement of somebody else's count here from now on.

    It counts as one of the provider's achievements, or as a skill at a level: one of the two.
    """
    if (achievement is None) == (not skill):
        raise InputError(_("say what it counts as: an achievement, or a skill at a level"))
    if expires is not None and expires < timezone.localdate():
        raise InputError(_("this day is over"), where="expires")
    row = RecognitionRecord.objects.create(
        organisation=place,
        external_id=external_id,
        external_name=external_name,
        issuer=issuer,
        issuer_name=issuer_name,
        achievement=achievement,
        skill=skill,
        level=level,
        reason=reason,
        evidence=evidence,
        only=only,
        decided_by=actor,
        decided_name=str(actor)[:150],
        expires=expires,
    )
    audit.record("recognised", row, actor=actor, organisation=place, everybody=only is None)
    return row


@transaction.atomic
def withdraw(row: RecognitionRecord, *, reason: str, actor: AccountRecord) -> None:
    """Let something count no longer, from now on; it stays on record."""
    if row.withdrawn is not None:
        return
    if not reason.strip():
        raise InputError(_("a decision needs a reason"), where="reason")
    row.withdrawn, row.withdrawn_reason = timezone.now(), reason.strip()[:500]
    row.save(update_fields=["withdrawn", "withdrawn_reason"])
    audit.record("recognition_withdrawn", row, actor=actor, organisation=row.organisation)


def open_requests(place: OrganisationRecord | None) -> QuerySet[RecognitionRequestRecord]:
    """Return what waits at a provider, the oldest first."""
    rows: QuerySet[RecognitionRequestRecord] = RecognitionRequestRecord.objects.of(place)
    return (
        rows.filter(answer=Answer.OPEN)
        .select_related("account", "pathway", "achievement", "badge")
        .order_by("asked")
    )


def _tell(asked: RecognitionRequestRecord) -> None:
    if asked.answer == Answer.GRANTED:
        said = _("%(badge)s now counts as %(piece)s.")
    else:
        said = _("%(badge)s was not recognised as %(piece)s.")
    words = said % {"badge": asked.external_name, "piece": _plain(asked.achievement.name)}
    lines = [
        words,
        "",
        asked.reason,
        f"{asked.decided_name}, {asked.organisation}",
        "",
        address("public_pathway", asked.organisation.slug, asked.pathway.slug),
    ]
    subject = _("Your request for recognition is decided")
    send_mail(subject, "\n".join(lines), None, [asked.account.email])


def _plain(name: dict[str, str]) -> str:
    return Text.of(name).in_language(get_language() or "en")
