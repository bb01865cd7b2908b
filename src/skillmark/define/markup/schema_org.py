"""The same for search engines, in the words of https://schema.org.

`EducationalOccupationalCredential`, `Course` with `CourseInstance` and `Offer`,
`EducationalOccupationalProgram` for pathways, `DefinedTerm` for skills, `Organization`. Texts are
in one language: that of the page on which they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from skillmark.define.markup.setting import Object, Setting, filled, hours, months
from skillmark.nouns.achievement import Achievement, Participation
from skillmark.nouns.learning import LearningOpportunity
from skillmark.nouns.pathway import Pathway
from skillmark.nouns.proficiency import ANCHORS, SkillLevel
from skillmark.nouns.programme import Programme

CONTEXT = "https://schema.org"
_MODES = {
    Participation.ONLINE: "Online",
    Participation.ONSITE: "Onsite",
    Participation.BLENDED: "Blended",
    Participation.WORKPLACE: "Onsite",
}


def document(things: Iterable[Object]) -> Object:
    """Return a JSON-LD document with these things."""
    return {"@context": CONTEXT, "@graph": list(things)}


def organisation(setting: Setting) -> Object:
    """Return the provider."""
    who = setting.provider
    place = {"@type": "PostalAddress", "addressCountry": who.country}
    return filled(
        {
            "@type": "Organization",
            "@id": who.id,
            "name": who.name,
            "url": who.url or who.id,
            "description": who.about,
            "email": who.email,
            "address": place if who.country else None,
        }
    )


def skill(uri: str, setting: Setting, *, language: str, level: int | None = None) -> Object:
    """Return a skill, and what a level of it means where one is named."""
    named = setting.skill(uri)
    framework = {"@type": "DefinedTermSet", "name": named.framework}
    said = named.definition.in_language(language) if named.definition else ""
    if level is not None:
        anchor = ANCHORS[level - 1]
        meaning = anchor.meaning.in_language(language)
        said = f"{said} ({level}: {meaning})".strip() if said else f"{level}: {meaning}"
    return filled(
        {
            "@type": "DefinedTerm",
            "@id": uri,
            "name": named.label.in_language(language),
            "description": said,
            "url": named.page,
            "inDefinedTermSet": framework if named.framework else None,
        }
    )


def credential(noun: Achievement, setting: Setting, *, language: str) -> Object:
    """Return an achievement."""
    address = setting.address("achievement", noun.id)
    eqf = noun.elements.eqf_level
    level = {
        "@type": "DefinedTerm",
        "name": f"EQF {eqf}",
        "termCode": f"{eqf}",
        "inDefinedTermSet": "https://europass.europa.eu/en/europass-digital-tools/european-qualifications-framework",
    }
    return filled(
        {
            "@type": "EducationalOccupationalCredential",
            "@id": address,
            "name": noun.name.in_language(language),
            "description": noun.description.in_language(language),
            "url": address,
            "image": setting.address("picture", noun.id),
            "inLanguage": noun.language,
            "credentialCategory": "Micro-credential",
            "competencyRequired": _skills(noun.skills, setting, language),
            "educationalLevel": level if eqf else None,
            "recognizedBy": {"@id": setting.provider.id},
            "validFor": months(noun.valid_months) if noun.valid_months else None,
        }
    )


def course(
    noun: LearningOpportunity,
    setting: Setting,
    *,
    language: str,
    today: date,
    awards: Achievement | None = None,
) -> Object:
    """Return a learning opportunity; `awards` is the achievement that it prepares for.

    Search engines ask for a description: where nobody wrote one, it is made of the skills.
    """
    taught = ", ".join(setting.skill(one.skill).label.in_language(language) for one in noun.skills)
    full = noun.seats == 0
    offer = {
        "@type": "Offer",
        "category": "Paid" if noun.price.amount else "Free",
        "price": f"{noun.price.amount}",
        "priceCurrency": noun.price.currency,
        "url": noun.url,
        "availability": "https://schema.org/SoldOut" if full else "https://schema.org/InStock",
    }
    over = noun.ends is not None and noun.ends < today
    instance = filled(
        {
            "@type": "CourseInstance",
            "courseMode": _MODES[noun.participation] if noun.participation else None,
            "courseWorkload": hours(noun.hours),
            "startDate": noun.starts.isoformat() if noun.starts else None,
            "endDate": noun.ends.isoformat() if noun.ends else None,
            "remainingAttendeeCapacity": noun.seats,
            "inLanguage": noun.language,
        }
    )
    return filled(
        {
            "@type": "Course",
            "@id": setting.address("opportunity", noun.id),
            "name": noun.title.in_language(language),
            "description": taught or noun.title.in_language(language),
            "url": setting.address("opportunity", noun.id),
            "inLanguage": noun.language,
            "timeRequired": hours(noun.hours),
            "provider": _offerer(noun.provider, setting),
            "teaches": _skills(noun.skills, setting, language),
            "offers": offer,
            "hasCourseInstance": [] if over else [instance],
            "educationalCredentialAwarded": credential_reference(awards, setting, language)
            if awards
            else None,
        }
    )


def pathway(
    noun: Pathway,
    setting: Setting,
    *,
    language: str,
    awards: Achievement,
    courses: Sequence[LearningOpportunity] = (),
    least_hours: float | None = None,
) -> Object:
    """Return a pathway as a program; `courses` are those that lead to its pieces."""
    address = setting.address("pathway", noun.id)
    return filled(
        {
            "@type": "EducationalOccupationalProgram",
            "@id": address,
            "name": noun.name.in_language(language),
            "description": noun.description.in_language(language),
            "url": address,
            "provider": {"@id": setting.provider.id},
            "educationalCredentialAwarded": credential_reference(awards, setting, language),
            "timeToComplete": hours(least_hours) if least_hours else None,
            "hasCourse": [_course_reference(one, setting, language) for one in courses],
        }
    )


def programme(
    noun: Programme,
    setting: Setting,
    *,
    language: str,
    leads_to: Sequence[Achievement],
    courses: Sequence[LearningOpportunity] = (),
) -> Object:
    """Return a programme with its dates; `leads_to` are the achievements it leads to."""
    address = setting.address("programme", noun.id)
    return filled(
        {
            "@type": "EducationalOccupationalProgram",
            "@id": address,
            "name": noun.name.in_language(language),
            "description": noun.description.in_language(language),
            "url": address,
            "provider": {"@id": setting.provider.id},
            "startDate": noun.starts.isoformat() if noun.starts else None,
            "endDate": noun.ends.isoformat() if noun.ends else None,
            "numberOfCredits": noun.ects,
            "timeToComplete": hours(noun.workload_hours) if noun.workload_hours else None,
            "educationalCredentialAwarded": [
                credential_reference(one, setting, language) for one in leads_to
            ],
            "hasCourse": [_course_reference(one, setting, language) for one in courses],
        }
    )


def _course_reference(noun: LearningOpportunity, setting: Setting, language: str) -> Object:
    address = setting.address("opportunity", noun.id)
    return {
        "@type": "Course",
        "@id": address,
        "name": noun.title.in_language(language),
        "url": address,
    }


def credential_reference(noun: Achievement, setting: Setting, language: str) -> Object:
    """Return an achievement by name and address."""
    return {
        "@type": "EducationalOccupationalCredential",
        "@id": setting.address("achievement", noun.id),
        "name": noun.name.in_language(language),
    }


def listing(addresses: Iterable[str]) -> Object:
    """Return a list of pages, in order."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "url": address}
            for place, address in enumerate(addresses, start=1)
        ],
    }


def _offerer(name: str, setting: Setting) -> Object:
    if name == setting.provider.name:
        return {"@id": setting.provider.id}
    return {"@type": "Organization", "name": name}


def _skills(skills: Iterable[SkillLevel], setting: Setting, language: str) -> list[Object]:
    return [skill(one.skill, setting, language=language, level=one.level) for one in skills]
