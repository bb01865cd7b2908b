"""`skillmark skills`: bring frameworks in, and find the skills that texts speak of."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli import crosswalks
from skillmark.cli.console import emit, err, out, progress
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.skills.changes import Changes
    from skillmark.skills.exchange.imported import Imported
    from skillmark.skills.linking.linker import Linked

app = typer.Typer(
    help="Skill frameworks in and out, what changed in them, and texts linked to their skills."
)
app.add_typer(crosswalks.app, name="crosswalk")
SHOWN = 10
"""Rejected rows that are shown to people; --json gives all."""


@app.command("import")
def import_(
    format_name: Annotated[
        str, typer.Argument(metavar="FORMAT", help="esco, onet, case, osmt, ctdl or csv.")
    ],
    path: Annotated[Path, typer.Argument(help="The official release: a folder, ZIP or file.")],
    keep: Annotated[
        Path | None, typer.Option("--out", help="Keep the framework as a JSON file.")
    ] = None,
    release: Annotated[
        str, typer.Option("--release", help="Version of the release, where its name lacks it.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read a framework from its official release and say what was in it."""
    from skillmark.skills.exchange import opening, store

    imported = opening.import_framework(format_name, path, version=release)
    if keep is not None:
        store.write(imported.framework, keep)
    if as_json:
        emit(_summary(imported))
        return
    framework = imported.framework
    out.print(f"[bold]{framework.title}[/bold] {framework.version}", markup=True)
    out.print(
        f"{len(framework.skills):,} skills, {len(framework.occupations):,} occupations, "
        f"{imported.relations:,} relations; {len(imported.rejected):,} rows left out"
    )
    for row in imported.rejected[:SHOWN]:
        place = f"{row.file}, line {row.line}" if row.line else row.file
        err.print(f"  {place}: {row.reason}", markup=False)
    if len(imported.rejected) > SHOWN:
        err.print(f"  and {len(imported.rejected) - SHOWN:,} more (all with --json)")
    if keep is not None:
        out.print(f"kept in {keep}", markup=False)


@app.command()
def export(
    format_name: Annotated[
        str, typer.Argument(metavar="FORMAT", help="esco, onet, case, osmt, ctdl or csv.")
    ],
    framework: Annotated[
        str, typer.Argument(help="starter, a file made by skills import --out, or a release.")
    ],
    *,
    target: Annotated[Path, typer.Option("--out", help="The file, or a folder to put it in.")],
    base_url: Annotated[
        str, typer.Option("--base-url", help="Where CASE is served from, for its addresses.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a framework in a format that others read, and say what that cannot carry."""
    from datetime import UTC, datetime

    from skillmark.cli.files import write_bytes
    from skillmark.skills.exchange import opening, writing

    noun = opening.framework(framework)
    moment = datetime.now(UTC)
    exported = writing.export(format_name, noun, base_url=base_url, changed=moment)
    file = target / exported.file_name if target.is_dir() else target
    write_bytes(file, exported.content)
    if as_json:
        emit(
            {
                "framework": noun.id,
                "version": noun.version,
                "format": format_name,
                "out": str(file),
                "bytes": len(exported.content),
                "lost": list(exported.lost),
            }
        )
        return
    out.print(f"{noun.title} {noun.version}: {file}", markup=False)
    for part in exported.lost:
        err.print(f"  not carried: {part}", markup=False)


@app.command("changes")
def changes_(
    old: Annotated[str, typer.Argument(help="The earlier version: as for export.")],
    new: Annotated[str, typer.Argument(help="The later one.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what changed between two versions of a framework."""
    from skillmark.skills.changes import ChangeKind, changes
    from skillmark.skills.exchange import opening

    before, after = opening.framework(old), opening.framework(new)
    found = changes(before, after)
    if as_json:
        emit({"old": before.version, "new": after.version, **_told(found)})
        return
    out.print(
        f"{after.title}: {before.version} -> {after.version}: {len(found.added):,} skills added, "
        f"{len(found.removed):,} gone, {len(found.changed):,} changed",
        markup=False,
    )
    for kind in ChangeKind:
        changed = found.of(kind)
        if changed:
            out.print(f"  {kind.value}: {len(changed):,}", markup=False)
    names = {**before.by_uri, **after.by_uri}
    for uri in (*found.added[:SHOWN], *found.removed[:SHOWN]):
        sign = "+" if uri in after.by_uri else "-"
        out.print(f"  {sign} {names[uri].label}  {uri}", markup=False)
    for change in found.changed[:SHOWN]:
        kinds = ", ".join(change.kinds)
        out.print(f"  ~ {change.new.label}: {kinds}  {change.uri}", markup=False)


def _told(found: Changes) -> dict[str, Any]:
    return {
        "added": list(found.added),
        "removed": list(found.removed),
        "changed": [
            {"uri": change.uri, "kinds": [kind.value for kind in change.kinds]}
            for change in found.changed
        ],
        "replaced": {uri: list(after) for uri, after in found.replaced.items()},
        "occupations_added": list(found.occupations_added),
        "occupations_removed": list(found.occupations_removed),
    }


@app.command()
def link(
    texts: Annotated[
        Path, typer.Option("--input", help='JSON lines {"id", "text"}; - for standard input.')
    ],
    *,
    framework: Annotated[
        str,
        typer.Option(help="starter, a file made by skills import --out, or a release's path."),
    ] = "starter",
    kind: Annotated[str, typer.Option(help="skill or occupation.")] = "skill",
    top: Annotated[int, typer.Option(min=1, help="Matches a text, at most.")] = 10,
    language: Annotated[
        str | None, typer.Option(help="Language of the labels shown, such as de.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """Say which skills or occupations each text speaks of, best first, and why."""
    from skillmark.skills.exchange import opening
    from skillmark.skills.linking.linker import Linker
    from skillmark.skills.linking.texts import read_texts

    if kind not in ("skill", "occupation"):
        raise InputError(f"{kind!r} is not a kind", where="--kind", remedy="skill or occupation")
    questions = read_texts(_content(texts), where=str(texts))
    linker = Linker(opening.framework(framework))
    with progress() as bar:
        task = bar.add_task("linking", total=len(questions))
        for question in questions:
            linked = linker.link(question.text, top=top, kind=kind, language=language)
            if as_json:
                emit({"id": question.id, **_answer(linked)})
            else:
                _show(question.id, linked)
            bar.advance(task)


def _content(path: Path) -> bytes:
    import sys

    from skillmark.cli.files import read_bytes

    return sys.stdin.buffer.read() if str(path) == "-" else read_bytes(path)


def _summary(imported: Imported) -> dict[str, Any]:
    framework = imported.framework
    return {
        "framework": framework.id,
        "version": framework.version,
        "skills": len(framework.skills),
        "occupations": len(framework.occupations),
        "relations": imported.relations,
        "rejected": [asdict(row) for row in imported.rejected],
    }


def _answer(linked: Linked) -> dict[str, Any]:
    return {
        "unmatched": linked.unmatched,
        "matches": [
            {
                "uri": match.uri,
                "label": match.label,
                "score": match.score,
                "why": match.why,
                "spans": [[span.start, span.end] for span in match.spans],
                "level": match.level_cue.level if match.level_cue else None,
            }
            for match in linked.matches
        ],
    }


def _show(name: Any, linked: Linked) -> None:
    out.print(f"{name}: {'nothing fits' if linked.unmatched else ''}", markup=False)
    for match in linked.links:
        level = f", level {match.level_cue.level}" if match.level_cue else ""
        out.print(f"  {match.score:.2f}  {match.label}{level}: {match.why}", markup=False)
