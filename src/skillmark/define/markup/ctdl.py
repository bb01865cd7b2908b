"""Achievements, courses and pathways in the Credential Transparency Description Language.

Terms: https://purl.org/ctdl/terms/ (Credential Engine). The context stands in each document, so
that nobody has to fetch anything to read it. Pathways follow CTDL's pathway model: a destination
component whose conditions name the components that have to be there, and how many of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from skillmark.define.markup.setting import Object, Setting, ctid, filled, hours, months
from skillmark.nouns.achievement import (
    Achievement,
    AssessmentType,
    Participation,
)
from skillmark.nouns.held import CreditUnit
from skillmark.nouns.learning import LearningOpportunity
from skillmark.nouns.pathway import Credits, Pathway, Step
from skillmark.nouns.proficiency import ANCHORS, SkillLevel
from skillmark.nouns.programme import Programme
from skillmark.nouns.text import Text

_IN_LANGUAGES = (
    "ceterms:name",
    "ceterms:description",
    "ceterms:targetNodeName",
    "ceterms:targetNodeDescription",
    "ceterms:frameworkName",
)
_ADDRESSES = (
    "ceterms:subjectWebpage",
    "ceterms:image",
    "ceterms:ownedBy",
    "ceterms:offeredBy",
    "ceterms:targetNode",
    "ceterms:targetAssessment",
    "ceterms:targetCredential",
    "ceterms:targetLearningOpportunity",
    "ceterms:hasPart",
    "ceterms:hasChild",
    "ceterms:hasDestinationComponent",
    "ceterms:isPartOf",
    "ceterms:precededBy",
    "ceterms:targetComponent",
    "ceterms:proxyFor",
)
CONTEXT: Object = {
    "ceterms": "https://purl.org/ctdl/terms/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "assessMethod": "https://purl.org/ctdl/vocabs/assessMethod/",
    "compare": "https://purl.org/ctdl/vocabs/compare/",
    "credentialStat": "https://purl.org/ctdl/vocabs/credentialStat/",
    "deliver": "https://purl.org/ctdl/vocabs/deliver/",
    **{term: {"@id": term, "@container": "@language"} for term in _IN_LANGUAGES},
    **{term: {"@id": term, "@type": "@id"} for term in _ADDRESSES},
    "ceterms:exactDuration": {"@id": "ceterms:exactDuration", "@type": "xsd:duration"},
    "ceterms:renewalFrequency": {"@id": "ceterms:renewalFrequency", "@type": "xsd:duration"},
}
_METHODS = {
    AssessmentType.WRITTEN: "assessMethod:Exam",
    AssessmentType.ORAL: "assessMethod:Exam",
    AssessmentType.PERFORMANCE: "assessMethod:Performance",
    AssessmentType.WORKPLACE: "assessMethod:Performance",
    AssessmentType.PORTFOLIO: "assessMethod:Artifact",
}
_DELIVERY = {
    Participation.ONLINE: "deliver:OnlineOnly",
    Participation.ONSITE: "deliver:InPerson",
    Participation.WORKPLACE: "deliver:InPerson",
    Participation.BLENDED: "deliver:BlendedDelivery",
}


def document(things: Iterable[Object]) -> Object:
    """Return a JSON-LD document with these things."""
    return {"@context": CONTEXT, "@graph": list(things)}


def organisation(setting: Setting) -> Object:
    """Return the provider."""
    who = setting.provider
    place = {"@type": "ceterms:Place", "ceterms:addressCountry": who.country}
    return filled(
        {
            **_named(who.id, "ceterms:CredentialOrganization", _plain(who.name)),
            "ceterms:description": _plain(who.about).as_mapping() if who.about else None,
            "ceterms:subjectWebpage": who.url,
            "ceterms:email": who.email,
            "ceterms:address": [place] if who.country else [],
        }
    )


def credential(noun: Achievement, setting: Setting) -> list[Object]:
    """Return an achievement as a micro-credential, and the assessment that it requires."""
    address = setting.address("achievement", noun.id)
    skills = _aligned(noun.skills, setting)
    condition = {
        "@type": "ceterms:ConditionProfile",
        "ceterms:description": noun.criteria.as_mapping(),
        "ceterms:targetAssessment": [f"{address}#assessment"],
        "ceterms:targetCompetency": skills,
    }
    elements = noun.elements
    lasts = months(noun.valid_months) if noun.valid_months else ""
    return [
        filled(
            {
                **_named(address, ["ceterms:MicroCredential", "ceterms:OpenBadge"], noun.name),
                "ceterms:description": noun.description.as_mapping(),
                "ceterms:subjectWebpage": address,
                "ceterms:image": setting.address("picture", noun.id),
                "ceterms:inLanguage": [noun.language],
                "ceterms:ownedBy": [setting.provider.id],
                "ceterms:offeredBy": [setting.provider.id],
                "ceterms:credentialStatusType": _concept("credentialStat:Active"),
                "ceterms:requires": [condition],
                "ceterms:renewalFrequency": lasts,
                "ceterms:estimatedDuration": _lasting(elements.workload_hours),
            }
        ),
        filled(
            {
                **_named(f"{address}#assessment", "ceterms:AssessmentProfile", noun.name),
                "ceterms:description": noun.criteria.as_mapping(),
                "ceterms:subjectWebpage": address,
                "ceterms:offeredBy": [setting.provider.id],
                "ceterms:assessmentMethodType": _concept(_METHODS.get(elements.assessment_type)),
                "ceterms:deliveryType": _concept(_DELIVERY[elements.participation]),
                "ceterms:assesses": skills,
            }
        ),
    ]


def learning_opportunity(noun: LearningOpportunity, setting: Setting) -> Object:
    """Return a learning opportunity as a course."""
    address = setting.address("opportunity", noun.id)
    leads_to = []
    if noun.leads_to:
        target = setting.address("achievement", noun.leads_to)
        leads_to = [{"@type": "ceterms:ConditionProfile", "ceterms:targetCredential": [target]}]
    cost = {
        "@type": "ceterms:CostProfile",
        "ceterms:price": {"@value": f"{noun.price.amount}", "@type": "xsd:decimal"},
        "ceterms:currency": noun.price.currency,
    }
    return filled(
        {
            **_named(address, ["ceterms:LearningOpportunityProfile", "ceterms:Course"], noun.title),
            "ceterms:subjectWebpage": noun.url,
            "ceterms:offeredBy": [setting.provider.id],
            "ceterms:inLanguage": [noun.language],
            "ceterms:estimatedDuration": _lasting(noun.hours),
            "ceterms:estimatedCost": [cost],
            "ceterms:deliveryType": _concept(
                _DELIVERY[noun.participation] if noun.participation else None
            ),
            "ceterms:teaches": _aligned(noun.skills, setting),
            "ceterms:isPreparationFor": leads_to,
        }
    )


def programme(noun: Programme, leads_to: Iterable[str], setting: Setting) -> Object:
    """Return a programme as a learning program; `leads_to` are ids of achievements."""
    address = setting.address("programme", noun.id)
    targets = [setting.address("achievement", one) for one in leads_to]
    condition = {"@type": "ceterms:ConditionProfile", "ceterms:targetCredential": targets}
    return filled(
        {
            **_named(address, "ceterms:LearningProgram", noun.name),
            "ceterms:description": noun.description.as_mapping(),
            "ceterms:subjectWebpage": address,
            "ceterms:offeredBy": [setting.provider.id],
            "ceterms:inLanguage": list(noun.languages),
            "ceterms:estimatedDuration": _lasting(noun.workload_hours),
            "ceterms:hasPart": [
                setting.address("opportunity", one.opportunity) for one in noun.courses
            ],
            "ceterms:isPreparationFor": [condition] if targets else [],
        }
    )


def pathway(noun: Pathway, names: Mapping[str, Text], setting: Setting) -> list[Object]:
    """Return a pathway and its components; `names` are those of its achievements, by id.

    Achievements are credential components, skills by whatever achievement are competency
    components. What comes first (`Pathway.order`) is said of achievements.
    """
    address = setting.address("pathway", noun.id)
    destination = f"{address}#{noun.awards}"
    skills = {one: f"{address}#skill-{place}" for place, one in enumerate(noun.root.skills(), 1)}
    pieces = [f"{address}#{one}" for one in noun.root.achievements()]
    parts = [*pieces, *skills.values()]
    whole = filled(
        {
            **_named(address, "ceterms:Pathway", noun.name),
            "ceterms:description": noun.description.as_mapping(),
            "ceterms:subjectWebpage": address,
            "ceterms:ownedBy": [setting.provider.id],
            "ceterms:offeredBy": [setting.provider.id],
            "ceterms:hasDestinationComponent": [destination],
            "ceterms:hasChild": [destination],
            "ceterms:hasPart": [destination, *parts],
        }
    )
    end = _component(address, noun.awards, names, setting) | {
        "ceterms:hasChild": parts,
        "ceterms:hasCondition": [_condition(noun.root, address, skills)],
    }
    found = [whole, end]
    for one in noun.root.achievements():
        first = [f"{address}#{other}" for other in _before(noun, one)]
        before = {"ceterms:precededBy": first} if first else {}
        found.append(_component(address, one, names, setting) | before)
    found += [
        {
            **_named(place, "ceterms:CompetencyComponent", setting.skill(one.skill).label),
            "ceterms:isPartOf": [address],
            "ceterms:proxyFor": [one.skill],
            "ceterms:description": _level(one.level) or None,
        }
        for one, place in skills.items()
    ]
    return [filled(one) for one in found]


def _before(noun: Pathway, achievement: str) -> list[str]:
    """Return the achievements that come before one."""
    found: list[str] = []
    for one in noun.order:
        if achievement in noun.after(one.first):
            part = noun.part(one.first)
            found += [part] if isinstance(part, str) else []
            found += part.achievements() if isinstance(part, Step) else ()
    return list(dict.fromkeys(found))


def _component(address: str, one: str, names: Mapping[str, Text], setting: Setting) -> Object:
    return {
        **_named(f"{address}#{one}", "ceterms:CredentialComponent", names.get(one, Text.of(one))),
        "ceterms:isPartOf": [address],
        "ceterms:proxyFor": [setting.address("achievement", one)],
    }


def _condition(step: Step, address: str, skills: Mapping[SkillLevel, str]) -> Object:
    targets: list[str] = []
    nested: list[Object] = []
    for option in step.options:
        if isinstance(option, Step):
            nested.append(_condition(option, address, skills))
        else:
            targets.append(
                skills[option] if isinstance(option, SkillLevel) else f"{address}#{option}"
            )
    return filled(
        {
            "@type": "ceterms:ComponentCondition",
            "ceterms:name": step.name.as_mapping() if step.name else None,
            "ceterms:requiredNumber": step.need or None,
            "ceterms:targetComponent": targets,
            "ceterms:hasCondition": nested,
            "ceterms:hasConstraint": [_sum(step.credits)] if step.credits else [],
        }
    )


def _sum(credits: Credits) -> Object:  # noqa: A002 - the field's own word
    unit = "ceterms:creditValue" if credits.unit is CreditUnit.ECTS else "ceterms:estimatedDuration"
    return {
        "@type": "ceterms:Constraint",
        "ceterms:leftSource": [unit],
        "ceterms:comparator": {"@id": "compare:GTEQ"},
        "ceterms:rightSource": [f"{credits.amount:g}"],
    }


def _named(address: str, kind: str | list[str], name: Text) -> Object:
    return {
        "@id": address,
        "@type": kind,
        "ceterms:ctid": ctid(address),
        "ceterms:name": name.as_mapping(),
    }


def _plain(words: str) -> Text:
    """Return words whose language nobody has said (JSON-LD 1.1, section 4.6.2: `@none`)."""
    return Text((("@none", words),))


def _aligned(skills: Iterable[SkillLevel], setting: Setting) -> list[Object]:
    """Return skills as targets of an alignment, with what the level means in words."""
    found = []
    for one in skills:
        named = setting.skill(one.skill)
        found.append(
            filled(
                {
                    "@type": "ceterms:CredentialAlignmentObject",
                    "ceterms:targetNode": one.skill,
                    "ceterms:targetNodeName": named.label.as_mapping(),
                    "ceterms:targetNodeDescription": _level(one.level),
                    "ceterms:frameworkName": {"en": named.framework} if named.framework else {},
                }
            )
        )
    return found


def _level(number: int | None) -> dict[str, str]:
    if number is None:
        return {}
    anchor = ANCHORS[number - 1]
    words = {"en": "Level", "de": "Niveau"}
    return {
        tag: f"{words[tag]} {number}, {anchor.name.in_language(tag)}: "
        f"{anchor.meaning.in_language(tag)}"
        for tag in words
    }


def _concept(term: str | None) -> list[Object]:
    if term is None:
        return []
    return [{"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": term}]


def _lasting(number: float | None) -> list[Object]:
    if not number:
        return []
    return [{"@type": "ceterms:DurationProfile", "ceterms:exactDuration": hours(number)}]
