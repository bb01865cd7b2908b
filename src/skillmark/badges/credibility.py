"""The credibility bundle inside the signed record, and read back.

Each figure is a `result` with a result description of an `ext:skillmark.` type, so that any
displayer of Open Badges can show it by name and any program can read it. A human-readable sentence
stands in the credential's `evidence`; where no people stand behind the figures it begins with
"no field data:".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from skillmark.badges.levels import Json, as_list, first
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Result

PREFIX = "ext:skillmark."
GENRE = "ext:skillmark.credibility"
NO_FIELD_DATA = "no field data: "

_NAMES = {
    "test": "Assessment",
    "cutScore": "Cut score",
    "maximumScore": "Highest possible score",
    "cutMethod": "Standard-setting method",
    "cutReason": "Reason for the cut score",
    "cutDecidedBy": "Cut score decided by",
    "cutDecidedOn": "Cut score decided on",
    "fieldData": "Field data",
    "persons": "Persons behind the figures",
    "reliability": "Reliability (Cronbach's alpha)",
    "reliabilityLow": "Reliability, lower bound",
    "reliabilityHigh": "Reliability, upper bound",
    "reliabilityConfidence": "Confidence of the reliability interval",
    "sem": "Standard error of measurement (score points)",
    "decisionAccuracy": "Decision accuracy (Livingston and Lewis)",
    "raters": "Raters",
    "omega": "Reliability (McDonald's omega)",
    "omegaLow": "Omega, lower bound",
    "omegaHigh": "Omega, upper bound",
    "omegaConfidence": "Confidence of the omega interval",
    "decisionConsistency": "Decision consistency (Livingston and Lewis)",
    "trulyAbove": "Probability that a holder who passed is truly above the cut",
    "trulyAboveLow": "Probability truly above the cut, lower bound",
    "trulyAboveHigh": "Probability truly above the cut, upper bound",
    "trulyAboveConfidence": "Confidence of the interval of the probability truly above the cut",
    "raterAgreement": "Agreement of raters (Krippendorff's alpha)",
    "raterAgreementLow": "Agreement of raters, lower bound",
    "raterAgreementHigh": "Agreement of raters, upper bound",
    "raterAgreementConfidence": "Confidence of the interval of the agreement of raters",
    "judges": "Judges on the panel that set the cut score",
    "cutError": "Standard error of the cut score (score points)",
    "fairnessExamined": "Fairness between groups examined",
    "qualityReport": "Quality report of the test",
}
"""Facts of older credentials come first; those that came later may be absent."""


def sentence(credibility: Credibility) -> str:
    """Say on whose responses the figures rest, and how many who passed are truly above the cut.

    Where no people stand behind the figures, that comes first.
    """
    truly = truly_above(credibility)
    return f"{_whose(credibility)} {truly}" if truly else _whose(credibility)


def truly_above(credibility: Credibility) -> str:
    """Say how many of 100 who pass are truly above the cut; empty where that is not known."""
    found = credibility.truly_above
    if found is None:
        return ""
    value, low, high = (_of_hundred(one) for one in (found.estimate, found.low, found.high))
    return f"Of 100 people who pass, about {value} are truly above the cut ({low} to {high})."


def _of_hundred(share: float) -> str:
    """Write a share as so many of a hundred; 0 and 100 only where it is exactly that."""
    if 0 < share < 0.005:
        return "<1"
    if 0.995 <= share < 1:
        return ">99"
    return str(round(100 * share))


def _whose(credibility: Credibility) -> str:
    match credibility.field_data:
        case FieldData.REAL:
            return f"The figures rest on the responses of {credibility.persons} people."
        case FieldData.SIMULATED:
            return (
                f"{NO_FIELD_DATA}the figures come from a simulation of {credibility.persons} "
                "test takers; no person's responses stand behind them."
            )
        case FieldData.NONE:
            return f"{NO_FIELD_DATA}nobody has sat this assessment yet."


def evidence(credibility: Credibility) -> Json:
    """Return the evidence entry with the sentence that a person reads."""
    cut = credibility.cut
    narrative = (
        f"{sentence(credibility)} Passing begins at {_number(cut.score)} of {_number(cut.maximum)} "
        f"points ({cut.method}, decided by {cut.decided_by} on {cut.decided_on.isoformat()})."
    )
    address = {"id": credibility.report} if credibility.report else {}
    return {
        **address,
        "type": ["Evidence"],
        "name": "How far the assessment can be believed",
        "genre": GENRE,
        "narrative": narrative,
    }


def describe(
    credibility: Credibility, *, achievement_id: str, names: Mapping[str, str]
) -> tuple[list[Json], list[Json]]:
    """Return result descriptions and results that carry the whole bundle.

    `names` gives the name of a skill by URI, for the items of the blueprint.
    """
    descriptions: list[Json] = []
    results: list[Json] = []

    def say(kind: str, name: str, value: str, number: int | None = None) -> Json:
        tail = kind if number is None else f"{kind}-{number}"
        described: Json = {
            "id": f"{achievement_id}#credibility-{tail}",
            "type": ["ResultDescription"],
            "name": name,
            "resultType": f"{PREFIX}{kind}",
        }
        descriptions.append(described)
        results.append({"type": ["Result"], "resultDescription": described["id"], "value": value})
        return described

    for kind, value in _facts(credibility).items():
        say(kind, _NAMES[kind], value)
    for number, (uri, items) in enumerate(credibility.blueprint, 1):
        name = names.get(uri, uri)
        say("items", f"Items: {name}", str(items), number)["alignment"] = [
            {"type": ["Alignment"], "targetName": name, "targetUrl": uri, "targetCode": uri}
        ]
    return descriptions, results


def score(result: Result, *, achievement_id: str) -> tuple[Json, Json]:
    """Return the result description and the result that say what score was reached."""
    description: Json = {
        "id": f"{achievement_id}#score",
        "type": ["ResultDescription"],
        "name": "Score",
        "resultType": "RawScore",
        "valueMin": "0",
        "valueMax": _number(result.maximum),
        "requiredValue": _number(result.cut),
    }
    said: Json = {
        "type": ["Result"],
        "resultDescription": description["id"],
        "value": _number(result.score),
    }
    return description, said


def _facts(credibility: Credibility) -> dict[str, str]:
    cut = credibility.cut
    facts = {
        "test": credibility.test,
        "cutScore": _number(cut.score),
        "maximumScore": _number(cut.maximum),
        "cutMethod": cut.method,
        "cutReason": cut.reason,
        "cutDecidedBy": cut.decided_by,
        "cutDecidedOn": cut.decided_on.isoformat(),
        "fieldData": credibility.field_data.value,
        "persons": str(credibility.persons),
        "raters": str(credibility.raters),
    }
    for kind, interval in (
        ("reliability", credibility.reliability),
        ("omega", credibility.omega),
        ("trulyAbove", credibility.truly_above),
        ("raterAgreement", credibility.rater_agreement),
    ):
        if interval is not None:
            facts[kind] = _number(interval.estimate)
            facts[f"{kind}Low"] = _number(interval.low)
            facts[f"{kind}High"] = _number(interval.high)
            facts[f"{kind}Confidence"] = _number(interval.confidence)
    for kind, value in (
        ("sem", credibility.sem),
        ("decisionAccuracy", credibility.decision_accuracy),
        ("decisionConsistency", credibility.decision_consistency),
        ("judges", credibility.judges),
        ("cutError", credibility.cut_error),
    ):
        if value is not None:
            facts[kind] = _number(value)
    if credibility.fairness_examined is not None:
        facts["fairnessExamined"] = "yes" if credibility.fairness_examined else "no"
    if credibility.report:
        facts["qualityReport"] = credibility.report
    return facts


def read(credential: Mapping[str, Any]) -> Credibility | None:
    """Get the bundle back from a credential, or `None` where it carries none.

    Raises `InputError` for a bundle of which a part is missing or makes no sense.
    """
    subject = first(credential.get("credentialSubject"))
    values = {
        str(result.get("resultDescription")): str(result.get("value", ""))
        for result in as_list(subject.get("result"))
    }
    facts: dict[str, str] = {}
    blueprint: list[tuple[str, int]] = []
    try:
        for description in as_list(first(subject.get("achievement")).get("resultDescription")):
            kind = str(description.get("resultType", ""))
            value = values.get(str(description.get("id")))
            if not kind.startswith(PREFIX) or value is None:
                continue
            if kind == f"{PREFIX}items":
                uri = str(first(description.get("alignment"))["targetCode"])
                blueprint.append((uri, int(value)))
            else:
                facts[kind.removeprefix(PREFIX)] = value
        return _bundle(facts, tuple(blueprint)) if facts else None
    except (KeyError, ValueError) as error:
        raise InputError(
            f"its credibility bundle is incomplete or makes no sense: {error}",
            where="/credentialSubject/result",
        ) from None


def _bundle(facts: Mapping[str, str], blueprint: tuple[tuple[str, int], ...]) -> Credibility:
    def optional(kind: str) -> float | None:
        return float(facts[kind]) if kind in facts else None

    def interval(kind: str) -> Interval | None:
        if kind not in facts:
            return None
        parts = (facts[f"{kind}{end}"] for end in ("", "Low", "High", "Confidence"))
        return Interval(*(float(part) for part in parts))

    examined = facts.get("fairnessExamined")
    return Credibility(
        test=facts["test"],
        blueprint=blueprint,
        cut=CutScore(
            score=float(facts["cutScore"]),
            maximum=float(facts["maximumScore"]),
            method=facts["cutMethod"],
            reason=facts["cutReason"],
            decided_by=facts["cutDecidedBy"],
            decided_on=date.fromisoformat(facts["cutDecidedOn"]),
        ),
        field_data=FieldData(facts["fieldData"]),
        persons=int(facts["persons"]),
        reliability=interval("reliability"),
        sem=optional("sem"),
        decision_accuracy=optional("decisionAccuracy"),
        raters=int(facts["raters"]),
        omega=interval("omega"),
        decision_consistency=optional("decisionConsistency"),
        truly_above=interval("trulyAbove"),
        rater_agreement=interval("raterAgreement"),
        judges=int(facts["judges"]) if "judges" in facts else None,
        cut_error=optional("cutError"),
        fairness_examined=None if examined is None else _yes_or_no(examined),
        report=facts.get("qualityReport", ""),
    )


def _yes_or_no(words: str) -> bool:
    if words not in {"yes", "no"}:
        raise ValueError(f"{words!r} is neither yes nor no")
    return words == "yes"


def _number(value: float) -> str:
    return repr(int(value)) if float(value).is_integer() else repr(float(value))
