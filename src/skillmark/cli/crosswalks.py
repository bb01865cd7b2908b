"""`skillmark skills crosswalk`: which skill of one framework is which of another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.console import Exit, emit, out, progress
from skillmark.cli.files import read_bytes, write_bytes
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.skills.crosswalks import Crosswalk

app = typer.Typer(help="Which skill of one framework is which of another, and how surely.")
Out = Annotated[
    Path | None,
    typer.Option("--out", help="Keep the crosswalk: .csv, or .tsv for SSSOM."),
]
Licence = Annotated[
    str, typer.Option("--licence", help="Under what its links may be used: CC BY 4.0, an address.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SHOWN = 20


@app.command()
def suggest(
    source: Annotated[str, typer.Argument(help="starter, a kept framework, or a release.")],
    target: Annotated[str, typer.Argument(help="The framework to find counterparts in.")],
    *,
    keep: Out = None,
    licence: Licence = "",
    least: Annotated[
        float, typer.Option(min=0, max=1, help="Confidence below which nothing is suggested.")
    ] = 0.3,
    most: Annotated[int, typer.Option(min=1, help="Suggestions a skill, at most.")] = 3,
    language: Annotated[str, typer.Option(help="Language in which labels are compared.")] = "en",
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Compare words alone: quicker, and finds less.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Suggest counterparts from labels and definitions, each with its confidence."""
    from skillmark.skills.crosswalks import suggest as suggesting
    from skillmark.skills.exchange import opening
    from skillmark.skills.linking import meaning

    here, there = opening.framework(source), opening.framework(target)
    embedder = None if words_only else meaning.default()
    if embedder is not None and language not in meaning.languages(embedder):
        embedder = None
    with progress() as bar:
        task = bar.add_task("comparing", total=len(here.skills))
        found = suggesting.suggest(
            here,
            there,
            embedder,
            least=least,
            most=most,
            language=language,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    names = {skill.uri: str(skill.label) for one in (here, there) for skill in one.skills}
    _keep(found, keep, licence)
    _show(found, names, as_json=as_json)
    if not found.links:
        raise typer.Exit(Exit.NO)


@app.command()
def convert(
    crosswalk: Annotated[
        str, typer.Argument(help="A crosswalk (CSV or SSSOM), or starter-esco, starter-onet.")
    ],
    *,
    keep: Out = None,
    licence: Licence = "",
    inverse: Annotated[bool, typer.Option("--inverse", help="The other way round.")] = False,
    through: Annotated[
        Path | None, typer.Option("--through", help="Go on through this second crosswalk.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a crosswalk in the other format, the other way round, or on through a second one."""
    from skillmark.skills.crosswalks.crosswalk import composed

    found = _read(crosswalk)
    if inverse:
        found = found.inverse()
    if through is not None:
        found = composed(found, _read(str(through)))
    _keep(found, keep, licence)
    _show(found, {}, as_json=as_json)


@app.command()
def apply(
    crosswalk: Annotated[str, typer.Argument(help="As for convert.")],
    framework: Annotated[str, typer.Argument(help="The framework that it begins at.")],
    *,
    keep: Annotated[Path, typer.Option("--out", help="Keep the framework as a JSON file.")],
    least: Annotated[float, typer.Option(min=0, max=1, help="Leave out what is less sure.")] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Put the links of a crosswalk among the alignments of a framework."""
    from skillmark.skills.crosswalks import aligned
    from skillmark.skills.exchange import opening, store

    found, noun = _read(crosswalk).surest(least), opening.framework(framework)
    known = {link.source for link in found.links} & noun.by_uri.keys()
    if found.links and not known:
        raise InputError(
            f"none of its {len(found.links):,} links begins at a skill of {noun.title}",
            where=crosswalk,
            remedy="give the framework at its beginning, or convert it with --inverse",
        )
    store.write(aligned.applied(noun, found), keep)
    unknown = sorted({link.source for link in found.links} - known)
    told = {
        "framework": noun.id,
        "version": noun.version,
        "aligned": len(known),
        "links": sum(link.source in known for link in found.links),
        "unknown": unknown,
        "out": str(keep),
    }
    if as_json:
        emit(told)
    else:
        out.print(
            f"{told['links']:,} links at {len(known):,} skills, {len(unknown):,} unknown: {keep}",
            markup=False,
        )


def _read(name: str) -> Crosswalk:
    from skillmark.skills import starter
    from skillmark.skills.crosswalks import aligned, table

    ours = {f"starter-{target}": target for target in ("esco", "onet")}
    if name in ours:
        return aligned.crosswalk(starter.framework(), ours[name])
    return table.read(read_bytes(Path(name)), where=name)


def _keep(found: Crosswalk, path: Path | None, licence: str) -> None:
    from dataclasses import replace

    from skillmark.skills.crosswalks import table
    from skillmark.skills.exchange import licences

    if path is not None:
        if licence:
            found = replace(found, licence=licences.address(licence) or licence)
        write_bytes(path, table.write(found, "sssom" if path.suffix == ".tsv" else "csv"))


def _show(found: Crosswalk, names: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        emit(_told(found))
        return
    out.print(
        f"{found.source} {found.source_version} -> {found.target} {found.target_version}: "
        f"{len(found.links):,} links, {len(found.without):,} skills without a counterpart",
        markup=False,
    )
    for link in sorted(found.links, key=lambda one: -one.confidence)[:SHOWN]:
        source, target = (names.get(uri, uri) for uri in (link.source, link.target))
        line = f"  {link.confidence:.2f}  {source}  {link.match.value}: {target}  ({link.method})"
        out.print(line, markup=False)
    if len(found.links) > SHOWN:
        out.print(f"  and {len(found.links) - SHOWN:,} more (all with --json or --out)")


def _told(found: Crosswalk) -> dict[str, Any]:
    return {
        "crosswalk": found.id,
        "source": found.source,
        "source_version": found.source_version,
        "target": found.target,
        "target_version": found.target_version,
        "links": [
            {
                "source": link.source,
                "target": link.target,
                "match": link.match.value,
                "method": link.method,
                "confidence": link.confidence,
                "note": link.note,
            }
            for link in found.links
        ],
        "without": list(found.without),
    }
