"""The certificate of one award as PDF/UA: what was shown, how it was checked, how to verify it.

A certificate is a picture of a credential; the signed credential is the record, and the QR code
leads to it. Strings go in, a PDF comes out; the same input gives the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Final

from skillmark.nouns.achievement import (
    AssessmentType,
    MicroCredentialElements,
    Participation,
    Supervision,
)
from skillmark.nouns.proficiency import ANCHORS
from skillmark.render import qr
from skillmark.render.plain_markdown import blocks
from skillmark.render.theme import ACCENT, GOLD, INK, QUIET
from skillmark.render.typesetting import displayable, shown, template, typeset
from skillmark.render.words import base, number


@dataclass(frozen=True, slots=True)
class CertifiedSkill:
    """One row of a certificate: the skill's label, its level (1-8) and what the level means."""

    label: str
    level: int | None = None
    meaning: str = ""
    """Left empty, the scale's anchor for the level is printed."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says, in plain strings, days already written out."""

    holder: str
    achievement: str
    issuer: str
    awarded_on: str
    share_url: str
    """Where anybody can check the credential; the QR code holds it."""
    credential_id: str
    skills: tuple[CertifiedSkill, ...]
    description: str = ""
    criteria: str = ""
    """Markdown."""
    result: str = ""
    """Grade or score as the issuer writes it."""
    valid_until: str = ""
    elements: tuple[tuple[str, str], ...] = ()
    """Pairs of label and value: the European standard elements (see `european`)."""
    no_field_data: str = ""
    """The sentence that must be printed where an assessment has no field data."""
    badge_svg: str = ""
    language: str = "en"


_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Certificate",
        "confirms": "This is to certify that",
        "earned": "has earned",
        "skills": "Skills confirmed",
        "skill": "Skill",
        "level": "Level",
        "level_of": "level {} of 8",
        "no_level": "no level named",
        "scale": "Levels run from 1 (knows what it is for) to 8 (changes the field itself).",
        "criteria": "What was done to earn it",
        "elements": "European standard elements of a micro-credential",
        "awarded": "Awarded on",
        "until": "Valid until",
        "result": "Result",
        "credential": "Credential",
        "by": "Awarded by",
        "verify": "How to verify",
        "how": "Scan the code or open the address below. It shows whether the signed credential is "
        "authentic, current and not revoked. Anyone may check it, free of charge; this sheet by "
        "itself proves nothing.",
        "qr": "QR code that opens the credential's page: ",
        "badge": "Badge image of ",
        "unshown": "Characters that this sheet's fonts cannot show are printed as □. The signed "
        "credential holds the exact spelling.",
    },
    "de": {
        "title": "Zertifikat",
        "confirms": "Hiermit wird bestätigt:",
        "earned": "hat erworben",
        "skills": "Bestätigte Kompetenzen",
        "skill": "Kompetenz",
        "level": "Stufe",
        "level_of": "Stufe {} von 8",
        "no_level": "ohne Stufe",
        "scale": "Die Stufen reichen von 1 (weiß, wozu es dient) bis 8 (verändert das Fach).",
        "criteria": "Wofür es verliehen wurde",
        "elements": "Europäische Standardelemente eines Microcredentials",
        "awarded": "Verliehen am",
        "until": "Gültig bis",
        "result": "Ergebnis",
        "credential": "Nachweis",
        "by": "Verliehen von",
        "verify": "So wird geprüft",
        "how": "Den Code scannen oder die Adresse öffnen. Dort steht, ob der signierte Nachweis "
        "echt, gültig und nicht widerrufen ist. Alle dürfen kostenlos prüfen; dieses Blatt allein "
        "beweist nichts.",
        "qr": "QR-Code, der die Seite des Nachweises öffnet: ",
        "badge": "Bild des Badges ",
        "unshown": "Zeichen, die die Schriften dieses Blattes nicht darstellen können, sind als □ "
        "gedruckt. Die genaue Schreibweise steht im signierten Nachweis.",
    },
}


def unshown(certificate: Certificate) -> tuple[str, ...]:
    """Return the strings that cannot be printed in full with the fonts at hand.

    They never make an award fail: such characters are printed as boxes, the certificate says so,
    and installing a font for the script on the machine mends it.
    """
    strings = [certificate.holder, certificate.achievement, certificate.issuer]
    strings += [certificate.description, certificate.criteria, certificate.result]
    strings += [text for skill in certificate.skills for text in (skill.label, skill.meaning)]
    strings += [text for pair in certificate.elements for text in pair]
    return tuple(text for text in strings if not displayable(_clean(text)))


def pdf(certificate: Certificate) -> bytes:
    """Return the certificate as tagged PDF/UA-1, A4 upright; long ones run on to more pages."""
    tongue = base(certificate.language)
    words = _WORDS[tongue]
    # Tags are about the text's language, which may be one whose words we lack.
    language = certificate.language.partition("-")[0].lower()
    code = qr.svg(certificate.share_url, border=0)
    data = asdict(certificate) | {
        "language": language if re.fullmatch(r"[a-z]{2,3}", language) else tongue,
        "words": words,
        "qr_svg": code,
        "qr_alt": words["qr"] + certificate.share_url,
        "badge_alt": words["badge"] + certificate.achievement,
        "unshown": words["unshown"] if unshown(certificate) else "",
        "criteria": blocks(certificate.criteria),
        "skills": [_skill_row(skill, tongue, words) for skill in certificate.skills],
        "colours": {"ink": INK, "quiet": QUIET, "accent": ACCENT, "gold": GOLD},
    }
    return typeset(template("certificate.typ"), _printable(data), output="pdf", standard="ua-1")


def european(
    elements: MicroCredentialElements, language: str = "en"
) -> tuple[tuple[str, str], ...]:
    """Return the European standard elements as pairs of label and value.

    Labels follow Council Recommendation 2022/C 243/02, Annex I. The holder, the title, the date
    and the issuer stand elsewhere on the certificate.
    """
    labels, values = _ELEMENTS[base(language)], _VALUES[base(language)]
    said = [
        f"{number(amount, language, digits=_digits(amount))} {unit}"
        for amount, unit in ((elements.workload_hours, values["hours"]), (elements.ects, "ECTS"))
        if amount is not None
    ]
    workload = f"{said[0]} ({said[1]})" if len(said) == 2 else said[0]
    outcomes = "; ".join(text.in_language(language) for text in elements.learning_outcomes)
    rows = (
        ("country", elements.country),
        ("awarding_body", elements.awarding_body),
        ("learning_outcomes", outcomes),
        ("workload", workload),
        ("eqf", str(elements.eqf_level) if elements.eqf_level is not None else ""),
        ("assessment", values[elements.assessment_type]),
        ("participation", values[elements.participation]),
        ("quality", elements.quality_assurance),
        ("prerequisites", elements.prerequisites),
        ("supervision", values[elements.supervision]),
        ("stackable", elements.stackable),
    )
    return tuple((labels[key], value) for key, value in rows if value)


_ELEMENTS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "country": "Country or region of the issuer",
        "awarding_body": "Awarding body",
        "learning_outcomes": "Learning outcomes",
        "workload": "Notional workload",
        "eqf": "Level (EQF)",
        "assessment": "Type of assessment",
        "participation": "Form of participation",
        "quality": "Quality assurance",
        "prerequisites": "Prerequisites",
        "supervision": "Supervision and identity check",
        "stackable": "Integration and stackability",
    },
    "de": {
        "country": "Land oder Region des Ausstellers",
        "awarding_body": "Verleihende Stelle",
        "learning_outcomes": "Lernergebnisse",
        "workload": "Arbeitsaufwand",
        "eqf": "Niveau (EQR)",
        "assessment": "Art der Bewertung",
        "participation": "Form der Teilnahme",
        "quality": "Qualitätssicherung",
        "prerequisites": "Voraussetzungen",
        "supervision": "Aufsicht und Identitätsprüfung",
        "stackable": "Kombinierbarkeit",
    },
}

_VALUES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "hours": "hours",
        AssessmentType.WRITTEN: "written",
        AssessmentType.PERFORMANCE: "performance task",
        AssessmentType.PORTFOLIO: "portfolio",
        AssessmentType.ORAL: "oral",
        AssessmentType.WORKPLACE: "observation at work",
        AssessmentType.MIXED: "mixed",
        Participation.ONLINE: "online",
        Participation.ONSITE: "on site",
        Participation.BLENDED: "blended",
        Supervision.NONE: "unsupervised, identity not checked",
        Supervision.ONLINE: "supervised online, identity checked",
        Supervision.ONSITE: "supervised on site, identity checked",
    },
    "de": {
        "hours": "Stunden",
        AssessmentType.WRITTEN: "schriftlich",
        AssessmentType.PERFORMANCE: "praktische Aufgabe",
        AssessmentType.PORTFOLIO: "Portfolio",
        AssessmentType.ORAL: "mündlich",
        AssessmentType.WORKPLACE: "Beobachtung am Arbeitsplatz",
        AssessmentType.MIXED: "gemischt",
        Participation.ONLINE: "online",
        Participation.ONSITE: "vor Ort",
        Participation.BLENDED: "online und vor Ort",
        Supervision.NONE: "ohne Aufsicht, Identität nicht geprüft",
        Supervision.ONLINE: "online beaufsichtigt, Identität geprüft",
        Supervision.ONSITE: "vor Ort beaufsichtigt, Identität geprüft",
    },
}


def _skill_row(skill: CertifiedSkill, tongue: str, words: dict[str, str]) -> dict[str, object]:
    anchor = next((anchor for anchor in ANCHORS if anchor.level == skill.level), None)
    said = words["level_of"].format(skill.level) if anchor else words["no_level"]
    return {
        "label": skill.label,
        "level": skill.level,
        "said": f"{said} – {anchor.name.in_language(tongue)}" if anchor else said,
        "meaning": skill.meaning or (anchor.meaning.in_language(tongue) if anchor else ""),
    }


def _printable(value: object) -> dict[str, object]:
    made = _walk(value)
    if not isinstance(made, dict):
        raise TypeError("the data of a document is a mapping")
    return made


def _walk(value: object) -> object:
    if isinstance(value, str):
        return value if value.startswith("<svg") else shown(_clean(value))
    if isinstance(value, dict):
        return {key: _walk(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_walk(member) for member in value]
    return value


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _digits(value: float) -> int:
    return 0 if float(value).is_integer() else 1
