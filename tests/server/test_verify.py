"""The page on which anybody checks badges, its API and the VC API's addresses."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from skillmark.nouns.errors import InputError, UnavailableError
from skillmark.server.verify import given, names, presentations, services, shown, wording
from skillmark.server.verify.asking import Budget
from skillmark.trust.fetched import Fetched
from skillmark.verify.checks import Reason, Verdict
from skillmark.verify.sources import Source

pytestmark = pytest.mark.django_db
DOWN = {
    "id": "https://lists.invalid/1#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://lists.invalid/1",
}


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """The database of a test belongs to its thread; and nobody is asked outside."""

    def nobody(url):
        raise UnavailableError(f"{url} is not reachable", code="unreachable")

    monkeypatch.setattr(services, "WORKERS", 1)
    monkeypatch.setattr("skillmark.server.verify.asking.client", lambda: nobody)


@pytest.fixture
def bench(world):
    return world.things["bench"]


@pytest.fixture
def post(client_of):
    client = client_of("nobody")

    def send(*files, **fields):
        uploads = [SimpleUploadedFile(name, data) for name, data in files]
        return client.post("/verify", {"files": uploads, **fields})

    return send


def results(answer):
    return [one.report for one in answer.context["results"]]


def page(answer):
    return answer.content.decode()


def altered(signed):
    value = json.loads(signed.data)
    value["name"] = "Leadership"
    return json.dumps(value).encode()


# What visitors see


def test_a_baked_picture_is_green_with_numbered_checks_and_their_clauses(post, bench):
    answer = post(("team.png", bench.png()))
    assert answer.status_code == 200
    [report] = results(answer)
    assert (report.verdict, report.format) == (Verdict.VALID, "png")
    html = page(answer)
    assert "banner good" in html
    assert html.count('<span class="what">') == len(report.checks) == 10
    assert "VC-DI-EDDSA 1.0 section 3.2" in html
    assert "Authentic, issuer not in the lists you trust" in html


def test_an_altered_badge_is_red_and_says_why(post, bench):
    answer = post(("team.json", altered(bench.sign())))
    [report] = results(answer)
    assert (report.verdict, report.reason) == (Verdict.INVALID, Reason.FORGED)
    assert "banner bad" in page(answer)
    assert "Altered after it was signed" in page(answer)
    assert "banner good" not in page(answer)


def test_hostile_20_a_status_host_that_is_down_is_unknown_and_never_green(post, bench):
    answer = post(("team.json", bench.sign(credentialStatus=DOWN).data))
    [report] = results(answer)
    assert (report.verdict, report.reason) == (Verdict.UNKNOWN, Reason.STATUS_UNAVAILABLE)
    html = page(answer)
    assert "banner unsure" in html
    assert "banner good" not in html
    assert "icons.svg#question" in html


def test_many_at_once_with_their_tally_and_one_row_each(post, bench):
    answer = post(
        ("a.json", bench.sign().data),
        ("b.json", altered(bench.sign())),
        ("c.json", bench.sign(credentialStatus=DOWN).data),
        ("d.jwt", bench.sign("jwt").data),
    )
    assert answer.context["counted"] == [("valid", 2), ("invalid", 1), ("unknown", 1)]
    html = page(answer)
    for verdict in ("valid", "invalid", "unknown"):
        assert f'<tr class="one" data-verdict="{verdict}">' in html


def test_every_reason_has_words_of_its_own():
    for table in (wording.INVALID, wording.UNKNOWN):
        assert len(set(map(str, table.values()))) == len(table)
    assert set(wording.INVALID) == set(Reason)


def test_the_right_person_and_somebody_else(post, bench):
    badge = bench.sign(email="ada@example.org").data
    [right] = results(post(("a.json", badge), holder=" Ada@Example.org "))
    [wrong] = results(post(("a.json", badge), holder="eve@example.org"))
    assert right.verdict is Verdict.VALID
    assert (wrong.verdict, wrong.reason) == (Verdict.INVALID, Reason.WRONG_HOLDER)


def test_no_field_data_is_said_wherever_the_badge_is_shown(post, bench):
    narrative = "no field data: calibrated on simulated persons."
    evidence = [{"type": ["Evidence"], "name": "How far", "narrative": narrative}]
    one = post(("a.json", bench.sign(evidence=evidence).data))
    many = post(("a.json", bench.sign(evidence=evidence).data), ("b.json", bench.sign().data))
    [report] = results(one)
    assert report.verdict is Verdict.VALID
    assert narrative in page(one).replace("&#x27;", "'")
    assert narrative in page(many)
    assert shown.as_json(report)["caution"] == narrative


def test_nothing_of_a_visit_is_stored(post, bench):
    from django.apps import apps

    def rows():
        kept = [m for m in apps.get_models() if m._meta.label not in {"sessions.Session"}]
        return {model._meta.label: model.objects.count() for model in kept}

    before = rows()
    post(("a.json", bench.sign().data))
    assert rows() == before


def test_own_awards_verify_against_the_own_status_list_without_the_network(world, post):
    award = world.things["award"]
    [report] = results(post(text=award.url))
    assert report.verdict is Verdict.VALID
    assert report.as_of is not None
    assert report.issuer.known is True
    from skillmark.server.award.status import standing

    standing.change(award, "revoke", "a test", actor=world.people["provider_admin"])
    [report] = results(post(text=award.url))
    assert (report.verdict, report.reason) == (Verdict.INVALID, Reason.REVOKED)


def test_the_registry_file_makes_issuers_known_and_a_wrong_one_is_named(bench, site_folder):
    file = site_folder / services.REGISTRY
    said = {"id": bench.key.controller, "name": "Far Academy", "known_by": "Ministry"}
    try:
        file.write_text(json.dumps({"issuers": [said]}))
        report = services.check(bench.sign().data)
        assert (report.issuer.known, report.issuer.known_by) == (True, "Ministry")
        assert "Ministry" in str(wording.issuer_note(report))
        file.write_text(json.dumps({"issuers": [{"name": "nobody"}]}))
        with pytest.raises(InputError, match="/issuers/0"):
            services.check(bench.sign().data)
    finally:
        file.unlink()


def test_what_is_forged_borrows_no_trust_from_the_names_in_it(post, bench, world):
    """A forgery that names a known issuer and the right person must show neither in green."""
    value = json.loads(bytes(world.things["award"].body))
    value["name"] = "Director"
    email = world.people["learner"].email
    answer = post(("forged.json", json.dumps(value).encode()), holder=email)
    [one] = answer.context["results"]
    assert one.report.reason is Reason.FORGED
    assert one.report.issuer.known is True
    assert (one.issuer_known, one.holder) == (False, "claimed")
    html = page(answer)
    assert "Known: it awards on this site" not in html
    assert "It is the person you asked about" not in html


# Many results: what is shown, in what order, and what is saved


@pytest.fixture
def several(post, bench):
    """A table of five: good, altered, expired, of another person, and a line without a link."""
    files = {
        "/good": bench.sign(email="ada@example.org", name="Analysis", issuer_name="Äcademy").data,
        "/altered": altered(bench.sign(email="bo@example.org", name="Teamwork")),
        "/old": bench.sign(email="cy@example.org", validUntil="2026-02-01T00:00:00Z").data,
        "/other": bench.sign(email="somebody@example.org", name="=SUM(1)").data,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("none.csv", "name;email;badge\nEve;eve@example.org;\n")
        for name, data in files.items():
            archive.writestr(f"{name[1:]}.json", data)
    return post(("badges.zip", packed.getvalue()), holder="ada@example.org")


def sources(answer):
    return [one.report.source for one in answer.context["chosen"]]


def test_a_row_says_authentic_right_person_and_current_in_words(several):
    seen = {
        one.report.source.rpartition(":")[2]: (
            one.authentic.code, one.right_person.code, one.current.code, str(one.current.words),
        )
        for one in several.context["results"]
    }  # fmt: skip
    assert seen == {
        "2": ("unknown", "unknown", "unknown", "Could not check"),
        "good.json": ("yes", "yes", "yes", "Yes"),
        "altered.json": ("no", "no", "claimed", "Claimed, not proven"),
        "old.json": ("yes", "no", "no", "Expired"),
        "other.json": ("yes", "no", "yes", "Yes"),
    }
    html = page(several)
    assert html.count('class="glance glance-pass"') == 3 + 1 + 2
    assert "icons.svg#question" in html


def test_filters_and_order_work_without_a_script(several, client_of):
    client, sealed = client_of("nobody"), several.context["sealed"]

    def choose(**fields):
        answer = client.post("/verify/results", {"results": sealed, **fields})
        assert answer.status_code == 200
        return [name.rpartition(":")[2] for name in sources(answer)]

    assert choose() == ["2", "good.json", "altered.json", "old.json", "other.json"]
    assert choose(verdict="valid") == ["good.json"]
    assert choose(reason="expired") == ["old.json"]
    assert choose(reason="forged") == ["altered.json"]
    assert choose(words="ANALYSIS äcademy") == ["good.json"]
    assert choose(words="analysis bo@") == []
    assert choose(issuer="did:example:nobody") == []
    assert choose(order="verdict") == ["old.json", "altered.json", "other.json", "2", "good.json"]
    assert choose(order="achievement")[:2] == ["other.json", "good.json"]
    assert choose(rows="4,2,2,99,0") == ["old.json", "good.json"]
    assert choose(order="nonsense", rows="x") == []
    shown_ = client.post("/verify/results", {"results": sealed, "verdict": "valid"})
    assert "Shown: 1 of 5" in page(shown_)
    assert client.post("/verify/results", {"results": "x"}).status_code == 400


def test_what_is_saved_is_what_is_shown(several, client_of):
    client, sealed = client_of("nobody"), several.context["sealed"]
    answer = client.post(
        "/verify/export", {"results": sealed, "format": "csv", "rows": "5,2", "verdict": "invalid"}
    )
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["source"], row["verdict"]) for row in rows] == [
        ("badges.zip:other.json", "invalid"),
        ("badges.zip:good.json", "valid"),
    ]
    assert rows[0]["achievement"] == "'=SUM(1)"
    answer = client.post(
        "/verify/export", {"results": sealed, "format": "json", "reason": "unreadable"}
    )
    [said] = json.loads(answer.content)
    assert said["expected"] == {"line": 2, "holder": "eve@example.org", "name": "Eve"}


def test_results_come_back_from_the_page_as_they_went(bench, world):
    from skillmark.server.verify import sealed

    evidence = [{"type": ["Evidence"], "narrative": "no field data: simulated."}]
    found = services.check_all(
        [
            Source("a", bench.sign(email="a@example.org", evidence=evidence).data),
            Source("b", altered(bench.sign())),
            Source("c", b"hello"),
            Source("d", bytes(world.things["award"].body)),
            Source("e", bench.sign(validUntil="2026-02-01T00:00:00Z").data),
        ],
        holders=["a@example.org"],
    )
    back = sealed.unseal(sealed.seal(found))
    assert list(map(sealed.as_json, back)) == list(map(sealed.as_json, found))
    assert [str(shown.show(r).current.words) for r in back] == [
        str(shown.show(r).current.words) for r in found
    ]
    assert [shown.show(r).words for r in back] == [shown.show(r).words for r in found]


def test_a_tables_own_holders_go_before_the_one_in_the_form(bench):
    from skillmark.verify.source import Expected

    badge = bench.sign(email="ada@example.org").data
    given_ = [Source("a", badge, expected=Expected(2, "ada@example.org")), Source("b", badge)]
    found = services.check_all(given_, holders=["eve@example.org"], believe_lists=True)
    assert [r.reason for r in found] == [None, Reason.WRONG_HOLDER]
    # where it must be somebody's own badge, no list may say otherwise
    found = services.check_all(given_, holders=["eve@example.org"])
    assert [r.reason for r in found] == [Reason.WRONG_HOLDER] * 2


def test_a_table_makes_nobody_elses_badge_ones_own(world, client_of, bench):
    badge = bench.sign("jwt", email="somebody.else@example.org").data.decode()
    table = f"email,badge\nsomebody.else@example.org,{badge}\n".encode()
    upload = SimpleUploadedFile("mine.csv", table)
    answer = client_of("learner").post("/backpack/add", {"files": [upload]})
    assert answer.status_code == 302
    assert world.people["learner"].badges.latest("added").reason == Reason.WRONG_HOLDER


# What checks say, in German


@pytest.fixture
def german():
    from django.utils import translation

    with translation.override("de"):
        yield


def test_every_template_is_recognised_as_itself():
    from skillmark.server.verify import details

    for template in details.TEMPLATES:
        names_ = details._PLACE.findall(template)
        sample = template % dict.fromkeys(names_, "17")
        found = [t for pattern, t in details._patterns() if pattern.fullmatch(sample)]
        assert template in found


def test_what_usual_badges_get_is_said_in_german_alone(german, bench, world):
    from skillmark.server.award.status import standing

    award = world.things["award"]
    suspended = bytes(award.body)
    found = services.check_all(
        [
            Source("good.json", bench.sign(email="ada@example.org").data),
            Source("good.jwt", bench.sign("jwt").data),
            Source("forged.json", altered(bench.sign())),
            Source("down.json", bench.sign(credentialStatus=DOWN).data),
            Source("old.json", bench.sign(validUntil="2026-02-01T00:00:00Z").data),
            Source("new.json", bench.sign(validFrom="2990-01-01T00:00:00Z").data),
            Source("notes.txt", b"hello"),
            Source("page.html", b"<!doctype html><p>"),
            Source("unsigned.json", json.dumps(bench.unsigned()).encode()),
            Source("own.json", suspended),
            Source("https://gone.invalid/1"),
        ],
        holders=["ada@example.org"],
    )
    standing.change(award, "suspend", "a test", actor=world.people["provider_admin"])
    found += services.check_all([Source("own.json", suspended)])
    english = [
        check.detail
        for report in found
        for check in shown.show(report).checks
        if check.language == "en"
    ]
    assert english == []


def test_a_sentence_that_is_not_known_stays_english_and_is_marked(german):
    from skillmark.server.verify import details
    from skillmark.trust.outcome import Status
    from skillmark.verify.checks import Check, Name

    def said(detail):
        return details.of(Check(Name.STATUS, Status.UNKNOWN, detail))

    assert said("something new") == ("something new", "en")
    assert said("list.csv:7: this line names no link (ask for it)") == (
        "list.csv:7: diese Zeile nennt keinen Link (fragen Sie danach)", "",
    )  # fmt: skip
    assert said("valid as of 2026-01-01T00:00:00Z; this copy of the list is from X")[1] == ""
    assert said("the status list is not believed: something new")[1] == "en"
    assert said("it names no issuer; it has no @context") == (
        "es nennt keinen Aussteller; es hat keinen @context", "",
    )  # fmt: skip
    for hostile in ("(" * 3000, "; " * 1500, ": " * 1500, "a lists the key under " * 150):
        assert said(hostile)[0]


def test_german_pages_say_the_checks_in_german(post, bench, client_of):
    client = client_of("nobody")
    client.cookies["django_language"] = "de"
    upload = SimpleUploadedFile("a.json", bench.sign().data)
    html = client.post("/verify", {"files": [upload]}).content.decode()
    assert "die Signatur passt" in html
    assert "the signature fits" not in html


# What visitors give


def test_a_zip_a_table_of_links_and_pasted_text(post, bench, world):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.json", bench.sign().data)
        archive.writestr("deep/two.png", bench.png())
    link = world.things["award"].url
    table = f"name;badge\nAda;{link}\nEve;https://gone.invalid/x\n".encode()
    pretty = json.dumps(json.loads(bench.sign().data), indent=2)
    token = bench.sign("jwt").data.decode()
    answer = post(
        ("badges.zip", packed.getvalue()),
        ("people.csv", table),
        text=f"{link}\n{pretty}\n\n{token}\nnonsense",
    )
    found = [(r.source, r.verdict.value) for r in results(answer)]
    assert found == [
        ("badges.zip:one.json", "valid"),
        ("badges.zip:deep/two.png", "valid"),
        (link, "valid"),
        ("https://gone.invalid/x", "unknown"),
        (link, "valid"),
        ("pasted text 2", "valid"),
        ("pasted text 3", "valid"),
        ("pasted text 4", "unknown"),
    ]


def test_what_is_too_much_is_said_in_words(post, bench):
    many = "\n".join(f"https://gone.invalid/{n}" for n in range(given.MOST + 1))
    answer = post(text=many)
    assert answer.status_code == 400
    assert "more than 100 credentials" in page(answer)
    answer = post(("big.json", b" " * (given.BYTES + 1)))
    assert answer.status_code == 400
    assert "more than 12 MB" in page(answer)
    answer = post()
    assert answer.status_code == 400
    assert "nothing to check" in page(answer)


def test_a_body_that_claims_to_be_endless_is_refused_unread(client_of):
    class Endless(io.BytesIO):
        def read(self, *_):
            raise AssertionError("the body was read")

    answer = client_of("nobody").generic(
        "POST",
        "/verify",
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**10),
        **{"wsgi.input": Endless()},
    )
    assert answer.status_code == 413


def test_an_archive_that_unpacks_without_end_is_refused(post):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"{number}.json", b"0" * (10 * 2**20))
    answer = post(("bomb.zip", packed.getvalue()))
    assert answer.status_code == 400


def test_an_archive_inside_an_archive_is_not_opened(post, bench):
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("one.json", bench.sign().data)
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    [report] = results(post(("outer.zip", outer.getvalue())))
    assert report.verdict is Verdict.UNKNOWN


# Hostile uploads and names


def test_hostile_26_and_27_uploaded_drawings_are_never_rendered(post, bench):
    from skillmark.badges.baking import bake

    evil = (
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script>'
        b'<image href="file:///etc/passwd"/><foreignObject><iframe src="file:///etc/passwd"/>'
        b"</foreignObject></svg>"
    )
    clean = bake(b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', bench.sign().text)
    inside = evil.partition(b">")[2].removesuffix(b"</svg>")
    baked = clean.replace(b"</svg>", inside + b"</svg>")
    assert b"<script>" in baked
    answer = post(
        ("evil.svg", baked),
        ("plain.svg", evil),
        ("page.html", b"<!doctype html><script>alert(3)</script>"),
    )
    html = page(answer)
    for mark in ("alert(1)", "alert(2)", "alert(3)", "file:///etc", "<foreignObject", "<image "):
        assert mark not in html
    assert [r.verdict is Verdict.VALID for r in results(answer)] == [True, False, False]


def test_hostile_28_and_29_pictures_that_flood_or_hold_two_credentials(post, bench):
    import struct
    import zlib

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    plain = bench.png()
    flood = plain[:16] + struct.pack(">II", 100_000, 100_000) + plain[24:29]
    flood = flood + struct.pack(">I", zlib.crc32(flood[12:29])) + plain[33:]
    text = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + bench.sign().data)
    twice = plain[:33] + text + plain[33:]
    answer = post(("flood.png", flood), ("twice.png", twice))
    first, second = results(answer)
    assert Verdict.VALID not in {first.verdict, second.verdict}
    assert "pixels" in first.checks[0].detail
    assert "2 credentials" in second.checks[0].detail


def test_hostile_30_what_a_badge_says_is_text_and_never_code(post, bench):
    evil = "<img src=x onerror=alert(1)>"
    link = "[click](javascript:alert(2)) <script>alert(3)</script>"
    signed = bench.sign(name=evil, issuer_name=evil, skill=evil, criteria=link)
    for answer in (
        post((f"{evil}.json", signed.data)),
        post((f"{evil}.json", signed.data), ("b.json", bench.sign().data)),
    ):
        html = page(answer)
        assert "<img src=x" not in html
        assert "<script>alert" not in html
        assert 'href="javascript:' not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_hostile_31_the_page_cannot_be_framed_and_the_form_needs_its_token(world):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    answer = client.get("/verify")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert client.post("/verify", {"text": "x"}).status_code == 403


def test_hostile_32_formulas_in_a_badge_do_nothing_in_the_exported_table(post, bench, client_of):
    formula = '=HYPERLINK("https://evil.example","x")'
    answer = post(
        ("@SUM(1).json", bench.sign(name=formula, issuer_name="+1+1", skill="-2+3").data),
        ("b.json", bench.sign().data),
    )
    exported = client_of("nobody").post(
        "/verify/export", {"results": answer.context["sealed"], "format": "csv"}
    )
    assert exported.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(exported.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    for cell in rows[1]:
        assert not cell.startswith(("=", "+", "-", "@", "\t")), cell
    assert rows[1][rows[0].index("achievement")] == "'" + formula
    assert rows[2][rows[0].index("verdict")] == "valid"


def test_the_export_as_json_is_the_report_and_strangers_cannot_forge_one(post, bench, client_of):
    answer = post(("a.json", bench.sign().data))
    client = client_of("nobody")
    exported = client.post(
        "/verify/export", {"results": answer.context["sealed"], "format": "json"}
    )
    [said] = json.loads(exported.content)
    assert said["verdict"] == "valid"
    assert said["checks"][0]["check"] == "well_formed"
    sealed = answer.context["sealed"]
    forged = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    assert client.post("/verify/export", {"results": forged}).status_code == 400
    assert client.post("/verify/export", {"results": ""}).status_code == 400


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("Google", False),
        ("Universität Zürich", False),
        ("Московский университет", False),
        ("Яндекс Academy", False),
        ("Gооgle", True),
        ("Ρaypal", True),
        ("Academy \u202egro.elpmaxe", True),
        ("Aca\u200bdemy", True),
        ("جامعة القاهرة", False),
    ],
)
def test_hostile_33_names_that_look_like_others_are_pointed_out(name, odd):
    assert bool(names.caution(name)) is odd


def test_hostile_33_an_issuer_is_shown_with_its_domain(post, bench):
    assert names.domain("https://xn--ggle-0nda.com/issuer") == "xn--ggle-0nda.com"
    assert names.domain("https://gооgle.com/issuer") == "xn--ggle-55da.com"
    assert names.domain("did:web:academy.example%3A8443:issuers:a") == "academy.example"
    answer = post(("a.json", bench.sign(issuer_name="Good \u202eymedacA").data))
    html = page(answer)
    assert "\u202e" not in html
    assert names.domain(bench.key.controller) in html
    assert "hidden characters" in html


# Asking


def test_fetching_stops_when_the_time_of_a_page_is_used_up():
    ticks = iter([0.0, 1.0, 50.0])
    asked = []

    def others(url):
        asked.append(url)
        return Fetched(b"{}", "application/json", url, 200, datetime(2026, 1, 1, tzinfo=UTC))

    ask = Budget(40.0, others=others, clock=lambda: next(ticks))
    ask("https://a.example/1")
    with pytest.raises(UnavailableError, match="no time left"):
        ask("https://a.example/2")
    assert asked == ["https://a.example/1"]


def test_a_server_that_stays_silent_does_not_use_up_the_time_of_the_others():
    from skillmark.fetch.client import FetchError

    asked = []

    def others(url):
        asked.append(url)
        if "slow" in url:
            raise FetchError("no whole answer within 6 seconds", where=url, code="deadline")
        if "gone" in url:
            raise FetchError("the server answered 404", where=url, code="status")
        return Fetched(b"{}", "application/json", url, 200, datetime(2026, 1, 1, tzinfo=UTC))

    ask = Budget(40.0, others=others)
    for number in range(5):
        with pytest.raises(UnavailableError):
            ask(f"https://slow.example/{number}")
        with pytest.raises(UnavailableError, match="404"):
            ask(f"https://gone.example/{number}")
        ask(f"https://quick.example/{number}")
    assert sum("slow" in url for url in asked) == 3
    assert sum("gone" in url for url in asked) == 5
    for odd in ("http://[", "https://"):
        ask(odd)


def test_what_is_here_is_checked_first_and_every_host_has_its_turn():
    names_ = ["https://a/1", "https://a/2", "here", "https://a/3", "https://b/1", "http://[x"]
    given_ = [Source(name, b"x" if name == "here" else b"") for name in names_]
    order = [names_[n] for n in services._order(given_)]
    assert order == [
        "here",
        "https://a/1",
        "https://b/1",
        "http://[x",
        "https://a/2",
        "https://a/3",
    ]


@pytest.mark.parametrize("path", ["/no-such-page", "/backpack/", "/health/../verify/../x"])
def test_the_site_asks_itself_only_as_a_stranger(world, settings, path):
    with pytest.raises(UnavailableError):
        Budget(5.0)(settings.BASE_URL + path)


def test_asking_itself_leaves_the_reader_their_language(world, client_of):
    client = client_of("nobody")
    client.cookies["django_language"] = "de"
    html = client.post("/verify", {"text": world.things["award"].url}).content.decode()
    assert '<html lang="de">' in html
    assert "Gültig" in html
    assert "<h2>Valid</h2>" not in html


def test_an_address_that_only_begins_like_ours_is_not_ours(settings):
    from skillmark.server.verify.asking import is_own

    assert is_own(settings.BASE_URL + "/c/1")
    assert not is_own(settings.BASE_URL + ".evil.example/c/1")
    assert not is_own(settings.BASE_URL + "@evil.example/")


@pytest.mark.django_db(transaction=False)
def test_slow_servers_are_asked_side_by_side(bench, monkeypatch):
    """Threads are used for what is asked outside; the order of the answers stays."""
    import threading

    meet = threading.Barrier(3, timeout=10)
    badges = {f"https://far.example/{n}": bench.sign(name=f"Number {n}").data for n in range(3)}

    def fetch(url):
        meet.wait()
        return Fetched(badges[url], "application/json", url, 200, datetime.now(UTC))

    registry = services.registry()
    monkeypatch.setattr(services, "WORKERS", 3)
    monkeypatch.setattr(services, "registry", lambda *_: registry)
    monkeypatch.setattr(services.connections, "close_all", lambda: None)
    found = services.check_all([Source(url) for url in badges], fetch=fetch)
    assert [r.summary.achievement for r in found] == ["Number 0", "Number 1", "Number 2"]


def test_checking_is_limited_in_pace(client_of):
    client = client_of("nobody")
    codes = {client.post("/verify", {"text": "x"}).status_code for _ in range(31)}
    assert codes == {200, 429}


# The API


def call(client, path, body, **more):
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(path, data=data, content_type="application/json", **more)


def test_the_api_gives_the_report_that_the_command_line_gives(client_of, bench):
    client = client_of("nobody")
    signed = bench.sign()
    answer = call(client, "/api/verify/", {"credential": json.loads(signed.data)})
    assert answer.status_code == 200
    said = answer.json()
    assert said["verdict"] == "valid"
    assert set(said) == {
        *("source", "verdict", "reason", "as_of", "format", "issuer"),
        *("achievement", "skills", "checks", "caution"),
    }
    token = call(client, "/api/verify/", {"credential": bench.sign("jwt").data.decode()}).json()
    assert (token["verdict"], token["format"]) == ("valid", "jwt")


def test_the_api_takes_files_and_many(client_of, bench):
    client = client_of("nobody")
    upload = SimpleUploadedFile("team.png", bench.png())
    answer = client.post("/api/verify/files", {"files": [upload], "holder": "eve@example.org"})
    assert [r["reason"] for r in answer.json()["results"]] == ["wrong_holder"]
    items = [{"credential": json.loads(bench.sign().data)}, {"link": "https://gone.invalid/1"}]
    answer = call(client, "/api/verify/batch", {"items": items})
    assert [r["verdict"] for r in answer.json()["results"]] == ["valid", "unknown"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", ""),
        (b"[]", ""),
        (b"{}", ""),
        ({"credental": {}}, "/credental"),
        ({"credential": 7}, "/credential"),
        ({"link": "file:///etc/passwd"}, "/link"),
        ({"credential": {}, "link": "https://a.example"}, ""),
        (b'{"credential": {"a": 1, "a": 2}}', ""),
        (b'{"credential": {"a": NaN}}', ""),
        (b'{"credential":' + b"[" * 100_000, ""),
    ],
)
def test_the_api_refuses_by_name_what_it_cannot_read(client_of, body, where):
    answer = call(client_of("nobody"), "/api/verify/", body)
    assert answer.status_code == 400
    said = answer.json()
    assert said["code"]
    assert said["cause"]
    assert where in said["where"]


def test_vc_api_verify_is_200_for_valid_alone(client_of, bench):
    client = client_of("nobody")
    path = "/credentials/verify"
    good = json.loads(bench.sign().data)
    answer = call(client, path, {"verifiableCredential": good, "options": {}})
    assert (answer.status_code, answer.json()["verified"]) == (200, True)
    for bad in (
        json.loads(altered(bench.sign())),
        json.loads(bench.sign(credentialStatus=DOWN).data),
        bench.unsigned(),
        {},
        "not.a.token",
        7,
        None,
    ):
        answer = call(client, path, {"verifiableCredential": bad})
        assert answer.status_code == 400
        assert answer.json().get("verified") is not True


def test_vc_api_issue_needs_the_right_and_signs_what_verifies(world, client_of):
    from skillmark.server.people import tokens
    from skillmark.server.people.models import AuditRecord

    issuer, learner = (
        {"HTTP_AUTHORIZATION": f"Bearer {tokens.create(world.people[role], world.home, 'x')}"}
        for role in ("provider_admin", "learner")
    )
    client = client_of("nobody")
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:example:ada"},
    }
    path, body = "/credentials/issue", {"credential": credential}
    assert call(client, path, body).status_code == 302
    assert call(client, path, body, HTTP_AUTHORIZATION="Bearer skm_wrong").status_code == 401
    assert call(client, path, body, **learner).status_code == 403
    answer = call(client, path, body, **issuer)
    assert answer.status_code == 201, answer.content
    signed = answer.json()["verifiableCredential"]
    report = services.check(json.dumps(signed).encode())
    assert report.verdict is Verdict.VALID
    assert AuditRecord.objects.filter(action="credential_signed").count() == 1
    for change in (
        {"issuer": "https://somebody.else.example"},
        {"proof": {}},
        {"@context": ["https://unknown.example/context"]},
        {"type": ["Something"]},
        {"undefinedTerm": "x", "type": ["VerifiableCredential"], "credentialSubject": {"nope": 1}},
    ):
        refused = call(client, path, {"credential": {**credential, **change}}, **issuer)
        assert refused.status_code == 400, change
    suite = {"credential": credential, "options": {"cryptosuite": "eddsa-jcs-2022"}}
    signed = call(client, path, suite, **issuer).json()["verifiableCredential"]
    assert signed["proof"]["cryptosuite"] == "eddsa-jcs-2022"


def presentation(bench, *credentials, challenge="c-1", domain="https://verifier.example", key=None):
    from skillmark.trust import integrity

    key = key or bench.key
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": bench.key.controller,
        "verifiableCredential": list(credentials),
    }
    return integrity.secure(
        document,
        key,
        created=datetime.now(UTC),
        purpose="authentication",
        challenge=challenge,
        domain=domain,
    )


def test_hostile_07_a_presentation_counts_for_its_challenge_and_domain_alone(client_of, bench):
    client, path = client_of("nobody"), "/presentations/verify"
    shown_ = presentation(bench, json.loads(bench.sign().data))
    right = {"challenge": "c-1", "domain": "https://verifier.example"}
    answer = call(client, path, {"verifiablePresentation": shown_, "options": right})
    assert (answer.status_code, answer.json()["verified"]) == (200, True), answer.content
    for wrong in ({"challenge": "c-2"}, {"domain": "https://other.example"}):
        options = {**right, **wrong}
        answer = call(client, path, {"verifiablePresentation": shown_, "options": options})
        assert answer.status_code == 400
    unsigned = {k: v for k, v in shown_.items() if k != "proof"}
    answer = call(client, path, {"verifiablePresentation": unsigned, "options": right})
    assert answer.status_code == 400


def test_a_presentation_is_as_good_as_the_worst_credential_in_it(bench):
    good, bad = json.loads(bench.sign().data), json.loads(altered(bench.sign()))
    unsure = json.loads(bench.sign(credentialStatus=DOWN).data)
    assert presentations.check(presentation(bench, good)).verdict is Verdict.VALID
    assert presentations.check(presentation(bench, good, unsure)).verdict is Verdict.UNKNOWN
    assert presentations.check(presentation(bench, good, bad)).verdict is Verdict.INVALID


def test_a_presentation_signed_by_somebody_else_is_refused(bench):
    from skillmark.trust.keys import Algorithm, SigningKey

    thief = SigningKey.generate(Algorithm.ED25519)
    stolen = presentation(bench, json.loads(bench.sign().data), key=thief)
    done = presentations.check(stolen)
    assert done.verdict is Verdict.INVALID
    assert "not by the holder" in done.errors[0]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a.b.c", "malformed"),
        ("no token", "malformed"),
        ("a.b.c~d~", "unsupported"),
        ({"type": "EnvelopedVerifiablePresentation"}, "malformed"),
        ({"type": "Something"}, "malformed"),
        ({"type": "VerifiablePresentation"}, "malformed"),
        (7, "malformed"),
    ],
)
def test_presentations_that_are_not_read_are_refused_by_name(client_of, value, code):
    answer = call(client_of("nobody"), "/presentations/verify", {"verifiablePresentation": value})
    assert answer.status_code == 400
    assert answer.json()["code"] == code


# Open Badges 2.0

OLD = "https://old.example"


@pytest.fixture
def old_site(monkeypatch):
    """A stranger's site with a hosted badge: its pages by URL."""
    issuer = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Issuer",
        "id": f"{OLD}/issuer",
        "name": "Old School",
        "url": OLD,
        "email": "contact@old.example",
    }
    badge = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
        "id": f"{OLD}/badge",
        "name": "Robotics",
        "description": "Builds robots.",
        "criteria": f"{OLD}/criteria",
        "issuer": issuer["id"],
        "alignment": [{"targetName": "Robots", "targetUrl": "https://skills.example/robots"}],
    }
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{OLD}/assertions/1",
        "recipient": {"type": "email", "hashed": False, "identity": "lena@example.org"},
        "issuedOn": "2020-01-01T00:00:00Z",
        "badge": badge["id"],
        "verification": {"type": "hosted"},
    }
    pages = {value["id"]: value for value in (issuer, badge, assertion)}

    def ask(url):
        if url not in pages:
            raise UnavailableError(f"{url} is not reachable", code="unreachable")
        body = json.dumps(pages[url]).encode()
        return Fetched(body, "application/ld+json", url, 200, datetime.now(UTC))

    monkeypatch.setattr("skillmark.server.verify.asking.client", lambda: ask)
    return pages


def test_a_hosted_open_badge_2_says_who_what_and_for_whom(post, old_site):
    body = json.dumps(old_site[f"{OLD}/assertions/1"]).encode()
    answer = post(("old.json", body), holder="lena@example.org")
    [report] = results(answer)
    assert (report.verdict, report.reason) == (Verdict.VALID, None)
    html = page(answer)
    for words in ("Robotics", "Old School", "old.example", "Robots"):
        assert words in html
    assert "It is what its own address serves" in html
    assert "It was signed" not in html
    [report] = results(post(text=f"{OLD}/assertions/1", holder="somebody@example.org"))
    assert report.reason is Reason.WRONG_HOLDER


def test_an_open_badge_2_whose_issuer_is_down_is_unknown(post, old_site):
    body = json.dumps(old_site[f"{OLD}/assertions/1"]).encode()
    old_site.clear()
    answer = post(("old.json", body))
    [report] = results(answer)
    assert (report.verdict, report.reason) == (Verdict.UNKNOWN, Reason.ISSUER_KEY)
    assert "The issuer could not be asked, so nothing is proven." in page(answer)


def test_an_open_badge_2_for_any_of_ones_addresses(old_site):
    source = Source("old", json.dumps(old_site[f"{OLD}/assertions/1"]).encode())
    one = services.checker()
    assert one(source, ["a@example.org", "lena@example.org"]).verdict is Verdict.VALID
    assert one(source, ["a@example.org"]).reason is Reason.WRONG_HOLDER
    # and not for whom the one before it was asked
    assert one(source, []).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Authentic, issuer not in the lists you trust"),
        ("de", "Echt, Aussteller nicht in den Listen, denen Sie vertrauen"),
    ],
)
def test_pitfall_11_the_page_calls_an_unknown_issuer_authentic_and_not_a_fraud(
    post, bench, language, words
):
    from django.utils import translation

    [report] = results(post(("a.json", bench.sign().data)))
    with translation.override(language):
        assert str(wording.issuer_note(report)) == words
    html = page(post(("a.json", bench.sign().data)))
    assert "Authentic, issuer not in the lists you trust" in html
    assert "banner good" in html
    assert "banner bad" not in html
