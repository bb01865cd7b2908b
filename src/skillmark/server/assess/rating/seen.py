"""What a rater may see of others' ratings and of flags, and when. One place decides.

Nobody sees what another gave before giving their own. Who decides sees everything that was given,
with the reasons. Flags are shown when a rater has nothing more to rate of that person's answers:
what was read before colours what is judged after (`docs/adr/0041`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from skillmark.assess.integrity.flags import Kind
from skillmark.assess.interactions.rated import Criterion, Rated
from skillmark.server.assess import library
from skillmark.server.assess.integrity import words
from skillmark.server.assess.integrity.models import ResponseFlagRecord
from skillmark.server.assess.models import RatingRecord, RatingRole, ResponseRecord
from skillmark.server.people.models import AccountRecord


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody else gave, without a name."""

    number: int
    """Of the raters of one answer, from 1, in an order that says nothing of them."""
    role: str
    """A `RatingRole`."""
    given: tuple[tuple[Criterion, float], ...]
    comment: str
    remark: str

    @property
    def total(self) -> float:
        """The points of all criteria."""
        return sum(points for _criterion, points in self.given)


def given_own(response: ResponseRecord, viewer: AccountRecord) -> bool:
    """Whether somebody has rated an answer or decided on it."""
    return bool(response.ratings.filter(rater=viewer).exists())


def opinions(response: ResponseRecord, viewer: AccountRecord) -> tuple[Opinion, ...]:
    """Return what a rater may see of what others gave for an answer.

    Nothing for the candidate. For who has rated it: everything once it is decided, because from
    then on nothing can be adjusted to anybody. For who has not: everything where it waits for a
    decision, which is theirs to make; nothing as long as it waits for raters.
    """
    if response.attempt.account_id == viewer.pk:
        return ()
    if given_own(response, viewer):
        allowed = not response.pending
    else:
        allowed = response.pending and response.adjudicating
    if not allowed:
        return ()
    # Ordered by what cannot be known from outside, and the same each time.
    rows = sorted(response.ratings.exclude(rater=viewer), key=lambda one: (_late(one), one.pk))
    way = library.noun(response.attempt.delivery.test).item(response.item).interaction
    return tuple(_opinion(number, row, way) for number, row in enumerate(rows, start=1))


def _late(row: RatingRecord) -> int:
    return RatingRole.values.index(row.role)


def _opinion(number: int, row: RatingRecord, way: object) -> Opinion:
    rubric = way.rubric if isinstance(way, Rated) else ()
    given = tuple((one, row.points[one.id]) for one in rubric)
    return Opinion(number, row.role, given, row.comment, row.remark)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something worth a look in the answers of the person, never a verdict; nobody is named."""

    title: str
    meaning: str
    said: str
    strength: str
    innocent: tuple[str, ...]


def signs(response: ResponseRecord, viewer: AccountRecord) -> tuple[Sign, ...]:
    """Return the flags on the attempt of an answer, once the viewer cannot rate by them.

    That is when they have rated the answer, and every other answer of the attempt that waits.
    """
    attempt = response.attempt
    if attempt.account_id == viewer.pk or not given_own(response, viewer):
        return ()
    if attempt.responses.filter(pending=True).exclude(ratings__rater=viewer).exists():
        return ()
    rows = ResponseFlagRecord.objects.of(response.organisation).filter(
        Q(first=attempt) | Q(second=attempt), current=True
    )
    return tuple(_sign(row) for row in rows.order_by("kind", "pk"))


def _sign(row: ResponseFlagRecord) -> Sign:
    kind = Kind(row.kind)
    return Sign(
        str(words.TITLES[kind]),
        str(words.MEANINGS[kind]),
        words.said(kind, row.figures),
        str(words.STRENGTHS.get(row.strength, row.strength)),
        tuple(str(one) for one in words.INNOCENT[kind]),
    )
