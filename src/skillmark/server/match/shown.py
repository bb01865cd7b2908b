"""What the page of a ranking says: names or letters, percent, probabilities in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.match import Ranked
from skillmark.match.ranking import EvidencePart, SkillPart
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import HIGHEST, LOWEST, EvidenceClass
from skillmark.server.define.models import RecognitionRecord
from skillmark.server.front.templatetags.look import CLASSES
from skillmark.server.match.candidates import Candidate
from skillmark.server.match.proof import NO_SKILL, Refused
from skillmark.server.match.recognising.rules import Cited
from skillmark.server.verify import wording
from skillmark.verify.checks import Reason, Verdict

Words = str | Promise
Label = dict[str, str]

LIKELIHOODS: tuple[tuple[float, Words], ...] = (
    (0.95, gettext_lazy("almost certain")),
    (0.8, gettext_lazy("very likely")),
    (0.6, gettext_lazy("likely")),
    (0.4, gettext_lazy("about even")),
    (0.2, gettext_lazy("unlikely")),
    (0.05, gettext_lazy("very unlikely")),
    (0.0, gettext_lazy("almost ruled out")),
)
"""From which probability on a word is used."""
INFERRED_FROM = "prerequisite of "
"""How `match.proficiency.infer` begins its titles."""


def likelihood(probability: float) -> Words:
    """Return a probability in words."""
    return next(words for least, words in LIKELIHOODS if probability >= least)


def percent(share: float) -> str:
    """Return a share in percent: 0 and 100 only where it is exactly that."""
    if 0 < share < 0.005:
        return "< 1"
    if 0.995 <= share < 1:
        return "> 99"
    return str(round(100 * share))


@dataclass(frozen=True, slots=True)
class Bar:
    """What one class of evidence covers of a role."""

    cls: EvidenceClass
    share: float

    @property
    def percent(self) -> str:
        """The share in percent, to read."""
        return percent(self.share)

    @property
    def name(self) -> Words:
        """The class in words."""
        return CLASSES[self.cls][0]

    @property
    def value(self) -> str:
        """The share for an attribute, with a point in every language."""
        return f"{self.share:.4f}"


def bars(points: Iterable[tuple[EvidenceClass, float]]) -> tuple[Bar, ...]:
    """Return the four bars of a score, strongest class first."""
    return tuple(Bar(cls, share) for cls, share in points)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence, and the part it plays."""

    part: EvidencePart
    title: Words
    issuer: str
    link: str
    adds: float
    """What it adds to the score, as a share of the whole role."""
    rule: RecognitionRecord | None = None
    """The recognition that says which skill and level it counts as, if one does."""
    anonymous: bool = False

    @property
    def rule_reason(self) -> str:
        """Why it is recognised; hidden where that may say who somebody is."""
        return "" if self.rule is None or self._told else self.rule.reason

    @property
    def rule_evidence(self) -> str:
        """Address of what the recognition rests on; hidden like its reason."""
        return "" if self.rule is None or self._told else self.rule.evidence

    @property
    def _told(self) -> bool:
        return self.anonymous and self.rule is not None and self.rule.only_id is not None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which levels the true one lies in 95 of 100 such cases."""
        mean, sd = self.part.belief.mean, self.part.belief.sd
        if mean is None or sd is None:
            return None
        return (max(float(LOWEST), mean - 1.96 * sd), min(float(HIGHEST), mean + 1.96 * sd))

    @property
    def faded(self) -> float | None:
        """By how many levels what was stated has faded since; `None` where it is next to none."""
        stated, mean = self.part.evidence.level, self.part.belief.mean
        lost = stated - mean if stated is not None and mean is not None else 0.0
        return lost if lost >= 0.05 else None

    @property
    def likelihood(self) -> Words:
        """How likely the level is reached by this piece alone."""
        return likelihood(self.part.fit)

    @property
    def percent(self) -> str:
        """The same in percent."""
        return percent(self.part.fit)

    @property
    def points(self) -> float:
        """What it adds, in hundredths of the role."""
        return 100 * self.adds

    @property
    def no_field_data(self) -> bool:
        """Whether an assessment stands behind it that no real person has sat yet."""
        behind = self.part.evidence.credibility
        return behind is not None and not behind.has_field_data


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One requirement and what somebody brings for it."""

    label: Label
    part: SkillPart
    unmet: bool
    """Whether it is a must that is not met."""
    pieces: tuple[Piece, ...]

    @property
    def likelihood(self) -> Words:
        """How likely the level is reached, by everything together."""
        return likelihood(self.part.fit)

    @property
    def percent(self) -> str:
        """The same in percent."""
        return percent(self.part.fit)


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """A credential that counts for nothing, and why."""

    name: str
    verdict: str
    reason: Words
    detail: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One class of evidence in the picture of a place: where it begins and how long it is."""

    cls: EvidenceClass
    start: str
    width: str
    """Both in percent of the bar, for attributes."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a ranking, or one person's fit for a role."""

    ranked: Ranked
    name: str
    candidate: Candidate | None
    bars: tuple[Bar, ...]
    reasons: tuple[Reasoned, ...]
    missing: tuple[Label, ...]
    musts_unmet: tuple[Label, ...]
    refused: tuple[TurnedDown, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The classes one after the other, as they cover the role."""
        found, start = [], 0.0
        for bar in self.bars:
            if bar.share > 0:
                found.append(Segment(bar.cls, f"{100 * start:.3f}%", f"{100 * bar.share:.3f}%"))
            start += bar.share
        return tuple(found)

    @property
    def recognised(self) -> tuple[RecognitionRecord, ...]:
        """The recognitions by which something of it counts, each once."""
        met = {
            piece.rule.pk: piece.rule
            for reason in self.reasons
            for piece in reason.pieces
            if piece.rule is not None and piece.part.counted
        }
        return tuple(met.values())

    @property
    def no_field_data(self) -> bool:
        """Whether anything that counts rests on an assessment without field data."""
        return any(
            piece.part.counted and piece.no_field_data
            for reason in self.reasons
            for piece in reason.pieces
        )


def place(
    ranked: Ranked,
    labels: dict[str, Label],
    *,
    candidate: Candidate | None = None,
    anonymous: bool = False,
    cited: Cited | None = None,
) -> Place:
    """Return a place for its page; where `anonymous`, nothing on it says who it is.

    `cited` are the recognitions that the evidence names.
    """
    known = (candidate.name, candidate.person.holder) if candidate else ()
    secret = secret_of(known) if anonymous else None
    refused = candidate.refused if candidate else ()
    return Place(
        ranked=ranked,
        name=letter(ranked.rank) if anonymous or not candidate else candidate.name,
        candidate=candidate,
        bars=bars(ranked.score),
        reasons=tuple(
            Reasoned(
                labels[part.requirement.skill],
                part,
                part.requirement.skill in ranked.musts_unmet,
                _pieces(part, cited or {}, anonymous=anonymous, secret=secret),
            )
            for part in ranked.skills
        ),
        missing=tuple(labels[skill] for skill in ranked.missing),
        musts_unmet=tuple(labels[skill] for skill in ranked.musts_unmet),
        refused=tuple(turned_down(one, n, anonymous) for n, one in enumerate(refused, start=1)),
    )


def letter(rank: int) -> str:
    """Return what somebody without a name is called: Person A to Z, then AA and so on."""
    letters, rest = "", rank
    while rest > 0:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return _("Person %(letter)s") % {"letter": letters}


def secret_of(names: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds a person's name or address in a title, each word of it for itself.

    Of an e-mail address only what stands before the @: many share the rest.
    """
    own = (name.partition("@")[0].casefold() for name in names)
    words = {word for name in own for word in re.findall(r"[^\W_]{3,}", name)}
    if not words:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b", re.IGNORECASE)


def _pieces(
    part: SkillPart, cited: Cited, *, anonymous: bool, secret: re.Pattern[str] | None
) -> tuple[Piece, ...]:
    points = dict(part.points)
    ordered = sorted(
        part.parts, key=lambda one: (not one.counted, one.evidence.evidence_class.rank, -one.fit)
    )
    # One badge for several skills lets the same thing follow several times: it is said once.
    kept = {one.evidence: one for one in reversed(ordered)}
    return tuple(
        Piece(
            one,
            *_names(one.evidence, anonymous=anonymous, secret=secret),
            adds=points[one.evidence.evidence_class] if one.counted else 0.0,
            rule=cited.get(one.evidence.recognised_by),
            anonymous=anonymous,
        )
        for one in ordered
        if kept[one.evidence] is one
    )


def _names(
    evidence: Evidence, *, anonymous: bool, secret: re.Pattern[str] | None
) -> tuple[Words, str, str]:
    """Return title, issuer and link of a piece of evidence."""
    if not anonymous:
        inferred = evidence.evidence_class is EvidenceClass.INFERRED
        return title_of(evidence), "" if inferred else evidence.issuer, link_of(evidence)
    # Who signed a badge is part of its worth. What people wrote, and who saw it, tells who it
    # is; so does the page of the badge.
    if evidence.evidence_class is EvidenceClass.VERIFIED:
        own = secret is not None and secret.search(evidence.title)
        signed = secret is not None and secret.search(evidence.issuer)
        title = PLAIN[EvidenceClass.VERIFIED] if own else evidence.title
        return title, "" if signed else evidence.issuer, ""
    return PLAIN[evidence.evidence_class], "", ""


PLAIN: dict[EvidenceClass, Words] = {
    EvidenceClass.VERIFIED: gettext_lazy("badge"),
    EvidenceClass.EVIDENCED: gettext_lazy("observed at work"),
    EvidenceClass.CLAIMED: gettext_lazy("own statement"),
    EvidenceClass.INFERRED: gettext_lazy("follows from other evidence"),
}
"""What evidence without a title is called, and everything that people could be known by."""


def title_of(evidence: Evidence) -> Words:
    """Return what to call a piece of evidence."""
    if evidence.evidence_class is EvidenceClass.INFERRED and evidence.title:
        origin = evidence.title.removeprefix(INFERRED_FROM)
        return _("follows from: %(title)s") % {"title": origin}
    return evidence.title or PLAIN[evidence.evidence_class]


def link_of(evidence: Evidence) -> str:
    """Return the address of a credential's own page, where its id is one."""
    own = evidence.evidence_class is EvidenceClass.VERIFIED
    return evidence.source if own and evidence.source.startswith(("https://", "http://")) else ""


def turned_down(one: Refused, number: int = 0, anonymous: bool = False) -> TurnedDown:
    """Return why a credential counts for nothing, in words."""
    if one.reason == NO_SKILL:
        reason: Words = _("It is genuine, but it names no skill.")
    elif one.verdict == Verdict.UNKNOWN and one.reason == Reason.WRONG_HOLDER:
        reason = _("It cannot be told whether it was issued to this person.")
    else:
        table = wording.INVALID if one.verdict == Verdict.INVALID else wording.UNKNOWN
        known = one.reason in set(Reason)
        reason = table.get(Reason(one.reason), "") if known else ""
    return TurnedDown(
        name=_("file %(number)s") % {"number": number} if anonymous else one.name,
        verdict=one.verdict,
        reason=reason or _("It could not be checked to the end."),
        detail="" if anonymous else one.detail,
    )
