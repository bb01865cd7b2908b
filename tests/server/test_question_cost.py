"""What a question costs: bytes over the wire, and queries of the database."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from skillmark.assess.interactions import ItemType
from skillmark.assess.reading import read_test

pytestmark = pytest.mark.django_db
MOST_BYTES = 100_000
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def attempt(world: Any, root: Path) -> Any:
    """An attempt of the learner at a question of every type."""
    from skillmark.server.assess import services
    from skillmark.skills.starter import uri

    words = (root / "tests/fixtures/questions/every-way.toml").read_text("utf-8")
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "white").save(picture, "PNG")
    files = {"bicycle.png": picture.getvalue()}
    row = services.import_test(world.home, read_test(words, skill_uri=uri), files=files)
    delivery = services.deliver(row)
    return services.start_attempt(
        world.people["learner"], delivery, now=datetime.now(UTC), rng=Random(1), agreed=True
    )


@pytest.fixture
def learner(client_of: Callable[[str], Client]) -> Client:
    """A browser of the learner."""
    return client_of("learner")


def body(answer: Any) -> bytes:
    """What comes over the wire."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def plain(answer: Any) -> bytes:
    """What a browser makes of it."""
    found = body(answer)
    return gzip.decompress(found) if answer.get("Content-Encoding") == "gzip" else found


def loaded(page: str) -> set[str]:
    """Addresses of everything that a page loads of its own, but for photographs."""
    return set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))


def test_a_question_of_every_type_loads_in_less_than_100_kilobytes(
    attempt: Any, learner: Client
) -> None:
    """Page, styles, scripts and the sprite of icons, on the first visit."""
    from skillmark.server.assess import services

    test, weights = services.noun(attempt.delivery.test), {}
    files: dict[str, int] = {}
    for number, (name, _order) in enumerate(attempt.form, start=1):
        answer = learner.get(reverse("question", args=[attempt.pk, number]), headers=GZIP)
        html = plain(answer).decode()
        needs = loaded(html)
        assert {address.rpartition(".")[2] for address in needs} == {"css", "js", "svg"}
        for address in needs - set(files):
            files[address] = len(body(learner.get(address, headers=GZIP)))
        page = int(answer["Content-Length"])
        weights[test.item(name).type] = page + sum(files[address] for address in needs)
    assert set(weights) == set(ItemType)
    assert max(weights.values()) < MOST_BYTES, weights


def count(work: Callable[[], Any]) -> int:
    """Return how many queries it takes, the marks of transactions aside."""
    with CaptureQueriesContext(connection) as queries:
        work()
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(marks) for query in queries)


def test_a_question_takes_few_queries_and_no_more_at_the_end_of_a_test(
    attempt: Any, learner: Client
) -> None:
    """Session, account, organisations, attempt; then what was shown, answered, asked."""
    from skillmark.server.assess import services

    pages = [
        reverse("question", args=[attempt.pk, place + 1]) for place in range(len(attempt.form))
    ]
    learner.get(pages[0])  # reads the test
    first = count(lambda: learner.get(pages[0]))
    test = services.noun(attempt.delivery.test)
    for name, _order in attempt.form:
        item = test.item(name)
        if not item.needs_rater:
            value = item.interaction.right()
            services.save_answer(attempt, name, value, now=datetime.now(UTC))
    assert count(lambda: learner.get(pages[0])) == first
    assert first <= 9
    # who comes back to a question holds nobody up: nothing is written
    with CaptureQueriesContext(connection) as queries:
        learner.get(pages[0])
    assert not [q for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


def test_an_answer_takes_few_queries(attempt: Any, learner: Client) -> None:
    number = next(n for n, (name, _) in enumerate(attempt.form, start=1) if name == "choice")
    page = reverse("question", args=[attempt.pk, number])
    learner.get(page)

    def save() -> None:
        answer = learner.post(page, {"answer": "b"}, headers={"HX-Request": "true"})
        assert answer.status_code == 200

    save()
    assert count(save) <= 9


def test_the_player_shows_no_menu(attempt: Any, learner: Client) -> None:
    """Nothing to lead away, and nothing to tab through, while the clock runs."""
    for page in (
        reverse("question", args=[attempt.pk, 1]),
        reverse("attempt_review", args=[attempt.pk]),
    ):
        html = learner.get(page).content.decode()
        assert "<nav" not in html
        assert reverse("dashboard") in html, "the way out is still there"
    assert "<nav" in learner.get(reverse("sittings")).content.decode()


def test_what_is_compressed_is_the_same(learner: Client) -> None:
    address = settings.STATIC_URL + "skillmark/skillmark.css"
    packed, raw = learner.get(address, headers=GZIP), learner.get(address)
    assert (packed["Content-Encoding"], raw.has_header("Content-Encoding")) == ("gzip", False)
    assert packed["Vary"] == raw["Vary"] == "Accept-Encoding"
    assert packed["Content-Type"] == raw["Content-Type"]
    assert int(packed["Content-Length"]) == len(packed.content) < len(body(raw)) / 2
    assert plain(packed) == body(learner.get(address))
    same = learner.get(address, headers=GZIP | {"If-None-Match": packed["ETag"]})
    assert same.status_code == 304
    piece = learner.get(address, headers=GZIP | {"Range": "bytes=0-9"})
    assert (piece.status_code, len(body(piece))) == (206, 10)
    head = learner.head(address, headers=GZIP)
    assert (head.status_code, body(head)) == (200, b"")
    page = learner.get(reverse("dashboard"), headers=GZIP)
    assert page["Content-Encoding"] == "gzip"
    assert b"</html>" in plain(page)


def test_what_is_signed_or_a_picture_goes_out_as_it_is(attempt: Any, learner: Client) -> None:
    number = next(n for n, (name, _) in enumerate(attempt.form, start=1) if name == "hot-spot")
    for address in (
        reverse("api:openapi-json"),
        reverse("question_picture", args=[attempt.pk, number, "bicycle.png"]),
    ):
        answer = learner.get(address, headers=GZIP)
        assert answer.status_code == 200
        assert not answer.has_header("Content-Encoding"), address
