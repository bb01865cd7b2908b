"""`skillmark match`: people for a role, for many roles, and a ranking made again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillmark.cli import match_audit
from skillmark.cli.console import Exit, emit, out, progress
from skillmark.cli.matching import (
    Labels,
    Verified,
    moment,
    show,
    show_refused,
    show_rules,
    show_why,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from skillmark.match import Assumptions
    from skillmark.nouns.person import Person, Role

app = typer.Typer(help="People for a role, verified evidence first, every point explained.")
app.command()(match_audit.audit)

PeopleFile = Annotated[Path, typer.Argument(help="PEOPLE.jsonl, a person a line")]
FrameworkName = Annotated[
    str, typer.Option(help="Framework in which labels of skills are looked up.")
]
Offline = Annotated[bool, typer.Option("--offline", help="Ask nobody.")]
At = Annotated[str, typer.Option(help="Rank as of this day (YYYY-MM-DD).")]
Rules = Annotated[
    Path | None,
    typer.Option("--recognise", help="RULES.json: as what credentials from elsewhere count."),
]
Terms = Annotated[
    Path | None,
    typer.Option("--assumptions", help="ASSUMPTIONS.json: those that differ from the defaults."),
]
Infer = Annotated[
    bool, typer.Option("--infer", help="Add what follows over the relations of the framework.")
]


class _Asked:
    """What was asked for, read: labels, the moment, rules, assumptions; and people, verified."""

    def __init__(
        self,
        framework: str,
        at: str,
        recognise: Path | None,
        assumptions: Path | None,
    ) -> None:
        from skillmark.cli.files import read_text
        from skillmark.match import Assumptions
        from skillmark.match.reading import read_assumptions, read_recognitions

        self.now: datetime = moment(at)
        self.labels = Labels(framework)
        find = self.labels.uri
        self.terms: Assumptions = (
            read_assumptions(read_text(assumptions), where=str(assumptions), find=find)
            if assumptions
            else Assumptions()
        )
        self.rules = (
            read_recognitions(read_text(recognise), where=str(recognise), find=find)
            if recognise
            else ()
        )

    def people(self, path: Path, *, offline: bool) -> tuple[Verified, Iterator[Person]]:
        from skillmark.cli.checking import client
        from skillmark.cli.files import read_text
        from skillmark.match.reading import read_candidates
        from skillmark.verify.verify import Verifier

        verifier = Verifier(now=self.now, fetch=None if offline else client())
        verified = Verified(verifier, path.parent, self.rules)
        lines = read_text(path).splitlines()
        return verified, verified.people(
            read_candidates(lines, where=str(path), find=self.labels.uri)
        )

    def with_inferred(self, people: Iterator[Person], roles: list[Role]) -> Iterator[Person]:
        """Add to each person what follows for the skills of the roles."""
        from dataclasses import replace

        from skillmark.match.adjacency import Adjacency, with_inferred

        graph = Adjacency.of(self.labels.framework)
        wanted = {one.skill for role in roles for one in role.requirements}
        for person in people:
            evidence = with_inferred(person.evidence, graph, assumptions=self.terms, wanted=wanted)
            yield replace(person, evidence=evidence)


@app.command()
def rank(
    role: Annotated[Path, typer.Argument(help="ROLE.json")],
    people: PeopleFile,
    *,
    top: Annotated[int, typer.Option(min=1, help="How many to print.")] = 10,
    framework: FrameworkName = "starter",
    offline: Offline = False,
    at: At = "",
    recognise: Rules = None,
    assumptions: Terms = None,
    infer: Infer = False,
    record: Annotated[
        Path | None, typer.Option(help="Keep the ranking with all that it rests on in this file.")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Print every reason, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a person.")] = False,
) -> int:
    """Rank people for a role; credentials are verified first, for their holder."""
    from skillmark.cli.files import read_text
    from skillmark.match import rank as rank_people
    from skillmark.match.lines import line
    from skillmark.match.reading import read_role

    asked = _Asked(framework, at, recognise, assumptions)
    wanted = read_role(read_text(role), where=str(role), find=asked.labels.uri)
    verified, given = asked.people(people, offline=offline)
    known = list(asked.with_inferred(given, [wanted]) if infer else given)
    today = asked.now.date()
    ranked = rank_people(wanted, known, today=today, top=top, assumptions=asked.terms)
    if record:
        _keep(record, wanted, known, asked)
    rules = {one.id: one for one in asked.rules}
    if json:
        for one in ranked:
            emit(
                line(
                    one,
                    label=asked.labels.name,
                    refused=verified.refused[one.person],
                    recognitions=rules,
                )
            )
        return Exit.GOOD
    show(wanted, ranked, asked.labels)
    if why:
        show_why(ranked, asked.labels, rules)
    show_rules(ranked, asked.labels, rules)
    show_refused({one.person: verified.refused[one.person] for one in ranked})
    return Exit.GOOD


def _keep(path: Path, role: Role, people: list[Person], asked: _Asked) -> None:
    import json

    from skillmark.cli.files import write_bytes
    from skillmark.match.record import record

    kept = record(role, people, today=asked.now.date(), assumptions=asked.terms)
    write_bytes(path, (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode())


@app.command()
def replay(
    record: Annotated[Path, typer.Argument(help="What `match rank --record` wrote.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> int:
    """Make a recorded ranking again; exit 1 where one bit of it comes out differently."""
    from skillmark.cli.files import read_text
    from skillmark.match import SCORER
    from skillmark.match.record import replay as replay_record
    from skillmark.nouns.errors import InputError
    from skillmark.nouns.objects import parse

    kept = parse(read_text(record), where=str(record))
    try:
        differences = replay_record(kept)
    except InputError as error:
        raise error.at(str(record)) from None
    if json:
        emit(
            {
                "recorded": kept["scorer"],
                "scorer": SCORER,
                "places": len(kept["places"]),
                "same": not differences,
                "differences": differences,
            }
        )
    elif differences:
        for one in differences[:20]:
            out.print(one, markup=False)
        out.print(f"{len(differences)} differences", style="red")
    else:
        out.print(f"{len(kept['places'])} places, the same to the bit ({SCORER})")
    return Exit.NO if differences else Exit.GOOD


@app.command()
def many(
    roles: Annotated[Path, typer.Argument(help="ROLES.jsonl, a role a line")],
    people: PeopleFile,
    *,
    to: Annotated[Path, typer.Option("--out", help="File to write, a role a line; it is resumed.")],
    top: Annotated[int, typer.Option(min=1, help="How many of each ranking to keep.")] = 10,
    framework: FrameworkName = "starter",
    offline: Offline = False,
    at: At = "",
    recognise: Rules = None,
    assumptions: Terms = None,
    infer: Infer = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes; every core unless told otherwise.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> int:
    """Rank very many people for many roles; what was stopped goes on where it was."""
    from skillmark.compute.bulk import processes
    from skillmark.compute.cluster import cores
    from skillmark.match.crowd import Crowd
    from skillmark.match.journal import rank_into

    asked = _Asked(framework, at, recognise, assumptions)
    wanted = list(_roles(roles, asked.labels))
    verified, given = asked.people(people, offline=offline)
    known = asked.with_inferred(given, wanted) if infer else given
    crowd = Crowd.of(known, today=asked.now.date(), assumptions=asked.terms)
    to.parent.mkdir(parents=True, exist_ok=True)
    kept = crowd.save(to.with_suffix(".crowd"))
    number = min(jobs or cores(), max(1, len(wanted)))
    with progress() as bar, processes(number) as executor:
        task = bar.add_task("ranking", total=len(wanted))
        now = rank_into(
            to,
            kept,
            wanted,
            top=top,
            executor=executor,
            jobs=number,
            label=asked.labels.name,
            progress=lambda done, _: bar.update(task, completed=done),
        )
    answer = {
        "roles": len(wanted),
        "ranked": now,
        "already": len(wanted) - now,
        "people": len(kept),
        "evidence": kept.pieces,
        "refused": sum(map(len, verified.refused.values())),
    }
    if json:
        emit(answer)
    else:
        out.print(", ".join(f"{count:,} {name}" for name, count in answer.items()))
    return Exit.GOOD


def _roles(path: Path, labels: Labels) -> Iterator[Role]:
    from skillmark.cli.files import read_text
    from skillmark.match.reading import read_role

    for number, text in enumerate(read_text(path).splitlines(), start=1):
        if text.strip():
            yield read_role(text, where=f"{path}, line {number}", find=labels.uri)
