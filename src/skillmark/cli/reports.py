"""How the command line shows reports: one in full, many as a table, and the table as a file."""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from skillmark.cli.console import Exit, out
from skillmark.nouns.cells import neutral
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from rich.text import Text

    from skillmark.badges.summary import Summary
    from skillmark.verify.report import Report

PAGE = 100
"""Rows of a table that are printed together."""
ROOMY = 120
"""Columns of a terminal from which all parts stand beside each other."""
PIPE = 2_000
"""Columns of a pipe, which has no width: a credential is a line there."""
LONGEST = 40
"""Letters of a DID that is shown whole in a terminal."""
PLAIN = "not bold default"
COLOURS = {"valid": "green", "invalid": "red", "unknown": "yellow"}
MARKS = {
    "pass": ("✓", "green"),
    "fail": ("✗", "red"),
    "unknown": ("?", "yellow"),
    "not_applicable": ("·", "dim"),
}
ANSWERS = {
    "yes": ("✓ yes", "green"),
    "no": ("✗ no", "red"),
    "unknown": ("? unknown", "yellow"),
    "claimed": ("? claimed", "yellow"),
    "not_asked": ("· not asked", "dim"),
}


_WHAT_YOU_CAN_DO = (
    "What you can do: ask the issuer on a way that you know already, not by a link in the badge; "
    "look for it in a list of recognised providers and give that with --trust; if you know it, say "
    "so: skillmark registry add"
)


def printable(text: str) -> str:
    """Make what strangers wrote safe for a terminal: no control or direction characters."""
    return "".join(c if c.isprintable() else "�" for c in text)


@dataclass
class Table:
    """Rows that are printed a page at a time, so that a long batch neither waits nor piles up."""

    _waiting: list[Report] = field(default_factory=list)

    def add(self, report: Report) -> None:
        """Take one report; print the page when it is full."""
        self._waiting.append(report)
        if len(self._waiting) == PAGE:
            self.flush()

    def flush(self) -> None:
        """Print what waits: columns where there is room, one line a credential in a pipe."""
        from rich import box
        from rich.console import Console
        from rich.table import Table as RichTable

        if not self._waiting:
            return
        rows = [_Row(report) for report in self._waiting]
        self._waiting.clear()
        narrow = out.is_terminal and out.width < ROOMY
        table = RichTable(
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            header_style="bold",
            leading=1 if out.is_terminal else 0,
        )
        asked = any(row.asked for row in rows)
        if narrow:
            names = ["verdict", "credential", "at a glance"]
        else:
            person = ["right person"] if asked else []
            names = ["verdict", "authentic", *person, "current", "credential", "issuer", "skills"]
        for name in names:
            table.add_column(name, overflow="fold", no_wrap=not out.is_terminal)
        for row in rows:
            cells = row.stacked(asked=asked) if narrow else row.beside(asked=asked)
            table.add_row(*(cells if out.is_terminal else map(_one_line, cells)))
        if out.is_terminal:
            out.print(table)
        else:
            Console(file=out.file, width=PIPE, highlight=False, emoji=False).print(table)


@dataclass(frozen=True)
class _Row:
    """One report as cells."""

    report: Report

    @property
    def asked(self) -> bool:
        from skillmark.verify.glance import Answer, glance

        named = self.report.expected is not None and bool(self.report.expected.person)
        return named or glance(self.report).right_person is not Answer.NOT_ASKED

    def beside(self, *, asked: bool) -> list[Text]:
        from skillmark.verify.glance import glance

        seen = glance(self.report)
        person = [self._person(_answer(seen.right_person.value))] if asked else []
        return [
            self._verdict(),
            _answer(seen.authentic.value),
            *person,
            _answer(seen.current.value),
            self._credential(),
            self._issuer(),
            self._skills(),
        ]

    def stacked(self, *, asked: bool) -> list[Text]:
        from rich.text import Text

        from skillmark.verify.glance import glance

        seen, gap = glance(self.report), Text("\n")
        what = Text("\n").join(
            part for part in (self._credential(), self._issuer(), self._skills()) if part.plain
        )
        glanced = _answer(seen.authentic.value, "authentic") + gap
        if asked:
            glanced += self._person(_answer(seen.right_person.value, "right person")) + gap
        return [self._verdict(), what, glanced + _answer(seen.current.value, "current")]

    def _verdict(self) -> Text:
        from rich.text import Text

        from skillmark.verify.checks import decisive

        report = self.report
        verdict = Text(report.verdict.value, style=f"bold {COLOURS[report.verdict.value]}")
        if report.reason:
            check = decisive(report.checks, report.verdict)
            detail = f": {printable(check.detail)}" if check else ""
            verdict.append(f"\n{report.reason.value.replace('_', ' ')}{detail}", PLAIN)
        if report.caution:
            verdict.append(f"\n{printable(report.caution)}", "not bold yellow")
        return verdict

    def _credential(self) -> Text:
        from rich.text import Text

        said = about(self.report)
        what = Text(printable(said.achievement) if said else "", style="bold")
        return what.append(("\n" if said else "") + printable(self.report.source), PLAIN)

    def _issuer(self) -> Text:
        from rich.text import Text

        said = about(self.report)
        if said is None:
            return Text("")
        # a name can be imitated, its identifier cannot: they are always shown together
        identifier = printable(said.issuer_id)
        if out.is_terminal and identifier.startswith("did:") and len(identifier) > LONGEST:
            # a did:key is a number to people; what programs need is in --json, --csv and pipes
            identifier = f"{identifier[:16]}…{identifier[-6:]}"
        cell = Text(printable(said.issuer_name)).append(f"\n<{identifier}>", "dim")
        known = self.report.issuer
        if known.known:
            by = f" by {printable(known.known_by)}" if known.known_by else ""
            cell.append(f"\nknown{by}", "green")
        elif known.known is False:
            cell.append("\nnot in your lists", "yellow")
        return cell

    def _skills(self) -> Text:
        from rich.text import Text

        lines = (
            printable(skill.name) + (f", level {skill.level}" if skill.level else "")
            for skill in self.report.skills
        )
        return Text("\n".join(lines))

    def _person(self, text: Text) -> Text:
        from skillmark.verify.glance import Answer, glance, same_name

        expected = self.report.expected
        if expected and (named := expected.person or expected.holder):
            text.append(f"\n{printable(named)}", PLAIN)
        same = same_name(self.report)
        if glance(self.report).right_person is Answer.NOT_ASKED and same is not None:
            words = "the same name, which proves nothing" if same else "another name"
            text.append(f"\n{words}", "not bold yellow")
        return text


def about(report: Report) -> Summary | None:
    """Return what is known of what it is about; of an address alone, nothing is."""
    said = report.summary
    return said if said is not None and (said.achievement or said.issuer_id) else None


def _answer(value: str, question: str = "") -> Text:
    from rich.text import Text

    words, style = ANSWERS[value]
    return Text(f"{question}: " if question else "").append(words, style)


def _one_line(cell: Text) -> Text:
    from rich.text import Text

    return Text("  ").join(cell.split("\n"))


def show_tally(tally: Counter[Exit], *, shown: int) -> None:
    """Print how many there were of each verdict, and how many of them were shown."""
    from rich.text import Text

    line = Text(f"{tally.total():,} checked: ")
    for code, word in ((Exit.GOOD, "valid"), (Exit.NO, "invalid"), (Exit.UNKNOWN, "unknown")):
        line.append(f"{tally[code]:,} {word}  ", style=f"bold {COLOURS[word]}")
    if shown != tally.total():
        line.append(f"({shown:,} shown)")
    out.print(line)


def show(report: Report) -> None:
    """Print one report for people: the verdict, what it is about, and every check."""
    from rich.padding import Padding
    from rich.table import Table as RichTable
    from rich.text import Text

    colour = COLOURS[report.verdict.value]
    title = Text(report.verdict.value.upper(), style=f"bold reverse {colour}")
    if report.reason:
        title.append(f" {report.reason.value.replace('_', ' ')}", style=f"not reverse {colour}")
    title.append(f"  {printable(report.source)}", style="not reverse bold")
    out.print(title)
    if said := about(report):
        out.print(
            Text(f"  {printable(said.achievement)}  from {printable(said.issuer_name)} "),
            Text(f"<{printable(said.issuer_id)}>", style="dim"),
        )
        for skill in said.skills:
            level = f", level {skill.level}" if skill.level else ""
            out.print(Text(f"  • {printable(skill.name)}{level}"))
        if report.caution:
            out.print(Text(f"  {printable(report.caution)}", style="yellow"))
    table = RichTable(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    for check in report.checks:
        mark, style = MARKS[check.status.value]
        table.add_row(
            Text(f"  {mark}", style=style),
            Text(check.name.value.replace("_", " ")),
            Text(printable(check.detail)),
            Text(check.spec, style="dim"),
        )
    out.print(table)
    if report.logged is not None:
        mark, style = MARKS[report.logged.status.value]
        told = Text("  ").append(f"{mark}  ", style)
        # what does not fit is said loudly: it is the one thing that the checks above leave out
        loud = f"bold {style}" if report.logged.status.value == "fail" else ""
        out.print(told.append(f"log: {printable(report.logged.detail)}", loud), soft_wrap=True)
    for line, style in introduction(report):
        out.print(Padding(Text(printable(line), style=style), (0, 0, 0, 2)))
    if report.as_of:
        out.print(Text(f"  as of {report.as_of.isoformat(timespec='seconds')}", style="dim"))
    out.print()


def introduction(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what is known of who the issuer is, each line with its style."""
    if report.domain is not None:
        yield f"domain: {report.domain.detail}", "dim" if report.domain.controls else "yellow"
    for one in report.endorsements:
        who = f"{one.endorser_name or 'somebody'} <{one.endorser_id or '?'}>"
        if one.status.value == "pass":
            known = "whom your lists know" if one.counts else "who is in none of your lists"
            said = f": {one.comment}" if one.comment else ""
            yield f"{who}, {known}, endorses the {one.of.value}{said}", "" if one.counts else "dim"
        else:
            yield f"an endorsement by {who} does not count: {one.detail}", "yellow"
    if report.endorsements_left:
        yield f"{report.endorsements_left:,} more endorsements were not looked at", "yellow"
    unknown_alone = report.verdict.value == "valid" or report.reason == "issuer_unknown"
    if unknown_alone and not report.issuer.known:
        yield "The signature is good. Nobody in your lists vouches for who is behind it.", "bold"
        yield _WHAT_YOU_CAN_DO, ""


class Export:
    """The table as a CSV file, written row by row: what was done is there, whatever happens."""

    def __init__(self, stream: TextIO | None) -> None:
        from skillmark.verify.table import COLUMNS

        self._stream = stream
        self._writer = csv.writer(stream) if stream is not None else None
        if self._writer is not None:
            self._writer.writerow(COLUMNS)

    def add(self, report: Report) -> None:
        """Write one row; a formula in it does nothing."""
        from skillmark.verify.table import row

        if self._writer is not None and self._stream is not None:
            self._writer.writerow([neutral(cell) for cell in row(report)])
            self._stream.flush()


@contextmanager
def export(file: Path | None) -> Iterator[Export]:
    """Give a place for rows: a new file, stdout for `-`, or none.

    A file that is there is not overwritten: it may be the list that is being checked.
    """
    if file is None:
        yield Export(None)
        return
    if str(file) == "-":
        yield Export(sys.stdout)
        return
    try:
        # with a byte order mark, so that spreadsheets see umlauts
        stream = file.open("x", encoding="utf-8-sig", newline="")
    except FileExistsError:
        raise InputError(
            "there is a file of this name already", where=str(file), remedy="choose another"
        ) from None
    except OSError as error:
        raise InputError(
            f"cannot write: {os.strerror(error.errno or 0)}", where=str(file)
        ) from None
    with stream:
        yield Export(stream)
