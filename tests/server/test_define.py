"""Frameworks, achievements, pathways and learning opportunities, as they are defined."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.define import services
from skillmark.server.define.models import (
    AchievementRecord,
    OpportunityRecord,
)
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills import starter

FORM = {
    "name_en": "Careful testing",
    "description_en": "Finds what is wrong.",
    "criteria_en": "Passed the **test**.",
    "learning_outcomes": "Writes a test.\nReads a failure.",
    "workload_hours": "12",
    "assessment_type": "written",
    "participation": "online",
    "supervision": "unsupervised_no_identity",
    "quality_assurance": "Two reviewers",
    "country": "de",
    "awarding_body": "Hallmark Academy",
    "language": "en",
    "public": "on",
}


@pytest.fixture
def provider(client_of):
    return client_of("provider_admin")


def skill_uris(n):
    return [skill.uri for skill in starter.framework().skills[:n]]


def test_a_stored_framework_comes_back_the_same(world):
    row = FrameworkRecord.objects.get(framework=starter.ID)
    assert frameworks.framework(row) == starter.framework()


def test_a_version_of_a_framework_is_stored_once(world):
    with pytest.raises(ConflictError) as refused:
        frameworks.import_framework(starter.framework())
    assert refused.value.code == "exists"
    frameworks.import_framework(replace(starter.framework(), version="2.0"))
    frameworks.ensure_starter()
    assert FrameworkRecord.objects.filter(framework=starter.ID).count() == 2


def test_a_private_framework_is_seen_by_its_organisation_alone(world, client_of):
    own = replace(starter.framework(), id="secret-skills")
    row = frameworks.import_framework(own, organisation=world.home)
    path = reverse("framework", args=[row.pk])
    assert client_of("learner").get(path).status_code == 200
    assert client_of("stranger").get(path).status_code == 404
    assert Client().get(path).status_code == 404
    skill = row.skill_rows.first()
    assert client_of("stranger").get(reverse("skill", args=[skill.pk])).status_code == 404
    told = Client().get("/api/skills/frameworks").json()
    assert "secret-skills" not in {one["framework"] for one in told}


def test_search_finds_by_other_words_and_with_typing_errors(world):
    for asked in ("pyton", "Python programming"):
        answer = Client().get("/api/skills/search", {"q": asked, "language": "de"}).json()
        assert answer["skills"], asked
    page = Client().get("/skills/search", {"q": "zzzzqqq"}).content.decode()
    assert "Nothing found" in page


def test_a_table_is_imported_and_its_bad_rows_are_named(world, client_of):
    content = b"uri,label\nurn:x:1,First\n,\nurn:x:2,Second\n"
    answer = client_of("provider_admin").post(
        "/skills/import",
        {"form": "csv", "version": "1", "file": SimpleUploadedFile("skills.csv", content)},
    )
    row = FrameworkRecord.objects.get(organisation=world.home, framework="skills")
    assert row.skills == 2
    assert answer.status_code in {200, 302}


def test_only_site_administrators_import_for_everybody(world, client_of):
    said = {
        "form": "csv",
        "version": "9",
        "everybody": "on",
        "file": SimpleUploadedFile("skills.csv", b"uri,label\nurn:x:1,First\n"),
    }
    assert client_of("provider_admin").post("/skills/import", said).status_code == 403
    said["file"].seek(0)
    assert client_of("administrator").post("/skills/import", said).status_code == 302
    assert FrameworkRecord.objects.filter(organisation=None, version="9").exists()


def test_a_broken_import_does_not_tell_where_it_was_put(world, client_of):
    file = SimpleUploadedFile("esco.zip", b"not a zip")
    answer = client_of("provider_admin").post("/skills/import", {"form": "esco", "file": file})
    assert answer.status_code == 400
    assert b"/tmp" not in answer.content


def test_an_achievement_is_defined_by_the_form(world, provider):
    first, second = skill_uris(2)
    answer = provider.post(
        "/define/achievements/new", FORM | {"skill": [first, second], "level": ["3", ""]}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    row = AchievementRecord.objects.get(slug="careful-testing")
    noun = row.noun
    assert [(one.skill, one.level) for one in noun.skills] == [(first, 3), (second, None)]
    assert noun.elements.country == "DE"
    assert [str(text) for text in noun.elements.learning_outcomes] == [
        "Writes a test.",
        "Reads a failure.",
    ]
    assert row.skill_rows.count() == 2


def test_an_achievement_without_skills_is_refused_in_words(world, provider):
    answer = provider.post("/define/achievements/new", FORM)
    assert answer.status_code == 200
    assert "confirms nothing" in answer.content.decode()
    assert not AchievementRecord.objects.filter(slug="careful-testing").exists()


def test_editing_makes_a_version_and_keeps_what_the_form_does_not_show(world, provider):
    row = world.things["achievement"]
    path = reverse("achievement_edit", args=[row.pk])
    form = provider.get(path).context["form"]
    said = {name: value for name, value in form.initial.items() if value not in {None, ""}}
    said |= {"name_en": "A better name", "public": "on"}
    said |= {
        "skill": [one.skill for one in row.noun.skills],
        "level": [one.level or "" for one in row.noun.skills],
    }
    answer = provider.post(path, said)
    assert answer.status_code == 302, answer.context["form"].errors
    before = row.noun
    row.refresh_from_db()
    after = row.noun
    assert (after.version, after.test) == ("2", before.test)
    assert after.name.in_language("en") == "A better name"
    assert after.name.in_language("de") == before.name.in_language("de")
    assert after.elements.learning_outcomes == before.elements.learning_outcomes


def test_two_achievements_of_one_name_get_two_slugs(world, provider):
    for _ in range(2):
        provider.post("/define/achievements/new", FORM | {"skill": skill_uris(1), "level": ["2"]})
    slugs = AchievementRecord.objects.filter(slug__startswith="careful-testing")
    assert set(slugs.values_list("slug", flat=True)) == {"careful-testing", "careful-testing-2"}


def test_an_archived_achievement_is_offered_no_more(world, provider):
    row = world.things["achievement"]
    provider.post(reverse("achievement_archive", args=[row.pk]))
    assert row not in services.offered(world.home)
    assert row not in services.published()
    provider.post(reverse("achievement_archive", args=[row.pk]))
    assert row in services.offered(world.home)


def test_the_public_page_hides_what_is_not_public(world, client_of):
    row = world.things["achievement"]
    path = reverse("public_achievement", args=[world.home.slug, row.slug])
    assert Client().get(path).status_code == 200
    AchievementRecord.objects.filter(pk=row.pk).update(public=False)
    assert Client().get(path).status_code == 404
    assert client_of("stranger").get(path).status_code == 404
    assert client_of("learner").get(path).status_code == 200


def test_an_achievement_is_an_open_badges_object_for_programs(world):
    row = world.things["achievement"]
    path = reverse("public_achievement", args=[world.home.slug, row.slug])
    said = Client().get(path, headers={"Accept": "application/json"}).json()
    assert said["id"] == f"http://127.0.0.1:8000{path}"
    assert said["type"] == ["Achievement"]


def test_every_mistake_in_a_document_is_named(world, provider):
    document = world.things["achievement"].document | {"id": "another", "shoe_size": 9}
    answer = provider.post("/api/define/achievements", document, content_type="application/json")
    assert answer.status_code == 400
    assert "shoe_size" in answer.json()["cause"]


def test_an_id_that_is_taken_is_a_conflict(world, provider):
    document = world.things["achievement"].document
    answer = provider.post("/api/define/achievements", document, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "exists")


def test_another_organisations_achievement_is_no_step(world, client_of):
    slug = world.things["achievement"].slug
    with pytest.raises(InputError, match="no achievement"):
        services.save_pathway(
            {
                "id": "theft",
                "name": "x",
                "description": "x",
                "steps": [slug],
                "awards": slug,
            },
            organisation=world.other,
            actor=world.stranger,
        )


def test_a_learning_opportunity_is_added_by_the_form(world, provider):
    said = {
        "title_en": "A course",
        "provider": "Somebody",
        "url": "https://courses.example/1",
        "hours": "8",
        "price": "120.50",
        "currency": "EUR",
        "language": "en",
        "skill": skill_uris(1),
        "level": ["3"],
        "leads_to": world.things["achievement"].slug,
    }
    assert provider.post("/define/opportunities/new", said).status_code == 302
    row = OpportunityRecord.objects.get(slug="a-course")
    assert str(row.noun.price) == "120.50 EUR"
    assert row.leads_to == world.things["achievement"]
    answer = provider.post("/define/opportunities/new", said | {"url": "javascript:alert(1)"})
    assert answer.context["form"].errors["url"]


def test_a_skills_page_says_who_confirms_and_who_teaches_it(world):
    row = world.things["achievement"]
    uri = row.noun.skills[0].skill
    answer = Client().get(reverse("skill_by_uri"), {"uri": uri}, follow=True)
    page = answer.content.decode()
    assert reverse("public_achievement", args=[world.home.slug, row.slug]) in page
    assert Client().get(reverse("skill_by_uri"), {"uri": "urn:no"}).status_code == 404


def test_an_adopted_achievement_is_awarded_by_who_adopts_it(world):
    from skillmark.server.define.models import AchievementRecord

    row = AchievementRecord.objects.of(world.home).get(slug="genai-foundations")
    assert row.document["elements"]["awarding_body"] == world.home.name
    assert row.document["elements"]["country"] == world.home.country
