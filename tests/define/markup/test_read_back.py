"""What pages say to machines, read back by another JSON-LD processor: every term exists.

The terms were compared by hand with the vocabularies as they are published: Schema.org release
28.1, and CTDL as Credential Engine's own publisher and examples write it (2026). The processor
loads nothing: CTDL's context stands in the document, Schema.org's is pinned here in one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from skillmark.define.catalogue import starter
from skillmark.define.markup import ctdl, schema_org
from skillmark.define.markup.setting import (
    NamedSkill,
    Provider,
    Setting,
    ctid,
    data_block,
    hours,
    months,
)
from skillmark.nouns.achievement import Participation
from skillmark.nouns.held import CreditUnit
from skillmark.nouns.learning import LearningOpportunity
from skillmark.nouns.money import Money
from skillmark.nouns.pathway import Before, Credits, Pathway, Step
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.programme import Programme, ProgrammeCourse
from skillmark.nouns.text import Text

CETERMS = "https://purl.org/ctdl/terms/"
CTDL = {
    "AssessmentProfile", "CompetencyComponent", "ComponentCondition", "ConditionProfile",
    "Constraint", "CostProfile", "Course", "CredentialAlignmentObject", "CredentialComponent",
    "CredentialOrganization", "DurationProfile", "LearningOpportunityProfile",
    "LearningProgram", "MicroCredential", "OpenBadge", "Pathway", "Place", "address",
    "addressCountry", "assesses", "assessmentMethodType", "comparator", "credentialStatusType",
    "ctid", "currency", "deliveryType", "description", "email", "estimatedCost",
    "estimatedDuration", "exactDuration", "frameworkName", "hasChild", "hasCondition",
    "hasConstraint", "hasDestinationComponent", "hasPart", "image", "inLanguage", "isPartOf",
    "isPreparationFor", "leftSource", "name", "offeredBy", "ownedBy", "precededBy", "price",
    "proxyFor", "renewalFrequency", "requiredNumber", "requires", "rightSource",
    "subjectWebpage", "targetAssessment", "targetCompetency", "targetComponent",
    "targetCredential", "targetNode", "targetNodeDescription", "targetNodeName", "teaches",
}  # fmt: skip
SCHEMA = {
    "Course", "CourseInstance", "DefinedTerm", "DefinedTermSet",
    "EducationalOccupationalCredential", "EducationalOccupationalProgram", "ItemList",
    "ListItem", "Offer", "Organization", "PostalAddress", "address", "addressCountry",
    "availability", "category", "competencyRequired", "courseMode", "courseWorkload",
    "credentialCategory", "description", "educationalCredentialAwarded", "educationalLevel",
    "email", "endDate", "hasCourse", "hasCourseInstance", "image", "inDefinedTermSet",
    "inLanguage", "itemListElement", "name", "numberOfCredits", "offers", "position", "price",
    "priceCurrency", "provider", "recognizedBy", "remainingAttendeeCapacity", "startDate",
    "teaches", "termCode", "timeRequired", "timeToComplete", "url", "validFor",
}  # fmt: skip
PINNED = {"@context": {"@vocab": "https://schema.org/"}}
TODAY = date(2026, 6, 1)


def loader(url: str, _options: object) -> dict[str, Any]:
    assert url == schema_org.CONTEXT, f"nothing else is loaded: {url}"
    return {"contextUrl": None, "documentUrl": url, "document": PINNED}


def expand(document: Any) -> list[Any]:
    found: list[Any] = jsonld.expand(json.loads(json.dumps(document)), {"documentLoader": loader})
    return found


def terms(value: Any) -> Iterator[str]:
    """Yield every property and type of an expanded document."""
    if isinstance(value, list):
        for one in value:
            yield from terms(one)
    elif isinstance(value, dict):
        yield from (str(one) for one in value.get("@type", ()) if "@value" not in value)
        for name, inner in value.items():
            if not name.startswith("@"):
                yield name
            yield from terms(inner)


URI = "https://skills.example/sql"
SKILL = NamedSkill(
    URI,
    Text.of({"en": "SQL", "de": "Abfragen"}),
    "https://site.example/skills/1/",
    Text.of("Asking databases."),
    "Example 1.0",
)
SETTING = Setting(
    Provider(
        "https://site.example/providers/a",
        "Academy",
        "https://a.example",
        "DE",
        "Teaches.",
        "a@b.cd",
    ),
    lambda kind, slug: f"https://site.example/{kind}/a/{slug}",
    {URI: SKILL},
)
ACHIEVEMENTS = starter().achievements
COURSE = LearningOpportunity(
    id="course",
    title=Text.of({"en": "A course", "de": "Ein Kurs"}),
    provider="Somebody",
    url="https://courses.example/1",
    skills=(SkillLevel(URI, 4),),
    hours=7.5,
    price=Money(Decimal("120.50"), "EUR"),
    starts=date(2026, 7, 1),
    ends=date(2026, 7, 2),
    seats=12,
    leads_to="safety",
    participation=Participation.BLENDED,
)
WAY = Pathway(
    "way",
    Text.of({"en": "The way", "de": "Der Weg"}),
    Text.of("Step by step."),
    Step.all_of(
        "first",
        Step(("a", "b", "c"), 2, Text.of("Choice"), "choice"),
        Step(("d", "e"), 0, credits=Credits(3, CreditUnit.ECTS)),
        SkillLevel(URI, 4),
    ),
    "whole",
    order=(Before("first", "choice"),),
)
PROGRAMME = Programme(
    "spring",
    Text.of("Spring"),
    Text.of("A term."),
    pathway="way",
    courses=(ProgrammeCourse("course", date(2027, 3, 1), date(2027, 6, 1)),),
    workload_hours=100,
    ects=4,
)


def said_of_ctdl() -> Iterator[Any]:
    for noun in ACHIEVEMENTS:
        yield ctdl.document([*ctdl.credential(noun, SETTING), ctdl.organisation(SETTING)])
    yield ctdl.document([ctdl.learning_opportunity(COURSE, SETTING)])
    yield ctdl.document(ctdl.pathway(WAY, {}, SETTING))
    yield ctdl.document([ctdl.programme(PROGRAMME, ["whole"], SETTING)])


def said_of_schema_org() -> Iterator[Any]:
    for noun in ACHIEVEMENTS:
        one = schema_org.credential(noun, SETTING, language="de")
        yield schema_org.document([one, schema_org.organisation(SETTING)])
    award = ACHIEVEMENTS[0]
    yield schema_org.document(
        [
            schema_org.course(COURSE, SETTING, language="de", today=TODAY, awards=award),
            schema_org.pathway(
                WAY, SETTING, language="en", awards=award, courses=[COURSE], least_hours=12
            ),
            schema_org.programme(
                PROGRAMME, SETTING, language="en", leads_to=[award], courses=[COURSE]
            ),
            schema_org.skill(URI, SETTING, language="en"),
            schema_org.listing(["https://site.example/"]),
        ]
    )


def test_every_term_of_ctdl_exists_and_all_that_are_promised_are_said() -> None:
    used = {one for document in said_of_ctdl() for one in terms(expand(document))}
    assert used == {f"{CETERMS}{one}" for one in CTDL}


def test_every_term_of_schema_org_exists_and_all_that_are_promised_are_said() -> None:
    used = {one for document in said_of_schema_org() for one in terms(expand(document))}
    assert used == {f"https://schema.org/{one}" for one in SCHEMA}


def by_id(document: Any) -> dict[str, Any]:
    return {one["@id"]: one for one in expand(document)}


def value(node: Any, term: str) -> list[Any]:
    found: list[Any] = node[f"{CETERMS}{term}"]
    return found


def test_a_pathway_says_its_rule_as_conditions_of_its_destination() -> None:
    nodes = by_id(ctdl.document(ctdl.pathway(WAY, {}, SETTING)))
    base = "https://site.example/pathway/a/way"
    whole = nodes[base]
    assert value(whole, "hasDestinationComponent") == [{"@id": f"{base}#whole"}]
    parts = {one["@id"] for one in value(whole, "hasPart")}
    assert parts == set(nodes) - {base}
    assert all(value(nodes[one], "isPartOf") == [{"@id": base}] for one in parts)
    (rule,) = value(nodes[f"{base}#whole"], "hasCondition")
    assert value(rule, "requiredNumber") == [{"@value": 4}]
    assert [one["@id"] for one in value(rule, "targetComponent")] == [
        f"{base}#first", f"{base}#skill-1",
    ]  # fmt: skip
    choice, summed = value(rule, "hasCondition")
    assert value(choice, "requiredNumber") == [{"@value": 2}]
    assert {one["@id"] for one in value(choice, "targetComponent")} == {
        f"{base}#a", f"{base}#b", f"{base}#c",
    }  # fmt: skip
    assert f"{CETERMS}requiredNumber" not in summed
    (constraint,) = value(summed, "hasConstraint")
    assert value(constraint, "rightSource") == [{"@value": "3"}]
    assert value(constraint, "comparator") == [{"@id": "https://purl.org/ctdl/vocabs/compare/GTEQ"}]
    assert value(nodes[f"{base}#b"], "precededBy") == [{"@id": f"{base}#first"}]
    assert value(nodes[f"{base}#skill-1"], "proxyFor") == [{"@id": URI}]


def test_a_credential_requires_its_assessment_which_assesses_its_skills() -> None:
    noun = ACHIEVEMENTS[0]
    nodes = by_id(ctdl.document(ctdl.credential(noun, SETTING)))
    address = f"https://site.example/achievement/a/{noun.id}"
    (condition,) = value(nodes[address], "requires")
    (assessment,) = value(condition, "targetAssessment")
    assessed = value(nodes[assessment["@id"]], "assesses")
    wanted = [one.skill for one in noun.skills]
    for targets in (assessed, value(condition, "targetCompetency")):
        assert [value(one, "targetNode")[0]["@id"] for one in targets] == wanted
    names = {one["@language"]: one["@value"] for one in value(nodes[address], "name")}
    assert names == noun.name.as_mapping()


def test_a_course_says_what_it_costs_and_when_it_is_held() -> None:
    said = schema_org.course(COURSE, SETTING, language="de", today=TODAY)
    assert said["name"] == "Ein Kurs"
    assert said["offers"]["price"] == "120.50"
    (instance,) = said["hasCourseInstance"]
    assert (instance["startDate"], instance["courseWorkload"]) == ("2026-07-01", "PT7H30M")
    assert instance["courseMode"] == "Blended"
    later = date(2026, 8, 1)
    assert "hasCourseInstance" not in schema_org.course(COURSE, SETTING, language="de", today=later)


@pytest.mark.parametrize(
    ("number", "written"), [(1, "PT1H"), (0.5, "PT30M"), (7.5, "PT7H30M"), (0.001, "PT0H")]
)
def test_hours_are_durations(number: float, written: str) -> None:
    assert hours(number) == written
    assert months(24) == "P24M"


def test_an_identifier_is_the_same_whenever_anybody_asks() -> None:
    one = ctid("https://site.example/a")
    assert one == ctid("https://site.example/a") != ctid("https://site.example/b")
    assert one.startswith("ce-")
    assert len(one) == 39


@given(st.text(max_size=200))
def test_no_text_ends_the_data_of_a_page(text: str) -> None:
    block = data_block({"name": text})
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block) == {"name": text}
