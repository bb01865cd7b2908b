"""Hostile input at the command line: one line that says what it is, and an exit code; no more."""

from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import skillmark.cli
from skillmark.award import credential as signing
from skillmark.badges.open_badges import CONTEXTS
from skillmark.trust import multibase
from skillmark.trust import status as lists
from skillmark.trust.keys import Algorithm, SigningKey

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = SigningKey.generate(Algorithm.ED25519)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line: exit code, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = skillmark.cli.run(["verify", *arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return code, said.out, said.err

    return call


def badge(**changes: Any) -> bytes:
    value = {
        "@context": list(CONTEXTS),
        "id": "urn:uuid:0b0a0a66-6c7a-4e0e-9bdb-7a3d2e5c8f01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Teamwork",
        "issuer": {"id": KEY.controller, "type": ["Profile"], "name": "Academy"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://academy.example/achievements/teamwork",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works well in teams.",
                "criteria": {"narrative": "Observed in three projects."},
            },
        },
    }
    return signing.sign({**value, **changes}, KEY, form="eddsa-jcs-2022", now=NOW).data


@pytest.fixture
def inside() -> Iterator[tuple[int, list[object]]]:
    """A service on this machine that nobody's document may make us ask: its port, who came."""
    came: list[object] = []
    listening = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)

    def accept() -> None:
        while True:
            try:
                connection, address = listening.accept()
            except OSError:
                return
            came.append(address)
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listening.getsockname()[1], came
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(2)


HOSTS = [
    *("127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "0", "localhost"),
    *("[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254"),
]


def test_hostile_22_links_and_issuers_inside_are_not_asked(
    run: Run, inside: tuple[int, list[object]], tmp_path: Path
) -> None:
    port, came = inside
    links = [f"https://{host}:{port}/badge" for host in HOSTS]
    code, out, err = run(*links, "--json")
    assert code == 3
    found = [json.loads(line) for line in out.splitlines()]
    assert [(one["verdict"], one["reason"]) for one in found] == [("unknown", "unreadable")] * 13
    assert len(err.splitlines()) == 13
    for number, host in enumerate(HOSTS):
        issuer = f"https://{host}:{port}/issuer"
        value = json.loads(badge())
        value["issuer"]["id"] = issuer
        value["proof"]["verificationMethod"] = f"{issuer}#k"
        (tmp_path / f"{number:02}.json").write_text(json.dumps(value))
    code, out, _ = run(str(tmp_path), "--json")
    assert code in {1, 3}
    verdicts = {json.loads(line)["verdict"] for line in out.splitlines()}
    assert verdicts <= {"unknown", "invalid"}
    assert came == []


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_hostile_12_deep_files_of_every_kind(run: Run, depth: int, tmp_path: Path) -> None:
    deep = '{"a":' * depth + "1" + "}" * depth
    for name in ("a.json", "b.jwt", "c.txt"):
        (tmp_path / name).write_text(deep)
    (tmp_path / "d.jsonl").write_text(f"{deep}\n{'[' * depth}\n")
    code, out, _ = run(str(tmp_path), "--json")
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert len(found) == 5
    assert {one["verdict"] for one in found} == {"invalid", "unknown"}
    for option in ("--trust", "--context"):
        file = str(tmp_path / "a.json")
        given = file if option == "--trust" else f"https://a.example/c={file}"
        code, _, err = run(str(tmp_path / "c.txt"), option, given)
        assert code == 2
        assert "deep" in err
        assert len(err.splitlines()) == 1


def test_hostile_28_a_picture_with_fifty_megabytes_of_text(run: Run, tmp_path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + b" " * 50_000_000)
    picture = b"\x89PNG\r\n\x1a\n" + header + text + chunk(b"IEND", b"")
    (tmp_path / "flood.png").write_bytes(picture)
    code, out, err = run(str(tmp_path / "flood.png"))
    assert code == 2, "a single file that cannot be read is wrong usage"
    assert out == ""
    assert "too many" in err
    code, out, _ = run(str(tmp_path), "--json")
    assert code == 3
    assert json.loads(out)["reason"] == "unreadable"


def test_hostile_17_a_gzip_bomb_as_a_status_list(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """40 MiB in 41 KB, honestly signed: it costs 16 MiB and the badge its answer."""
    import http.server

    bomb = gzip.compress(bytes(40 * 2**20), mtime=0)
    assert len(bomb) < 50_000

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/vc")
            self.end_headers()
            self.wfile.write(listed)

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        origin = f"http://127.0.0.1:{site.server_port}"
        unsigned = lists.credential(
            f"{origin}/list", "revocation", lists.StatusList(), KEY.controller, NOW
        )
        unsigned["credentialSubject"]["encodedList"] = multibase.encode64(bomb)
        listed = signing.sign(unsigned, KEY, form="eddsa-jcs-2022", now=NOW).data
        threading.Thread(target=site.serve_forever, daemon=True).start()
        monkeypatch.setenv("SKILLMARK_FETCH_ALLOW", origin)
        entry = lists.entry(f"{origin}/list", "revocation", 7)
        (tmp_path / "a.json").write_bytes(badge(credentialStatus=entry))
        code, out, _ = run(str(tmp_path / "a.json"), "--json", "--at", "2026-06-01T12:00:00Z")
        site.shutdown()
    said = json.loads(out)
    assert (code, said["verdict"], said["reason"]) == (3, "unknown", "status_unavailable")
    assert any("unpacks to more than" in check["detail"] for check in said["checks"])


def test_hostile_33_a_terminal_shows_a_name_with_its_identifier_and_obeys_none(
    run: Run, tmp_path: Path
) -> None:
    name = "Gооgle\u202e \u2066ymedacA\u2069 \u001b[2J\u001b]0;owned\u0007\u009b31m"
    value = json.loads(badge())
    value["issuer"]["name"] = value["name"] = name
    value["credentialSubject"]["achievement"]["name"] = name
    (tmp_path / "a.json").write_text(json.dumps(value))
    for what in (tmp_path / "a.json", tmp_path):
        _, out, err = run(str(what), "--offline")
        for hidden in "\u202e\u2066\u2069\u001b\u0007\u009b":
            assert hidden not in out + err
    _, out, _ = run(str(tmp_path / "a.json"), "--offline")
    assert "ymedacA" in out
    assert KEY.controller[:20] in out.replace("\n", "")


@pytest.mark.parametrize("holder", ["\udcff", "é\udcff@x", "\u202e"])
def test_a_holder_in_no_encoding_is_nobody(run: Run, holder: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(badge())
    code, out, _ = run(str(tmp_path / "a.json"), "--json", "--holder", holder)
    assert code == 1
    assert json.loads(out)["reason"] == "wrong_holder"
    assert run(str(tmp_path / "a.json"), "--holder", holder)[0] == 1


def test_a_file_name_in_no_encoding_is_a_line_like_others(run: Run, tmp_path: Path) -> None:
    for name, data in (("a\udcff.json", badge()), ("b\udcff\u202e.json", b"nothing")):
        try:
            (tmp_path / name).write_bytes(data)
        except (OSError, UnicodeEncodeError):
            pytest.skip("this file system takes no such name")
    code, out, err = run(str(tmp_path), "--json", "--offline")
    assert code == 3
    found = [json.loads(line) for line in out.splitlines()]
    assert [one["verdict"] for one in found] == ["valid", "unknown"]
    assert found[0]["source"].endswith("a\udcff.json")
    code, out, err = run(str(tmp_path), "--offline")
    assert code == 3
    assert "\u202e" not in out + err


AWARD = ("award", "issue", "p.csv", "--format", "jwt", "--out", "out")
DEEP_FILES = {
    "role": ("match", "rank", "DEEP", "people.jsonl"),
    "people": ("match", "rank", "role.json", "DEEP"),
    "problem": ("plan", "solve", "DEEP"),
    "achievement": (*AWARD, "--achievement", "DEEP", "--issuer", "i", "--key", "k"),
    "key": (*AWARD, "--achievement", "a", "--issuer", "i", "--key", "DEEP"),
    "credential": ("hold", "export", "DEEP", "--out", "x.zip"),
    "case": ("skills", "import", "case", "DEEP"),
    "ctdl": ("skills", "import", "ctdl", "DEEP"),
}


@pytest.mark.parametrize("depth", [5_000, 100_000])
@pytest.mark.parametrize("door", DEEP_FILES)
def test_hostile_12_a_deep_file_for_every_other_command(
    door: str,
    depth: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("DEEP").write_text('{"title":' + "[" * depth + "]" * depth + "}\n")
    Path("p.csv").write_text("name,email\nAda,ada@example.org\n")
    skill = {"skill": "urn:x", "level": 2, "importance": "essential"}
    Path("role.json").write_text(json.dumps({"title": "x", "skills": [skill]}))
    for name in ("a", "i", "k", "people.jsonl"):
        Path(name).write_text("{}\n")
    code = skillmark.cli.run([*DEEP_FILES[door]])
    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    assert re.search("deep|depth|not a Skillmark key", said.err), said.err
