"""Nothing that a candidate's browser gets depends on the key: every type, page and state."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from random import Random

import pytest
from django.urls import reverse

from skillmark.assess.interactions import ItemType
from skillmark.assess.reading import item_document, read_test

HTMX = {"HTTP_HX_REQUEST": "true"}
OTHER_KEYS = [
    ('why = "It holds the air."', 'why = "It is what one looks at."'),
    ('why = "Often it is the valve."', 'why = "Rarely is it the valve."'),
    ('key = ["b"]\npartial = { c = 0.5 }', 'key = ["c"]\npartial = { a = 0.25 }'),
    ('key = ["a", "b"]', 'key = ["c", "d"]'),
    ("value = 210, tolerance = 1,", "value = 77, tolerance = 3,"),
    ("value = 4, tolerance = 0.5,", "value = 7, tolerance = 1.5,"),
    ('key = "chain"', 'key = "bell"'),
    ('answers = ["new", ["fresh", 0.5]]', 'answers = ["used"]'),
    ("value = 5, tolerance = 1 }", "value = 9, tolerance = 2 }"),
    ('key = ["c", "b", "a"]', 'key = ["b", "c", "a"]'),
    ('key = { r1 = "o1", r2 = "o2" }', 'key = { r1 = "o3", r2 = "o1" }'),
    ('key = { x = "cw", y = "ccw" }', 'key = { x = "up", y = "cw" }'),
    ('key = ["b", "c"]', 'key = ["a"]'),
    ('key = ["left"]', 'key = ["right"]'),
    ("effectiveness = 3", "effectiveness = 1.5"),
    ("effectiveness = 1 }", "effectiveness = 4 }"),
    ('sample = "Put the inflated tube', 'sample = "Never put the tube'),
    ('full = "Water or soap, bubbles named"', 'full = "By ear"'),
    ('full = "Complete"', 'full = "Signed by both"'),
]
"""Pieces of the fixture that say what is right, and others that say something else."""
GIVEN = {
    "choice": {"answer": "b"},
    "multiple": {"answer": ["a", "c"]},
    "numeric": {"answer": "210"},
    "slider": {"answer": "4"},
    "cloze": {"place-part": "chain", "place-new": "fresh", "place-torque": "5"},
    "order": {"place-c": "1", "place-b": "2", "place-a": "3"},
    "match": {"place-r1": "o1", "place-r2": "o3"},
    "gap-match": {"place-x": "cw"},
    "hot-text": {"answer": ["b"]},
    "hot-spot": {"answer": "left"},
    "best-worst-like": {"best": "a", "worst": "b"},
    "short": {"answer": "Put the inflated tube under water."},
}
UNFIT = {
    "choice": {"answer": "z"},
    "numeric": {"answer": "a lot"},
    "slider": {"answer": "99"},
    "order": {"place-c": "1", "place-b": "1"},
    "best-worst-like": {"best": "a"},
    "hot-spot": {"answer": "nowhere"},
}


@pytest.fixture(scope="module")
def words(root):
    return (root / "tests/fixtures/questions/every-way.toml").read_text(encoding="utf-8")


@pytest.fixture(params=["real", "practice"])
def sat(request, world, words, client_of):
    """An attempt at every type of question with ten minutes of breaks, and a client."""
    from PIL import Image

    from skillmark.server.assess import services
    from skillmark.skills.starter import uri

    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "white").save(picture, "PNG")
    row = services.import_test(
        world.home, read_test(words, skill_uri=uri), files={"bicycle.png": picture.getvalue()}
    )
    delivery = services.deliver(row)
    delivery.pause_minutes = 10
    delivery.practice = request.param == "practice"
    delivery.telling = "once" if delivery.practice else "result"
    delivery.save()
    attempt = services.start_attempt(
        world.people["learner"], delivery, now=datetime.now(UTC), rng=Random(1), agreed=True
    )
    return attempt, client_of("learner")


def plain(answer):
    """What an answer says, without what differs with every look: tokens and the clock."""
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    text = f"{answer.status_code}\n{headers}\n{said.decode('latin-1')}"
    text = re.sub(r'(name="csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", text)
    text = re.sub(r'data-(seconds|now|sequence)="\d+"', "", text)
    text = re.sub(r'"(seconds|now|sequence)": \d+', "", text)
    return re.sub(r"(Saved at|until) [\d:]+", "", text)


def every_answer(attempt, browser):
    """Yield the name and the words of all that a candidate can be told while the test is open.

    In practice nothing is sent that asks for what is right.
    """
    numbers = {name: n for n, (name, _order) in enumerate(attempt.form, start=1)}
    address = {name: reverse("question", args=[attempt.pk, n]) for name, n in numbers.items()}
    for name in numbers:
        yield f"{name}: open", browser.get(address[name])
        if name in GIVEN:
            yield f"{name}: saved", browser.post(address[name], GIVEN[name], **HTMX)
            yield f"{name}: answered", browser.get(address[name])
            if not attempt.practice:
                onward = {**GIVEN[name], "go": "next"}
                yield f"{name}: onward", browser.post(address[name], onward)
            late = {**GIVEN[name], "sequence": "1"}
            yield f"{name}: older", browser.post(address[name], late, **HTMX)
        if name in UNFIT:
            yield f"{name}: unfit", browser.post(address[name], UNFIT[name], **HTMX)
            yield f"{name}: unfit form", browser.post(address[name], {**UNFIT[name], "go": "next"})
        yield f"{name}: cleared", browser.post(address[name], {"go": "clear"}, **HTMX)
    yield (
        "picture",
        browser.get(
            reverse("question_picture", args=[attempt.pk, numbers["hot-spot"], "bicycle.png"])
        ),
    )
    for name, arguments in (
        ("attempt_review", [attempt.pk]),
        ("sittings", []),
        ("sitting", [attempt.delivery.pk]),
    ):
        yield name, browser.get(reverse(name, args=arguments))
    yield "break begins", browser.post(address["choice"], {"go": "pause"}, **HTMX)
    yield "break", browser.get(address["choice"])
    yield "break refuses", browser.post(address["numeric"], GIVEN["numeric"], **HTMX)
    yield "break ends", browser.post(reverse("attempt_go_on", args=[attempt.pk, 1]))


def test_hostile_42_with_other_keys_every_answer_of_the_player_is_the_same(sat, words):
    from skillmark.server.assess import library
    from skillmark.skills.starter import uri

    attempt, browser = sat
    assert {item.type for item in library.noun(attempt.delivery.test).items} == set(ItemType)
    changed = words
    for piece, other in OTHER_KEYS:
        assert changed.count(piece) == 1, piece
        changed = changed.replace(piece, other)
    others = read_test(changed, skill_uri=uri)
    for number in range(1, len(attempt.form) + 1):  # so that none is shown for the first time
        browser.get(reverse("question", args=[attempt.pk, number]))
    before = {name: plain(said) for name, said in every_answer(attempt, browser)}
    for row in attempt.delivery.test.items.all():
        document = item_document(others.item(row.item))
        assert json.loads(json.dumps(document)) != row.document, row.item
        row.document = document
        row.save()
    library._noun.cache_clear()
    try:
        after = {name: plain(said) for name, said in every_answer(attempt, browser)}
    finally:
        library._noun.cache_clear()
    assert len(before) > 70
    for name, said in before.items():
        assert after[name] == said, name


@pytest.mark.parametrize("sat", ["real"], indirect=True)
def test_hostile_42_the_result_says_what_it_was_worth_and_not_what_was_right(sat, words):
    attempt, browser = sat
    for name, fields in GIVEN.items():
        number = next(n for n, (one, _) in enumerate(attempt.form, start=1) if one == name)
        browser.post(reverse("question", args=[attempt.pk, number]), {**fields, "go": "next"})
    browser.post(reverse("attempt_submit", args=[attempt.pk]))
    secrets = re.findall(r'(?:why|sample|full|partial|zero) = "([^"]+)"', words)
    assert len(secrets) >= 9
    for name in ("attempt_result", "attempt_picture"):
        said = plain(browser.get(reverse(name, args=[attempt.pk])))
        assert not [one for one in secrets if one in said]
    # over is over: neither question nor picture is handed out again
    for number in range(1, len(attempt.form) + 1):
        assert browser.get(reverse("question", args=[attempt.pk, number])).status_code == 302
        picture = browser.get(reverse("question_picture", args=[attempt.pk, number, "bicycle.png"]))
        assert picture.status_code == 404
