"""`skillmark match rank`: people for a role, proof before claims."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from skillmark.cli import match_audit
from skillmark.cli.console import Exit, emit, out
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skillmark.match import Ranked
    from skillmark.match.reading import Candidate
    from skillmark.nouns.person import Person, Role
    from skillmark.verify.report import Report
    from skillmark.verify.verify import Verifier

app = typer.Typer(help="People for a role, verified evidence first, every point explained.")
app.command()(match_audit.audit)


@app.command()
def rank(
    role: Annotated[Path, typer.Argument(help="ROLE.json")],
    people: Annotated[Path, typer.Argument(help="PEOPLE.jsonl, a person a line")],
    *,
    top: Annotated[int, typer.Option(min=1, help="How many to print.")] = 10,
    framework: Annotated[
        str, typer.Option(help="Framework in which labels of skills are looked up.")
    ] = "starter",
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody.")] = False,
    at: Annotated[str, typer.Option(help="Rank as of this day (YYYY-MM-DD).")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object a person.")] = False,
) -> int:
    """Rank people for a role; credentials are verified first, for their holder."""
    from skillmark.cli.checking import client
    from skillmark.cli.files import read_text
    from skillmark.match import rank as rank_people
    from skillmark.match.lines import line
    from skillmark.match.reading import read_candidates, read_role
    from skillmark.verify.verify import Verifier

    now = _moment(at)
    labels = _Labels(framework)
    wanted = read_role(read_text(role), where=str(role), find=labels.uri)
    lines = read_text(people).splitlines()
    verifier = Verifier(now=now, fetch=None if offline else client())
    known: list[Person] = []
    refused: dict[str, list[dict[str, Any]]] = {}
    for candidate in read_candidates(lines, where=str(people), find=labels.uri):
        person, turned_down = _person(candidate, verifier, people.parent)
        known.append(person)
        refused[person.id] = turned_down
    ranked = rank_people(wanted, known, today=now.date(), top=top)
    if json:
        for one in ranked:
            emit(line(one, label=labels.name, refused=refused[one.person]))
    else:
        show(wanted, ranked, labels)
        _show_refused({one.person: refused[one.person] for one in ranked})
    return Exit.GOOD


class _Labels:
    """Skills of one framework by URI or label, in any of its languages."""

    def __init__(self, name: str) -> None:
        from skillmark.skills.exchange import opening

        framework = opening.framework(name)
        self._names = {skill.uri: str(skill.label) for skill in framework.skills}
        self._uris = {
            words.casefold(): skill.uri for skill in framework.skills for words in skill.label
        }

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


def _person(
    candidate: Candidate, verifier: Verifier, folder: Path
) -> tuple[Person, list[dict[str, Any]]]:
    """Verify a candidate's credentials; what does not verify counts for nothing and says why."""
    from skillmark.nouns.person import Person
    from skillmark.verify.evidence import evidence_from

    # What was fetched serves the whole batch; only whose badges they must be changes.
    verifier.holder = candidate.holder
    evidence = list(candidate.evidence)
    refused = []
    for report in _reports(candidate, verifier, folder):
        found = evidence_from(report, today=verifier.now.date())
        if found:
            evidence.extend(found)
        else:
            refused.append(
                {
                    "source": report.source,
                    "verdict": report.verdict.value,
                    "reason": report.reason.value if report.reason else "no_skill",
                }
            )
    return Person(candidate.id, tuple(evidence), holder=candidate.holder), refused


def _reports(candidate: Candidate, verifier: Verifier, folder: Path) -> Iterator[Report]:
    import json

    for index, given in enumerate(candidate.credentials):
        name = f"{candidate.id}, credential {index + 1}"
        if isinstance(given, dict):
            yield verifier.check_bytes(json.dumps(given).encode(), source=name)
        elif isinstance(given, str) and given.count(".") == 2 and given.startswith("ey"):
            yield verifier.check_bytes(given.encode(), source=name)
        elif isinstance(given, str):
            from skillmark.cli.files import read_bytes

            yield verifier.check_bytes(read_bytes(folder / given), source=given)
        else:
            raise InputError("a credential is an object, a token or a file name", where=f"{name}")


def show(role: Role, ranked: list[Ranked], labels: _Labels) -> None:
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


def _show_refused(refused: dict[str, list[dict[str, Any]]]) -> None:
    for person, turned_down in refused.items():
        for one in turned_down:
            words = f"{person}: {one['source']} counts for nothing ({one['reason']})"
            out.print(Text(words, style="yellow"))


def _moment(day: str) -> datetime:
    if not day:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError:
        raise InputError(f"{day!r} is no day", where="--at", remedy="write YYYY-MM-DD") from None
