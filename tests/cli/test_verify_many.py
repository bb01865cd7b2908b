"""`skillmark verify` with what a recruiter has: fifty links in a table, a ZIP, a list."""

from __future__ import annotations

import csv
import http.server
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import skillmark.cli
from skillmark.award import credential
from skillmark.badges.identity import Recipient, identifiers
from skillmark.badges.open_badges import CONTEXTS
from skillmark.trust.keys import Algorithm, SigningKey

Run = Callable[..., tuple[int, str, str]]
KEY = SigningKey.generate(Algorithm.ED25519)


def badge(email: str, name: str = "Teamwork", **changes: Any) -> bytes:
    value = {
        "@context": list(CONTEXTS),
        "id": f"urn:x:{email}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": {"id": KEY.controller, "type": ["Profile"], "name": "Far Academy"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": identifiers(Recipient("Ada Lovelace", email), salt="0123456789abcdef"),
            "achievement": {
                "id": "https://far.example/a",
                "type": ["Achievement"],
                "name": name,
                "description": "d",
                "criteria": {"narrative": "c"},
            },
        },
        **changes,
    }
    now = datetime(2026, 1, 2, tzinfo=UTC)
    return credential.sign(value, KEY, form="eddsa-jcs-2022", now=now).data


class Site:
    """A web site on loopback whose pages can be slow, and which counts who asks at once."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.slow: dict[str, float] = {}
        self.asked: Counter[str] = Counter()
        self.together = self.most = 0
        self.last = ""
        """A page that answers only when twenty others were asked for."""
        self.alone = False
        """Whether it waited in vain: its link blocked the others."""
        self._lock = threading.Lock()
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
                pass

            def do_GET(self) -> None:
                with site._lock:
                    site.asked[self.path] += 1
                    site.together += 1
                    site.most = max(site.most, site.together)
                site.closing.wait(site.slow.get(self.path, 0.02))
                ends = time.monotonic() + 8
                while site.last == self.path and sum(site.asked.values()) <= 20:
                    time.sleep(0.01)
                    if time.monotonic() > ends:
                        site.alone = True
                        break
                with site._lock:
                    site.together -= 1
                body = site.pages.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                with suppress(OSError):  # whoever asked may be gone
                    self.wfile.write(body or b"")

        self.closing = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    monkeypatch.setenv("SKILLMARK_FETCH_ALLOW", made.url)
    yield made
    made.closing.set()
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = skillmark.cli.run(["verify", *arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return call


@pytest.fixture
def fifty(site: Site, tmp_path: Path) -> Site:
    """Fifty links in a table: good ones, an altered, an expired, a foreign and a missing one."""
    rows = ["name;email;badge url"]
    for number in range(50):
        email = f"p{number}@example.org"
        site.pages[f"/{number}"] = badge(email)
        rows.append(f"Ada Lovelace;{email};{site.url}/{number}")
    site.pages["/3"] = site.pages["/3"].replace(b"Teamwork", b"Teamwolf")
    site.pages["/4"] = badge("p4@example.org", validUntil="2026-02-01T00:00:00Z")
    site.pages["/5"] = badge("somebody.else@example.org")
    del site.pages["/6"]
    (tmp_path / "list.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    return site


def test_fifty_links_in_a_table_keep_their_order_and_their_holders(fifty: Site, run: Run) -> None:
    fifty.last = "/0"
    code, out, err = run("list.csv", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [line["source"] for line in lines] == [f"{fifty.url}/{n}" for n in range(50)]
    reasons = {n: line["reason"] for n, line in enumerate(lines) if line["reason"]}
    assert reasons == {3: "forged", 4: "expired", 5: "wrong_holder", 6: "unreadable"}
    assert lines[7]["expected"] == {"line": 9, "holder": "p7@example.org", "name": "Ada Lovelace"}
    assert 2 <= fifty.most <= 8
    assert not fifty.alone
    assert err.count("\n") == 1
    assert "answered 404" in err


def test_connections_are_bounded_as_asked(fifty: Site, run: Run) -> None:
    assert run("list.csv", "--connections", "2", "--json")[0] == 1
    assert fifty.most <= 2
    assert run("list.csv", "--connections", "0")[0] == 2


def test_what_fifty_badges_share_is_asked_for_once(site: Site, run: Run, tmp_path: Path) -> None:
    entry = {
        "id": f"{site.url}/list#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": f"{site.url}/list",
    }
    for number in range(12):
        site.pages[f"/{number}"] = badge(f"p{number}@example.org", credentialStatus=entry)
    (tmp_path / "links.txt").write_text("\n".join(f"{site.url}/{n}" for n in range(12)))
    code, out, _ = run("links.txt", "--json")
    assert (code, {json.loads(line)["reason"] for line in out.splitlines()}) == (
        3, {"status_unavailable"},
    )  # fmt: skip
    assert site.asked["/list"] == 1


def test_offline_no_link_is_followed(fifty: Site, run: Run) -> None:
    code, out, _ = run("list.csv", "--offline", "--json")
    assert (code, {json.loads(line)["verdict"] for line in out.splitlines()}) == (3, {"unknown"})
    assert not fifty.asked


def test_files_links_tables_and_archives_together_in_the_order_given(
    site: Site, run: Run, tmp_path: Path
) -> None:
    site.pages["/1"] = badge("a@example.org")
    (tmp_path / "one.json").write_bytes(badge("b@example.org"))
    (tmp_path / "t.csv").write_text(f"{site.url}/1\n{site.url}/2\n")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("x.json", badge("c@example.org"))
        archive.writestr("t.csv", f"badge\n{site.url}/1\n")
    code, out, _ = run("one.json", "t.csv", "z.zip", f"{site.url}/1", "--json")
    found = [(json.loads(line)["source"], json.loads(line)["verdict"]) for line in out.splitlines()]
    assert code == 3
    assert found == [
        ("one.json", "valid"),
        (f"{site.url}/1", "valid"),
        (f"{site.url}/2", "unknown"),
        ("z.zip:x.json", "valid"),
        (f"{site.url}/1", "valid"),
        (f"{site.url}/1", "valid"),
    ]


def test_only_shows_some_and_the_exit_code_is_that_of_all(fifty: Site, run: Run) -> None:
    code, out, _ = run("list.csv", "--only", "invalid,unreadable", "--json")
    assert code == 1
    assert [json.loads(line)["reason"] for line in out.splitlines()] == [
        "forged", "expired", "wrong_holder", "unreadable",
    ]  # fmt: skip
    code, out, _ = run("list.csv", "--only", "suspended")
    assert code == 1
    assert "50 checked: 46 valid  3 invalid  1 unknown  (0 shown)" in out
    code, out, err = run("list.csv", "--only", "good")
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_the_table_for_people_says_each_answer_in_words(fifty: Site, run: Run) -> None:
    _, out, _ = run("list.csv")
    lines = out.splitlines()
    head = lines[1].split()
    assert head == ["verdict", "authentic", "right", "person", "current", "credential", "issuer",
                    "skills"]  # fmt: skip
    rows = {n: next(line for line in lines if f"{fifty.url}/{n} " in line) for n in range(8)}
    assert "✗ no" in rows[3]
    assert "forged: eddsa-jcs-2022: the signature does not fit" in rows[3]
    assert "? claimed" in rows[3]
    assert "it was not issued to p5@example.org" in rows[5]
    assert "? unknown" in rows[6]
    assert KEY.controller in rows[7]
    assert rows[7].count("✓ yes") == 3


def test_the_table_as_a_file_runs_no_formula_and_overwrites_nothing(
    site: Site, run: Run, tmp_path: Path
) -> None:
    site.pages["/1"] = badge("a@example.org", name='=HYPERLINK("https://evil.example")')
    (tmp_path / "t.csv").write_text(f"email,name,link\na@example.org,@SUM(1),{site.url}/1\n")
    assert run("t.csv", "--csv", "out.csv")[0] == 0
    [row] = csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig")))
    assert row["achievement"].startswith("'=")
    assert row["expected_name"] == "'@SUM(1)"
    assert (row["authentic"], row["right_person"], row["current"]) == ("yes", "yes", "yes")
    before = (tmp_path / "t.csv").read_bytes()
    code, _, err = run("t.csv", "--csv", "t.csv")
    assert (code, err.count("\n")) == (2, 1)
    assert (tmp_path / "t.csv").read_bytes() == before
    code, out, _ = run("t.csv", "--csv", "-")
    assert code == 0
    assert [r["verdict"] for r in csv.DictReader(io.StringIO(out))] == ["valid"]
    assert run("t.csv", "--csv", "-", "--json")[0] == 2


def test_names_alone_prove_nothing(site: Site, run: Run, tmp_path: Path) -> None:
    site.pages["/1"] = badge("a@example.org")
    (tmp_path / "t.csv").write_text(
        f'candidate,badge\n"Lovelace, Ada",{site.url}/1\nEve,{site.url}/1\n'
    )
    code, out, _ = run("t.csv")
    assert code == 0
    assert "· not asked  Lovelace, Ada  the same name, which proves nothing" in out
    assert "· not asked  Eve  another name" in out


def test_nothing_to_check_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    for what in ("empty", "t.csv"):
        code, out, err = run(what)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_stopped_by_hand_it_keeps_what_is_done(fifty: Site, tmp_path: Path) -> None:
    fifty.slow["/2"] = 30.0
    running = subprocess.Popen(
        [sys.executable, "-m", "skillmark", "verify", "list.csv", "--csv", "out.csv"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ},
        # who runs the tests in the background may have it ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    for _ in range(200):
        if sum(fifty.asked.values()) >= 20:
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = running.communicate(timeout=20)
    assert time.monotonic() - began < 5, (err, out)
    assert running.returncode == 130
    assert err.startswith("skillmark: stopped after ")
    assert err.count("\n") == 1
    done = int(err.split()[3])
    assert 10 <= done < 50
    assert f"{done} checked: " in out
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert len(rows) == done
    assert f"{fifty.url}/2" not in {row["source"] for row in rows}
