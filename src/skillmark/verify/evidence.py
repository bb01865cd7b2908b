"""A credential that verified becomes verified evidence; one that did not, nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from skillmark.badges.summary import Summary
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.recognition import Recognition, applying
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report


def evidence_from(
    report: Report,
    *,
    today: date,
    recognitions: Iterable[Recognition] = (),
    holder: str = "",
) -> tuple[Evidence, ...]:
    """Return verified evidence of the skills that a valid credential confirms.

    A credential that names no level of our scale gives evidence without one, unless one of
    `recognitions` in force today says which; the evidence then names the rule. What the credential
    says itself is never replaced: where it names a level, a rule adds its own statement beside it.
    `holder` is whose credential it is, for rules that are for one person; `today` stands in for a
    date that the credential does not say.
    """
    said = report.summary
    if said is None or report.verdict is not Verdict.VALID:
        return ()
    own = tuple(_piece(said, skill.uri, skill.level, today) for skill in said.skills)
    met = applying(
        recognitions,
        achievement=said.achievement_id,
        issuer=said.issuer_id,
        holder=holder,
        day=today,
    )
    by_rule = tuple(
        replace(_piece(said, rule.skill, rule.level, today), recognised_by=rule.id) for rule in met
    )
    levelled = {piece.skill for piece in by_rule if piece.level is not None}
    return (
        *(piece for piece in own if piece.level is not None or piece.skill not in levelled),
        *by_rule,
    )


def _piece(said: Summary, skill: str, level: int | None, today: date) -> Evidence:
    return Evidence(
        skill=skill,
        evidence_class=EvidenceClass.VERIFIED,
        dated=_day(said.valid_from) or today,
        level=level,
        source=said.id,
        title=said.achievement,
        issuer=said.issuer_name or said.issuer_id,
        credibility=said.credibility,
    )


def _day(moment: str) -> date | None:
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return None
    try:
        return (read.astimezone(UTC) if read.tzinfo else read).date()
    except OverflowError:  # the first or last hours of the calendar
        return read.date()
