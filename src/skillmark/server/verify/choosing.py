"""Which of many results are shown, and in what order: the same with a script and without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skillmark.server.verify import wording
from skillmark.server.verify.shown import Shown
from skillmark.verify.checks import Verdict

ORDERS: dict[str, str | Promise] = {
    "": _("As given"),
    "verdict": _("What needs attention first"),
    "person": _("Person"),
    "achievement": _("Badge"),
    "issuer": _("Issuer"),
}
_ATTENTION = {Verdict.INVALID: 0, Verdict.UNKNOWN: 1, Verdict.VALID: 2}
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visitor wants to see; all of it must fit."""

    verdict: str = ""
    reason: str = ""
    issuer: str = ""
    text: str = ""
    """Words that must all stand somewhere in a row."""
    order: str = ""
    rows: tuple[int, ...] | None = None
    """Numbers of the rows as a script has them on the page; they go before everything else."""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Choice:
        """Read the fields of the form; what makes no sense chooses nothing."""
        rows = [part for part in str(said.get("rows", "")).split(",") if part.isdecimal()]
        return cls(
            verdict=str(said.get("verdict", "")),
            reason=str(said.get("reason", "")),
            issuer=str(said.get("issuer", "")),
            text=str(said.get("words", ""))[:LONGEST],
            order=str(said.get("order", "")),
            rows=tuple(map(int, rows[:1000])) if said.get("rows") else None,
        )

    def apply(self, results: Sequence[Shown]) -> list[Shown]:
        """Return what is shown, in order."""
        if self.rows is not None:
            numbered = {shown.number: shown for shown in results}
            return [numbered[n] for n in dict.fromkeys(self.rows) if n in numbered]
        return sorted(filter(self._fits, results), key=self._key)

    def _fits(self, shown: Shown) -> bool:
        return (
            self.verdict in {"", shown.verdict}
            and self.reason in {"", shown.reason_code}
            and self.issuer in {"", shown.issuer_id}
            and all(word in shown.words for word in self.text.casefold().split())
        )

    def _key(self, shown: Shown) -> tuple[Any, ...]:
        match self.order:
            case "verdict":
                return (_ATTENTION[shown.report.verdict], shown.reason_code)
            case "person":
                return (not shown.person, shown.person.casefold())
            case "achievement":
                return (not shown.achievement, shown.achievement.casefold())
            case "issuer":
                return (not shown.issuer, shown.issuer.casefold(), shown.issuer_id)
        return ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What the lists of the filters offer: only what is among the results."""

    verdicts: list[tuple[str, str | Promise]]
    reasons: list[tuple[str, str | Promise]]
    issuers: list[tuple[str, str]]
    orders: list[tuple[str, str | Promise]]


def offer(results: Sequence[Shown]) -> Offer:
    """Return the choices for these results."""
    there = {shown.verdict for shown in results}
    reasons = {shown.report.reason for shown in results} - {None}
    issuers = {
        shown.issuer_id: f"{shown.issuer} ({shown.issuer_domain})"
        if shown.issuer_domain != shown.issuer
        else shown.issuer
        for shown in results
        if shown.issuer_id
    }
    return Offer(
        [(v.value, wording.VERDICTS[v]) for v in Verdict if v.value in there],
        [(r.value, words) for r, words in wording.SHORT.items() if r in reasons],
        sorted(issuers.items(), key=lambda pair: pair[1].casefold()),
        list(ORDERS.items()),
    )
