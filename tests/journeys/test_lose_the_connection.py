"""A test on a phone, by keyboard alone: the connection is lost, the server killed; it is passed.

Others than we verify the badge that comes of it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from skillmark.trust.contexts import bundled

PEER = Path(__file__).resolve().parent.parent / "peers" / "js"
FURNISH = """
import os, sys
from dataclasses import replace
from skillmark.assess.reading import read_test
from skillmark.define.catalogue import starter
from skillmark.server.assess import services as assess
from skillmark.server.assess.models import DeliveryRecord
from skillmark.server.award.keyring import keys
from skillmark.server.define.services import import_catalogue
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
from skillmark.skills.starter import uri
ensure_starter()
provider, learner = door(Role.PROVIDER_ADMIN), door(Role.LEARNER)
learner.set_password("by keyboard alone")
learner.save()
place = OrganisationRecord.objects.get()
import_catalogue(starter(), organisation=place, actor=provider)
keys.generate(place, "ed25519", actor=provider)
whole = read_test(open(sys.argv[1], encoding="utf-8").read(), skill_uri=uri)
names = ("choice", "multiple", "order", "numeric", "match")
[(skill, _count)] = whole.blueprint
test = assess.import_test(
    place,
    replace(whole, items=tuple(map(whole.item, names)), blueprint=((skill, 5),)),
    actor=provider,
)
delivery = assess.deliver(test, achievement="genai-foundations", minutes=30, actor=provider)
DeliveryRecord.objects.filter(pk=delivery.pk).update(pause_minutes=10)
upload = replace(whole, id="card", items=(whole.item("upload"),), blueprint=((skill, 1),))
files = assess.deliver(assess.import_test(place, upload, actor=provider), actor=provider)
print("SITE", os.environ["SKILLMARK_DATA"], delivery.pk, files.pk, learner.email)
"""
WAIT = 20_000
"""Milliseconds after which something has not happened."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Site:
    """A site that can be killed as the power cut does it, and started again where it was."""

    credential: dict[str, Any] | None = None
    """The badge that somebody earned here."""

    def __init__(self, url: str, said: str, log: Path) -> None:
        _words, data, self.delivery, self.files, self.email = said.split()
        self.url, self.log = url, log
        self.database = Path(data) / "skillmark.sqlite3"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
        self.variables = kept | {
            "SKILLMARK_DATA": data,
            "SKILLMARK_BASE_URL": url,
            "SKILLMARK_DEMO": "1",
        }
        self.start()

    def start(self) -> None:
        port = str(urlsplit(self.url).port)
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "skillmark", "serve", "--port", port, "--no-worker"],
                env=self.variables,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def rows(self, query: str, *values: str) -> list[Any]:
        with sqlite3.connect(self.database, timeout=20) as database:
            found = database.execute(query, values).fetchall()
        database.close()
        return found

    def time_is_left(self, seconds: int) -> None:
        """Let the deadline of the open attempt be so many seconds from now."""
        then = datetime.now(UTC) + timedelta(seconds=seconds)
        self.rows(
            "UPDATE assess_attemptrecord SET deadline = ? WHERE submitted IS NULL",
            f"{then:%Y-%m-%d %H:%M:%S.%f}",
        )


@pytest.fixture(scope="module")
def site(
    chromium: Any, serving: Any, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    questions = str(root / "tests/fixtures/questions/every-way.toml")
    with serving(FURNISH, questions, SKILLMARK_DEMO="1") as served:
        pass  # furnished; from here on it is killed and started here
    found = Site(served.url, served.said, tmp_path_factory.mktemp("killed") / "log")
    yield found
    found.kill()


@pytest.fixture
def phone(chromium: Any, complains: Callable[[Any], bool]) -> Iterator[Any]:
    """A phone's browser. That something was out of reach is no fault of a page; all else is."""
    context = chromium.new_context(locale="en", viewport={"width": 390, "height": 844})
    context.set_default_timeout(WAIT)
    trouble: list[str] = []

    def listen(page: Any) -> None:
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "console",
            lambda m: (
                trouble.append(m.text)
                if complains(m) and "Failed to load resource" not in m.text
                else None
            ),
        )

    context.on("page", listen)
    yield context
    context.close()
    assert not trouble


def accessible(page: Any, where: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    broken = Axe().run(page).response["violations"]
    assert not broken, (where, broken[0]["id"], broken[0]["nodes"][0]["html"][:200])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, where


def press(page: Any, name: str, role: str = "button") -> None:
    """Press Tab until the focus is on it, and then Enter: nothing may be out of reach."""
    wanted = page.get_by_role(role, name=name, exact=True).last
    wanted.wait_for()
    reach(page, wanted)
    page.keyboard.press("Enter")


def reach(page: Any, wanted: Any) -> None:
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def tick(page: Any, label: str) -> None:
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Space")


def kind(page: Any) -> str:
    """Which of the five questions is on the page."""
    asked = page.locator("#prompt").inner_text()
    for words, name in (
        ("Which part", "choice"),
        ("mend a puncture", "multiple"),
        ("steps in order", "order"),
        ("circumference", "numeric"),
        ("Which tool", "match"),
    ):
        if words in asked:
            return name
    raise AssertionError(asked)


def answer(page: Any, *, right: bool = True) -> None:
    """Answer the question on the page by keyboard."""
    match kind(page):
        case "choice":
            # A group of radio buttons is one stop; arrows choose within it.
            reach_group(page)
            wanted = "The tube" if right else "The saddle"
            while not page.get_by_label(wanted, exact=True).is_checked():
                page.keyboard.press("ArrowDown")
        case "multiple":
            for label in ("A patch", "Tyre levers") if right else ("A hacksaw",):
                tick(page, label)
        case "order":
            for place, words in enumerate(
                ("Take the tyre off", "Find the hole", "Put the patch on")
            ):
                reach(page, page.get_by_label(f"Place of: {words}", exact=True))
                page.keyboard.type(str(place + 1))
            up = page.get_by_role("button", name="Up: Find the hole", exact=True)
            way, back = ("Up", "Down") if up.is_enabled() else ("Down", "Up")
            press(page, f"{way}: Find the hole")
            focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
            assert focused == f"{back}: Find the hole", "at the end there is only the way back"
            page.keyboard.press("Enter")
            lines = [one.inner_text() for one in page.locator(".line-text").all()]
            assert lines == ["Take the tyre off", "Find the hole", "Put the patch on"]
        case "numeric":
            reach(page, page.locator("#number-answer"))
            page.keyboard.type("210" if right else "2")
        case "match":
            for label, key in (("Pedal", "Pedal"), ("Spoke", "Spoke")):
                reach(page, page.get_by_label(label, exact=True))
                page.keyboard.type(key)


def reach_group(page: Any) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.type") == "radio":
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach the answers")


def fields(page: Any) -> Any:
    """What stands in the answer, as the form would send it."""
    return page.evaluate(
        "[...new FormData(document.getElementById('answer'))]"
        ".filter(([name]) => name !== 'csrfmiddlewaretoken')"
    )


def kept(page: Any) -> dict[str, Any]:
    found = page.evaluate(
        "Object.fromEntries(Object.entries(localStorage)"
        ".filter(([key]) => key.startsWith('skillmark:answer:')))"
    )
    return {key.rpartition(":")[2]: json.loads(value) for key, value in found.items()}


def says(page: Any, words: str) -> None:
    page.locator("#saved", has_text=words).wait_for()


def saved(page: Any) -> None:
    """Wait until the server has every answer, and the browser keeps none."""
    for _ in range(WAIT // 50):
        if not kept(page) and "saved" in page.locator("#saved").inner_text().lower():
            return
        page.wait_for_timeout(50)
    raise AssertionError((kept(page), page.locator("#saved").inner_text()))


def enter(page: Any, site: Site) -> None:
    page.goto(site.url)
    press(page, "Learner")
    page.wait_for_url("**/dashboard/")


ALONE = "I answer alone and without help, and I do not pass the questions on."
TASK = "This is my own work. What helped me, generative AI included, I say when I hand it in."


def begin(page: Any, site: Site, delivery: str = "", *, look: bool = False) -> None:
    page.goto(f"{site.url}/tests/{delivery or site.delivery}/")
    if look:
        accessible(page, "start")
    tick(page, TASK if delivery == site.files else ALONE)
    tick(page, "My answers may be stored and used to compute how good this test is.")
    press(page, "Begin the test")
    page.wait_for_url("**/attempts/*/1")


def at_question(page: Any, number: int) -> None:
    page.wait_for_url(f"**/{number}")
    page.get_by_text(f"Question {number} of 5", exact=True).first.wait_for()


def test_lose_the_connection_pass_and_see_the_badge(phone: Any, site: Site) -> None:
    page = phone.new_page()
    enter(page, site)
    begin(page, site, look=True)
    accessible(page, "question")
    answer(page)
    saved(page)

    # The clock that is shown follows the server's with the next save.
    site.time_is_left(590)
    page.get_by_text("29 minutes left", exact=True).wait_for()
    page.locator("#answer").dispatch_event("change")
    page.get_by_text("9 minutes left", exact=True).wait_for()
    site.time_is_left(1800)

    # 1: the network is gone. The page says so, keeps the answer, and goes on by itself afterwards.
    press(page, "Next")
    at_question(page, 2)
    phone.set_offline(True)
    answer(page)
    says(page, "No connection at the moment. What you answer is kept in this browser")
    accessible(page, "without a connection")
    [(place, entry)] = kept(page).items()
    assert place == "2"
    assert entry["fields"] == fields(page)
    press(page, "Next")
    says(page, "it goes on by itself")
    assert page.url.endswith("/2")
    phone.set_offline(False)
    at_question(page, 3)
    assert kept(page) == {}

    # 2: the server is killed. Afterwards the same question holds the same answer.
    site.kill()
    answer(page)
    says(page, "No connection at the moment")
    given = fields(page)
    site.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    page.reload()
    assert fields(page) == given

    # 3: the browser is closed before the answer is sent. Any page of the attempt sends it.
    press(page, "Next")
    at_question(page, 4)
    phone.set_offline(True)
    answer(page)
    says(page, "No connection")
    given = fields(page)
    attempt = page.url.rpartition("/")[0]
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(f"{attempt}/review")
    page.get_by_role("link", name="4 answered", exact=True).wait_for()
    page.goto(f"{attempt}/4")
    assert fields(page) == given

    # 4: a break hides the questions, in the other window too.
    other = phone.new_page()
    other.goto(f"{attempt}/5")
    press(page, "Take a break")
    page.get_by_role("heading", name="The clock stands still").wait_for()
    other.get_by_role("heading", name="The clock stands still").wait_for()
    other.close()
    accessible(page, "break")
    press(page, "Go on with the test")
    at_question(page, 4)
    press(page, "Next")
    at_question(page, 5)

    # 5: signed out. Who signs in again is at the same question, and the answer is sent.
    phone.clear_cookies(name="sessionid")
    answer(page)
    says(page, "You are signed out. Your answer is kept in this browser.")
    accessible(page, "signed out")
    given = fields(page)
    press(page, "Sign in again and go on here", "link")
    reach(page, page.locator("[name=login]"))
    page.keyboard.type(site.email)
    reach(page, page.locator("[name=password]"))
    page.keyboard.type("by keyboard alone")
    page.keyboard.press("Enter")
    at_question(page, 5)
    saved(page)
    assert fields(page) == given

    press(page, "To the review")
    page.get_by_text("Every question is answered.").wait_for()
    accessible(page, "review")
    press(page, "Submit the test")
    page.get_by_text("Passed.").wait_for()
    accessible(page, "result")
    press(page, "Claim your badge")
    with page.expect_download() as waiting:
        press(page, "Credential (JSON)", "link")
    site.credential = json.loads(Path(waiting.value.path()).read_text("utf-8"))


def test_others_verify_the_badge(site: Site) -> None:
    """The verifier of @digitalbazaar; what was changed it refuses."""
    credential = site.credential
    assert credential is not None, "nobody has earned it"
    assert "questions drawn by blueprint" in json.dumps(credential)
    request = {
        "do": "verify",
        "credential": credential,
        "status": True,
        "documents": documents_for(credential),
    }
    assert peer(request) == {"verified": True, "error": ""}
    changed = json.loads(json.dumps(credential).replace("questions drawn", "questions thrown"))
    assert peer({**request, "credential": changed})["verified"] is False


def test_what_was_saved_in_time_counts_and_the_rest_is_named(phone: Any, site: Site) -> None:
    page = phone.new_page()
    enter(page, site)
    begin(page, site)
    answer(page, right=False)
    saved(page)
    press(page, "Next")
    at_question(page, 2)
    phone.set_offline(True)
    answer(page)
    says(page, "No connection")
    site.time_is_left(-1)
    phone.set_offline(False)
    page.get_by_text("The time was over: what was saved before counts.").wait_for()
    said = page.get_by_text("not here before the end, and therefore not counted")
    assert said.inner_text().strip().endswith("2.")
    assert kept(page) == {}
    accessible(page, "late")


def test_a_file_waits_for_the_connection_on_its_page(
    phone: Any, site: Site, tmp_path: Path
) -> None:
    card = tmp_path / "card.txt"
    card.write_text("Chain replaced.")
    page = phone.new_page()
    enter(page, site)
    begin(page, site, site.files)
    page.set_input_files("#file-answer", str(card))
    phone.set_offline(True)
    press(page, "Save the file")
    says(page, "Your file is not sent yet")
    assert kept(page) == {}, "files are not kept in the browser"
    phone.set_offline(False)
    page.get_by_role("button", name="Remove card.txt").wait_for()


def test_hostile_41_submitted_answered_and_resting_all_at_once(phone: Any, site: Site) -> None:
    """What is told as saved is there and scored, what is refused is not, in whatever order."""
    page = phone.new_page()
    enter(page, site)
    begin(page, site)
    attempt = page.url.rpartition("/")[0]
    cookies = {one["name"]: one["value"] for one in phone.cookies()}
    page.close()
    names = site.rows(
        "SELECT form FROM assess_attemptrecord WHERE submitted IS NULL ORDER BY started DESC"
    )[0][0]
    places = {name: n for n, (name, _order) in enumerate(json.loads(names), start=1)}

    def send(path: str, **fields: str) -> tuple[str, str]:
        connection = HTTPConnection(urlsplit(site.url).netloc, timeout=60)
        connection.request(
            "POST",
            urlsplit(f"{attempt}/{path}").path,
            urlencode(fields),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
                "X-CSRFToken": cookies["csrftoken"],
                "HX-Request": "true",
            },
        )
        answer = connection.getresponse()
        answer.read()
        assert answer.status in {200, 204}, (path, answer.status)
        told = json.loads(answer.headers["HX-Trigger"])["answer"]
        connection.close()
        return path, told["state"]

    tasks = [
        (f"{places['choice']}", {"answer": "b"}),
        (f"{places['numeric']}", {"answer": "210"}),
        ("submit", {}),
        (f"{places['multiple']}", {"answer": "a"}),
        ("submit", {}),
        (f"{places['match']}", {"place-r1": "o1", "go": "pause"}),
        (f"{places['order']}", {"place-a": "3", "place-b": "2", "place-c": "1"}),
        ("submit", {}),
    ]
    with ThreadPoolExecutor(len(tasks)) as pool:
        sent = list(pool.map(lambda task: send(task[0], **task[1]), tasks))
    key = attempt.rpartition("/")[2].replace("-", "")
    [(submitted, score, paused, late)] = site.rows(
        "SELECT submitted, score, paused, late FROM assess_attemptrecord WHERE id = ?", key
    )
    assert submitted
    assert (paused, late) == (None, 0)
    answers = site.rows(
        "SELECT item, value, points FROM assess_responserecord WHERE attempt_id = ?", key
    )
    assert score == sum(points for _item, _value, points in answers)
    there = {str(places[item]) for item, value, _points in answers if value not in {None, "null"}}
    told = {path for path, state in sent if path != "submit" and state == "saved"}
    # saved, and then too late for the break that it asked for: `over` is all that is told of it
    assert there - told <= {str(places["match"])}
    assert told <= there
    assert {state for path, state in sent if path == "submit"} == {"over"}
    assert {state for _path, state in sent} <= {"saved", "over", "paused"}


SECURITY = "https://w3id.org/security#"
CID = {
    "@context": {
        "id": "@id",
        "type": "@type",
        "Multikey": f"{SECURITY}Multikey",
        "verificationMethod": {"@id": f"{SECURITY}verificationMethod", "@type": "@id"},
        "assertionMethod": {
            "@id": f"{SECURITY}assertionMethod",
            "@type": "@id",
            "@container": "@set",
        },
        "controller": {"@id": f"{SECURITY}controller", "@type": "@id"},
        "alsoKnownAs": {
            "@id": "https://www.w3.org/ns/activitystreams#alsoKnownAs",
            "@type": "@id",
        },
        "publicKeyMultibase": {
            "@id": f"{SECURITY}publicKeyMultibase",
            "@type": f"{SECURITY}multibase",
        },
    }
}
"""The terms of https://www.w3.org/ns/cid/v1 that an issuer's key document uses: the peer ships
with no copy of that context, and nothing is fetched."""


def documents_for(credential: dict[str, Any]) -> dict[str, Any]:
    """Return what a verifier needs: contexts, and the issuer's own documents from the site."""
    found = {url: json.loads(bundled().document(url)) for url in bundled().urls}
    found["https://www.w3.org/ns/cid/v1"] = CID
    method = credential["proof"]["verificationMethod"]
    controller = fetched(method.partition("#")[0])
    found[controller["id"]] = controller
    key = next(one for one in controller["verificationMethod"] if one["id"] == method)
    found[method] = {"@context": "https://w3id.org/security/multikey/v1", **key}
    status = credential["credentialStatus"]
    for entry in status if isinstance(status, list) else [status]:
        url = entry["statusListCredential"]
        found[url] = fetched(url)
    return found


def fetched(url: str) -> Any:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", parts.path, headers={"Accept": "application/json"})
    said = connection.getresponse()
    assert said.status == 200, url
    value = json.loads(said.read())
    connection.close()
    return value


def peer(request: dict[str, Any]) -> dict[str, Any]:
    """Ask the verifier of @digitalbazaar. Its absence is a failure under CI=true."""
    node = shutil.which("node")
    if node is None or not (PEER / "node_modules" / "@digitalbazaar" / "vc").is_dir():
        said = f"the npm peers are not installed: run npm ci --ignore-scripts in {PEER}"
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    done = subprocess.run(
        [node, "peer.mjs"],
        cwd=PEER,
        input=json.dumps(request) + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return dict(json.loads(done.stdout))
