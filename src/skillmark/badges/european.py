"""The European standard elements of a micro-credential, in Open Badges' own members.

Source: Council Recommendation 2022/C 243/02, Annex I. No context of our own: what Open Badges has
no member for is an `alignment` whose targetType begins with `ext:elm.`; its targetUrl is the
property or the controlled vocabulary of the European Learning Model, its targetCode the value.

| element (Annex I)             | where it is                                                     |
|-------------------------------|-----------------------------------------------------------------|
| identification of the learner | `credentialSubject.identifier`, `.id`                           |
| title                         | `achievement.name`                                              |
| country or region of issuer   | `issuer.address.addressCountryCode`, alignment `ext:elm.country` |
| awarding body                 | alignment `ext:elm.awardingBody` (the issuer signs)             |
| date of issuing               | `validFrom`, `awardedDate`                                      |
| learning outcomes             | alignments `ext:elm.learningOutcome`, code `NUMBER/LANGUAGE`    |
| notional workload             | alignment `ext:elm.volumeOfLearning`, code an ISO 8601 duration |
| ECTS                          | `achievement.creditsAvailable`, alignment `ext:elm.creditPoint` |
| level (EQF)                   | alignment `ext:elm.eqfLevel`, URL data.europa.eu/snb/eqf/N       |
| type of assessment            | alignment `ext:elm.assessmentType`                              |
| form of participation         | alignment `ext:elm.mode`                                        |
| quality assurance             | alignment `ext:elm.qualityAssurance`                            |
| prerequisites (optional)      | alignment `ext:elm.entryRequirement`                            |
| supervision, identity (opt.)  | alignment `ext:elm.supervisionVerification`                     |
| grade (optional)              | `credentialSubject.result`                                      |
| stackability (optional)       | alignment `ext:elm.stackability`                                |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from skillmark.badges.levels import Json, as_list, first
from skillmark.nouns.achievement import (
    AssessmentType,
    MicroCredentialElements,
    Participation,
    Supervision,
)
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

PREFIX = "ext:elm."
FRAMEWORK = "European Learning Model 3"
ELM = "http://data.europa.eu/snb/model/elm/"
EQF = "http://data.europa.eu/snb/eqf/"
ECTS = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
COUNTRIES = "http://publications.europa.eu/resource/authority/country"
ASSESSMENTS = "http://data.europa.eu/snb/assessment/25831c2"
MODES = "http://data.europa.eu/snb/learning-assessment/"
SUPERVISIONS = "http://data.europa.eu/snb/supervision-verification/25831c2"

_MODE_URLS = {
    Participation.ONLINE: f"{MODES}920fbb3cbe",
    Participation.ONSITE: f"{MODES}9191af2ed9",
    Participation.BLENDED: f"{MODES}c_3a90b26d",
    Participation.WORKPLACE: f"{MODES}25831c2",
}
_DURATION = re.compile(r"PT(\d+(?:\.\d+)?)H")


def alignments(elements: MicroCredentialElements) -> list[Json]:
    """Write the elements that have no member of their own in Open Badges."""
    found = [
        _element("country", elements.country, COUNTRIES, elements.country),
        _element("awardingBody", elements.awarding_body, f"{ELM}awardingBody"),
        *(
            _element("learningOutcome", words, f"{ELM}learningOutcome", f"{number}/{tag}")
            for number, outcome in enumerate(elements.learning_outcomes, 1)
            for tag, words in outcome.translations
        ),
        _element("assessmentType", elements.assessment_type.value, ASSESSMENTS),
        _element("mode", elements.participation.value, _MODE_URLS[elements.participation]),
        _element("qualityAssurance", elements.quality_assurance, f"{ELM}qualityAssurance"),
        _element("supervisionVerification", elements.supervision.value, SUPERVISIONS),
    ]
    if elements.workload_hours is not None:
        hours = _plain(elements.workload_hours)
        found.append(
            _element("volumeOfLearning", f"{hours} h", f"{ELM}volumeOfLearning", f"PT{hours}H")
        )
    if elements.eqf_level is not None:
        level = elements.eqf_level
        found.append(_element("eqfLevel", f"EQF {level}", f"{EQF}{level}", str(level)))
    if elements.ects is not None:
        points = _plain(elements.ects)
        found.append(_element("creditPoint", f"{points} ECTS", ECTS, points))
    if elements.prerequisites:
        found.append(_element("entryRequirement", elements.prerequisites, f"{ELM}entryRequirement"))
    if elements.stackable:
        found.append(_element("stackability", elements.stackable, f"{ELM}stackability"))
    return [{**element, "targetFramework": FRAMEWORK} for element in found]


def members(elements: MicroCredentialElements) -> Json:
    """Return the members that the elements add to an Open Badges Achievement object."""
    added: Json = {"alignment": alignments(elements)}
    if elements.ects is not None:
        added["creditsAvailable"] = (
            int(elements.ects) if float(elements.ects).is_integer() else elements.ects
        )
    return added


OBLIGATORY: Mapping[str, str] = {
    "country": "country or region of the issuer",
    "awardingBody": "awarding body",
    "learningOutcome": "learning outcomes",
    "volumeOfLearning": "workload",
    "assessmentType": "type of assessment",
    "mode": "form of participation",
    "qualityAssurance": "quality assurance",
}
"""Elements of Annex I that an achievement must fix, in the words of the Recommendation. Learner,
title and date are part of every credential; the level is named "if applicable"."""


def carries_any(achievement: Mapping[str, Any]) -> bool:
    """Say whether an Open Badges Achievement object carries any of the elements."""
    return bool(_named(achievement))


def missing(achievement: Mapping[str, Any], issuer: Mapping[str, Any]) -> list[str]:
    """Return the obligatory elements that an Achievement of this issuer lacks, by their names.

    The issuer's own address and name count as country and awarding body, ECTS points as workload.
    """
    there = _named(achievement)
    if first(issuer.get("address")).get("addressCountryCode"):
        there.add("country")
    if issuer.get("name"):
        there.add("awardingBody")
    if "creditPoint" in there:
        there.add("volumeOfLearning")
    return [words for name, words in OBLIGATORY.items() if name not in there]


def completed(achievement: Mapping[str, Any], issuer: Mapping[str, Any]) -> Json:
    """Return the Achievement with the elements that its issuer's Profile says: country and body.

    One that carries no element at all stays as it is: two would not make it a micro-credential.
    """
    there = _named(achievement)
    country = first(issuer.get("address")).get("addressCountryCode")
    added: list[Json] = []
    if there and "country" not in there and isinstance(country, str):
        added.append(_element("country", country, COUNTRIES, country))
    if there and "awardingBody" not in there and isinstance(issuer.get("name"), str):
        added.append(_element("awardingBody", issuer["name"], f"{ELM}awardingBody"))
    if not added:
        return dict(achievement)
    targets = [{**element, "targetFramework": FRAMEWORK} for element in added]
    return {**achievement, "alignment": [*as_list(achievement.get("alignment")), *targets]}


def with_elements(achievement: Mapping[str, Any], elements: MicroCredentialElements) -> Json:
    """Return the Achievement with these elements in the place of those that it carries."""
    others = [
        target
        for target in as_list(achievement.get("alignment"))
        if not str(target.get("targetType", "")).startswith(PREFIX)
    ]
    made = members(elements)
    return {**achievement, **made, "alignment": [*others, *made["alignment"]]}


def _named(achievement: Mapping[str, Any]) -> set[str]:
    kinds = (str(t.get("targetType", "")) for t in as_list(achievement.get("alignment")))
    return {kind.removeprefix(PREFIX) for kind in kinds if kind.startswith(PREFIX)}


def address(country: str) -> Json:
    """Return the address of an issuer whose country is known (ISO 3166-1 alpha-2)."""
    return {"type": ["Address"], "addressCountryCode": country}


def read(credential: Mapping[str, Any]) -> MicroCredentialElements | None:
    """Get the elements back from a credential, or `None` where it carries none.

    Raises `InputError` naming the elements that the others lack, or the one that is there but makes
    no sense.
    """
    achievement = first(first(credential.get("credentialSubject")).get("achievement"))
    said: dict[str, list[Json]] = {}
    for target in as_list(achievement.get("alignment")):
        kind = str(target.get("targetType", ""))
        if kind.startswith(PREFIX):
            said.setdefault(kind.removeprefix(PREFIX), []).append(target)
    if not said:
        return None

    def value(name: str) -> str:
        return str(said[name][0].get("targetCode", "")) if name in said else ""

    issuer = first(credential.get("issuer"))
    if lacking := missing(achievement, issuer):
        raise InputError(
            f"its European elements are not complete: {', '.join(lacking)} missing",
            where="/credentialSubject/achievement/alignment",
        )
    country = value("country") or str(first(issuer.get("address")).get("addressCountryCode", ""))
    try:
        return MicroCredentialElements(
            country=country,
            awarding_body=value("awardingBody") or str(issuer.get("name", "")),
            learning_outcomes=_outcomes(said.get("learningOutcome", [])),
            workload_hours=_hours(value("volumeOfLearning"))
            if "volumeOfLearning" in said
            else None,
            assessment_type=AssessmentType(value("assessmentType")),
            participation=Participation(value("mode")),
            quality_assurance=value("qualityAssurance"),
            eqf_level=int(value("eqfLevel")) if "eqfLevel" in said else None,
            ects=float(value("creditPoint")) if "creditPoint" in said else None,
            prerequisites=value("entryRequirement"),
            supervision=Supervision(value("supervisionVerification") or Supervision.NONE),
            stackable=value("stackability"),
        )
    except InputError:
        raise
    except ValueError as error:
        raise InputError(
            f"its European elements make no sense: {error}",
            where="/credentialSubject/achievement/alignment",
        ) from None


def _element(name: str, words: str, url: str, code: str | None = None) -> Json:
    return {
        "type": ["Alignment"],
        "targetName": words,
        "targetUrl": url,
        "targetCode": words if code is None else code,
        "targetType": f"{PREFIX}{name}",
    }


def _outcomes(targets: list[Json]) -> tuple[Text, ...]:
    found: dict[int, list[tuple[str, str]]] = {}
    for target in targets:
        number, slash, tag = str(target.get("targetCode", "")).partition("/")
        if not slash:
            raise ValueError("a learning outcome without number and language")
        found.setdefault(int(number), []).append((tag, str(target.get("targetName", ""))))
    return tuple(Text(tuple(found[number])) for number in sorted(found))


def _hours(duration: str) -> float:
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration!r} is not a workload in hours")
    return float(found.group(1))


def _plain(number: float) -> str:
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
