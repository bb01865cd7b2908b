"""Signing many: the same bytes whoever signs them, in whatever company."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.award import bulk, work
from skillmark.award import credential as signing
from skillmark.award.work import Intent, Made, Particulars, press
from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import Claim
from skillmark.compute.bulk import processes
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.packed import pack, unpack
from skillmark.verify.verify import verify_bytes

AT = "2026-06-01T12:00:00Z"
BASE = "https://academy.example/badges"


@pytest.fixture
def order(order: bulk.Order) -> work.Order:
    return work.Order(order.achievement, order.issuer, ("eddsa-rdfc-2022", "jwt"), BASE)


def intents(n: int) -> list[Intent]:
    """Every kind of row: with and without address, level, result, end, status; and a bad one."""
    made = []
    for number in range(n):
        person = Particulars(
            name=f"Zoë {number}",
            email=f"p{number}@example.org" if number % 3 else "",
            id=f"did:example:{number}" if number % 4 == 0 else "",
            level=1 + number % 8 if number % 2 else None,
            result=f"{number} %" if number % 5 == 0 else "",
            evidence_url=f"https://academy.example/e/{number}" if number % 9 == 0 else "",
            valid_until="2027-01-31T23:59:59+00:00" if number % 6 == 0 else None,
        )
        place = (1, number) if number % 7 else None
        made.append(Intent(f"urn:uuid:{number}", f"{number:032x}", AT, person, place))
    made[n // 2] = made[n // 2]._replace(person=Particulars(name="No level", level=99))
    return made


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with processes(2) as executor:
        assert executor is not None
        yield executor


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_the_bytes_do_not_depend_on_who_signs_nor_on_the_chunks(
    chunk: int, order: work.Order, key: SigningKey, pool: Executor
) -> None:
    wanted = list(press(order, intents(40), signer=key))
    assert [one.id for one in wanted] == [f"urn:uuid:{n}" for n in range(40)]
    assert "99" in wanted[20].error
    assert [one for one in wanted if one.error] == [wanted[20]]
    there = press(order, intents(40), signer=key, executor=pool, jobs=2, chunk=chunk)
    assert list(there) == wanted
    backwards = list(press(order, intents(40)[::-1], signer=key, chunk=chunk))
    assert backwards[::-1] == wanted
    for one in wanted[:10]:
        for text in one.texts:
            report = verify_bytes(text, now=datetime(2026, 6, 2, tzinfo=UTC), fetch=None)
            failed = [c.check for c in report.checks if c.status == "fail"]
            assert failed == [], report.checks


@given(st.lists(st.integers(min_value=0, max_value=39), max_size=12))
def test_first_of_its_kind_or_pressed_it_is_the_credential_made_in_full(picked: list[int]) -> None:
    """Any company, also the same intent twice: each is what `credential.issue` makes alone."""
    for number, one in zip(picked, press(ORDER, [ALL[n] for n in picked], signer=KEY), strict=True):
        assert one == in_full(number)


def test_what_each_person_reached_is_pressed_like_their_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A roster with a mark and a link for everybody is a roster like any other."""
    people = [
        Particulars(f"P{n}", level=4, result=f"{n} %", evidence_url=f"https://a.example/{n}")
        for n in range(30)
    ]
    said = [intent._replace(person=one) for intent, one in zip(ALL, people, strict=False)]
    # odd ones in between: a quote, an address of another scheme, the same text as somebody's name
    odd = [
        ('"1"', "http://a.example/x"),
        ("P3", "https://a.example/P3"),
        ("ä\n", "https://ä.example/"),
    ]
    for place, (result, url) in enumerate(odd, 10):
        said[place] = said[place]._replace(
            person=said[place].person._replace(result=result, evidence_url=url)
        )
    alone = [made for one in said for made in press(ORDER, [one], signer=KEY)]
    in_full_count = 0
    original = signing.issue

    def counted(*args: Any, **more: Any) -> Any:
        nonlocal in_full_count
        in_full_count += 1
        return original(*args, **more)

    work._of_this_thread.__dict__.clear()
    monkeypatch.setattr(signing, "issue", counted)
    assert list(press(ORDER, said, signer=KEY)) == alone
    assert in_full_count < 2 * 2 * (3 + len(odd))


def in_full(number: int) -> Made:
    from skillmark.award import claims, status

    intent = ALL[number]
    person = intent.person
    if person.level == 99:
        [made] = press(ORDER, [intent], signer=KEY)
        assert made.error
        return made
    texts = [
        signing.issue(
            claims.of(ORDER.achievement, person._asdict()),
            id=intent.id,
            issuer=ORDER.issuer,
            recipient=Recipient(person.name, person.email, person.id),
            salt=intent.salt,
            signer=KEY,
            form=form,
            valid_from=datetime.fromisoformat(intent.at),
            valid_until=datetime.fromisoformat(person.valid_until) if person.valid_until else None,
            status=status.entry(BASE, status.Place(*intent.place)) if intent.place else None,
            now=datetime.fromisoformat(intent.at),
        ).data
        for form in ORDER.forms
    ]
    return Made(intent.id, tuple(texts))


KEY = SigningKey.generate(Algorithm.ED25519)
ALL = intents(40)
ORDER = work.Order(
    {
        "id": "https://academy.example/achievements/teamwork",
        "type": ["Achievement"],
        "name": "Teamwork",
        "description": "Works well in teams.",
        "criteria": {"narrative": "Observed in three projects."},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "Work in teams",
                "targetUrl": "https://academy.example/skills/teams",
            }
        ],
    },
    {"id": KEY.controller, "type": ["Profile"], "name": "Academy"},
    ("eddsa-rdfc-2022", "jwt"),
    BASE,
)


def test_an_award_with_a_claim_of_its_own_says_that() -> None:
    said = Claim(
        {**ORDER.achievement, "name": "Teamwork, tested"},
        evidence=({"id": "https://academy.example/e/1", "type": ["Evidence"]},),
    )
    own = [ALL[1]._replace(claim=said), ALL[1], ALL[2]._replace(claim=said)]
    names = [
        json.loads(one.texts[0])["credentialSubject"]["achievement"]["name"]
        for one in press(ORDER, own, signer=KEY)
    ]
    assert names == ["Teamwork, tested", "Teamwork", "Teamwork, tested"]


class Recorded(Executor):
    """An executor that works at once, each call in a process that has seen nothing yet."""

    def __init__(self, *, forgets: bool) -> None:
        self.forgets = forgets
        self.sent: list[tuple[Any, ...]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        from skillmark.compute import bulk as compute

        if self.forgets:
            compute._of_this_thread.__dict__.clear()
        self.sent.append(args)
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.parametrize("forgets", [False, True])
def test_the_key_travels_with_the_first_chunks_and_then_only_to_who_asks(forgets: bool) -> None:
    """A worker that comes late (or died and came again) asks for it and loses nothing."""
    executor = Recorded(forgets=forgets)
    made = list(press(ORDER, ALL, signer=KEY, executor=executor, jobs=1, chunk=2))
    assert made == list(press(ORDER, ALL, signer=KEY))
    with_key = [args for args in executor.sent if args[1] is not None]
    assert len(with_key) == (20 if forgets else 4)
    assert len(executor.sent) == (36 if forgets else 20)


def test_a_signer_that_is_elsewhere_signs_from_here(pool: Executor) -> None:
    class Elsewhere:
        algorithm, controller = KEY.algorithm, KEY.controller
        verification_method = KEY.verification_method
        process = 0

        def sign(self, data: bytes) -> bytes:
            self.process = os.getpid()
            return KEY.sign(data)

    signer = Elsewhere()
    made = list(press(ORDER, ALL, signer=signer, executor=pool, jobs=2))
    assert made == list(press(ORDER, ALL, signer=KEY))
    assert signer.process == os.getpid()


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_comes_out_of_its_parcel_as_it_went_in(algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm, controller="did:web:academy.example")
    again = unpack(pack(key))
    assert (again.controller, again.verification_method) == (
        key.controller,
        key.verification_method,
    )
    assert key.public.verifies(b"data", again.sign(b"data"))


def test_the_key_is_in_no_text_about_it() -> None:
    assert "key=" not in repr(work._Work(ORDER, pack(KEY)))
