"""What a badge says of one row of a roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillmark.badges import credibility as believing
from skillmark.badges import levels
from skillmark.badges.open_badges import Claim
from skillmark.nouns.credibility import Credibility


def of(achievement: Mapping[str, Any], person: Mapping[str, Any]) -> Claim:
    """Return what a badge says of one row's particulars (`level`, `result`, `evidence_url`).

    Raises `InputError` where the achievement has no such level.
    """
    said = dict(achievement)
    results: list[dict[str, Any]] = []
    if person.get("level") is not None:
        said, results = levels.with_level(achievement, person["level"])
    if person.get("result"):
        said, result = _with_result(said, person["result"])
        results.append(result)
    evidence: list[dict[str, Any]] = []
    if url := person.get("evidence_url"):
        evidence.append({"id": url, "type": ["Evidence"], "name": "Evidence"})
    return Claim(said, tuple(results), tuple(evidence))


def with_credibility(said: Claim, credibility: Credibility, *, names: Mapping[str, str]) -> Claim:
    """Return what a badge says with the figures of the assessment that its result comes from.

    `names` gives the name of a skill by URI. What carries figures already is left as it is.
    """
    described = levels.as_list(said.achievement.get("resultDescription"))
    if any(str(one.get("resultType", "")).startswith(believing.PREFIX) for one in described):
        return said
    identity = str(said.achievement["id"])
    more, figures = believing.describe(credibility, achievement_id=identity, names=names)
    return Claim(
        {**said.achievement, "resultDescription": [*described, *more]},
        (*said.results, *figures),
        (*said.evidence, believing.evidence(credibility)),
    )


def _with_result(
    achievement: Mapping[str, Any], value: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put a result into the first description that asks for a value, or into one of our own."""
    described = levels.as_list(achievement.get("resultDescription"))
    for description in described:
        kind = str(description.get("resultType", ""))
        if kind != "RubricCriterionLevel" and not kind.startswith("ext:"):
            said = {"type": ["Result"], "resultDescription": description["id"], "value": value}
            return dict(achievement), said
    own = {
        "id": f"{achievement['id']}#result",
        "type": ["ResultDescription"],
        "name": "Result",
        "resultType": "Result",
    }
    said = {"type": ["Result"], "resultDescription": own["id"], "value": value}
    return {**achievement, "resultDescription": [*described, own]}, said
