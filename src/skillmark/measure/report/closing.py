"""How a report ends: what to do next, its limits, its words, and how to make it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.report.digests import Digest, canonical, made_with
from skillmark.measure.report.folder import Material
from skillmark.measure.report.phrases import Said
from skillmark.measure.report.recommendations import Recommendation
from skillmark.measure.report.rounded import DIGITS
from skillmark.render.document import Advice, Section, Table, anchor
from skillmark.render.words import day as written

TERMS: Final = (
    "ledger",
    "credential",
    "interval",
    "median",
    "naive",
    "placebo",
    "evalue",
    "censored",
    "digest",
)


def advice(
    said: Said, made: Sequence[Recommendation], sections: Sequence[Section]
) -> tuple[Advice, ...]:
    """Write recommendations out, each with the sentence of the claim that it rests on."""
    sentences = {
        anchor(section, place): claim.sentence
        for section in sections
        for place, claim in enumerate(section.claims, start=1)
    }
    return tuple(_advice(said, one, sentences) for one in made)


def _advice(said: Said, one: Recommendation, sentences: dict[str, str]) -> Advice:
    text = said[f"report_do_{one.rule}"].format(
        q=said.phrases.get(f"report_q_{one.question}", one.question),
        n=said.number(one.people or 0),
        d=written(one.day, said.language) if one.day else "",
    )
    return Advice(
        acts=one.acts,
        text=(said["simulated"] if one.simulated else "") + text,
        rests_on=one.rests_on if one.rests_on in sentences else "",
        ground=sentences.get(one.rests_on, said["report_nothing_asked"]),
    )


def limits(said: Said, material: Material) -> tuple[str, ...]:
    """Say what the data are and what they cannot say."""
    people = material.ledger
    found = [
        said["report_limit_ledger"].format(n=said.number(len(people))),
        said["report_limit_observed"],
        said["report_limit_here"],
        said["report_limit_small"].format(k=LEAST_CELL),
    ]
    if people.groups:
        found.append(said["report_limit_groups"])
    if people.simulated:
        found.insert(0, said["report_limit_simulated"])
    return tuple(found)


def glossary(said: Said) -> tuple[tuple[str, str], ...]:
    """Explain the words that a reader meets."""
    return tuple((said[f"report_term_{term}"], said[f"report_def_{term}"]) for term in TERMS)


def reproduce(said: Said, material: Material) -> Section:
    """Say how to make the report again, with the digests of everything it was made of."""
    settings, versions = material.settings, made_with()
    facts = [
        (said["report_as_of"], settings.as_of.isoformat() if settings.as_of else said["unknown"]),
        (said["report_seed"], str(settings.seed)),
        (said["report_version"], str(versions["skillmark"])),
        (said["report_estimators"], _versions(versions["estimators"])),
        (said["report_drawing"], _versions(versions["drawing"])),
    ]
    if material.inputs:
        facts += [
            (said["report_command"], command(material)),
            (said["report_command_check"], f"{command(material)} --check report.credential.json"),
        ]
    return Section(
        id="reproduce",
        title="",
        paragraphs=(
            said["report_again"],
            said["report_again_digits"].format(d=DIGITS),
            *(() if material.inputs else (said["report_no_inputs"],)),
        ),
        facts=tuple(facts),
        tables=_digests(said, material),
    )


def command(material: Material) -> str:
    """Return the command that makes this report again from its folder."""
    settings = material.settings
    day = f" --as-of {settings.as_of.isoformat()}" if settings.as_of else ""
    return (
        f"skillmark measure report FOLDER --out report.html --seed {settings.seed}"
        f" --language {settings.language}{day}"
    )


def settings_digest(material: Material) -> Digest:
    """Digest the settings in full, defaults included."""
    return Digest.of("settings", canonical(material.settings.as_json()))


def _digests(said: Said, material: Material) -> tuple[Table, ...]:
    if not material.inputs:
        return ()
    rows = [(one.name, said.number(one.size), one.sha256) for one in material.inputs]
    found = settings_digest(material)
    rows.append((said["report_settings_digest"], said.number(found.size), found.sha256))
    header = (said["report_file"], said["report_bytes"], "SHA-256")
    return (Table(said["report_inputs"], header, tuple(rows), code=True),)


def _versions(found: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in found.items())
