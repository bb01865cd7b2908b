"""What the commands of `match` share: labels, candidates whose credentials are verified, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from skillmark.cli.console import out
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.match import Ranked
    from skillmark.match.ranking import EvidencePart, SkillPart
    from skillmark.match.reading import Candidate
    from skillmark.nouns.person import Person, Role
    from skillmark.nouns.recognition import Recognition
    from skillmark.verify.report import Report
    from skillmark.verify.verify import Verifier


class Labels:
    """Skills of one framework by URI or label, in any of its languages."""

    def __init__(self, name: str) -> None:
        from skillmark.skills.exchange import opening

        self.framework = opening.framework(name)
        skills = self.framework.skills
        self._names = {skill.uri: str(skill.label) for skill in skills}
        self._uris = {words.casefold(): skill.uri for skill in skills for words in skill.label}

    def uri(self, skill: str) -> str:
        """Return the URI of a label; what has the form of a URI stays as it is."""
        if skill in self._names:
            return skill
        found = self._uris.get(skill.casefold())
        if found is None and ":" not in skill:
            raise InputError(
                f"no skill is called {skill!r}",
                remedy="use a label of the framework (--framework) or a URI",
                code="unknown_skill",
            )
        return found or skill

    def name(self, uri: str) -> str:
        """Return the label of a URI, or the URI."""
        return self._names.get(uri, uri)


@dataclass
class Verified:
    """Candidates as people: what verifies is evidence, what does not is in `refused` by id."""

    verifier: Verifier
    folder: Path
    rules: tuple[Recognition, ...] = ()
    refused: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def people(self, candidates: Iterable[Candidate]) -> Iterator[Person]:
        """Yield each candidate with the evidence that counts."""
        from skillmark.nouns.person import Person
        from skillmark.verify.evidence import evidence_from

        for candidate in candidates:
            # What was fetched serves the whole batch; only whose badges they must be changes.
            self.verifier.holder = candidate.holder
            evidence = list(candidate.evidence)
            turned_down = self.refused.setdefault(candidate.id, [])
            for report in _reports(candidate, self.verifier, self.folder):
                found = evidence_from(
                    report,
                    today=self.verifier.now.date(),
                    recognitions=self.rules,
                    holder=candidate.holder,
                )
                evidence.extend(found)
                if not found:
                    turned_down.append(
                        {
                            "source": report.source,
                            "verdict": report.verdict.value,
                            "reason": report.reason.value if report.reason else "no_skill",
                        }
                    )
            yield Person(candidate.id, tuple(evidence), holder=candidate.holder)


def _reports(candidate: Candidate, verifier: Verifier, folder: Path) -> Iterator[Report]:
    import json

    from skillmark.cli.files import read_bytes

    for index, given in enumerate(candidate.credentials):
        name = f"{candidate.id}, credential {index + 1}"
        if isinstance(given, dict):
            yield verifier.check_bytes(json.dumps(given).encode(), source=name)
        elif isinstance(given, str) and given.count(".") == 2 and given.startswith("ey"):
            yield verifier.check_bytes(given.encode(), source=name)
        elif isinstance(given, str):
            yield verifier.check_bytes(read_bytes(folder / given), source=given)
        else:
            raise InputError("a credential is an object, a token or a file name", where=f"{name}")


def moment(day: str) -> datetime:
    """Return the moment that `--at` names, now where it names none."""
    if not day:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError:
        raise InputError(f"{day!r} is no day", where="--at", remedy="write YYYY-MM-DD") from None


def show(role: Role, ranked: list[Ranked], labels: Labels) -> None:
    """Print the ranking for people."""
    table = Table(title=f"{role.title}", title_justify="left")
    for heading in ("", "person", "verified", "observed", "claimed", "inferred", "missing"):
        numeric = heading in {"verified", "observed", "claimed", "inferred"}
        table.add_column(heading, justify="right" if numeric else "left")
    for one in ranked:
        points = [f"{100 * value:.0f} %" for _cls, value in one.score]
        missing = ", ".join(labels.name(skill) for skill in one.missing)
        table.add_row(str(one.rank), Text(one.person), *points, Text(missing))
    out.print(table)
    out.print(
        "Share of the role, by class of evidence; people are compared by verified first.",
        style="dim",
    )


def show_why(ranked: list[Ranked], labels: Labels, rules: Mapping[str, Recognition]) -> None:
    """Print for each person what every piece of evidence says and adds."""
    for one in ranked:
        table = Table(title=f"{one.rank}. {one.person}", title_justify="left")
        for heading in ("skill", "evidence", "level today", "reached", "adds"):
            table.add_column(
                heading, justify="left" if heading in {"skill", "evidence"} else "right"
            )
        for part in one.skills:
            wanted = f" (level {part.requirement.level})" if part.requirement.level else ""
            skill = f"{labels.name(part.requirement.skill)}{wanted}"
            for piece in part.parts:
                table.add_row(Text(skill), *_piece(part, piece, labels, rules))
                skill = ""
            if not part.parts:
                table.add_row(Text(skill), Text("nothing", style="dim"))
        out.print(table)


def _piece(
    part: SkillPart, piece: EvidencePart, labels: Labels, rules: Mapping[str, Recognition]
) -> tuple[Text, str, str, str]:
    said, belief = piece.evidence, piece.belief
    words = [said.evidence_class.value, said.title, said.issuer, said.dated.isoformat()]
    if said.recognised_by:
        rule = rules.get(said.recognised_by)
        words.append(f"level by {said.recognised_by}" + (f", {rule.stated_by}" if rule else ""))
    if said.inference:
        words.append(
            f"follows from {labels.name(said.inference.skill)} "
            f"({', '.join(said.inference.relations)})"
        )
    if said.disputed:
        words.append("disputed")
    adds = dict(part.points)[said.evidence_class] if piece.counted else 0.0
    return (
        Text(", ".join(word for word in words if word)),
        f"{belief.mean:.1f} ± {belief.sd:.1f}",
        f"{100 * piece.fit:.0f} %",
        f"{100 * adds:.1f}" if piece.counted else "-",
    )


def show_refused(refused: Mapping[str, list[dict[str, Any]]]) -> None:
    """Print which credentials count for nothing, and why."""
    for person, turned_down in refused.items():
        for one in turned_down:
            words = f"{person}: {one['source']} counts for nothing ({one['reason']})"
            out.print(Text(words, style="yellow"))


def show_rules(ranked: list[Ranked], labels: Labels, rules: Mapping[str, Recognition]) -> None:
    """Print the recognition rules that gave a level in this ranking, and on whose word."""
    used = {
        piece.evidence.recognised_by
        for one in ranked
        for part in one.skills
        for piece in part.parts
        if piece.evidence.recognised_by
    }
    for name in sorted(used & rules.keys()):
        rule = rules[name]
        level = f"level {rule.level}" if rule.level else "any level"
        until = f" until {rule.expires}" if rule.expires else ""
        words = (
            f"{name}: {rule.achievement} counts as {labels.name(rule.skill)} at {level}, "
            f"stated by {rule.stated_by} on {rule.stated}{until}"
        )
        out.print(Text(words, style="dim"))
