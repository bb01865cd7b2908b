"""A report as pages and spreadsheets show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from skillmark.server.front.files import csv_file, download
from skillmark.server.verify import details, names, wording
from skillmark.server.verify.introduction import Introduction, introduce
from skillmark.server.verify.sealed import as_json
from skillmark.server.verify.wording import Words
from skillmark.verify import table
from skillmark.verify.checks import Check, Name, Verdict
from skillmark.verify.glance import Answer, glance, same_name
from skillmark.verify.report import Report

__all__ = ["Shown", "ShownAnswer", "ShownCheck", "as_json", "asked", "counted", "export", "show"]


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One numbered check."""

    number: int
    title: Words
    status: str
    label: Words
    """Words beside the mark, where the usual ones would mislead."""
    detail: Words
    language: str
    """Language of the detail, where it is not the reader's."""
    spec: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One of the three answers at a glance: its code, a verdict that looks like it, its words."""

    code: str
    look: str
    words: Words


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of one credential."""

    report: Report
    reason: Words
    remedy: Words
    issuer: str
    issuer_domain: str
    issuer_note: Words
    issuer_short: Words
    """The same in two or three words, for tables."""
    issuer_known: bool
    """Whether the issuer is known and it is proven that it signed."""
    issuer_caution: str
    checks: tuple[ShownCheck, ...]
    holder: str
    """`pass`, `fail`, `claimed` (what nobody signed proves no holder), or empty: nobody asked."""
    authentic: ShownAnswer
    right_person: ShownAnswer
    current: ShownAnswer
    name_note: Words
    """How the name in the list compares with the name in the credential."""
    introduction: Introduction | None
    """Who is behind it; `None` where that is not proven."""
    number: int = 0
    """Its place among the results, from 1."""

    @property
    def verdict(self) -> str:
        """`valid`, `invalid` or `unknown`."""
        return self.report.verdict.value

    @property
    def reason_code(self) -> str:
        """The reason of the verdict, or nothing."""
        return self.report.reason.value if self.report.reason else ""

    @property
    def short(self) -> Words:
        """The reason in two or three words, or nothing."""
        return wording.SHORT[self.report.reason] if self.report.reason else ""

    @property
    def issuer_id(self) -> str:
        """The issuer's DID or URL."""
        return self.report.summary.issuer_id if self.report.summary else ""

    @property
    def achievement(self) -> str:
        """What was achieved."""
        return self.report.summary.achievement if self.report.summary else ""

    @property
    def person(self) -> str:
        """Whose it should be as the list says, else the name in it."""
        expected, said = self.report.expected, self.report.summary
        asked = (expected.person or expected.holder) if expected else ""
        return asked or (said.recipient_name if said else "")

    @property
    def words(self) -> str:
        """Everything in its row that a search may find, in small letters."""
        expected, said = self.report.expected, self.report.summary
        parts = [
            self.report.source, self.achievement, self.issuer, self.issuer_domain,
            said.recipient_name if said else "",
            *((expected.person, expected.holder) if expected else ()),
            *(skill.name for skill in self.report.skills),
        ]  # fmt: skip
        return " ".join(" ".join(parts).casefold().split())

    @property
    def tone(self) -> str:
        """Colour of the banner: only what is valid is green."""
        return {"valid": "good", "invalid": "bad"}.get(self.verdict, "unsure")


def show(report: Report, number: int = 0) -> Shown:
    """Put a report into words."""
    said = report.summary
    name = said.issuer_name if said else ""
    identifier = said.issuer_id if said else ""
    holder = report.check(Name.HOLDER)
    asked = holder is not None and holder.status.value != "not_applicable"
    seen = glance(report)
    return Shown(
        report=report,
        reason=wording.reason(report),
        remedy=wording.remedy(report),
        issuer=names.plain(name) or names.domain(identifier),
        issuer_domain=names.domain(identifier),
        issuer_note=wording.issuer_note(report),
        issuer_short=wording.issuer_note(report, short=True),
        issuer_known=bool(report.issuer.known) and wording.issuer_proven(report),
        issuer_caution=names.caution(name),
        checks=tuple(
            _check(n, check, hosted=wording.is_hosted(report))
            for n, check in enumerate(report.checks, 1)
        ),
        holder=_holder(report) if asked else "",
        authentic=_answer(seen.authentic, wording.AUTHENTIC),
        right_person=_answer(seen.right_person, wording.RIGHT_PERSON),
        current=_answer(seen.current, wording.CURRENT, wording.not_current(report)),
        name_note=_name_note(report, seen.right_person),
        introduction=introduce(report),
        number=number,
    )


def asked(one: Shown) -> bool:
    """Say whether somebody named whose it should be, so that a table has something to say."""
    return one.right_person.code != Answer.NOT_ASKED or one.report.expected is not None


LOOKS = {Answer.YES: "pass", Answer.NO: "fail", Answer.NOT_ASKED: "not_applicable"}
"""What an answer looks like; all others look like "could not check"."""


def _answer(answer: Answer, words: dict[Answer, Words], no: Words = "") -> ShownAnswer:
    said = no if no and answer is Answer.NO else words[answer]
    return ShownAnswer(answer.value, LOOKS.get(answer, "unknown"), said)


def _name_note(report: Report, right: Answer) -> Words:
    same = same_name(report)
    if same is None or right is not Answer.NOT_ASKED:
        return ""
    return wording.SAME_NAME if same else wording.OTHER_NAME


def _holder(report: Report) -> str:
    check = report.check(Name.HOLDER)
    status = check.status.value if check is not None else "fail"
    return "claimed" if status == "pass" and not wording.issuer_proven(report) else status


def _check(number: int, check: Check, *, hosted: bool) -> ShownCheck:
    title = wording.title(check, hosted=hosted)
    status, label = check.status.value, wording.label(check)
    if label:
        # it decides nothing, so it must not look like a failure
        status = "unknown"
    words, language = details.of(check)
    return ShownCheck(number, title, status, label, words, language, check.spec)


def counted(reports: Iterable[Report]) -> list[tuple[str, int]]:
    """Return how often each verdict came up, all three of them."""
    found = Counter(report.verdict.value for report in reports)
    return [(verdict.value, found[verdict.value]) for verdict in Verdict]


def export(reports: Sequence[Report], form: str) -> HttpResponse:
    """Return the results as a CSV or JSON download."""
    if form == "json":
        import json

        said = [as_json(report) for report in reports]
        data = json.dumps(said, ensure_ascii=False, indent=2).encode()
        return download("verification.json", data, "application/json")
    return csv_file("verification.csv", table.COLUMNS, map(table.row, reports))
