"""Hostile input at the site's own doors: the page, the API and the VC API."""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from skillmark.server.verify import asking, given, services
from skillmark.verify.checks import Reason, Verdict

ADDRESSES = [
    *("127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "0", "0.0.0.0", "127.9.9.9"),
    *(
        "0x7f.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "0X7F.0.0.1",
        "2130706433",
        "0177.0.0.1",
        "017700000001",
    ),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[::ffff:0:127.0.0.1]"),
    *("[2001:0:7f00:1::]", "[fe80::1]", "[fd00::1]", "localhost", "localhost.", "LOCALHOST"),
    *("10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "168.63.129.16"),
]


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """The database of a test belongs to its thread."""
    monkeypatch.setattr(services, "WORKERS", 1)


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


@pytest.fixture
def inside(monkeypatch):
    """A service on this machine that nobody outside may reach: its port, and who came."""
    came = []
    listening = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)

    def accept():
        while True:
            try:
                connection, address = listening.accept()
            except OSError:
                return
            came.append(address)
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    asked = []
    connect = socket.create_connection

    def watched(address, **options):
        asked.append(address)
        return connect(address, **options)

    monkeypatch.setattr(socket, "create_connection", watched)
    asking.client.cache_clear()
    yield listening.getsockname()[1], came, asked
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(2)
    asking.client.cache_clear()


def reports(answer):
    return [one.report for one in answer.context["results"]]


def badge_of(bench, issuer="", **changes):
    """A badge in the name of any issuer; its signature is nobody's business here."""
    value = json.loads(bench.sign(**changes).data)
    if issuer:
        value["issuer"]["id"] = issuer
        value["proof"]["verificationMethod"] = f"{issuer}#k"
    return json.dumps(value)


def test_hostile_22_no_spelling_of_an_inner_address_is_connected_to(post, bench, inside, client_of):
    """As a link, as an issuer and as a status list; as https, and as http."""
    port, came, asked = inside
    for start in range(0, len(ADDRESSES), 14):
        hosts = ADDRESSES[start : start + 14]
        links = [f"{scheme}://{host}:{port}/x" for host in hosts for scheme in ("https", "http")]
        found = reports(post(text="\n".join(links)))
        assert [report.source for report in found] == links
        assert {report.verdict for report in found} == {Verdict.UNKNOWN}
        assert {report.reason for report in found} == {Reason.UNREADABLE}
        badges = [badge_of(bench, issuer=f"https://{host}:{port}/issuer") for host in hosts]
        for host in hosts:
            place = f"https://{host}:{port}/list"
            entry = {
                "id": f"{place}#7",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "7",
                "statusListCredential": place,
            }
            badges.append(badge_of(bench, credentialStatus=entry))
        items = {"items": [{"credential": badge} for badge in badges]}
        answer = client_of("nobody").post(
            "/api/verify/batch", json.dumps(items), content_type="application/json"
        )
        assert answer.status_code == 200
        assert "valid" not in {one["verdict"] for one in answer.json()["results"]}
    assert asked == []
    assert came == []


def test_hostile_22_a_name_that_leads_inside_is_not_connected_to(post, inside, monkeypatch):
    port, came, asked = inside
    seen = []

    def resolve(host, _port, **_options):
        seen.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    [report] = reports(post(text=f"https://innocent.example:{port}/badge"))
    assert report.verdict is Verdict.UNKNOWN
    assert "not public" in report.checks[0].detail
    assert seen == ["innocent.example"]
    assert (asked, came) == ([], [])


def test_hostile_25_an_issuer_with_tricks_in_its_name_is_not_asked(post, bench, inside):
    port, came, asked = inside
    tricks = [
        *(f"did:web:127.0.0.1%3A{port}", f"did:web:localhost%3A{port}:..:x", "did:web:a%2F..%2Fb"),
        *("did:web:user%40a.example", "did:web:a.example%3A80%40b.example", "did:web:[::1]"),
    ]
    files = [(f"{n}.json", badge_of(bench, issuer=i).encode()) for n, i in enumerate(tricks)]
    for report in reports(post(*files)):
        assert report.verdict is not Verdict.VALID
    assert (asked, came) == ([], [])


DEEP = {
    "arrays": lambda depth: "[" * depth + "]" * depth,
    "objects": lambda depth: '{"a":' * depth + "1" + "}" * depth,
    "cut off": lambda depth: "[" * depth,
    "in a string": lambda depth: json.dumps("[" * depth),
}


@pytest.mark.parametrize("depth", [5_000, 100_000])
@pytest.mark.parametrize("shape", DEEP)
def test_hostile_12_deep_json_at_every_door(shape, depth, client_of, post, bench):
    deep, client = DEEP[shape](depth), client_of("provider_admin")
    bodies = {
        "/api/verify/": ("credential", "holder"),
        "/api/verify/batch": ("items",),
        "/credentials/verify": ("verifiableCredential", "options"),
        "/presentations/verify": ("verifiablePresentation", "options"),
        "/credentials/issue": ("credential", "options"),
    }
    for path, members in bodies.items():
        for member in members:
            body = f'{{"{member}": {deep}}}'
            answer = client.post(path, body, content_type="application/json")
            assert answer.status_code in {200, 400, 422}, (path, member, answer.content[:200])
            assert b"Traceback" not in answer.content
            said = answer.json()
            assert said.get("verdict", "unknown") != "valid"
            if shape != "in a string":
                assert said["code"] in {"too_deep", "not_json"}, (path, said)
                assert said["cause"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep.json", f'{{"a": {deep}}}')
        archive.writestr("manifest.json", f'{{"format": "skillmark-bundle", "files": {deep}}}')
    for answer in (post(("deep.json", f'{{"a": {deep}}}'.encode()), ("d.zip", packed.getvalue())),
                   post(text=f'{{"a": {deep}}}'), post(text=deep)):  # fmt: skip
        assert answer.status_code == 200
        assert Verdict.VALID not in {report.verdict for report in reports(answer)}


@pytest.mark.parametrize("trick", ['"a": 1, "a": 2', '"a": NaN', '"a": 1e999', '"a": "\\ud800"'])
def test_hostile_10_json_with_two_meanings_at_every_door(trick, client_of):
    client = client_of("provider_admin")
    paths = (
        *("/api/verify/", "/api/verify/batch", "/credentials/verify", "/presentations/verify"),
        "/credentials/issue",
    )
    for path in paths:
        answer = client.post(path, f"{{{trick}}}", content_type="application/json")
        assert answer.status_code == 400, path
        assert answer.json()["code"] in {
            *("duplicate_key", "not_a_number", "lone_surrogate"),
        }


@pytest.mark.parametrize("number", ["2e16", "1152921504606846976", "-2e16"])
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_hostile_11_a_number_that_does_not_survive_is_not_signed(
    suite, number, client_of, world, bench
):
    from skillmark.server.award.claims import issuer_id

    credential = bench.unsigned()
    credential["issuer"]["id"] = issuer_id(world.home)
    achievement = credential["credentialSubject"]["achievement"]
    achievement["creditsAvailable"] = "NUMBER"
    options = {"cryptosuite": suite}
    body = json.dumps({"credential": credential, "options": options})
    client = client_of("provider_admin")
    whole = body.replace('"NUMBER"', "3.5")
    answer = client.post("/credentials/issue", whole, content_type="application/json")
    assert answer.status_code == 201, answer.content
    whole = body.replace('"NUMBER"', number)
    answer = client.post("/credentials/issue", whole, content_type="application/json")
    assert answer.status_code == 400
    assert "does not survive" in answer.json()["cause"]
    assert "string" in answer.json()["remedy"]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_hostile_28_fifty_megabytes_of_text_in_a_picture(post, client_of, bench):
    """Too much for a request as it is; packed into little, too much for a badge."""
    plain = bench.plain_png()
    text = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + b" " * 50_000_000)
    large = plain[:33] + text + plain[33:]
    answer = post(("large.png", large))
    assert answer.status_code in {400, 413}
    assert "more than 12 MB" in answer.content.decode()
    upload = SimpleUploadedFile("large.png", large)
    answer = client_of("nobody").post("/api/verify/files", {"files": [upload]})
    assert answer.status_code == 400
    assert answer.json()["code"] == "too_large"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("large.png", large)
    assert len(packed.getvalue()) < 100_000
    [report] = reports(post(("small.zip", packed.getvalue())))
    assert (report.verdict, report.reason) == (Verdict.UNKNOWN, Reason.UNREADABLE)
    inflated = zlib.compress(b" " * 50_000_000)
    hidden = chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + inflated)
    [report] = reports(post(("hidden.png", plain[:33] + hidden + plain[33:])))
    assert report.reason is Reason.UNREADABLE
    assert "compressed" in report.checks[0].detail


@pytest.mark.parametrize(
    "table",
    [
        b"link\rhttps://gone.invalid/1\r",
        b"link\n" + b"x" * 200_000 + b"\nhttps://gone.invalid/1\n",
        b'link\n"https://gone.invalid/1',
        b"link\n\0\n",
    ],
    ids=["carriage-returns", "endless-cell", "open-quote", "zero"],
)
def test_a_damaged_table_is_told_and_nothing_breaks(table, post):
    answer = post(("links.csv", table))
    assert answer.status_code == 200
    assert {report.verdict for report in reports(answer)} == {Verdict.UNKNOWN}


def test_a_link_to_this_site_in_any_alphabet_is_answered(post, settings):
    for path in ("/ж", "/%D0%B6?q=ж", "/[", "/%00", "/\u202e"):
        [report] = reports(post(text=settings.BASE_URL + path))
        assert report.verdict is Verdict.UNKNOWN


def test_more_lines_than_may_be_checked_are_not_all_taken_apart(at_most):
    """12 MB of short lines would be a million texts before the limit is looked at."""
    lines = "http://a.b\n" * 200_000
    with at_most(20_000), pytest.raises(given.InputError, match="more than 100"):
        given.collect([("many.txt", lines.encode())], "")


@pytest.mark.parametrize(
    ("name", "identifier", "domain"),
    [
        ("Gооgle Academy", "https://gооgle.example/issuer", "xn--ggle-55da.example"),
        ("Harvard University", "https://harvard-university.example/issuer",
         "harvard-university.example"),
        ("Academy \u202emoc.elgoog", "https://academy.example/issuer", "academy.example"),
        ("\u2066Trusted\u2069 Academy\u200b", "did:web:tr%D1%83sted.example",
         "xn--trsted-xrf.example"),
    ],
)  # fmt: skip
def test_hostile_33_a_name_is_never_shown_without_its_domain(name, identifier, domain, post, bench):
    value = json.loads(badge_of(bench, issuer=identifier, issuer_name=name))
    for answer in (
        post(("a.json", json.dumps(value).encode())),
        post(("a.json", json.dumps(value).encode()), ("b.json", bench.sign().data)),
    ):
        html = answer.content.decode()
        assert domain in html
        for hidden in "\u202e\u2066\u2069\u200b":
            assert hidden not in html
        one = answer.context["results"][0]
        assert one.issuer_domain == domain
        assert not one.issuer_known
        odd = any(ord(c) > 127 for c in name)
        assert bool(one.issuer_caution) is odd
        assert not odd or str(one.issuer_caution) in html
