"""Pages and API of matching: adverts that light up, rankings with reasons, bench, own skills."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from skillmark.match.ranking import SCORER
from skillmark.nouns.credibility import Credibility, CutScore, FieldData
from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text
from skillmark.skills.starter import uri

ADVERT = """Data analyst
You write SQL queries and Python scripts.
Years of data analysis, expert knowledge of SQL. Basic knowledge of data protection (GDPR).
"""
LINES = {"said": "", "level": "", "importance": "essential", "weight": "1"}


def lines(*skills, **changes):
    """Return the repeated fields of the form for some skills."""
    fields = {"skill": list(skills)}
    for name, value in (LINES | changes).items():
        fields[name] = [value] * len(skills)
    return fields


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def recruiter(client_of):
    return client_of("recruiter")


@pytest.fixture
def role_page(world):
    return reverse("role", args=[world.things["role"].pk])


def observed(world, skill, level=4, title=""):
    from skillmark.server.match import services

    piece = Evidence(uri(skill), EvidenceClass.EVIDENCED, date(2026, 5, 1), level, title=title)
    learner, leader = world.people["learner"], world.people["technical_leader"]
    return services.record_evidence(world.home, learner, piece, actor=leader, note="Saw it.")


# The advertisement


def test_an_advert_is_cut_without_losing_a_letter(world):
    from skillmark.server.skills.reading import lighting

    reading = lighting.read(ADVERT, world.home, language="en")
    assert "".join(piece.text for piece in reading.pieces) == ADVERT
    found = {one.uri for one in reading.matches}
    assert {uri("data-sql"), uri("software-python"), uri("data-analysis")} <= found
    lit = {piece.match.uri for piece in reading.pieces if piece.match}
    assert lit <= found
    for piece in reading.pieces:
        assert bool(piece.number) == bool(piece.match)


def test_a_level_is_read_from_the_clause_that_names_the_skill(world):
    from skillmark.server.skills.reading import lighting

    reading = lighting.read(ADVERT, world.home, language="en")
    cues = {one.uri: one.level_cue for one in reading.matches}
    assert cues[uri("data-sql")].words == "expert"
    assert cues[uri("data-analysis")] is None


@pytest.mark.parametrize("text", ["   ", "x" * 20_001])
def test_no_text_or_too_much_of_it_is_refused_with_a_remedy(world, text):
    from skillmark.server.skills.reading import lighting

    with pytest.raises(InputError) as error:
        lighting.read(text, world.home, language="en")
    assert error.value.remedy


def test_words_light_up_without_leaving_the_page(recruiter):
    page = recruiter.post(reverse("role_read"), {"title": "Analyst", "advert": ADVERT})
    html = page.content.decode()
    assert page.status_code == 200
    assert "<html" not in html
    mark = re.search(r'<mark class="lit[^"]*" data-skill="(\d+)">.*?SQL queries.*?</mark>', html)
    assert mark
    assert f'id="skill-{mark[1]}"' in html
    line = html[html.index(f'id="skill-{mark[1]}"') :]
    assert f'name="skill" value="{uri("data-sql")}"' in line[:400]
    assert '<option value="6" selected>' in line[: line.index("</fieldset>")]


def test_what_was_set_by_hand_survives_another_reading(recruiter):
    fields = lines(uri("data-sql"), level="2", weight="3")
    page = recruiter.post(
        reverse("role_read"), {"advert": ADVERT, "must": uri("data-sql"), **fields}
    )
    html = page.content.decode()
    assert html.count(f'name="skill" value="{uri("data-sql")}"') == 1
    line = html[html.index(f'value="{uri("data-sql")}"') :]
    line = line[: line.index("</fieldset>")]
    assert '<option value="2" selected>' in line
    assert 'value="3"' in line
    assert "checked" in line


def test_a_reading_that_fails_keeps_the_lines_and_says_why(recruiter):
    page = recruiter.post(reverse("role_read"), {"advert": " ", **lines(uri("data-sql"))})
    html = page.content.decode()
    assert "Paste the job advertisement." in html
    assert uri("data-sql") in html


def test_script_in_an_advert_stays_text(recruiter):
    text = "SQL <script>alert(1)</script> and Python"
    html = recruiter.post(reverse("role_read"), {"advert": text}).content.decode()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_role_is_written_from_lines(world, recruiter):
    from skillmark.server.match import services

    fields = lines(uri("data-sql"), uri("software-python"), level="3", weight="2.5")
    fields["importance"] = ["essential", "optional"]
    answer = recruiter.post(
        reverse("role_new"),
        {"title": "Analyst", "advert": ADVERT, "must": [uri("data-sql")], "step": "save", **fields},
    )
    row = services.open_roles(world.home).first()
    assert answer.headers["Location"] == reverse("role", args=[row.pk])
    first, second = services.as_role(row).requirements
    assert (first.skill, first.level, first.weight, first.must) == (uri("data-sql"), 3, 2.5, True)
    assert (second.importance, second.must) == ("optional", False)
    assert row.advert == ADVERT.strip()


def test_without_scripts_the_buttons_add_read_and_remove(recruiter):
    new = reverse("role_new")
    page = recruiter.post(new, {"title": "A", "add": "python", "step": "add"})
    assert f'value="{uri("software-python")}"' in page.content.decode()
    page = recruiter.post(
        new,
        {"title": "A", "drop": uri("data-sql"), **lines(uri("data-sql"), uri("software-python"))},
    )
    assert f'name="skill" value="{uri("data-sql")}"' not in page.content.decode()
    assert f'name="skill" value="{uri("software-python")}"' in page.content.decode()
    page = recruiter.post(new, {"title": "A", "advert": ADVERT, "step": "read"})
    assert "<mark" in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": "A"}, "at least one skill"),
        ({"title": "A", **lines(uri("data-sql"), weight="-1")}, "is no weight"),
        ({"title": "A", **lines(uri("data-sql"), weight="nan")}, "is no weight"),
        ({"title": "A", "skill": ["a", "b"], "level": "3"}, "do not fit together"),
        ({"title": "A", "add": "zzzzqqqq", "step": "add"}, "No skill is called that"),
        ({"title": "", **lines(uri("data-sql"))}, "This field is required"),
    ],
)
def test_what_makes_no_role_is_said_and_nothing_is_stored(world, recruiter, fields, said):
    from skillmark.server.match.models import RoleRecord

    before = RoleRecord.objects.count()
    page = recruiter.post(reverse("role_new"), fields)
    assert page.status_code == 400
    assert said in page.content.decode()
    assert RoleRecord.objects.count() == before


def test_a_changed_title_keeps_its_other_languages(world, recruiter):
    from skillmark.server.match import services

    row = world.things["role"]
    fields = lines(uri("data-sql"))
    recruiter.post(reverse("role_edit", args=[row.pk]), {"title": "Data wizard", **fields})
    row.refresh_from_db()
    assert dict(services.as_role(row).title.translations) == {
        "en": "Data wizard",
        "de": "Datenanalyst:in",
    }


def test_skills_are_found_as_one_types(recruiter, client_of):
    html = recruiter.get(reverse("role_skills"), {"add": "pytho"}).content.decode()
    assert "Python" in html
    line = recruiter.get(reverse("role_line"), {"skill": uri("software-python")}).content.decode()
    assert line.startswith("<fieldset")
    assert recruiter.get(reverse("role_line"), {"skill": "urn:nothing"}).content == b""
    choices = client_of("learner").get(reverse("skill_choices"), {"words": "python"})
    assert f'value="{uri("software-python")}"' in choices.content.decode()


# The ranking


def test_every_place_says_why_down_to_the_evidence(world, recruiter, role_page):
    observed(world, "data-analysis", title="Quarterly review")
    html = recruiter.get(role_page).content.decode()
    assert f"Why is {world.people['learner']} first?" in html
    assert "Quarterly review" in html
    assert "Own words" in html
    assert str(world.people["technical_leader"]) in html
    assert re.search(
        r"That level 3 is reached is <strong>(very likely|almost certain)</strong>", html
    )
    assert html.count("<progress") >= 8
    assert "counts" in html
    assert SCORER in html


def test_the_classes_are_four_bars_and_never_one(world, recruiter, role_page):
    places = recruiter.get(role_page).context["places"]
    assert [bar.cls.value for bar in places[0].bars] == [
        "verified",
        "evidenced",
        "claimed",
        "inferred",
    ]


def test_what_was_refused_is_named_with_its_reason(recruiter, role_page):
    html = recruiter.get(role_page).content.decode()
    outside = html[html.index("Ada Outside") :]
    assert "1 badge counts for nothing" in outside
    assert "cv.json" in outside
    assert "Must not met:" in outside
    assert "Missing:" in outside


def test_hidden_names_are_nowhere_on_the_page_or_in_the_file(world, recruiter, role_page):
    observed(world, "data-analysis", title="Letter about Lea Learner")
    learner, leader = world.people["learner"], world.people["technical_leader"]
    csv_file = reverse("role_csv", args=[world.things["role"].pk])
    shown, file = (recruiter.get(a).content.decode() for a in (role_page, csv_file))
    hidden, hidden_file = (
        recruiter.get(a, {"anonymous": "1"}).content.decode() for a in (role_page, csv_file)
    )
    secrets = (str(learner), learner.email, "Ada Outside", "ada@outside.example", "Letter about")
    for secret in (*secrets, str(leader), "cv.json", "Own words"):
        assert secret not in hidden, secret
        assert secret not in hidden_file, secret
    assert "Ada Outside" in shown
    assert "Ada Outside" in file
    assert "Person A" in hidden
    assert "Person B" in hidden_file
    assert "anonymous=1" in re.search(r'action="([^"]*candidates[^"]*)"', hidden)[1]


def test_the_file_has_the_same_order_and_no_formulas(world, recruiter):
    from skillmark.server.match.models import CandidateRecord

    CandidateRecord.objects.filter(name="Ada Outside").update(name="=HYPERLINK(1)")
    answer = recruiter.get(reverse("role_csv", args=[world.things["role"].pk]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Place"] for row in rows] == ["1", "2"]
    assert rows[0]["Person"] == str(world.people["learner"])
    assert rows[1]["Person"] == "'=HYPERLINK(1)"
    assert float(rows[0]["Claimed (%)"]) > 0
    assert rows[0]["Data analysis"] == "Claimed"


def test_badge_files_are_taken_in_and_removed_again(world, recruiter, role_page):
    from skillmark.server.match.models import CandidateRecord

    file = SimpleUploadedFile("badge.json", b'{"not": "a badge"}')
    address = reverse("role_candidate", args=[world.things["role"].pk])
    answer = recruiter.post(
        address, {"name": "Bo", "holder": "bo@outside.example", "files": [file]}
    )
    assert answer.status_code == 302
    html = recruiter.get(role_page).content.decode()
    assert "badge.json" in html
    row = CandidateRecord.objects.get(holder="bo@outside.example")
    recruiter.post(reverse("candidate_remove", args=[row.pk]))
    assert not CandidateRecord.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [(None, b"", "at least one badge file"), ("big.json", b"0" * (2**21 + 1), "larger than 2 MB")],
)
def test_files_that_cannot_be_taken_are_refused_on_the_page(world, recruiter, name, content, said):
    address = reverse("role_candidate", args=[world.things["role"].pk])
    fields = {"name": "Bo", "holder": "bo@outside.example"}
    if name:
        fields["files"] = [SimpleUploadedFile(name, content)]
    answer = recruiter.post(address, fields)
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_letters_go_on_after_z(db):
    from skillmark.server.match.shown import letter

    said = [letter(rank).removeprefix("Person ") for rank in (1, 26, 27, 52, 53, 703)]
    assert said == ["A", "Z", "AA", "AZ", "BA", "AAA"]


def test_probabilities_have_words_and_nothing_is_rounded_to_certainty():
    from skillmark.server.match.shown import likelihood, percent

    said = [str(likelihood(p)) for p in (1.0, 0.8, 0.79, 0.5, 0.01)]
    assert said == ["almost certain", "very likely", "likely", "about even", "almost ruled out"]
    assert [percent(p) for p in (0, 0.001, 0.5, 0.999, 1)] == ["0", "< 1", "50", "> 99", "100"]


@pytest.mark.parametrize(("data", "warned"), [(FieldData.SIMULATED, True), (FieldData.REAL, False)])
def test_evidence_without_field_data_is_marked(data, warned):
    from skillmark.match import Assumptions, score
    from skillmark.nouns.person import Person
    from skillmark.server.match.shown import place

    day = date(2026, 5, 1)
    cut = CutScore(6, 10, "Angoff", "three judges", "board", day)
    credibility = Credibility("t", ((uri("data-sql"), 10),), cut, data, 0)
    piece = Evidence(uri("data-sql"), EvidenceClass.VERIFIED, day, 3, credibility=credibility)
    role = Role(Text.of("R"), (Requirement(uri("data-sql"), 3),))
    ranked = score(role, Person("p", (piece,)), today=day, assumptions=Assumptions())
    found = place(ranked, {uri("data-sql"): {"en": "SQL"}})
    assert found.no_field_data is warned


def test_the_same_inference_is_said_once():
    from skillmark.match import Assumptions, score
    from skillmark.nouns.person import Person
    from skillmark.server.match.shown import place

    day = date(2026, 5, 1)
    piece = Evidence(uri("data-sql"), EvidenceClass.INFERRED, day, 2, title="prerequisite of X")
    role = Role(Text.of("R"), (Requirement(uri("data-sql"), 3),))
    ranked = score(role, Person("p", (piece, piece)), today=day, assumptions=Assumptions())
    [reason] = place(ranked, {uri("data-sql"): {"en": "SQL"}}).reasons
    assert [one.title for one in reason.pieces] == ["follows from: X"]


# Bench and observations


def test_the_bench_names_depth_and_what_hangs_on_one_person(world, client_of):
    observed(world, "data-analysis", level=5)
    page = client_of("technical_leader").get(reverse("bench"))
    html = page.content.decode()
    thin = [label["en"] for label in page.context["thin"]]
    assert "Data analysis" in thin
    assert "SQL" in [label["en"] for label in page.context["bare"]]
    assert "Observed, level 5, reaches what is asked" in html
    assert str(world.people["learner"]) in html


def test_the_bench_of_one_role_has_its_skills_only(world, client_of):
    from skillmark.server.match import services

    other = services.save_role(
        world.home, Role(Text.of("Developer"), (Requirement(uri("software-python"), 3),))
    )
    page = client_of("technical_leader").get(reverse("bench"), {"role": str(other.pk)})
    assert [one.skill for _label, one, _holders in page.context["skills"]] == [
        uri("software-python")
    ]


# One's own skills


def test_my_skills_show_the_strongest_class_and_everything_behind_it(world, client_of):
    observed(world, "data-analysis")
    page = client_of("learner").get(reverse("my_skills"))
    mine = next(one for one in page.context["skills"] if one.uri == uri("data-analysis"))
    assert mine.best.evidence_class is EvidenceClass.EVIDENCED
    assert [one.evidence.evidence_class.value for one in mine.pieces] == ["evidenced", "claimed"]
    assert all(one.row is not None for one in mine.pieces)
    fits = {one["title"].in_language("en"): one["place"] for one in page.context["roles"]}
    assert dict(fits["Data analyst"].ranked.score)[EvidenceClass.EVIDENCED] > 0
    assert {"en": "SQL", "de": "SQL"}.items() <= fits["Data analyst"].missing[-1].items()


def test_a_claim_is_added_and_taken_back(world, client_of):
    from skillmark.server.match.models import EvidenceRecord

    learner = client_of("learner")
    fields = {"skill": uri("data-sql"), "level": "3"}
    assert learner.post(reverse("skill_claim"), fields).status_code == 302
    row = EvidenceRecord.objects.get(skill=uri("data-sql"), account=world.people["learner"])
    assert row.evidence_class == "claimed"
    learner.post(reverse("skill_withdraw", args=[row.pk]))
    assert not EvidenceRecord.objects.filter(pk=row.pk).exists()


def test_typed_words_without_a_choice_offer_what_was_found(client_of):
    page = client_of("learner").post(reverse("skill_claim"), {"words": "python", "level": "3"})
    html = page.content.decode()
    assert page.status_code == 400
    assert f'value="{uri("software-python")}"' in html
    assert "choose one of the skills found" in html


def test_without_an_organisation_there_is_nobody_to_claim_to(world, client_of):
    from skillmark.server.people.models import MembershipRecord

    MembershipRecord.objects.filter(account=world.people["learner"]).delete()
    learner = client_of("learner")
    assert learner.get(reverse("my_skills")).status_code == 200
    fields = {"skill": uri("data-sql"), "level": "3"}
    assert learner.post(reverse("skill_claim"), fields).status_code == 409


# The API


def test_the_api_stores_and_ranks(world, recruiter):
    body = {
        "title": {"en": "Analyst", "de": "Analystin"},
        "skills": [{"skill": uri("data-analysis"), "level": 3, "must": True, "weight": 2}],
    }
    made = recruiter.post("/api/match/roles", json.dumps(body), content_type="application/json")
    assert made.status_code == 201
    role = made.json()
    assert role["title"] == body["title"]
    assert role["skills"][0]["weight"] == 2
    assert role["id"] in {one["id"] for one in recruiter.get("/api/match/roles").json()}
    found = recruiter.get(f"/api/match/roles/{role['id']}/ranking").json()
    assert (found["scorer"], found["people"]) == (SCORER, 1)
    [place] = found["places"]
    assert place["name"] == str(world.people["learner"])
    assert place["musts_unmet"] == [uri("data-analysis")]
    [skill] = place["skills"]
    assert (skill["label"], skill["class"]) == ("Data analysis", "claimed")
    assert skill["evidence"][0]["counted"]
    assert set(place["score"]) == {"verified", "evidenced", "claimed", "inferred"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"title": "A", "skills": []}, 422),
        ({"title": "A", "skills": [{"skill": "urn:a", "level": 9}]}, 422),
        ({"title": "A", "skills": [{"skill": "urn:a"}, {"skill": "urn:a"}]}, 400),
    ],
)
def test_the_api_refuses_what_is_no_role(recruiter, body, status):
    answer = recruiter.post("/api/match/roles", json.dumps(body), content_type="application/json")
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "cause", "where", "remedy"}


def test_the_ranking_of_the_api_is_as_long_as_asked(world, recruiter):
    address = f"/api/match/roles/{world.things['role'].pk}/ranking"
    assert len(recruiter.get(address, {"top": 1}).json()["places"]) == 1
    assert recruiter.get(address).json()["places"][1]["refused"][0]["source"] == "cv.json"
    assert recruiter.get(address, {"top": 0}).status_code == 422


def test_pages_speak_german(world, client_of):
    leader = client_of("technical_leader")
    leader.cookies["django_language"] = "de"
    html = leader.get(reverse("role", args=[world.things["role"].pk])).content.decode()
    assert "Datenanalyst:in" in html
    assert '<html lang="de"' in html
    assert "Why" not in html
