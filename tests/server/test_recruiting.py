"""What a recruiter does: files sorted to people, badges recognised, two compared, names hidden."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from skillmark.match import Assumptions
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text
from skillmark.skills.starter import uri

from .outsiders import Academy, archive, forged, mail

SQL, PYTHON, ANALYSIS = uri("data-sql"), uri("software-python"), uri("data-analysis")
CRITERIA = "Advanced SQL: write complex SQL queries over several tables. Expert knowledge of SQL."


@pytest.fixture(scope="module")
def academy():
    return Academy()


@pytest.fixture
def role(world):
    from skillmark.server.match import services

    wanted = (Requirement(SQL, 4), Requirement(PYTHON, 3))
    return services.save_role(world.home, Role(Text.of("Analyst"), wanted))


@pytest.fixture
def recruiter(client_of):
    return client_of("recruiter")


def drop(client, role, *files, **fields):
    """Drop files (name and bytes) at a role."""
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("role_candidate", args=[role.pk]), {"files": given, **fields})


def hand_in(role, name, *badges, holder=""):
    from skillmark.server.match import services

    files = [(f"{number}.json", badge) for number, badge in enumerate(badges)]
    holder = holder or f"{name.lower()}@x.example"
    return services.submit_files(role, name=name, holder=holder, files=files)


def ranked(world, role, **options):
    from skillmark.server.match import services

    now = options.pop("now", timezone.now())
    return services.rank_people(world.home, role, today=now.date(), now=now, **options)


def recognise(world, badge, **counts_as):
    """Let a badge count, as whoever reads it would state it."""
    from skillmark.server.define.learning.recognising import recognise as state

    said = json.loads(badge)
    fields = {"reason": "Their tasks are ours.", "external_name": "Outside SQL", **counts_as}
    return state(
        world.home,
        external_id=said["credentialSubject"]["achievement"]["id"],
        issuer=said["issuer"]["id"],
        actor=world.people["recruiter"],
        **fields,
    )


# Files, sorted to whose they are


def test_a_heap_of_applications_is_sorted_to_people(world, role, recruiter, academy):
    """A folder a person with a letter, a saved mail, a badge in plain, a forged one, a stranger."""
    ada = academy.badge("ada@x.example", "SQL one", skills={SQL: 4}, person="Ada A")
    bob = academy.badge("bob@x.example", "SQL two", skills={SQL: 5}, plain=True)
    eve = academy.badge("bob@x.example", "Python", skills={PYTHON: 5})
    zoe = academy.badge("zoe@x.example", "Python", skills={PYTHON: 3}, person="Zoe Z")
    heap = archive(
        {
            "ada/letter.txt": b"You reach me at ada@x.example.",
            "ada/badge.json": ada,
            "ada/cv.pdf": b"%PDF-1.4 nothing to see",
            "zoe/badge.json": zoe,
            "__MACOSX/ada/._badge.json": b"\0",
        }
    )
    answer = drop(
        recruiter,
        role,
        ("heap.zip", heap),
        ("bob.json", forged(bob)),
        ("eve.eml", mail("Eve E <eve@x.example>", {"mine.json": eve})),
        ("broken.zip", b"PK\x03\x04 and no more"),
    )
    assert answer.headers["Location"] == reverse("role_files", args=[role.pk])
    page = recruiter.get(answer.headers["Location"])
    told = {str(message) for message in page.context["messages"]}
    assert any("cv.pdf" in one and "no badge" in one for one in told)
    assert any("letter.txt" in one for one in told)
    assert any("broken.zip" in one for one in told)
    found = {row.holder: files for row, files in page.context["people"]}
    assert set(found) == {"ada@x.example", "bob@x.example", "eve@x.example"}
    verdicts = {
        holder: (file.shown.verdict, file.shown.reason_code, file.proven)
        for holder, [file] in found.items()
    }
    assert verdicts == {
        "ada@x.example": ("valid", "", True),
        "bob@x.example": ("invalid", "forged", False),
        # a mail says who sent it, and not whose the badge is
        "eve@x.example": ("invalid", "wrong_holder", False),
    }
    assert {row.name for row in role.candidates.all()} == {"Ada A", "bob@x.example", "Eve E"}
    [(group, [waiting])] = page.context["groups"]
    assert (group, waiting.person) == ("heap.zip:zoe", "Zoe Z")
    html = page.content.decode()
    assert html.count("counts for nothing") == 2
    assert "You reach me" not in json.dumps([bytes(one.raw).decode() for one in role.loose.all()])

    # Whose the last one is has to be said, and the badge has to agree.
    loose = reverse("role_loose", args=[role.pk])
    assert recruiter.post(loose, {"holder": "zoe@x.example"}).status_code == 400
    recruiter.post(loose, {"file": str(waiting.pk), "holder": "ZOE@x.example"})
    assert not role.loose.exists()
    places = ranked(world, role)
    sql = {
        places.candidate(one).name: one.skills[0].evidence_class.value
        for one in places.ranked
        if places.candidate(one).outside
    }
    assert sql["Ada A"] == "verified"
    assert sql["bob@x.example"] == sql["Eve E"] == "missing"
    zoes = next(one for one in places.ranked if places.candidate(one).name == "Zoe Z")
    assert dict(zoes.score)[EvidenceClass.VERIFIED] > 0


def test_the_same_address_is_one_candidate_and_nothing_useful_is_an_error(role, recruiter, academy):
    first = academy.badge("ida@x.example", "SQL one", skills={SQL: 4})
    second = academy.badge("ida@x.example", "SQL two", skills={SQL: 5})
    drop(recruiter, role, ("a.json", first), holder="Ida@x.example", name="Ida")
    drop(recruiter, role, ("b.json", second))
    row = role.candidates.get()
    assert (row.name, row.submissions.count()) == ("Ida", 2)
    answer = drop(recruiter, role, ("cv.txt", b"I am ida@x.example"))
    assert answer.status_code == 400
    assert "This is no badge" in answer.content.decode()


def test_an_archive_that_cannot_be_opened_breaks_nobodys_page(world, role, recruiter, academy):
    from skillmark.server.match.models import SubmissionRecord

    good = hand_in(role, "Ada", academy.badge("ada@x.example", "SQL", skills={SQL: 4}))
    bad = hand_in(role, "Bob", b"{}")
    row = bad.submissions.get()
    for raw in (archive({str(n): b"{}" for n in range(120)}), b"", b"PK\x03\x04"):
        SubmissionRecord.objects.filter(pk=row.pk).update(raw=raw)
        page = recruiter.get(reverse("role", args=[role.pk]))
        assert page.status_code == 200
        assert page.context["places"][0].candidate.outside == good


def test_a_cv_is_read_and_not_kept_and_its_claims_meet_no_must(world, role, recruiter):
    from skillmark.server.match.models import RequirementRecord

    row = hand_in(role, "Cleo", b"{}")
    address = reverse("candidate_cv", args=[row.pk])
    text = "Years of SQL at a harbour that nobody else names Tharsis."
    page = recruiter.post(address, {"text": text, "do": "read"})
    [line] = [one for one in page.context["lines"] if one.entry.uri == SQL]
    recruiter.post(address, {"skill": SQL, "level": "5", "claim": line.entry.uri, "do": "claim"})
    claim = row.claims.get()
    assert (claim.skill, claim.level, claim.from_cv) == (SQL, 5, True)
    RequirementRecord.objects.filter(role=role, skill=SQL).update(must=True)
    place = next(one for one in ranked(world, role).ranked if one.person == f"candidate-{row.pk}")
    assert place.musts_unmet == (SQL,)
    assert dict(place.score)[EvidenceClass.CLAIMED] > 0
    assert "Tharsis" not in recruiter.get(reverse("candidate", args=[row.pk])).content.decode()
    recruiter.post(reverse("candidate_unclaim", args=[claim.pk]))
    assert not row.claims.exists()


# Recognition


def test_a_badge_without_a_level_gets_it_from_a_statement_and_only_while_it_holds(
    world, role, recruiter, academy
):
    from skillmark.server.define.learning.recognising import withdraw
    from skillmark.server.define.models import RecognitionRecord

    RecognitionRecord.objects.all().delete()
    plain = academy.badge("ada@x.example", "Outside SQL", criteria=CRITERIA)
    levelled = academy.badge("bob@x.example", "SQL four", skills={SQL: 4, PYTHON: 1})
    ada, bob = hand_in(role, "Ada", plain), hand_in(role, "Bob", levelled)

    def first(**options):
        found = ranked(world, role, **options)
        return found.candidate(found.ranked[0]).outside, found

    assert first()[0] == bob
    page = recruiter.get(reverse("role", args=[role.pk]))
    assert "It is genuine, but it names no skill." in page.content.decode()

    rule = recognise(world, plain, skill=SQL, level=7, expires=date(2099, 1, 1))
    leader, found = first()
    assert leader == ada
    [piece] = [one for one in found.evidence if one.recognised_by]
    assert (piece.skill, piece.level, piece.recognised_by) == (SQL, 7, f"recognition:{rule.pk}")
    html = recruiter.get(reverse("role", args=[role.pk])).content.decode()
    assert f"Recognised by {rule.decided_name}" in html
    assert "Their tasks are ours." in html
    assert "1 January 2099" in html or "Jan. 1, 2099" in html
    file = recruiter.get(reverse("role_csv", args=[role.pk])).content.decode("utf-8-sig")
    row = next(one for one in csv.DictReader(io.StringIO(file)) if one["Person"] == "Ada")
    assert "Outside SQL" in row["Recognised by"]
    assert rule.decided_name in row["Recognised by"]
    assert "2099-01-01" in row["Recognised by"]
    checked = recruiter.post(
        reverse("verify"), {"files": [SimpleUploadedFile("a.json", plain)], "text": ""}
    )
    assert "Counts at Hallmark Academy as" in checked.content.decode()

    # Another organisation's statement is its own; before it was stated it did not count.
    assert first(now=rule.decided - timedelta(minutes=1))[0] == bob
    assert first(now=datetime(2099, 1, 2, 12, tzinfo=UTC))[1].evidence != found.evidence
    withdraw(rule, reason="Their test changed.", actor=world.people["recruiter"])
    assert first()[0] == bob
    assert not [one for one in first()[1].evidence if one.recognised_by]


def test_what_counts_as_an_achievement_of_ours_counts_as_its_skills_for_whom_it_is_for(
    world, client_of, academy
):
    from skillmark.server.define.models import AchievementRecord, RecognitionRecord
    from skillmark.server.hold.services import add
    from skillmark.server.match.evidence import evidence_of
    from skillmark.verify.sources import Source

    RecognitionRecord.objects.all().delete()
    learner = world.people["learner"]
    EmailAddress.objects.update_or_create(
        user=learner, email=learner.email, defaults={"verified": True, "primary": True}
    )
    badge = academy.badge(learner.email, "Whole course", criteria="Nothing said.")
    before = evidence_of(world.home, [learner])[learner.pk]
    add(learner, [Source("course", badge)])
    assert evidence_of(world.home, [learner])[learner.pk] == before, "no rule, no difference"
    ours = AchievementRecord.objects.of(world.home).order_by("pk").first()
    rule = recognise(world, badge, achievement=ours, only=world.people["assessor"])

    def by_rule():
        found = evidence_of(world.home, [learner])[learner.pk]
        proven = (one for one in found if one.evidence_class is EvidenceClass.VERIFIED)
        return {(one.skill, one.level) for one in proven if one.recognised_by}

    assert not by_rule(), "it is for somebody else"
    RecognitionRecord.objects.filter(pk=rule.pk).update(only=learner)
    assert by_rule() == {(one.skill, one.level) for one in ours.noun.skills}
    mine = client_of("learner").get(reverse("my_skills")).content.decode()
    assert f"Recognised by {rule.decided_name}" in mine


def test_what_is_met_without_a_level_is_suggested_and_stated_by_a_person_alone(
    world, role, recruiter, academy
):
    from skillmark.server.define.models import RecognitionRecord

    RecognitionRecord.objects.all().delete()
    for who in ("ada", "bob"):
        hand_in(
            role, who.title(), academy.badge(f"{who}@x.example", "Outside SQL", criteria=CRITERIA)
        )
    hand_in(role, "Cleo", academy.badge("cleo@x.example", "SQL four", skills={SQL: 4}))
    hand_in(role, "Eve", academy.badge("ada@x.example", "Stolen", criteria=CRITERIA))
    address = reverse("recognition_rules")
    page = recruiter.get(address)
    outside = {one.said.achievement: (one, found) for one, found in page.context["waiting"]}
    assert not {"SQL four", "Stolen"} & set(outside)
    one, suggestions = outside["Outside SQL"]
    assert one.count == 2
    best = suggestions[0]
    assert (best.skill, best.how) == (SQL, "words")
    assert any("SQL" in words for words in best.words)
    assert best.level == 6
    assert best.level_words.lower() in ("expert", "advanced")
    assert not RecognitionRecord.objects.exists(), "looking states nothing"

    fields = {
        "external_id": one.key[0],
        "external_name": "Outside SQL",
        "issuer": one.key[1],
        "issuer_name": "Example Academy",
        "skill": SQL,
        "level": "5",
    }
    form = recruiter.get(reverse("recognition_state"), fields)
    assert form.context["met"].count == 2
    expires = form.context["form"]["expires"].value()
    assert expires > timezone.localdate() + timedelta(days=700)
    without = recruiter.post(reverse("recognition_state"), {**fields, "reason": "Read it."})
    assert without.status_code == 400
    assert "expires" in without.context["form"].errors
    fields |= {"expires": expires.isoformat()}
    nothing = recruiter.post(reverse("recognition_state"), fields)
    assert "reason" in nothing.context["form"].errors
    recruiter.post(reverse("recognition_state"), {**fields, "reason": "Read their test."})
    rule = RecognitionRecord.objects.get()
    assert (rule.decided_by, rule.level) == (world.people["recruiter"], 5)
    twice = recruiter.post(reverse("recognition_state"), {**fields, "reason": "Again."})
    assert "recognised already" in twice.content.decode()
    page = recruiter.get(address)
    assert one.key not in {met.key for met, _found in page.context["waiting"]}
    assert dict(page.context["groups"])["in_force"][0].people == 2
    RecognitionRecord.objects.update(expires=timezone.localdate() + timedelta(days=20))
    assert dict(recruiter.get(address).context["groups"])["soon"]
    recruiter.post(reverse("recognition_revoke", args=[rule.pk]), {"reason": "Changed."})
    page = recruiter.get(address)
    assert dict(page.context["groups"])["withdrawn"]
    assert one.key in {met.key for met, _found in page.context["waiting"]}


# Two side by side, and other assumptions


def test_what_decides_between_two_is_said_in_a_sentence(world, role, recruiter, academy):
    hand_in(role, "Ada", academy.badge("ada@x.example", "A", skills={SQL: 5, PYTHON: 2}))
    hand_in(role, "Bob", academy.badge("bob@x.example", "B", skills={SQL: 2, PYTHON: 4}))
    found = ranked(world, role)
    names = [found.candidate(one).name for one in found.ranked[:2]]
    page = recruiter.get(reverse("role", args=[role.pk]))
    between = page.context["between"]
    assert (between.better, between.worse) == tuple(names)
    assert between.decider.cls is EvidenceClass.VERIFIED
    assert between.skill["en"] == ("SQL" if names[0] == "Ada" else "Python")
    assert between.against["en"] == ("Python" if names[0] == "Ada" else "SQL")
    one, other = (place.person for place in found.ranked[:2])
    compare = reverse("role_compare", args=[role.pk])
    page = recruiter.get(compare, {"one": other, "other": one})
    html = page.content.decode()
    assert page.context["one"].name == names[0], "the higher one stands first"
    assert f"<strong>{names[0]}</strong> stands before {names[1]} by what is" in html
    assert page.context["rows"][0].decides
    assert recruiter.get(compare, {"one": "member-0"}).status_code == 404
    assert recruiter.get(compare, {"one": one, "other": one}).status_code == 409


def test_who_is_first_may_hang_on_an_assumption_and_that_is_said(world, role, recruiter, academy):
    from skillmark.server.match.reviewing.sensitivity import sensitivity

    now = timezone.now()
    old = now - timedelta(days=10 * 365)
    hand_in(role, "Old", academy.badge("old@x.example", "A", skills={SQL: 8}, at=old))
    hand_in(role, "New", academy.badge("new@x.example", "B", skills={SQL: 3}))
    slow, fast = (
        ranked(world, role, assumptions=Assumptions(half_life_months=n)) for n in (300, 60)
    )
    assert slow.candidate(slow.ranked[0]).name == "Old"
    assert sensitivity(slow).first_stays
    assert fast.candidate(fast.ranked[0]).name == "New"
    found = sensitivity(fast)
    assert not found.first_stays
    [slower] = [one for one in found.outcomes if not one.same_first][:1]
    assert fast.candidates[slower.first].name == "Old"
    html = recruiter.get(reverse("role", args=[role.pk])).content.decode()
    assert "Who is first hangs on what is assumed" in html

    # What would change is shown before it is stated, and nothing is stated without a reason.
    address = reverse("matching_assumptions")
    fields = {one.name: one.value() for one in recruiter.get(address).context["form"].number_fields}
    fields |= {"half_life_months": "300", "role": str(role.pk)}
    tried = recruiter.post(address, {**fields, "do": "try"})
    assert not tried.context["preview"]["first_stays"]
    from skillmark.server.match.assumptions import assumptions_of

    assert assumptions_of(world.home) == Assumptions()
    assert recruiter.post(address, {**fields, "do": "state"}).status_code == 400
    wrong = recruiter.post(address, {**fields, "half_life_months": "0", "do": "try"})
    assert wrong.status_code == 400
    recruiter.post(address, {**fields, "do": "state", "reason": "SQL hardly changes."})
    assert assumptions_of(world.home).half_life_months == 300
    page = recruiter.get(address)
    [(stated, [changed])] = page.context["history"]
    assert (stated.reason, changed.name) == ("SQL hardly changes.", "half_life_months")


# Names


def test_names_stay_hidden_until_somebody_says_why(world, role, recruiter, client_of, academy):
    from skillmark.server.people.models import AuditRecord

    badge = academy.badge("ada@x.example", "Course of Ada Lovelace", skills={SQL: 4})
    row = hand_in(role, "Ada Lovelace", badge, b"{}")
    learner = world.people["learner"]
    told = ("Ada Lovelace", "1.json", str(learner))
    secrets = (*told, "Lovelace", "ada@x.example", "0.json", learner.email)
    page, names = reverse("role", args=[role.pk]), reverse("role_names", args=[role.pk])
    csv_file = reverse("role_csv", args=[role.pk])
    compare = reverse("role_compare", args=[role.pk])
    api = f"/api/match/roles/{role.pk}/ranking"

    def seen(client):
        found = [client.get(one).content.decode() for one in (page, csv_file, compare, api)]
        return [any(secret in one for one in found) for secret in secrets]

    assert all(seen(recruiter)[: len(told)])
    recruiter.post(names, {"do": "always"})
    assert not any(seen(recruiter))
    hidden = client_of("recruiter").get(api).json()
    assert hidden["names_hidden"]
    assert hidden["places"][0]["name"] == "Person A"
    for name, arguments in (
        ("role_files", role.pk), ("candidate", row.pk), ("candidate_cv", row.pk)
    ):  # fmt: skip
        assert recruiter.get(reverse(name, args=[arguments])).status_code == 409, name
    assert recruiter.post(names, {"do": "show", "reason": " "}).status_code == 400
    recruiter.post(names, {"do": "show", "reason": "I invite the first three."})
    assert all(seen(recruiter)[: len(told)])
    leader = client_of("technical_leader")
    assert not any(seen(leader)), "only who asked is shown them"
    log = leader.get(page).content.decode()
    assert "I invite the first three." in log
    assert AuditRecord.objects.filter(action="names_shown", thing=f"role:{role.pk}").exists()
    recruiter.post(names, {"do": "hide"})
    assert not any(seen(recruiter))
    recruiter.post(names, {"do": "show", "reason": "Once more."})
    role.reveals.update(until=timezone.now() - timedelta(seconds=1))
    assert not any(seen(recruiter)), "eight hours, and no longer"
    assert recruiter.post(names, {"do": "never", "reason": ""}).status_code == 400
    recruiter.post(names, {"do": "never", "reason": "The interviews are over."})
    assert all(seen(leader)[: len(told)])
    # and for one look, as before
    html = recruiter.get(page, {"anonymous": "1"}).content.decode()
    assert not any(secret in html for secret in secrets)


# Roles


def test_a_role_is_copied_closed_and_opened_again(world, role, recruiter):
    from skillmark.server.match import services
    from skillmark.server.match.models import RoleRecord

    hand_in(role, "Ada", b"{}")
    answer = recruiter.post(reverse("role_duplicate", args=[role.pk]))
    copied = RoleRecord.objects.order_by("created").last()
    assert answer.headers["Location"] == reverse("role_edit", args=[copied.pk])
    assert str(services.as_role(copied).title) == "Copy of Analyst"
    assert services.as_role(copied).requirements == services.as_role(role).requirements
    assert not copied.candidates.exists()
    assert recruiter.post(reverse("role_clear", args=[role.pk])).status_code == 409
    recruiter.post(reverse("role_close", args=[role.pk]))
    assert role not in services.open_roles(world.home)
    assert "This role is closed" in recruiter.get(reverse("role", args=[role.pk])).content.decode()
    assert role.pk in {one["row"].pk for one in recruiter.get(reverse("roles")).context["closed"]}
    recruiter.post(reverse("role_clear", args=[role.pk]))
    assert not role.candidates.exists()
    recruiter.post(reverse("role_reopen", args=[role.pk]))
    assert role in services.open_roles(world.home)


def test_a_role_begins_with_an_occupation(world, recruiter):
    from skillmark.nouns.skill import Framework, Occupation, Skill
    from skillmark.server.skills.services import import_framework

    skills = tuple(
        Skill(f"urn:x:skill:{name}", Text.of(name.title()))
        for name in ("welding", "sanding", "glue")
    )
    job = Occupation(
        "urn:x:job",
        Text.of("Boat builder"),
        essential=(skills[0].uri, "urn:x:gone"),
        optional=(skills[2].uri, skills[1].uri),
        in_demand=(skills[1].uri,),
    )
    import_framework(
        Framework("boats", Text.of("Boats"), "1", "X", "CC0", skills, (job,)),
        organisation=world.home,
        actor=world.people["provider_admin"],
    )
    found = recruiter.get(reverse("role_occupations"), {"occupation_words": "boat"})
    assert 'value="urn:x:job"' in found.content.decode()
    page = recruiter.post(reverse("role_new"), {"occupation": "urn:x:job", "title": ""})
    lines = [one.requirement for one in page.context["lines"]]
    assert [(one.skill, one.importance.value) for one in lines] == [
        (skills[0].uri, "essential"),
        (skills[1].uri, "optional"),
        (skills[2].uri, "optional"),
    ]
    assert page.context["form"]["title"].value() == "Boat builder"
    assert recruiter.post(reverse("role_new"), {"occupation": "urn:no"}).status_code == 400
