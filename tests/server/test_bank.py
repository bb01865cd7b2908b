"""The bank of questions: versions, states, what comes in and goes out, tests built of it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from itertools import pairwise, product
from random import Random
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from skillmark.assess.demands import Demand, Like
from skillmark.assess.interactions import Choice, Numeric
from skillmark.assess.interactions.options import Option
from skillmark.assess.items import Item, Stimulus, Test
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.text import Text

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
SKILL, OTHER = "urn:skillmark:skill:genai-foundations", "urn:skillmark:skill:genai-agents"


@pytest.fixture
def bank(world):
    """The modules of the bank, by name; they need Django, which the fixture `world` starts."""
    found = {
        name: import_module(f"skillmark.server.assess.bank.{name}")
        for name in (
            "bringing", "demonstration", "figures", "handing", "keeping", "listing", "making",
            "models", "plans", "standing", "states",
        )
    }  # fmt: skip
    others = {
        name: import_module(f"skillmark.server.assess.{name}")
        for name in ("delivering", "library", "services")
    }
    return SimpleNamespace(**found, **others)


@pytest.fixture
def author(world):
    return world.people["assessor"]


@pytest.fixture
def reviewer(world):
    return world.people["provider_admin"]


def choice(name: str, words: str = "", **members) -> Item:
    """A question with one right answer of two."""
    options = (Option("a", Text.of("Yes")), Option("b", Text.of("No")))
    kept = {"skill": SKILL, "level": 3, **members}
    return Item(
        name,
        prompt=Text.of({"en": words or f"Is it {name}?", "de": f"Ist es {name}?"}),
        interaction=Choice(options, "a"),
        **kept,
    )


def png(colour: str) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(picture, "PNG")
    return picture.getvalue()


def live(bank, world, author, reviewer, *items, state="live", **kept):
    """Put questions into the bank and let them go live (or be pilots)."""
    states = bank.models.State
    rows = []
    for item in items:
        row = bank.keeping.add(world.home, item, now=NOW, actor=author, **kept)
        version = bank.keeping.version_of(row)
        bank.states.move(version, states.REVIEWED, actor=reviewer, now=NOW)
        bank.states.move(version, states(state), actor=reviewer, now=NOW)
        row.refresh_from_db()
        rows.append(row)
    return rows


def test_only_moves_of_the_table_are_made_and_each_is_recorded(world, bank, author, reviewer):
    from skillmark.server.people.models import AuditRecord

    moves = bank.states.MOVES
    row = bank.keeping.add(world.home, choice("moves"), now=NOW, actor=author)
    version = bank.keeping.version_of(row)
    for before, after in product(bank.models.State, repeat=2):
        version.state = before
        version.save()
        if after in moves[before]:
            act = bank.states.move(version, after, actor=reviewer, now=NOW, remark="because")
            assert (act.before, act.after, act.account, act.remark) == (
                before, after, reviewer, "because",
            )  # fmt: skip
            version.refresh_from_db()
            assert version.state == after
            with pytest.raises(ConflictError):
                act.save()
        else:
            with pytest.raises(ConflictError) as caught:
                bank.states.move(version, after, actor=reviewer, now=NOW)
            assert caught.value.code == "state"
    acts = bank.models.QuestionActRecord.objects.filter(version=version).count()
    assert acts == sum(len(after) for after in moves.values())
    assert AuditRecord.objects.filter(action="question_moved").count() == acts


def test_nobody_reviews_their_own_question_unless_there_is_nobody_else(
    world, bank, author, reviewer
):
    from skillmark.server.people.models import MembershipRecord

    reviewed = bank.models.State.REVIEWED
    row = bank.keeping.add(world.home, choice("own"), now=NOW, actor=author)
    version = bank.keeping.version_of(row)
    for said in (False, True):
        with pytest.raises(ConflictError, match="of their own"):
            bank.states.move(version, reviewed, actor=author, now=NOW, by_author=said)
    MembershipRecord.objects.filter(organisation=world.home, role__in=bank.states.AUTHORS).exclude(
        account=author
    ).delete()
    with pytest.raises(ConflictError, match="its own author"):
        bank.states.move(version, reviewed, actor=author, now=NOW)
    act = bank.states.move(version, reviewed, actor=author, now=NOW, by_author=True)
    assert act.by_author
    author.delete()
    act.refresh_from_db()
    assert act.by_author, "who it was is gone; that it was the author is not"
    assert act.account is None


def test_the_live_version_stays_in_force_until_the_next_is_live(world, bank, author, reviewer):
    states = bank.models.State
    (row,) = live(bank, world, author, reviewer, choice("lives"))
    assert (row.live, row.state) == (1, states.LIVE)
    second = bank.keeping.revise(
        row, choice("lives", "Is it better?"), now=NOW, actor=author, remark="shorter"
    )
    row.refresh_from_db()
    assert (row.newest, row.live, row.state) == (2, 1, states.DRAFT)
    bank.states.move(second, states.REVIEWED, actor=reviewer, now=NOW)
    row.refresh_from_db()
    assert row.live == 1
    bank.states.move(second, states.LIVE, actor=reviewer, now=NOW)
    row.refresh_from_db()
    assert (row.live, row.state) == (2, states.LIVE)
    assert bank.keeping.version_of(row, 1).state == states.RETIRED
    bank.states.move(second, states.RETIRED, actor=reviewer, now=NOW)
    row.refresh_from_db()
    assert row.live is None
    same = bank.keeping.revise(row, choice("lives", "Is it better?"), now=NOW, actor=author)
    assert same.number == 2, "what says the same is no new version"
    with pytest.raises(ConflictError) as caught:
        bank.keeping.add(world.home, choice("lives"), now=NOW, actor=author)
    assert caught.value.code == "taken"


def test_questions_are_found_by_their_words_in_every_language(world, bank, author):
    bank.keeping.add(
        world.home, choice("umlaut", "Which SIZE?", family="sizes"), now=NOW, actor=author
    )

    def found(**wanted):
        return [row.slug for row in bank.listing.search(world.home, bank.listing.Wanted(**wanted))]

    assert found(words="size which") == ["umlaut"]
    assert found(words="IST ES UMLAUT") == ["umlaut"]
    assert found(words="size nowhere") == []
    assert found(family="sizes", level=3, state="draft", type="choice", skill=SKILL) == ["umlaut"]
    assert found(family="sizes", level=4) == []
    assert bank.listing.families(world.home) == ["sizes"]


def test_a_test_goes_into_the_bank_and_out_again_without_loss(world, bank, author):
    """Every type of question, with material and pictures, comes back as it was."""
    from skillmark.assess import exchange
    from skillmark.server.assess.models import TestRecord

    row = TestRecord.objects.of(world.home).get(slug="bicycle-workshop")
    own = bank.library.noun(row)
    again = bank.bringing.take(row, now=NOW, actor=author)
    assert set(again.known) == set(own.by_id), "taken once before, and recognised"
    assert not again.added
    assert row.items.filter(version=None).count() == 0
    handed = bank.handing.hand(
        again.versions.values(), exchange.Format.QTI, title="Bank", language="en"
    )
    assert handed.remarks == ()
    back = exchange.read(handed.content, name=handed.name)
    assert dict(back.test.by_id) == dict(own.by_id)
    assert set(back.test.stimuli) == set(own.stimuli)
    assert set(back.files) == {one.name for one in row.files.all()}
    plain = bank.handing.hand(
        again.versions.values(), exchange.Format.GIFT, title="Bank", language="en"
    )
    left = {one.where for one in plain.remarks if one.fate is exchange.Fate.LEFT_OUT}
    assert "item hot-spot" in left


def test_what_comes_twice_is_recognised_and_a_taken_name_is_told(world, bank, author):
    def test_of(*items):
        title = Text.of("T")
        return Test("t", title, title, "en", None, ((SKILL, 1),), items)

    first = bank.bringing.bring(
        world.home, test_of(choice("new"), choice("two")), {}, now=NOW, actor=author
    )
    assert (set(first.added), first.remarks) == ({"new", "two"}, ())
    other = replace(choice("new", "Something else?"), level=4)
    second = bank.bringing.bring(
        world.home,
        test_of(other, replace(choice("two"), id="copy")),
        {},
        now=NOW,
        actor=author,
    )
    assert second.added["new"].question.slug == "new-2"
    assert second.known["copy"].question.slug == "two"
    assert {one.where for one in second.remarks} == {"new", "copy"}
    third = bank.bringing.bring(
        world.home, test_of(choice("new", "And now?")), {}, now=NOW, actor=author, revise=True
    )
    assert (third.revised["new"].number, third.revised["new"].question.slug) == (2, "new")


def a_plan(bank, blueprint, *demands, **members):
    return bank.plans.Plan("Built", "Of the bank.", "en", 20, blueprint, demands, **members)


def test_a_plan_is_read_back_equal(bank):
    like = Like(SKILL, (3, 4), (), (0.25, 0.75), "f", ("a",))
    plan = a_plan(
        bank, ((SKILL, 2),), Demand(like, 1, 2), pilots=1, pools=(like, Like()), picked=("x", "y")
    )
    document = json.loads(json.dumps(bank.plans.plan_document(plan)))
    assert bank.plans.read_plan(document) == plan


def test_a_test_is_built_of_what_is_live_and_stays_as_it_is(world, bank, author, reviewer):
    questions = [
        choice(f"b{n}", level=2 + n % 3, family="twins" if n < 2 else "", skill=SKILL)
        for n in range(6)
    ]
    rows = live(bank, world, author, reviewer, *questions)
    live(bank, world, author, reviewer, choice("pilot"), state="pilot")
    bank.keeping.add(world.home, choice("draft"), now=NOW, actor=author)
    bank.keeping.sort(rows[5], family="", exposure=0.5, actor=author)
    plan = a_plan(bank, ((SKILL, 4),), Demand(Like(levels=(4,)), least=2), pilots=1)
    row = bank.plans.begin(world.home, "built", plan, now=NOW, actor=author)
    seen = bank.standing.standing(world.home, plan, rng=Random(1))
    assert seen.possible
    assert "draft" not in {one.id for one in seen.pool}
    assert len(seen.form) == 5
    test = bank.making.make(row, actor=author)
    own = bank.library.noun(test)
    assert set(own.by_id) == {f"b{n}" for n in range(6)} | {"pilot"}
    assert own.item("pilot").pilot
    assert own.item("b0").family == "twins"
    assert own.item("b5").exposure == 0.5
    assert bank.making.make(row, actor=author).pk == test.pk, "the same again is the same version"
    second = bank.keeping.revise(rows[0], choice("b0", "Newer?"), now=NOW, actor=author)
    bank.states.move(second, bank.models.State.REVIEWED, actor=reviewer, now=NOW)
    bank.states.move(second, bank.models.State.LIVE, actor=reviewer, now=NOW)
    newer = bank.making.make(row, actor=author)
    assert newer.version == 2
    assert str(bank.library.noun(newer).item("b0").prompt) == "Newer?"
    assert str(bank.library.noun(test).item("b0").prompt) == "Is it b0?"
    uses = bank.figures.uses(rows[0])
    assert [(one.test.version, one.version) for one in uses] == [(2, 2), (1, 1)]


def test_a_plan_says_what_is_missing_and_is_not_made(world, bank, author, reviewer):
    live(bank, world, author, reviewer, choice("m1"), choice("m2", level=4))
    plan = a_plan(bank, ((SKILL, 2), (OTHER, 1)), Demand(Like(levels=(5,)), least=1))
    row = bank.plans.begin(world.home, "missing", plan, now=NOW, actor=author)
    verdict = bank.standing.standing(world.home, plan, rng=Random(1)).verdict
    assert str(verdict) == f"missing: 1 more item on {OTHER} at level 5"
    with pytest.raises(InputError):
        bank.making.make(row, actor=author)
    nameless = bank.plans.begin(
        world.home, "nameless", replace(plan, title=" "), now=NOW, actor=author
    )
    with pytest.raises(InputError, match="no title"):
        bank.making.make(nameless, actor=author)
    with pytest.raises(ConflictError, match="being built already"):
        bank.plans.begin(world.home, "missing", plan, now=NOW, actor=author)


def test_pools_and_picked_questions_say_what_may_be_asked(world, bank, author, reviewer):
    live(
        bank, world, author, reviewer,
        *(choice(f"p{n}", level=2 + n) for n in range(3)),
        replace(choice("p9"), interaction=Numeric(1.0, 0.0)),
    )  # fmt: skip
    like = Like(levels=(2,))
    plan = a_plan(bank, ((SKILL, 2),), pools=(like,), picked=("p9", "gone"))
    seen = bank.standing.standing(world.home, plan, rng=Random(1))
    assert {one.id for one in seen.pool} == {"p0", "p9"}
    assert seen.missing == ("gone",)
    assert [one.id for one in bank.standing.pool(world.home, replace(plan, picked=()))] == ["p0"]


def test_pictures_and_materials_of_one_name_are_kept_apart(world, bank, author, reviewer):
    names = {}
    for name, colour in (("red", "red"), ("blue", "blue")):
        item = replace(
            choice(name), prompt=Text.of(f"Look: ![it](map.png) {name}?"), stimulus="text"
        )
        about = Stimulus("text", Text.of("T"), Text.of(f"About {name}. ![it](map.png)"))
        names[name] = png(colour)
        live(bank, world, author, reviewer, item, files={"map.png": png(colour)}, material=about)
    row = bank.plans.begin(
        world.home, "pictures", a_plan(bank, ((SKILL, 2),)), now=NOW, actor=author
    )
    test = bank.making.make(row, actor=author)
    own = bank.library.noun(test)
    files = {one.name: bytes(one.content) for one in test.files.all()}
    for name, content in names.items():
        item = own.item(name)
        shown = re.search(r"\]\(([^)]+)\)", str(item.prompt))[1]
        assert files[shown] == content
        about = next(one for one in own.stimuli if one.id == item.stimulus)
        assert f"About {name}. ![it]({shown})" == str(about.text)


def calibrated(bank, world, test, figures, *, kind="real", at=NOW):
    from skillmark.server.assess.models import CalibrationRecord

    none = {"discrimination": 0.4, "a": 1.1, "b": -0.2, "se_a": 0.1, "se_b": 0.1}
    return CalibrationRecord.objects.create(
        organisation=world.home, test=test, field_data=kind, persons=80, length=2, maximum=2,
        computed=at,
        items=[
            {"item": name, "skill": SKILL, "level": 3, "type": "choice", "persons": people,
             "difficulty": share, **none}
            for name, share, people in figures
        ],
    )  # fmt: skip


def test_only_real_responses_make_a_difficulty_known(world, bank, author, reviewer):
    rows = live(bank, world, author, reviewer, choice("k1"), choice("k2"))
    plan = a_plan(bank, ((SKILL, 1),))
    row = bank.plans.begin(world.home, "known", plan, now=NOW, actor=author)
    test = bank.making.make(row, actor=author)
    calibrated(bank, world, test, [("k1", 0.9, 80), ("k2", 0.9, 80)], kind="simulated")
    easy = replace(plan, demands=(Demand(Like(difficulty=(0.8, 1.0)), least=1),))
    assert not bank.standing.standing(world.home, easy, rng=Random(1)).possible
    calibrated(bank, world, test, [("k1", 0.85, 60)])
    seen = bank.standing.standing(world.home, easy, rng=Random(1))
    assert [one.id for one in seen.form] == ["k1"]
    bank.plans.save(row, easy, now=NOW, actor=author)
    own = bank.library.noun(bank.making.make(row, actor=author))
    assert (own.item("k1").difficulty, own.item("k2").difficulty) == (0.85, None)
    second = bank.keeping.revise(rows[0], choice("k1", "Changed?"), now=NOW, actor=author)
    assert bank.figures.difficulties(world.home, [second.pk]) == {}, "figures are of the old words"


def test_pilots_are_sat_and_calibrated_and_change_no_result(world, bank, author, reviewer):
    items = [choice(f"s{n}", level=2 + n % 3) for n in range(8)]
    live(bank, world, author, reviewer, *items)
    live(bank, world, author, reviewer, choice("tried", points=5.0), state="pilot")
    row = bank.plans.begin(
        world.home, "sat", a_plan(bank, ((SKILL, 6),), pilots=1), now=NOW, actor=author
    )
    test = bank.making.make(row, actor=author)
    from datetime import date

    from skillmark.nouns.credibility import CutScore

    bank.library.set_cut(test, CutScore(3, 6, "method", "reason", "me", date(2026, 11, 27)))
    delivery = bank.delivering.deliver(test)
    learner = world.people["learner"]
    sat = bank.services.start_attempt(learner, delivery, now=NOW, rng=Random(3), agreed=True)
    assert (len(sat.form), sat.maximum, sat.cut) == (7, 6.0, 3.0)
    for name, _order in sat.form:
        bank.services.save_answer(sat, name, "b" if name == "tried" else "a", now=NOW)
    done = bank.services.submit(sat, now=NOW)
    assert (done.score, done.final, done.passed) == (6.0, True, True)
    (part,) = bank.services.by_skill(done)
    assert (part.points, part.maximum, part.items) == (6.0, 6.0, 6)
    rng = Random(4)
    people = [bank.services.Sitter(f"n{n}", rng.gauss(0, 1)) for n in range(30)]
    bank.services.record_simulated_responses(world.home, test, people, now=NOW, rng=rng)
    figures = bank.services.calibrate(test, simulated=True, now=NOW)
    rows = {one["item"]: one for one in figures.items}
    assert rows["tried"]["pilot"] is True
    assert rows["tried"]["persons"] == 30
    assert "pilot" not in rows["s0"]
    assert (figures.maximum, figures.length) == (6.0, 6)


def test_limits_of_exposure_are_kept_while_people_sit(world, bank, author, reviewer):
    from datetime import date

    from skillmark.nouns.credibility import CutScore
    from skillmark.server.assess import exposure

    limited = choice("rare", exposure=0.25)
    live(bank, world, author, reviewer, limited, *(choice(f"r{n}") for n in range(3)))
    row = bank.plans.begin(world.home, "rarely", a_plan(bank, ((SKILL, 2),)), now=NOW, actor=author)
    test = bank.making.make(row, actor=author)
    bank.library.set_cut(test, CutScore(1, 2, "method", "reason", "me", date(2026, 11, 27)))
    delivery = bank.delivering.deliver(test)
    learner = world.people["learner"]
    for seed in range(16):
        sat = bank.services.start_attempt(learner, delivery, now=NOW, rng=Random(seed), agreed=True)
        bank.services.submit(sat, now=NOW)
    seen = exposure.forms_of(world.home, "rarely")
    assert seen.candidates == 16
    assert 0 < seen.counts["rare"] <= 4
    question = bank.models.QuestionRecord.objects.of(world.home).get(slug="rare")
    (shown,) = bank.figures.exposed(question, bank.figures.uses(question))
    assert (shown.seen, shown.candidates) == (seen.counts["rare"], 16)


def test_the_demonstration_fills_the_bank_once(world, bank, author, reviewer):
    taken = bank.models.QuestionVersionRecord.objects.of(world.home).exclude(copies=None)
    test = taken.first().copies.get().test
    own = bank.library.noun(test)
    for _again in range(2):
        versions = bank.demonstration.fill(test, author=author, reviewer=reviewer, now=NOW)
        assert {one.state for one in versions} == {"live"}
        assert len(versions) == len(own.items)
    assert {one.number for one in versions} == {1}
    plan = a_plan(bank, own.blueprint)
    assert bank.standing.standing(world.home, plan, rng=Random(1)).possible


def test_pages_show_a_question_its_changes_and_its_acts(world, bank, author, reviewer, client_of):
    (row,) = live(bank, world, author, reviewer, choice("paged", "Is <b>this</b> it?"))
    bank.keeping.revise(
        row, choice("paged", "Is that it?"), now=NOW, actor=author, remark="why not"
    )
    client = client_of("provider_admin")
    listed = client.get(reverse("bank"), {"words": "that", "state": "draft"}).content.decode()
    assert "paged" in listed
    assert "version 1 is live" in listed
    page = client.get(reverse("bank_question", args=[row.pk])).content.decode()
    for words in ("<del>this", "<ins>that", "why not", "Mark as reviewed", "draft → reviewed"):
        assert words in page.replace("<del>&lt;b&gt;", "<del>").replace("**", ""), words
    assert client.get(reverse("bank_question", args=[row.pk]), {"version": "7"}).status_code == 404
    answer = client.post(
        reverse("bank_move", args=[row.pk]), {"number": 2, "after": "reviewed", "remark": "good"}
    )
    assert answer.status_code == 302
    assert bank.keeping.version_of(row, 2).state == "reviewed"
    answer = client.post(reverse("bank_sort", args=[row.pk]), {"family": "f", "exposure": "20"})
    row.refresh_from_db()
    assert (row.family, row.exposure) == ("f", 0.2)


def test_a_file_comes_in_over_the_page_and_every_format_goes_out(world, bank, client_of):
    client = client_of("assessor")
    gift = b"::one:: 1 + 1 {#2}\n\n::two:: Nothing {~a ~b}\n"
    sent = {"file": SimpleUploadedFile("few.gift", gift), "skill": "genai-agents", "level": 2}
    page = client.post(reverse("bank_bring"), sent).content.decode()
    assert "What did not come through" in page
    assert "no answer is right" in page
    row = bank.models.QuestionRecord.objects.of(world.home).get(slug="one")
    assert (row.skill, row.level, row.state) == (OTHER, 2, "draft")
    bank.keeping.sort(row, family="sums", exposure=None, actor=None)
    for kind, begins in (
        ("qti", b"PK"),
        ("toml", b"[test]"),
        ("csv", b"id,"),
        ("gift", b"// "),
        ("moodle", b"<?xml"),
    ):
        asked = {"kind": kind, "question": ["one"]}
        answer = client.post(reverse("bank_hand"), asked)
        if kind in ("csv", "gift", "moodle"):
            assert "that it is of the family sums" in answer.content.decode()
            answer = client.post(reverse("bank_hand"), {**asked, "anyway": "1"})
        assert answer.content.startswith(begins), kind
        assert "attachment" in answer["Content-Disposition"]


def rows_of(plan) -> dict[str, object]:
    """Return the fields of a plan's page as a browser sends them."""
    sent: dict[str, object] = {"title": "Paged", "description": "D", "language": "en"}
    for name in ("blueprint", "demands", "pools"):
        rows = plan.get(name, [])
        sent |= {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}
        for place, row in enumerate(rows):
            sent |= {f"{name}-{place}-{field}": value for field, value in row.items()}
    return sent


def test_a_test_is_planned_checked_and_made_on_its_page(world, bank, author, reviewer, client_of):
    live(bank, world, author, reviewer, *(choice(f"w{n}", level=3 + n % 2) for n in range(5)))
    client = client_of("assessor")
    made = client.post(reverse("test_plan_new"), {"slug": "paged", "title": "Paged"})
    assert made.status_code == 302
    page = made["Location"]
    check = f"{page}check"
    asked = {
        "blueprint": [{"skill": SKILL, "count": "4"}],
        "demands": [{"least": "3", "levels": "4", "lowest": "", "highest": ""}],
    }
    said = client.post(check, rows_of(asked)).content.decode()
    assert "1 more question on" in said
    assert "at level 4" in said
    asked["demands"][0] |= {"least": "2"}
    said = client.post(check, rows_of(asked)).content.decode()
    assert "can be made as you want them" in said
    assert client.post(page, rows_of(asked | {"blueprint": [{"skill": SKILL}]})).status_code == 400
    assert client.post(page, rows_of(asked)).status_code == 302
    shown = client.get(page, {"draw": "5"}).content.decode()
    assert "Make the test" in shown
    again = client.get(page, {"draw": "5"}).content.decode()
    drawn = re.findall(r"bank/questions/([0-9a-f-]+)/", shown)
    assert drawn == re.findall(r"bank/questions/([0-9a-f-]+)/", again)
    assert len(drawn) == 4
    assert b"<svg" in client.get(f"{page}skills.svg").content
    done = client.post(f"{page}make")
    assert "/assess/tests/" in done["Location"]


def test_the_bank_is_quick_with_ten_thousand_questions(
    world, bank, client_of, django_assert_max_num_queries
):
    """Nothing is asked of the database once a question."""
    document = {"skill": SKILL, "level": 3, "type": "choice"}
    rows = [
        bank.models.QuestionRecord(
            organisation=world.home, slug=f"many-{n}", prompt={"en": f"Number {n}"},
            words=f"many-{n} number {n}", **document,
        )
        for n in range(300)
    ]  # fmt: skip
    bank.models.QuestionRecord.objects.bulk_create(rows)
    client = client_of("assessor")
    client.get(reverse("bank"))
    for asked in ({}, {"page": "3"}, {"words": "number 299"}):
        with django_assert_max_num_queries(20):
            answer = client.get(reverse("bank"), asked)
        shown = re.findall(r'name="question" value="([^"]+)"', answer.content.decode())
        assert 0 < len(shown) <= bank.listing.PAGE
        assert all(a < b for a, b in pairwise(shown))
