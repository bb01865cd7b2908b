"""The alignments that a framework carries, as crosswalks, and crosswalks as alignments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from skillmark.nouns.skill import Alignment, Framework
from skillmark.skills.crosswalks.crosswalk import Crosswalk, Link


def crosswalk(framework: Framework, target: str, target_version: str = "") -> Crosswalk:
    """Return what a framework says of its counterparts in `target` (the id of a framework).

    `target_version` is for whoever knows of which version the alignments speak: they do not say.
    """
    links = tuple(
        Link(skill.uri, one.target, one.match, one.method, one.confidence)
        for skill in framework.skills
        for one in skill.alignments
        if one.framework == target
    )
    return Crosswalk(
        id=f"{framework.id}-{target}",
        source=framework.id,
        source_version=framework.version,
        target=target,
        target_version=target_version,
        links=links,
    )


def applied(framework: Framework, crosswalk: Crosswalk) -> Framework:
    """Return the framework with the links of a crosswalk among its alignments.

    A link to a target that a skill is aligned with already takes that alignment's place.
    """
    by_source: dict[str, dict[str, Alignment]] = {}
    for link in crosswalk.links:
        by_source.setdefault(link.source, {})[link.target] = Alignment(
            crosswalk.target, link.target, link.match, link.method, link.confidence
        )
    return replace(
        framework,
        skills=tuple(
            replace(skill, alignments=_merged(skill.alignments, by_source[skill.uri]))
            if skill.uri in by_source
            else skill
            for skill in framework.skills
        ),
    )


def _merged(known: tuple[Alignment, ...], fresh: Mapping[str, Alignment]) -> tuple[Alignment, ...]:
    kept = {one.target: one for one in known}
    return tuple((kept | dict(fresh)).values())
