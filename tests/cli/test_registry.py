"""registry, award endorse, and what verify says of who an issuer is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import skillmark.cli
from skillmark.badges import schema

Run = Callable[..., tuple[int, list[dict[str, Any]], str]]
ACHIEVEMENT = {
    "id": "https://academy.example/achievements/teamwork",
    "type": ["Achievement"],
    "name": "Teamwork",
    "description": "Works well in teams.",
    "criteria": {"narrative": "Observed."},
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, json_out: bool = True) -> tuple[int, list[dict[str, Any]], str]:
        capsys.readouterr()
        code = skillmark.cli.run([*arguments, *(["--json"] if json_out else [])])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        lines = [json.loads(line) for line in said.out.splitlines()] if json_out else []
        return code, lines, said.err if json_out else said.out + said.err

    return call


@pytest.fixture
def keys(run: Run, tmp_path: Path) -> dict[str, str]:
    """A provider, a council that endorses, and a ministry that keeps a list."""
    made = {}
    for name in ("academy", "council", "ministry"):
        code, [said], _ = run("keys", "generate", "--out", f"{name}.key")
        assert code == 0
        made[name] = said["controller"]
        profile = {"type": ["Profile"], "name": name.title()}
        (tmp_path / f"{name}.json").write_text(json.dumps(profile))
    (tmp_path / "A.json").write_text(json.dumps(ACHIEVEMENT))
    (tmp_path / "P.csv").write_text("name,email\nAda,ada@example.org\n")
    return made


def add(name: str, id_: str, *more: str) -> list[str]:
    return ["registry", "add", name, "--id", id_, "--name", "Academy", "--known-by", "M", *more]


def badge(run: Run, issuer: str = "academy.json") -> str:
    code, _, said = run(
        "award", "issue", "P.csv", "--achievement", "A.json", "--issuer", issuer,
        "--key", "academy.key", "--out", "out",
    )  # fmt: skip
    assert code == 0, said
    return "out"


def test_a_list_is_made_signed_checked_and_relied_on(
    run: Run, keys: dict[str, str], tmp_path: Path
) -> None:
    assert run(*add("own.json", keys["academy"], "--note", "met them"))[1] == [
        {"added": keys["academy"], "replaced": False, "issuers": 1}
    ]
    assert run(*add("own.json", keys["academy"], "--key", keys["academy"][8:]))[1][0]["replaced"]
    code, [entry], _ = run("registry", "list", "own.json")
    assert (code, entry["id"], entry["keys"]) == (0, keys["academy"], [keys["academy"][8:]])
    assert entry["vouchers"] == [{"known_by": "M", "registry": None, "signed_by": None}]
    code, [said], _ = run(
        "registry", "sign", "own.json", "--key", "ministry.key", "--keeper", "Ministry",
        "--name", "Land", "--days", "30", "--out", "land.json",
    )  # fmt: skip
    assert (code, said["signed_by"], said["issuers"]) == (0, keys["ministry"], 1)
    # nobody is believed because they signed
    code, [said], _ = run("registry", "check", "land.json")
    assert (code, said["usable"]) == (1, False)
    assert keys["ministry"] in said["problem"]
    pinned = ("--trust-key", said["problem"].rpartition(" ")[2].rstrip(")"))
    assert pinned[1] == keys["ministry"]
    code, [said], _ = run("registry", "check", "land.json", *pinned)
    assert (code, said["form"], said["name"], said["issuers"]) == (0, "signed", "Land", 1)
    given = badge(run)
    code, [report], _ = run("verify", given, "--trust", "land.json", *pinned)
    assert (code, report["issuer"]["known"], report["issuer"]["known_by"]) == (0, True, "M")
    assert report["issuer"]["vouchers"][0]["signed_by"] == keys["ministry"]
    # over: it knows nobody any more, and that is said
    late = ("--at", "2099-01-01T00:00:00Z")
    code, [said], _ = run("registry", "check", "land.json", *pinned, *late)
    assert (code, "expired" in said["problem"]) == (3, True)
    wanted = ("--trust", "land.json", *pinned, "--require-known-issuer", *late)
    code, [report], _ = run("verify", given, *wanted)
    assert (code, report["reason"], report["issuer"]["known"]) == (3, "issuer_unknown", None)
    # altered: refused before anything is checked with it
    text = (tmp_path / "land.json").read_text()
    (tmp_path / "land.json").write_text(text.replace('"Academy"', '"Akademie"'))
    code, lines, said = run("verify", given, "--trust", "land.json", *pinned)
    assert (code, lines) == (2, [])
    assert "land.json: its signature does not hold" in said
    assert run("registry", "check", "land.json", *pinned)[0] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify", "A.json", "--trust-key", "did:web:a.example"], "--trust-key needs --trust"),
        (["verify", "A.json", "--ask-domain", "--offline"], "leave one out"),
        (["registry", "add", "own.json", "--id", "x", "--name", "", "--known-by", ""], "DID"),
        (["registry", "list", "A.json"], "A.json"),
        (["registry", "list", "gone.json"], "gone.json"),
        (["registry", "sign", "A.json", "--key", "ministry.key", "--keeper", "M", "--out", "o"],
         "issuers"),
        (["award", "endorse", "A.json", "--issuer", "A.json", "--key", "council.key",
          "--comment", "", "--out", "o"], "A.json"),
        (["award", "endorse", "no id", "--issuer", "council.json", "--key", "council.key",
          "--comment", "", "--out", "o"], "no id"),
        (["award", "endorse", "P.csv", "--issuer", "council.json", "--key", "council.key",
          "--comment", "", "--out", "o"], "JSON"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_in_one_line(
    arguments: list[str], said: str, run: Run, keys: dict[str, str], tmp_path: Path
) -> None:
    code, lines, told = run(*arguments)
    assert (code, lines) == (2, [])
    assert said in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "o").exists()


def test_a_list_that_is_added_to_stays_whole_where_it_is_wrong(
    run: Run, keys: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "own.json").write_text('{"issuers":[{"id":"did:x:1","nmae":"typo"}]}')
    code, _, said = run(*add("own.json", keys["academy"]))
    assert (code, "nmae" in said) == (2, True)
    assert "typo" in (tmp_path / "own.json").read_text()
    code, _, said = run(*add("new.json", keys["academy"], "--key", "z6Mkbroken"))
    assert (code, (tmp_path / "new.json").exists()) == (2, False)


@pytest.mark.parametrize("subject", ["A.json", ACHIEVEMENT["id"]])
def test_an_endorsement_travels_in_what_it_endorses(
    subject: str, run: Run, keys: dict[str, str], tmp_path: Path
) -> None:
    code, [said], _ = run(
        "award", "endorse", str(subject), "--issuer", "council.json", "--key", "council.key",
        "--comment", "Sound assessment.", "--out", "e.json", "--days", "30",
    )  # fmt: skip
    assert (code, said["subject"], said["endorser"], said["member"]) == (
        0, ACHIEVEMENT["id"], keys["council"], "endorsement",
    )  # fmt: skip
    made = json.loads((tmp_path / "e.json").read_text())
    assert schema.errors(made, kind="EndorsementCredential") == []
    assert run("verify", "e.json")[0] == 0
    made["proof"] = [made["proof"]]
    (tmp_path / "A.json").write_text(json.dumps({**ACHIEVEMENT, "endorsement": [made]}))
    given = badge(run)
    code, [report], _ = run("verify", given)
    [found] = report["endorsements"]
    assert (code, found["of"], found["status"]) == (0, "achievement", "pass")
    assert (found["endorser"]["id"], found["comment"]) == (keys["council"], "Sound assessment.")
    run(*add("own.json", keys["council"]))
    [file] = (tmp_path / given).glob("*.json")
    code, _, shown = run("verify", str(file), "--trust", "own.json", json_out=False)
    words = " ".join(shown.split())
    assert "whom your lists know, endorses the achievement: Sound assessment." in words
    assert "Nobody in your lists vouches for who is behind it." in words
    assert "skillmark registry add" in words
    code, _, shown = run("verify", given, given, "--trust", "own.json", json_out=False)
    assert "not in your lists" in shown
    code, [report], _ = run("verify", given, "--trust", "own.json", "--require-known-issuer")
    assert (code, report["reason"]) == (1, "issuer_unknown")


def test_what_a_batch_is_verified_against_travels_to_other_processes() -> None:
    import pickle
    from datetime import UTC, datetime

    from skillmark.cli.checking import Task

    own = json.dumps({"issuers": [{"id": "did:web:a.example"}]}).encode()
    task = Task(
        now=datetime(2026, 6, 1, tzinfo=UTC),
        offline=False,
        registries=(("own.json", own),),
        contexts=(),
        holder="",
        require_known_issuer=False,
        allow=frozenset(),
        ask_domain=True,
    )
    again = pickle.loads(pickle.dumps(task)).verifier(None)
    assert again.ask_domain is True
    assert again.registry.get("did:web:a.example") is not None


def test_an_endorsement_as_a_token(run: Run, keys: dict[str, str], tmp_path: Path) -> None:
    code, [said], _ = run(
        "award", "endorse", keys["academy"], "--issuer", "council.json", "--key", "council.key",
        "--comment", "", "--out", "e.jwt", "--format", "jwt",
    )  # fmt: skip
    assert (code, said["member"]) == (0, "endorsementJwt")
    assert run("verify", "e.jwt")[0] == 0
    profile = {"type": ["Profile"], "name": "Academy"}
    profile["endorsementJwt"] = [(tmp_path / "e.jwt").read_text().strip()]
    (tmp_path / "academy.json").write_text(json.dumps(profile))
    code, _, said = run(
        "award", "issue", "P.csv", "--achievement", "A.json", "--issuer", "academy.json",
        "--key", "academy.key", "--out", "tokens", "--format", "jwt",
    )  # fmt: skip
    assert code == 0, said
    code, [report], _ = run("verify", "tokens")
    assert [(one["of"], one["status"]) for one in report["endorsements"]] == [("issuer", "pass")]
