"""Every way of answering in the player: by plain forms, and in Chromium by keyboard."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from skillmark.assess.interactions import ItemType
from skillmark.assess.reading import read_test
from skillmark.nouns.errors import InputError

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


@pytest.fixture(scope="module")
def workshop(root):
    from skillmark.skills.starter import uri

    words = (root / "tests/fixtures/questions/every-way.toml").read_text(encoding="utf-8")
    return read_test(words, skill_uri=uri)


@pytest.fixture(scope="module")
def bicycle():
    """A drawing of a bicycle, made here."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (320, 200), "white")
    pen = ImageDraw.Draw(picture)
    for left in (40, 190):
        pen.ellipse((left, 95, left + 90, 185), outline="black", width=4)
    pen.line([(85, 140), (110, 85), (200, 85), (160, 140), (85, 140)], fill="black", width=4)
    pen.line([(160, 140), (110, 85)], fill="black", width=4)
    pen.line([(235, 140), (200, 55), (240, 50)], fill="black", width=4)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def services():
    from skillmark.server.assess import services

    return services


@pytest.fixture
def sat(world, services, workshop, bicycle, client_of):
    """An attempt of the learner at the workshop's questions, and a client."""
    row = services.import_test(world.home, workshop, files={"bicycle.png": bicycle})
    delivery = services.deliver(row)
    attempt = services.start_attempt(
        world.people["learner"], delivery, now=datetime.now(UTC), rng=Random(1), agreed=True
    )
    return attempt, client_of("learner")


def number_of(attempt, name):
    return next(n for n, (one, _) in enumerate(attempt.form, start=1) if one == name)


def page(attempt, name):
    return reverse("question", args=[attempt.pk, number_of(attempt, name)])


FIELDS = {
    "choice": {"answer": "b"},
    "multiple": {"answer": ["a", "b"]},
    "numeric": {"answer": "210"},
    "slider": {"answer": "4,5"},
    "cloze": {"place-part": "chain", "place-new": "Fresh", "place-torque": "5.5"},
    "order": {"place-c": "1", "place-b": "2", "place-a": "3"},
    "match": {"place-r1": "o1", "place-r2": ""},
    "gap-match": {"place-x": "cw", "place-y": "ccw"},
    "hot-text": {"answer": ["b", "c"]},
    "hot-spot": {"answer": "left"},
    "best-worst-like": {"best": "a", "worst": "b"},
    "short": {"answer": "Bubbles under water."},
}
EARNED = {
    "choice": 1, "multiple": 1, "numeric": 1, "slider": 1, "cloze": 2.5 / 3, "order": 2,
    "match": 0.5, "gap-match": 1, "hot-text": 1, "hot-spot": 1, "best-worst-like": 2,
}  # fmt: skip


def test_the_fixture_asks_every_type(workshop):
    assert {item.type for item in workshop.items} == set(ItemType)


def test_every_type_is_answered_by_plain_forms_and_partly_right_answers_count(services, sat):
    attempt, browser = sat
    for name, fields in FIELDS.items():
        onward = browser.post(page(attempt, name), {**fields, "go": "next"})
        assert onward.status_code == 302, (name, text_of(onward))
        assert "Your answer is saved" in text_of(browser.get(page(attempt, name))), name
    card = SimpleUploadedFile("card.txt", b"Chain replaced.")
    browser.post(page(attempt, "upload"), {"file": card, "go": "next"})
    submitted = services.submit(attempt, now=datetime.now(UTC))
    earned = {one.item: one.points for one in submitted.responses.all() if not one.pending}
    assert earned == pytest.approx(EARNED)
    assert {one.item for one in submitted.responses.filter(pending=True)} == {"short", "upload"}


def test_what_was_answered_is_there_again(sat):
    attempt, browser = sat
    for name in ("cloze", "match", "hot-text", "hot-spot", "slider"):
        browser.post(page(attempt, name), {**FIELDS[name], "go": "next"})
    assert 'value="Fresh"' in text_of(browser.get(page(attempt, "cloze")))
    assert re.search(
        r'<option value="o1"[^>]* selected', text_of(browser.get(page(attempt, "match")))
    )
    assert re.search(r'value="b" checked', text_of(browser.get(page(attempt, "hot-text"))))
    assert re.search(r'value="left" checked', text_of(browser.get(page(attempt, "hot-spot"))))
    assert 'value="4,5"' in text_of(browser.get(page(attempt, "slider")))


def test_material_is_shown_above_the_question_that_asks_about_it(sat):
    attempt, browser = sat
    shown = text_of(browser.get(page(attempt, "choice")))
    assert shown.index("A customer&#x27;s note") < shown.index("Which part do you look at")
    assert "<strong>overnight</strong>" in shown
    assert "A customer" not in text_of(browser.get(page(attempt, "slider")))


@pytest.mark.parametrize(
    ("name", "fields", "cause"),
    [
        ("slider", {"answer": "9"}, "does not lie on the scale"),
        ("cloze", {"place-torque": "tight"}, "is not a number"),
        ("cloze", {"place-zz": "x"}, "no place"),
        ("match", {"place-r1": "o1", "place-r2": "o1"}, "used twice"),
        ("hot-spot", {"answer": ["left", "right"]}, "one region"),
    ],
)
def test_what_does_not_fit_is_refused_and_said(sat, name, fields, cause):
    attempt, browser = sat
    refused = browser.post(page(attempt, name), {**fields, "go": "next"})
    assert refused.status_code == 400
    assert cause in text_of(refused)


class TestPictures:
    """Pictures come with the test, and go to those who sit it."""

    def test_the_picture_is_served_to_who_sits_it(self, sat, bicycle):
        attempt, browser = sat
        address = reverse(
            "question_picture", args=[attempt.pk, number_of(attempt, "hot-spot"), "bicycle.png"]
        )
        assert address in text_of(browser.get(page(attempt, "hot-spot")))
        answer = browser.get(address)
        assert (answer.content, answer["Content-Type"]) == (bicycle, "image/png")
        assert answer["X-Content-Type-Options"] == "nosniff"
        other = reverse(
            "question_picture", args=[attempt.pk, number_of(attempt, "slider"), "bicycle.png"]
        )
        assert browser.get(other).status_code == 404

    @pytest.mark.parametrize(
        ("content", "cause"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture"),
            (b"", "picture"),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        ],
    )
    def test_hostile_26_what_could_run_is_refused(self, world, services, workshop, content, cause):
        with pytest.raises(InputError, match=cause):
            services.import_test(world.home, workshop, files={"bicycle.png": content})

    def test_a_test_without_its_picture_is_refused(self, world, services, workshop):
        with pytest.raises(InputError, match=r"bicycle\.png is missing"):
            services.import_test(world.home, workshop)

    def test_a_picture_of_another_size_is_refused(self, world, services, workshop):
        from PIL import Image

        kept = io.BytesIO()
        Image.new("RGB", (10, 10)).save(kept, "PNG")
        with pytest.raises(InputError, match="10 by 10"):
            services.import_test(world.home, workshop, files={"bicycle.png": kept.getvalue()})


class TestUploads:
    """Files as answers."""

    def give(self, browser, attempt, *files, go="next"):
        named = [SimpleUploadedFile(name, content) for name, content in files]
        return browser.post(page(attempt, "upload"), {"file": named, "go": go})

    def test_files_are_added_listed_and_taken_back(self, sat):
        attempt, browser = sat
        self.give(browser, attempt, ("card.txt", b"one"))
        self.give(browser, attempt, ("card.txt", b"one"))
        self.give(browser, attempt, ("../../photo.png", b"two"))
        shown = text_of(browser.get(page(attempt, "upload")))
        assert "card.txt" in shown
        assert "../" not in shown
        value = attempt.responses.get(item="upload").value
        assert [(one["name"], one["size"]) for one in value] == [("card.txt", 3), ("photo.png", 3)]
        self.give(browser, attempt, go=f"drop:{value[0]['digest']}")
        assert [one["name"] for one in attempt.responses.get(item="upload").value] == ["photo.png"]
        assert [row.name for row in attempt.files.all()] == ["photo.png"]

    @pytest.mark.parametrize(
        ("files", "cause"),
        [
            ([("card.exe", b"MZ")], "may end in"),
            ([("card.txt", b"")], "empty"),
            ([("a.txt", b"1"), ("b.txt", b"2"), ("c.txt", b"3")], "at most 2"),
            ([("big.pdf", b"x" * (10 * 2**20 + 1))], "megabytes"),
        ],
    )
    def test_what_does_not_fit_is_refused_and_nothing_is_kept(self, sat, files, cause):
        attempt, browser = sat
        refused = self.give(browser, attempt, *files)
        assert refused.status_code == 400
        assert cause in text_of(refused)
        assert not attempt.files.exists()

    def test_a_file_that_is_too_large_is_never_read(self):
        from skillmark.server.assess.sitting import uploads

        class Endless(SimpleUploadedFile):
            def read(self, *_):
                raise AssertionError("it was read")

        big = Endless("big.pdf", b"x")
        big.size = 10 * 2**20 + 1
        with pytest.raises(InputError, match="megabytes"):
            uploads.read([big])

    def test_after_the_submission_nothing_is_taken(self, services, sat):
        attempt, browser = sat
        services.submit(attempt, now=datetime.now(UTC))
        self.give(browser, attempt, ("card.txt", b"late"))
        assert not attempt.files.exists()

    def test_raters_download_them_and_nothing_runs(self, services, sat, client_of):
        attempt, browser = sat
        self.give(browser, attempt, ("card.txt", b"<script>alert(1)</script>"))
        response = attempt.responses.get(item="upload")
        address = reverse("answer_file", args=[response.pk, response.value[0]["digest"]])
        rater = client_of("assessor")
        assert rater.get(address).status_code == 404, "not before it is submitted"
        services.submit(attempt, now=datetime.now(UTC))
        assert address in text_of(rater.get(reverse("rating", args=[response.pk])))
        got = rater.get(address)
        assert got.content == b"<script>alert(1)</script>"
        assert got["Content-Type"] == "application/octet-stream"
        assert got["Content-Disposition"].startswith("attachment")
        assert "sandbox" in got["Content-Security-Policy"]
        assert browser.get(address).status_code == 403, "not even the candidate's own"


@pytest.fixture
def illustrated(world, services, workshop, bicycle):
    """An attempt at two questions: one with a picture and formulas in its words, one without."""
    from dataclasses import replace

    from skillmark.nouns.text import Text

    choice = workshop.item("choice")
    picture = "![A **bicycle**](bicycle.png)"
    shown = replace(
        choice,
        prompt=Text.of(f"What is $\\frac{{1}}{{2}}$ here? {picture} ![No](secret.png)"),
        rationale=Text.of("![The key](key.png)"),
    )
    test = replace(
        workshop,
        id="illustrated",
        items=(shown, workshop.item("slider")),
        blueprint=((choice.skill, 2),),
    )
    files = {"bicycle.png": bicycle, "key.png": bicycle}
    row = services.import_test(world.home, test, files=files)
    return services.start_attempt(
        world.people["learner"],
        services.deliver(row),
        now=datetime.now(UTC),
        rng=Random(1),
        agreed=True,
    )


def test_pictures_and_formulas_in_words_are_shown(illustrated, client_of):
    browser = client_of("learner")
    shown = text_of(browser.get(page(illustrated, "choice")))
    address = reverse(
        "question_picture", args=[illustrated.pk, number_of(illustrated, "choice"), "bicycle.png"]
    )
    assert f'<img class="shown" src="{address}" alt="A **bicycle**">' in shown
    assert "<mfrac>" in shown
    assert "![No](secret.png)" in shown
    assert browser.get(address)["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("choice", "key.png"),
        ("choice", "secret.png"),
        ("slider", "bicycle.png"),
        ("choice", "../x"),
    ],
)
def test_no_picture_but_those_of_the_question_is_handed_out(illustrated, client_of, question, name):
    place = f"/attempts/{illustrated.pk}/{number_of(illustrated, question)}/pictures/{name}"
    assert client_of("learner").get(place).status_code == 404
