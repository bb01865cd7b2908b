"""`skillmark log` and receipts in `skillmark verify`, as people run them."""

from __future__ import annotations

import http.server
import json
import secrets
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import skillmark.cli
from skillmark.award import credential
from skillmark.badges.identity import Recipient, identifiers
from skillmark.badges.open_badges import CONTEXTS
from skillmark.nouns.errors import UnavailableError
from skillmark.trust import keys
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import notes
from skillmark.trust.log.files import Files
from skillmark.trust.log.notes import TIMED, VerifierKey
from skillmark.trust.log.receipts import Receipt, digest
from skillmark.trust.log.statements import Sealed, seal
from skillmark.trust.log.tree import Tree

Run = Callable[..., tuple[int, str, str]]
KEY = SigningKey.generate(Algorithm.ED25519)
LOG_KEY = SigningKey.generate(Algorithm.ED25519)
HOST = "academy.example"
ORIGIN = f"{HOST}/log"
NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = skillmark.cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def asked(run: Run) -> Callable[..., tuple[int, dict[str, Any]]]:
    def call(*arguments: object) -> tuple[int, dict[str, Any]]:
        code, out, err = run(*arguments, "--json")
        assert out, err
        value: dict[str, Any] = json.loads(out)
        return code, value

    return call


def badge() -> bytes:
    value = {
        "@context": list(CONTEXTS),
        "id": "urn:uuid:0b2ac5d5-7a0e-4f4e-9f0c-6b7a0f3f6d11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Teamwork",
        "issuer": {"id": KEY.controller, "type": ["Profile"], "name": "Academy"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": identifiers(Recipient("Ada", "ada@x.example"), salt="0123456789abcdef"),
            "achievement": {
                "id": "https://academy.example/a",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "d",
                "criteria": {"narrative": "c"},
            },
        },
    }
    return credential.sign(value, KEY, form="eddsa-jcs-2022", now=NOW).data


class Issuer:
    """An issuer's log in a directory, of random entries and one award."""

    def __init__(self, directory: Path, count: int = 700, origin: str = ORIGIN) -> None:
        self.directory, self.origin = directory, origin
        self.files = Files(directory)
        self.tree = Tree(self.files, 0)
        self.badge = badge()
        self.sealed = seal(
            {
                "kind": "award",
                "id": "urn:uuid:0b2ac5d5-7a0e-4f4e-9f0c-6b7a0f3f6d11",
                "digest": digest(self.badge),
                "key": KEY.verification_method,
                "at": "2026-05-31T12:00:00Z",
            },
            secrets.token_bytes(16),
        )
        self.files.keep_verifier_key(str(VerifierKey.of(LOG_KEY, origin)))
        self.grow(count - 1, self.sealed)

    def grow(self, count: int, *more: Sealed) -> bytes:
        self.tree.append([secrets.token_bytes(32) for _ in range(count)])
        self.tree.append([sealed.entry for sealed in more])
        note = notes.checkpoint(self.origin, self.tree.size, self.tree.root(), LOG_KEY, now=NOW)
        self.files.keep_checkpoint(note)
        return note

    def receipt(self, index: int = 699) -> Receipt:
        note = self.files.checkpoint()
        path = self.tree.prove(index, notes.read_checkpoint(note).size)
        return Receipt.of(self.sealed, index, path, note)


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path / "log")


@pytest.fixture
def vkey() -> str:
    return str(VerifierKey.of(LOG_KEY, ORIGIN))


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, issuer: Issuer) -> dict[str, bytes | str]:
    """The log behind https, and whatever else is put there; a text is the code of a failure."""
    pages: dict[str, bytes | str] = {}

    def fetch(url: str) -> Fetched:
        path = issuer.directory / url.removeprefix(f"https://{ORIGIN}/")
        found = pages.get(url) or (path.read_bytes() if path.is_file() else "absent")
        if isinstance(found, str):
            raise UnavailableError(f"not there: {found}", where=url, code=found)
        return Fetched(found, "text/plain", url, 200, NOW)

    monkeypatch.setattr("skillmark.cli.checking.client", lambda *_: fetch)
    return pages


# check


def test_a_sound_log(asked: Any, issuer: Issuer, run: Run, vkey: str) -> None:
    code, found = asked("log", "check", issuer.directory)
    assert code == 0
    assert found["size"] == 700
    assert found["consistent"] is True
    assert found["problems"] == []
    assert found["root"].encode() in issuer.files.checkpoint()
    assert found["key"] == "published"
    assert found["as_of"] == "2026-05-31T12:00:00Z"
    assert asked("log", "check", issuer.directory, "--key", vkey)[1]["key"] == "given"
    code, out, _ = run("log", "check", issuer.directory)
    assert code == 0
    assert "sound" in out
    assert "700 entries" in out


def test_hostile_53_the_command_names_what_was_edited_deleted_or_forked(
    asked: Any, issuer: Issuer, tmp_path: Path, run: Run
) -> None:
    seen = tmp_path / "seen"
    seen.write_bytes(issuer.files.checkpoint())
    bundle = issuer.directory / "tile/entries/001"
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    code, found = asked("log", "check", issuer.directory)
    assert code == 1
    assert found["consistent"] is False
    [problem] = found["problems"]
    assert problem["problem"] == "edited"
    assert problem["where"] == "tile/entries/001"
    assert problem["entry"] == 256 + 100 // 34
    code, out, _ = run("log", "check", issuer.directory)
    assert code == 1
    assert "NOT SOUND" in out
    assert "entry 258" in out
    bundle.unlink()
    code, found = asked("log", "check", issuer.directory)
    assert (code, found["problems"][0]["problem"]) == (1, "missing")
    # the issuer signs another history of the same log
    other = Issuer(tmp_path / "other")
    code, found = asked("log", "check", other.directory, "--against", seen)
    assert code == 1
    assert [(p["problem"], p["where"]) for p in found["problems"]] == [("fork", str(seen))]


def test_hostile_49_the_command_finds_a_rollback_against_a_witnessed_checkpoint(
    asked: Any, issuer: Issuer, tmp_path: Path
) -> None:
    witness = tmp_path / "w.json"
    keys.save(SigningKey.generate(Algorithm.ED25519), witness, None)
    backup = {path: path.read_bytes() for path in issuer.directory.rglob("*") if path.is_file()}
    issuer.grow(50)
    arguments = ("--key", witness, "--memory", tmp_path / "memory", "--out", tmp_path / "seen")
    code, said = asked("log", "witness", issuer.directory, *arguments)
    assert (code, said["size"], said["before"]) == (0, 750, None)
    for path, data in backup.items():
        path.write_bytes(data)
    code, found = asked("log", "check", issuer.directory, "--against", tmp_path / "seen")
    assert code == 1
    assert [p["problem"] for p in found["problems"]] == ["rollback"]
    # looked at alone, a rolled back log is sound: that is why it is witnessed
    assert asked("log", "check", issuer.directory)[0] == 0


def test_a_checkpoint_that_somebody_else_signed(
    asked: Any, issuer: Issuer, tmp_path: Path, run: Run
) -> None:
    stranger = SigningKey.generate(Algorithm.ED25519)
    forged = notes.checkpoint(ORIGIN, 700, issuer.tree.root(), stranger)
    (issuer.directory / "checkpoint").write_bytes(forged)
    code, found = asked("log", "check", issuer.directory)
    assert (code, [p["problem"] for p in found["problems"]]) == (1, ["signature"])
    # a checkpoint that is not the log's shows nothing against it
    (issuer.directory / "checkpoint").write_bytes(issuer.grow(0))
    (tmp_path / "forged").write_bytes(forged)
    other = notes.checkpoint("other.example/log", 700, issuer.tree.root(), LOG_KEY)
    (tmp_path / "other").write_bytes(other)
    for name, said in (("forged", "not signed"), ("other", "other.example/log")):
        code, out, err = run("log", "check", issuer.directory, "--against", tmp_path / name)
        assert (code, out) == (2, "")
        assert said in err
        assert "Traceback" not in err


def test_without_a_key_nobody_can_tell_who_signed(asked: Any, issuer: Issuer, run: Run) -> None:
    (issuer.directory / "vkey").unlink()
    code, found = asked("log", "check", issuer.directory)
    assert code == 3
    assert found["consistent"] is None
    assert found["key"] == "none"
    assert "--key" in found["unread"][0]
    assert "could not be told" in run("log", "check", issuer.directory)[1]


def test_a_log_behind_an_address(asked: Any, issuer: Issuer, web: dict[str, bytes | str]) -> None:
    address = f"https://{ORIGIN}"
    assert asked("log", "check", address)[0] == 0
    web[f"{address}/tile/0/001"] = "deadline"
    code, found = asked("log", "check", address)
    assert code == 3
    assert found["problems"] == []
    assert "tile/0/001" in found["unread"][0]
    web[f"{address}/tile/0/001"] = "absent"
    code, found = asked("log", "check", address)
    assert (code, found["problems"][0]["where"]) == (1, "tile/0/001")


def test_a_log_behind_a_web_server_that_knows_nothing_of_logs(
    asked: Any, run: Run, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

    serving = partial(Handler, directory=str(issuer.directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serving) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        try:
            assert run("log", "check", address)[0] == 3  # an address inside is not asked
            monkeypatch.setenv("SKILLMARK_FETCH_ALLOW", address)
            assert asked("log", "check", address)[1]["consistent"] is True
            (issuer.directory / "tile/0/000").unlink()
            code, found = asked("log", "check", address)
            assert (code, found["problems"][0]["where"]) == (1, "tile/0/000")
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("what", ["nowhere", ".", "http://127.0.0.1:9/log"])
def test_no_log_is_one_clear_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("log", "check", what)
    assert code == (3 if "http" in what else 2)
    assert out == ""
    assert err.startswith("skillmark: ")
    assert err.count("\n") == 1


# witness


@pytest.fixture
def witness(tmp_path: Path, asked: Any, issuer: Issuer) -> Callable[..., Any]:
    path = tmp_path / "witness.json"
    keys.save(SigningKey.generate(Algorithm.ED25519), path, None)

    def call(*more: object, log: object = issuer.directory) -> Any:
        arguments = ("--key", path, "--memory", tmp_path / "memory.json")
        return asked("log", "witness", log, *arguments, "--out", tmp_path / "cosigned", *more)

    return call


def test_a_witness_signs_what_continues_and_remembers_it(
    witness: Any, issuer: Issuer, tmp_path: Path, asked: Any
) -> None:
    code, first = witness("--name", "witness.example/w1")
    assert code == 0
    assert first["log_key"] == str(VerifierKey.of(LOG_KEY, ORIGIN))
    issuer.grow(400)
    code, second = witness("--name", "witness.example/w1")
    assert (code, second["before"], second["size"]) == (0, 700, 1100)
    theirs = VerifierKey.read(second["witness"])
    assert theirs.kind == TIMED
    [signed] = notes.verify(notes.parse((tmp_path / "cosigned").read_bytes()), [theirs])
    assert signed.key.name == "witness.example/w1"
    # whoever relies on it sees it, and the log's own key still counts
    (issuer.directory / "checkpoint").write_bytes((tmp_path / "cosigned").read_bytes())
    code, found = asked("log", "check", issuer.directory, "--witness", str(theirs))
    assert code == 0
    assert [one["name"] for one in found["witnesses"]] == ["witness.example/w1"]


def test_hostile_53_a_witness_refuses_forks_and_rollbacks_and_keeps_its_memory(
    witness: Any, run: Run, issuer: Issuer, tmp_path: Path
) -> None:
    old = issuer.files.checkpoint()
    issuer.grow(300)
    witness()
    memory = (tmp_path / "memory.json").read_bytes()
    (tmp_path / "cosigned").unlink()
    arguments = ("--key", tmp_path / "witness.json", "--memory", tmp_path / "memory.json")
    arguments += ("--out", tmp_path / "cosigned")
    fork = Issuer(tmp_path / "fork", 1200)
    stranger = SigningKey.generate(Algorithm.ED25519)
    issuer.grow(10)
    lies: list[tuple[Path, bytes, str, int]] = [
        (issuer.directory, old, "were signed here already", 1),
        (fork.directory, fork.files.checkpoint(), "do not begin with", 1),
        (
            issuer.directory,
            notes.checkpoint(ORIGIN, 1010, issuer.tree.root(), stranger),
            "not signed by",
            2,
        ),
        (
            issuer.directory,
            notes.checkpoint(ORIGIN, 1010, bytes(32), LOG_KEY),
            "do not give the root",
            2,
        ),
    ]
    for directory, checkpoint, said, exits in lies:
        (directory / "checkpoint").write_bytes(checkpoint)
        code, out, err = run("log", "witness", directory, *arguments)
        assert (code, out) == (exits, "")
        assert said in err
        assert (tmp_path / "memory.json").read_bytes() == memory
        assert not (tmp_path / "cosigned").exists()
    # as many entries as were signed, but others
    same = Issuer(tmp_path / "same", 1000)
    code, _, err = run("log", "witness", same.directory, *arguments)
    assert (code, "do not begin with" in err) == (1, True)
    assert (tmp_path / "memory.json").read_bytes() == memory


# receipts


@pytest.fixture
def files(tmp_path: Path, issuer: Issuer) -> Path:
    """A folder with a badge and its receipt beside it."""
    folder = tmp_path / "badges"
    folder.mkdir()
    (folder / "ada.json").write_bytes(issuer.badge)
    (folder / "ada.receipt.json").write_text(json.dumps(issuer.receipt().to_json()))
    return folder


def test_a_receipt_is_checked_alone_with_its_badge_and_with_the_log(
    asked: Any, run: Run, issuer: Issuer, files: Path, vkey: str, tmp_path: Path
) -> None:
    receipt = files / "ada.receipt.json"
    code, found = asked(
        "log", "receipt", receipt, "--key", vkey, "--credential", files / "ada.json"
    )
    assert (code, found["status"], found["entry"], found["size"]) == (0, "pass", 699, 700)
    assert found["statement"]["digest"] == digest(issuer.badge)
    issuer.grow(50)
    code, found = asked("log", "receipt", receipt, "--log", issuer.directory)
    assert (code, found["continued"]) == (0, True)
    assert "750 entries" in found["detail"]
    # of another badge; of a log that was rewritten; without a key
    (tmp_path / "b.json").write_bytes(badge()[:-1] + b" }")
    code, found = asked(
        "log", "receipt", receipt, "--key", vkey, "--credential", tmp_path / "b.json"
    )
    assert (code, found["status"]) == (1, "fail")
    other = Issuer(tmp_path / "other", 800)
    code, found = asked("log", "receipt", receipt, "--log", other.directory)
    assert (code, found["continued"]) == (1, False)
    code, found = asked("log", "receipt", receipt, "--offline")
    assert (code, found["status"]) == (3, "unknown")
    code, out, _ = run("log", "receipt", receipt, "--key", vkey)
    assert code == 0
    assert "entry 699 of 700" in out


def test_a_receipt_beside_a_badge_is_picked_up_and_changes_no_verdict(
    asked: Any, run: Run, files: Path, vkey: str, web: dict[str, bytes | str]
) -> None:
    code, plain = asked("verify", files / "ada.json", "--log-key", vkey)
    assert (code, plain["verdict"]) == (0, "valid")
    assert len(plain["checks"]) == 10
    log = plain["log"]
    assert (log["status"], log["origin"], log["entry"], log["size"]) == ("pass", ORIGIN, 699, 700)
    assert (log["since"], log["as_of"], log["key"]) == (
        *("2026-05-31T12:00:00Z", "2026-05-31T12:00:00Z", "given"),
    )
    # the issuer is a did:key: nothing says that the log is its own
    assert log["issuers_own"] is False
    assert "somebody else" in log["detail"]
    # without a key given, the one that the log publishes
    assert asked("verify", files / "ada.json")[1]["log"]["key"] == "published"
    assert asked("verify", files / "ada.json", "--offline")[1]["log"]["status"] == "unknown"
    # a folder is its badges, not its receipts
    code, out, _ = run("verify", files, "--json", "--log-key", vkey)
    assert (code, out.count("\n")) == (0, 1)
    assert json.loads(out)["log"]["status"] == "pass"
    code, out, _ = run("verify", files / "ada.json", "--log-key", vkey)
    assert code == 0
    assert "entry 699 of 700" in out
    # no receipt, no member
    (files / "ada.receipt.json").unlink()
    assert "log" not in asked("verify", files / "ada.json")[1]


def test_a_receipt_that_does_not_fit_is_told_and_decides_only_where_that_is_asked(
    asked: Any, run: Run, issuer: Issuer, files: Path, vkey: str, tmp_path: Path
) -> None:
    receipt = json.loads((files / "ada.receipt.json").read_bytes())
    receipt["index"] -= 1
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(receipt))
    (files / "ada.receipt.json").unlink()
    given = ("verify", files / "ada.json", "--log-key", vkey)
    code, found = asked(*given, "--receipt", wrong)
    assert (code, found["verdict"], found["log"]["status"]) == (0, "valid", "fail")
    assert "✗" in run(*given, "--receipt", wrong)[1]
    assert asked(*given, "--receipt", wrong, "--require-logged")[0] == 1
    wrong.write_text("{}")
    assert asked(*given, "--receipt", wrong)[1]["log"]["status"] == "fail"
    code, found = asked(*given, "--require-logged")  # no receipt: nobody knows
    assert (code, found["verdict"], found["log"]["status"]) == (3, "valid", "unknown")
    wrong.write_text(json.dumps(issuer.receipt().to_json()))
    assert asked(*given, "--receipt", wrong, "--require-logged")[0] == 0
    assert run("verify", files, files, "--receipt", wrong)[0] == 2


def test_witnesses_that_are_named_must_have_signed(
    asked: Any, witness: Any, issuer: Issuer, files: Path, vkey: str, tmp_path: Path
) -> None:
    theirs = witness("--name", "witness.example/w1")[1]["witness"]
    given = ("verify", files / "ada.json", "--log-key", vkey, "--witness", theirs)
    code, found = asked(*given)
    assert (code, found["log"]["status"]) == (0, "unknown")
    assert asked(*given, "--require-logged")[0] == 3
    cosigned = issuer.receipt().to_json() | {"checkpoint": (tmp_path / "cosigned").read_text()}
    (files / "ada.receipt.json").write_text(json.dumps(cosigned))
    code, found = asked(*given, "--require-logged")
    assert (code, found["log"]["status"]) == (0, "pass")
    assert [one["name"] for one in found["log"]["witnesses"]] == ["witness.example/w1"]


def test_receipts_go_along_in_bundles_and_archives(
    asked: Any, run: Run, files: Path, vkey: str, tmp_path: Path, web: dict[str, bytes | str]
) -> None:
    bundle = tmp_path / "bundle.zip"
    assert run("hold", "export", files, "--out", bundle)[0] == 0
    archive = tmp_path / "plain.zip"
    with zipfile.ZipFile(archive, "w") as plain:
        for path in files.iterdir():
            plain.write(path, f"folder/{path.name}")
    for packed in (bundle, archive):
        code, out, _ = run("verify", packed, "--json", "--offline", "--log-key", vkey)
        lines = [json.loads(line) for line in out.splitlines()]
        assert (code, len(lines)) == (0, 1)
        assert lines[0]["log"]["status"] == "pass"


# from awarding to the report


@pytest.fixture
def provider(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which two people were awarded a badge, with a state directory."""
    monkeypatch.chdir(tmp_path)
    run("keys", "generate", "--out", "k")
    achievement = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "https://academy.example/achievements/teamwork",
        "type": ["Achievement"],
        "name": "Teamwork",
        "description": "Works well in teams.",
        "criteria": {"narrative": "Observed in three projects."},
    }
    (tmp_path / "A.json").write_text(json.dumps(achievement))
    (tmp_path / "I.json").write_text(json.dumps({"type": ["Profile"], "name": "Academy"}))
    (tmp_path / "P.csv").write_text("name,email\nAda,ada@example.org\nZoë,zoe@example.org\n")
    arguments = ("--achievement", "A.json", "--issuer", "I.json", "--key", "k", "--out", "out")
    state = ("--state", "state", "--base-url", f"https://{HOST}")
    assert run("award", "issue", "P.csv", *arguments, *state)[0] == 0
    return tmp_path


def test_an_award_is_proven_to_whoever_holds_its_receipt(
    provider: Path, asked: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked("log", "check", "state")[1]["size"] == 2

    def fetch(url: str) -> Fetched:
        path = provider / "state" / url.removeprefix(f"https://{HOST}/")
        if not path.is_file():
            path = provider / "state/status" / url.rpartition("/")[2]
        return Fetched(path.read_bytes(), "application/json", url, 200, datetime.now(UTC))

    monkeypatch.setattr("skillmark.cli.checking.client", lambda *_: fetch)
    badges = sorted((provider / "out").glob("*.json"))
    ids = [json.loads(path.read_bytes())["id"] for path in badges]
    for id_ in ids:
        code, said = asked("log", "prove", id_, "--state", "state", "--out", "out")
        assert (code, said["size"], said["origin"]) == (0, 2, f"{HOST}/log")
    code, out, _ = run("verify", "out", "--json", "--require-logged")
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, len(lines)) == (0, 2)
    for line in lines:
        assert line["verdict"] == "valid"
        assert line["log"]["status"] == "pass"
        assert line["log"]["issuers_own"] is True
        assert line["log"]["detail"].startswith("in the issuer's log since ")
    # the other badge's is none of this one, and goes before its own where it is given
    other = badges[0].with_suffix(".receipt.json")
    code, out, _ = run("verify", badges[1], "--json", "--receipt", other, "--require-logged")
    assert (code, json.loads(out)["log"]["status"]) == (1, "fail")


def test_a_receipt_leads_to_a_cosigned_checkpoint_that_was_left_behind(
    provider: Path, asked: Any, run: Run
) -> None:
    run("keys", "generate", "--out", "w")
    witnessing = ("--key", "w", "--memory", "memory", "--out", "cosigned")
    theirs = asked("log", "witness", "state", *witnessing)[1]["witness"]
    [badge, *_] = sorted((provider / "out").glob("*.json"))
    id_ = json.loads(badge.read_bytes())["id"]
    # the log goes on
    assert run("award", "revoke", id_, "--state", "state", "--reason", "an error")[0] == 0
    assert asked("log", "check", "state", "--against", "cosigned")[1]["size"] == 3
    arguments = ("--state", "state", "--out", "r.json", "--checkpoint", "cosigned")
    code, said = asked("log", "prove", id_, *arguments)
    assert (code, said["size"]) == (0, 2)
    code, found = asked("log", "receipt", "r.json", "--log", "state", "--witness", theirs)
    assert (code, found["continued"], len(found["witnesses"])) == (0, True, 1)
    assert found["statement"]["id"] == id_
    # of another log's checkpoint, or of nobody's credential, there is none
    (provider / "other").write_bytes(notes.checkpoint("x.example/log", 2, bytes(32), LOG_KEY))
    for told, exits, change in (
        ("x.example/log", 1, (id_, *arguments[:-1], "other")),
        ("never issued", 2, ("urn:x:none", *arguments)),
    ):
        code, out, err = run("log", "prove", *change)
        assert (code, out) == (exits, "")
        assert told in err
