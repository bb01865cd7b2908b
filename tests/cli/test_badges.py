"""keys, award, verify and hold as people and programs call them."""

from __future__ import annotations

import base64
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer

import skillmark.cli
from skillmark.badges.baking import bake
from skillmark.cli import award as award_module
from skillmark.cli import hold, keys, verify

Run = Callable[..., tuple[int, list[dict[str, Any]], str]]

ACHIEVEMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "https://academy.example/achievements/teamwork",
    "type": ["Achievement"],
    "name": "Teamwork",
    "description": "Works well in teams.",
    "criteria": {"narrative": "Observed in three projects."},
    "alignment": [
        {"type": ["Alignment"], "targetName": "Teams", "targetUrl": "https://a.example/teams"}
    ],
}
PEOPLE = "name,email,level\nAda Lovelace,ada@example.org,4\nZoë Łęcka,zoe@example.org,\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder of its own: exit code, JSON lines of stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    app = typer.Typer(pretty_exceptions_enable=False)
    for group in (keys, award_module, hold):
        app.add_typer(group.app, name=group.__name__.rpartition(".")[2])
    app.command("verify")(verify.command)
    monkeypatch.setattr(skillmark.cli, "app", app)
    monkeypatch.setattr(skillmark.cli, "_furnish", lambda: None)

    def call(*arguments: str, json_out: bool = True) -> tuple[int, list[dict[str, Any]], str]:
        capsys.readouterr()
        code = skillmark.cli.run([*arguments, *(["--json"] if json_out else [])])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        lines = [json.loads(line) for line in said.out.splitlines()] if json_out else []
        return code, lines, said.err if json_out else said.out

    return call


@pytest.fixture
def provider(run: Run, tmp_path: Path) -> dict[str, Any]:
    """A key, an achievement, an issuer and two people."""
    code, [said], _ = run("keys", "generate", "--algorithm", "ed25519", "--out", "k")
    assert code == 0
    (tmp_path / "A.json").write_text(json.dumps(ACHIEVEMENT))
    (tmp_path / "I.json").write_text(json.dumps({"type": ["Profile"], "name": "Academy"}))
    (tmp_path / "P.csv").write_text(PEOPLE, encoding="utf-8")
    return said


def award(*more: str) -> list[str]:
    fixed = ["--achievement", "A.json", "--issuer", "I.json", "--key", "k"]
    return ["award", "issue", "P.csv", *fixed, *more]


@pytest.mark.parametrize("algorithm", ["ed25519", "p256", "p384", "rsa"])
def test_keys(algorithm: str, run: Run, tmp_path: Path) -> None:
    code, [said], _ = run("keys", "generate", "--algorithm", algorithm, "--out", "k")
    assert code == 0
    assert list(said) == ["controller", "verification_method"]
    assert said["controller"].startswith("did:key:z")
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "k").read_bytes()
    code, lines, error = run("keys", "generate", "--algorithm", algorithm, "--out", "k")
    assert (code, lines) == (1, [])
    assert "never overwritten" in error
    assert (tmp_path / "k").read_bytes() == before


def test_a_key_for_a_did_comes_with_the_document_to_publish(run: Run, tmp_path: Path) -> None:
    code, [said], error = run("keys", "generate", "--out", "k", "--controller", "did:web:a.example")
    assert code == 0
    assert said["controller"] == "did:web:a.example"
    document = json.loads((tmp_path / "k.public.json").read_bytes())
    assert document["assertionMethod"] == [said["verification_method"]]
    assert "https://a.example/.well-known/did.json" in error
    assert run("keys", "generate", "--out", "k2", "--controller", "no did")[0] == 2


def test_a_key_with_a_passphrase(run: Run, provider: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "pass").write_text("correct horse\n")
    (tmp_path / "wrong").write_text("battery staple\n")
    (tmp_path / "k").unlink()
    run("keys", "generate", "--out", "k", "--passphrase-file", "pass")
    assert run(*award("--out", "o", "--passphrase-file", "pass"))[1] == [
        {"issued": 2, "already": 0, "rejected": []}
    ]
    assert run(*award("--out", "o"))[0] == 2
    assert run(*award("--out", "o", "--passphrase-file", "wrong"))[0] == 2


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt"])
@pytest.mark.parametrize("out", ["folder", "lines.jsonl"])
def test_award_and_verify(form: str, out: str, run: Run, provider: dict[str, Any]) -> None:
    code, [said], _ = run(*award("--format", form, "--out", out))
    assert (code, said) == (0, {"issued": 2, "already": 0, "rejected": []})
    code, [said], _ = run(*award("--format", form, "--out", out))
    assert (code, said) == (0, {"issued": 0, "already": 2, "rejected": []})
    code, reports, error = run("verify", out, "--offline")
    assert (code, error) == (0, "")
    assert [report["verdict"] for report in reports] == ["valid", "valid"]
    assert {report["issuer"]["id"] for report in reports} == {provider["controller"]}
    levels = {report["skills"][0]["level"] for report in reports}
    assert levels == {4, None}


def test_a_rejected_row_is_named_and_the_others_are_awarded(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "P.csv").write_text(PEOPLE + "Bad,nomail,\n", encoding="utf-8")
    code, [said], _ = run(*award("--out", "o"))
    assert code == 1
    assert (said["issued"], said["rejected"][0]["row"]) == (2, 4)


@pytest.mark.parametrize(
    ("file", "content", "where"),
    [
        ("P.csv", "name\nAda\n", "P.csv, line 1"),
        ("P.csv", "name,email,colour\n", "colour"),
        ("A.json", "{", "A.json"),
        ("A.json", json.dumps({**ACHIEVEMENT, "critria": {}}), "/critria"),
        ("A.json", json.dumps({**ACHIEVEMENT, "criteria": {"narative": "x"}}), "criteria/narative"),
        ("A.json", json.dumps({"id": "urn:x:1", "name": "x"}), "A.json"),
        ("I.json", json.dumps({"name": "A", "id": "https://other.example"}), "the key speaks for"),
        ("I.json", json.dumps({"naem": "A"}), "/naem"),
        ("k", "not a key", "k"),
    ],
)
def test_input_that_makes_no_sense_is_one_line_and_exit_2(
    file: str, content: str, where: str, run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / file).write_text(content)
    code, lines, error = run(*award("--out", "o"))
    assert (code, lines) == (2, [])
    assert where in error
    assert error.count("\n") == 1
    assert not list((tmp_path / "o").glob("*.json")) if (tmp_path / "o").exists() else True


@pytest.mark.parametrize(
    "more",
    [
        ["--format", "sd-jwt"],
        ["--format", "ecdsa-rdfc-2019"],
        ["--base-url", "https://a.example"],
        ["--state", "s"],
        ["--state", "s", "--base-url", "nowhere"],
    ],
)
def test_wrong_usage_is_exit_2(more: list[str], run: Run, provider: dict[str, Any]) -> None:
    code, lines, error = run(*award("--out", "o", *more))
    assert (code, lines, error.count("\n")) == (2, [], 1)


def test_a_flipped_byte_and_a_wrong_holder_are_exit_1(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    run(*award("--out", "o"))
    [path, other] = sorted((tmp_path / "o").glob("*.json"))
    path.write_bytes(path.read_bytes().replace(b"Teamwork", b"Teamwolf"))
    code, [report], _ = run("verify", str(path))
    assert (code, report["verdict"], report["reason"]) == (1, "invalid", "forged")
    code, [report], _ = run("verify", str(other), "--holder", "eve@example.org")
    assert (code, report["reason"]) == (1, "wrong_holder")
    code, reports, _ = run("verify", "o")
    assert code == 1
    assert sorted(report["verdict"] for report in reports) == ["invalid", "valid"]


def test_one_unreadable_file_is_exit_2_and_in_a_folder_a_line_and_exit_3(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    run(*award("--out", "o"))
    (tmp_path / "o" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nxx")
    code, lines, error = run("verify", "o/broken.png")
    assert (code, lines) == (2, [])
    assert error.startswith("skillmark: o/broken.png: the PNG ends")
    assert error.count("\n") == 1
    code, reports, error = run("verify", "o")
    assert code == 3
    assert [(r["verdict"], r["reason"]) for r in reports if r["verdict"] != "valid"] == [
        ("unknown", "unreadable")
    ]
    assert error.count("\n") == 1
    assert run("verify", "nowhere.json")[0] == 2


def test_a_cut_token_is_never_valid(run: Run, provider: dict[str, Any], tmp_path: Path) -> None:
    run(*award("--format", "jwt", "--out", "o"))
    [path, _] = sorted((tmp_path / "o").glob("*.jwt"))
    text = path.read_text()
    path.write_text(text[: text.rindex(".")])
    assert run("verify", str(path))[:2] == (2, [])
    path.write_text(text[:-20])
    code, [report], _ = run("verify", str(path))
    assert (code, report["verdict"]) == (1, "invalid")


def test_pictures(run: Run, provider: dict[str, Any], tmp_path: Path) -> None:
    run(*award("--out", "o"))
    [path, _] = sorted((tmp_path / "o").glob("*.json"))
    plain = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    (tmp_path / "b.svg").write_bytes(bake(plain, json.loads(path.read_bytes())))
    code, [report], _ = run("verify", "b.svg")
    assert (code, report["format"]) == (0, "svg")


def test_jobs_give_the_same_lines_in_the_same_order(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    rows = "".join(f"P{i},p{i}@example.org,\n" for i in range(150))
    (tmp_path / "P.csv").write_text(f"name,email,level\n{rows}")
    run(*award("--format", "eddsa-jcs-2022", "--out", "o.jsonl"))
    code, one, _ = run("verify", "o.jsonl", "--at", "2030-01-01")
    assert code == 0
    assert run("verify", "o.jsonl", "--at", "2030-01-01", "--jobs", "2")[1] == one


def test_time_trust_and_context(run: Run, provider: dict[str, Any], tmp_path: Path) -> None:
    run(*award("--format", "eddsa-jcs-2022", "--out", "o.jsonl"))
    code, reports, _ = run("verify", "o.jsonl", "--at", "2020-01-01T00:00:00Z")
    assert (code, {r["reason"] for r in reports}) == (1, {"not_yet_valid"})
    registry = {"issuers": [{"id": provider["controller"], "name": "A", "known_by": "Ministry"}]}
    (tmp_path / "R.json").write_text(json.dumps(registry))
    (tmp_path / "E.json").write_text('{"issuers": []}')
    known = run("verify", "o.jsonl", "--trust", "R.json", "--require-known-issuer")
    assert known[0] == 0
    assert known[1][0]["issuer"]["known_by"] == "Ministry"
    strange = run("verify", "o.jsonl", "--trust", "E.json", "--require-known-issuer")
    assert strange[0] == 1
    assert strange[1][0]["reason"] == "issuer_unknown"
    assert run("verify", "o.jsonl", "--trust", "E.json")[0] == 0
    for wrong in (
        ["--trust", "A.json"],
        ["--require-known-issuer"],
        ["--at", "soon"],
        ["--context", "nothing"],
        ["--context", "https://x.example=nowhere"],
    ):
        code, lines, error = run("verify", "o.jsonl", *wrong)
        assert (code, lines, error.count("\n")) == (2, [], 1)


def test_the_words_for_people_say_it_all(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    run(*award("--out", "o"))
    code, _, text = run("verify", "o", "--holder", "ada@example.org", json_out=False)
    assert code == 1
    flat = " ".join(text.split())
    assert "wrong holder: it was not issued to ada@example.org" in flat
    assert "2 checked: 1 valid 1 invalid 0 unknown" in flat
    assert provider["controller"] in text.replace("\n", "")
    one = str(next((tmp_path / "o").glob("*.json")))
    code, _, text = run("verify", one, json_out=False)
    assert code == 0
    assert text.startswith("VALID")
    assert provider["controller"] in text.replace("\n", "")
    assert "issuer known" in text


def test_no_field_data_is_said_to_people(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    caution = "no field data: these figures come from a simulation"
    description = {
        "id": "https://academy.example/achievements/teamwork#1",
        "type": ["ResultDescription"],
        "name": "Field data",
        "resultType": "ext:skillmark.fieldData",
    }
    (tmp_path / "A.json").write_text(
        json.dumps({**ACHIEVEMENT, "resultDescription": [description]})
    )
    run(*award("--out", "o"))
    for path in (tmp_path / "o").glob("*.json"):
        value = json.loads(path.read_bytes())
        value["evidence"] = [{"type": ["Evidence"], "narrative": caution}]
        path.write_text(json.dumps(value))
    for what in ("o", str(path)):
        assert caution in " ".join(run("verify", what, json_out=False)[2].split())


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """A web server that publishes the state directory, on loopback."""
    state = tmp_path / "s"
    state.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(state)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_whole_life_over_the_web(
    run: Run,
    provider: dict[str, Any],
    host: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, [said], _ = run(*award("--out", "o", "--state", "s", "--base-url", host))
    assert (code, said["issued"]) == (0, 2)
    first, second = (
        json.loads(path.read_bytes())["id"] for path in sorted((tmp_path / "o").glob("*.json"))
    )
    # our own network is not asked unless it is said
    code, reports, _ = run("verify", "o")
    assert (code, {r["reason"] for r in reports}) == (3, {"status_unavailable"})
    monkeypatch.setenv("SKILLMARK_FETCH_ALLOW", host)
    assert run("verify", "o")[0] == 0
    code, [bundled], _ = run("hold", "export", "o", "--out", "bundle.zip")
    assert (code, bundled["credentials"], bundled["missing"]) == (0, 2, [])
    change = ["--state", "s", "--reason", "awarded in error"]
    (tmp_path / "ids.csv").write_text(f"id,why\n{first},x\n")
    assert run("award", "revoke", "ids.csv", *change)[:2] == (
        0,
        [{"changed": 1, "already": 0, "unknown": []}],
    )
    assert run("award", "suspend", second, "urn:uuid:0", *change)[:2] == (
        1,
        [{"changed": 1, "already": 0, "unknown": ["urn:uuid:0"]}],
    )
    code, reports, _ = run("verify", "o")
    assert (code, sorted(r["reason"] for r in reports)) == (1, ["revoked", "suspended"])
    assert run("award", "reinstate", second, *change)[1][0]["changed"] == 1
    assert run("award", "reinstate", first, *change)[0] == 1
    code, reports, _ = run("verify", "o")
    assert sorted(str(r["reason"]) for r in reports) == ["None", "revoked"]
    # the bundle still says what was known on its day
    code, reports, _ = run("verify", "bundle.zip", "--offline", "--at", bundled["valid_as_of"])
    assert (code, {r["verdict"] for r in reports}) == (0, {"valid"})
    code, reports, _ = run("verify", "bundle.zip", "--offline", "--at", "2099-01-01")
    assert (code, {r["reason"] for r in reports}) == (3, {"status_unavailable"})
    assert all(r["as_of"] == bundled["valid_as_of"] for r in reports)
    # a link leads to the badge as well
    [path, _] = sorted((tmp_path / "o").glob("*.json"))
    (tmp_path / "s" / "c.json").write_bytes(path.read_bytes())
    assert run("verify", f"{host}/c.json")[1][0]["reason"] in {"revoked", None}
    assert run("verify", f"{host}/nowhere.json")[:2] == (3, [])


def test_a_day_that_is_over_is_not_answered_with_the_list_of_today(
    run: Run,
    provider: dict[str, Any],
    host: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SKILLMARK_FETCH_ALLOW", host)
    week, yesterday = (datetime.now(UTC) - timedelta(days=days) for days in (7, 1))
    (tmp_path / "P.csv").write_text(
        f"name,email,valid_from\nAda,ada@x.example,{week.date().isoformat()}\n"
    )
    assert run(*award("--out", "o", "--state", "s", "--base-url", host))[0] == 0
    assert run("verify", "o")[0] == 0
    # a folder that is published as it is knows nothing of `timestamp`: it hands out today's list
    _, [report], _ = run("verify", "o", "--at", yesterday.isoformat())
    [check] = [check for check in report["checks"] if check["check"] == "status"]
    assert check["status"] == "unknown"
    told = check["detail"]
    assert f"does not say how it stood on {yesterday.date().isoformat()}" in told
    assert "it is not revoked" in told


def test_a_bundle_is_not_overwritten_and_lacks_are_told(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    run(*award("--out", "o", "--state", "s", "--base-url", "https://a.example"))
    code, [said], error = run("hold", "export", "o", "--out", "b.zip", "--offline")
    assert code == 3
    assert len(said["missing"]) == 4 - 2
    assert error.count("\n") == 2
    assert run("hold", "export", "o", "--out", "b.zip", "--offline")[0] == 2


def test_a_salted_address_is_all_that_is_in_the_open(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    run(*award("--format", "jwt", "--out", "o"))
    for path in (tmp_path / "o").glob("*.jwt"):
        payload = path.read_text().split(".")[1]
        assert b"example.org" not in base64.urlsafe_b64decode(payload + "==")


ELEMENTS = {
    "learning_outcomes": ["Works in a team", {"en": "Leads one", "de": "Leitet eines"}],
    "workload_hours": 25,
    "ects": 1,
    "assessment_type": "workplace",
    "participation": "blended",
    "quality_assurance": "ESG 2015, accredited by the ministry",
    "eqf_level": 4,
    "prerequisites": "none",
    "supervision": "supervised_onsite",
    "stackable": "stand-alone",
}
"""Without country and awarding body, which the issuer's Profile says."""


def test_european_elements_that_are_missing_are_named_and_do_not_hinder(
    run: Run, provider: dict[str, Any]
) -> None:
    code, [said], error = run(*award("--out", "o"))
    assert (code, said["issued"]) == (0, 2)
    assert error.count("\n") == 1
    assert error.startswith("skillmark: A.json: awarded without these European elements: country ")
    assert "workload" in error
    assert "awarding body" not in error
    _, reports, _ = run("verify", "o", "--offline")
    evidence = [c for report in reports for c in report["checks"] if c["check"] == "evidence"]
    assert {check["status"] for check in evidence} == {"not_applicable"}


def test_who_requires_them_awards_nothing_without(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    code, lines, error = run(*award("--out", "o", "--require-european"))
    assert (code, lines, error.count("\n")) == (2, [], 1)
    assert "quality assurance" in error
    assert not (tmp_path / "o").exists()


def test_european_elements_of_a_file_are_in_every_credential(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    from skillmark.badges import european

    profile = {
        "type": ["Profile"],
        "name": "Academy",
        "address": {"type": ["Address"], "addressCountryCode": "AT"},
    }
    (tmp_path / "I.json").write_text(json.dumps(profile))
    (tmp_path / "E.json").write_text(json.dumps(ELEMENTS))
    code, [said], error = run(*award("--out", "o", "--elements", "E.json", "--require-european"))
    assert (code, said["issued"], error) == (0, 2, "")
    for path in (tmp_path / "o").glob("*.json"):
        found = european.read(json.loads(path.read_bytes()))
        assert found is not None
        assert (found.country, found.awarding_body, found.eqf_level) == ("AT", "Academy", 4)
        assert (found.workload_hours, found.ects) == (25, 1)
        assert found.learning_outcomes[1].in_language("de") == "Leitet eines"
    assert run("verify", "o", "--offline")[0] == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"workload": 25}, "unknown member workload"),
        ({"participation": "by post"}, "'by post' is not known"),
        ({"workload_hours": None, "ects": None}, "in hours or ECTS"),
        ({"learning_outcomes": []}, "learning outcomes"),
    ],
)
def test_elements_that_make_no_sense_are_named(
    change: dict[str, Any], named: str, run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "E.json").write_text(json.dumps({"country": "AT", **ELEMENTS, **change}))
    code, lines, error = run(*award("--out", "o", "--elements", "E.json"))
    assert (code, lines, error.count("\n")) == (2, [], 1)
    assert "E.json" in error
    assert named in error


def test_an_open_badge_2_from_its_picture_over_the_web(
    run: Run, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Issuer",
        "id": f"{host}/issuer.json",
        "name": "Old School",
        "url": host,
        "email": "contact@example.org",
    }
    badge = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
        "id": f"{host}/badge.json",
        "name": "Robotics",
        "description": "Builds robots.",
        "criteria": f"{host}/criteria",
        "issuer": issuer["id"],
        "alignment": {"targetName": "Robots", "targetUrl": "https://skills.example/robots"},
    }
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{host}/assertion.json",
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "issuedOn": "2020-01-01T00:00:00Z",
        "badge": badge["id"],
        "verification": {"type": "hosted"},
    }
    for value in (issuer, badge, assertion):
        name = str(value["id"]).rpartition("/")[2]
        (tmp_path / "s" / name).write_text(json.dumps(value))
    (tmp_path / "b.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">'
        f'<openbadges:assertion verify="{assertion["id"]}"/></svg>'
    )
    code, [said], _ = run("verify", "b.svg", "--offline")
    assert (code, said["verdict"]) == (3, "unknown")
    monkeypatch.setenv("SKILLMARK_FETCH_ALLOW", host)
    code, [said], _ = run("verify", "b.svg", "--holder", "ada@example.org")
    assert (code, said["verdict"], said["format"]) == (0, "valid", "svg")
    assert said["issuer"]["name"] == "Old School"
    assert [skill["skill"] for skill in said["skills"]] == ["https://skills.example/robots"]
    code, _, shown = run("verify", "b.svg", json_out=False)
    assert code == 0
    assert "Robotics  from Old School" in shown
    assert run("verify", assertion["id"], "--holder", "eve@example.org")[0] == 1
    # what nobody knows anything of is not shown as a badge from nobody
    (tmp_path / "s" / "assertion.json").unlink()
    code, _, shown = run("verify", "b.svg", json_out=False)
    assert code == 3
    assert "from" not in shown


def test_a_dry_run_says_what_would_be_done_and_keeps_nothing(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "P.csv").write_text(f"{PEOPLE}Bad,nomail,\nAda,ADA@example.org,\n")
    before = sorted(tmp_path.rglob("*"))
    where = ["--out", "o", "--state", "s", "--base-url", "https://a.example", "--dry-run"]
    code, [said], _ = run(*award(*where))
    assert code == 1
    assert said == {
        "issued": 2,
        "already": 0,
        "dry_run": True,
        "waiting": 0,
        "rejected": [
            {"row": 4, "reason": "email: 'nomail' is not an e-mail address"},
            {"row": 5, "reason": "line 2 names the same person"},
        ],
    }
    assert sorted(tmp_path.rglob("*")) == before
    code, _, shown = run(*award(*where), json_out=False)
    assert "2 would be awarded" in shown
    assert "line 5" in shown


def test_a_report_of_every_line(run: Run, provider: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "P.csv").write_text(f"{PEOPLE}Bad,nomail,\n")
    assert run(*award("--out", "o", "--report", "r.csv", "--jobs", "1"))[0] == 1
    lines = (tmp_path / "r.csv").read_text("utf-8").splitlines()
    assert lines[0] == "line,name,outcome,id,reason"
    assert lines[1].startswith("2,Ada Lovelace,issued,urn:uuid:")
    assert lines[3] == "4,,rejected,,email: 'nomail' is not an e-mail address"


def test_a_thousand_bad_lines_and_one_are_one_object(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "P.csv").write_text("name,email\n" + "X,nomail\n" * 2_500)
    code, [said], _ = run(*award("--out", "o"))
    assert (code, said["issued"]) == (1, 0)
    assert [one["row"] for one in said["rejected"]] == list(range(2, 2_502))


def test_was_it_valid_on_that_day(run: Run, provider: dict[str, Any], tmp_path: Path) -> None:
    run(*award("--out", "o.jsonl", "--state", "s", "--base-url", "https://a.example"))
    first, second = (json.loads(x)["id"] for x in (tmp_path / "o.jsonl").read_text().splitlines())
    (tmp_path / "ids.csv").write_text(f"id;reason\n{first};left the course\n{second};\n")
    assert run("award", "suspend", "ids.csv", "--state", "s")[0] == 2, "the second has no reason"
    assert run("award", "suspend", "ids.csv", "--state", "s", "--reason", "lapsed")[0] == 0
    code, [said], _ = run("award", "history", first, "--state", "s")
    assert code == 0
    assert [(one["status"], one["reason"]) for one in said["changes"]] == [
        ("suspended", "left the course")
    ]
    assert [one["statement"] for one in said["log"]] == ["award", "status"]
    code, [said], _ = run("award", "history", second, "--state", "s", "--at", "2099-01-01")
    assert (code, said["verdict"], said["changes"][0]["reason"]) == (1, "suspended", "lapsed")
    code, [said], _ = run("award", "history", second, "--state", "s", "--at", "2001-01-01")
    assert (code, said["verdict"]) == (1, "not_awarded")
    assert run("award", "reinstate", second, "--state", "s", "--reason", "back")[0] == 0
    code, [said], _ = run("award", "history", second, "--state", "s", "--at", "2099-01-01")
    assert (code, said["verdict"]) == (0, "valid")
    assert run("award", "history", second, "--state", "s", "--at", "someday")[0] == 2
    assert run("award", "history", "urn:x:nobody", "--state", "s")[0] == 2
    assert "suspended" in run("award", "history", first, "--state", "s", json_out=False)[2]


def test_hostile_49_an_old_ledger_behind_what_was_published_or_witnessed_awards_nothing(
    run: Run, provider: dict[str, Any], tmp_path: Path
) -> None:
    where = ["--out", "o", "--state", "s", "--base-url", "https://a.example"]
    run(*award(*where))
    ledger = (tmp_path / "s/ledger.sqlite").read_bytes()
    everything = {path: path.read_bytes() for path in (tmp_path / "s").rglob("*") if path.is_file()}
    (tmp_path / "P.csv").write_text(f"{PEOPLE}Bo,bo@example.org,\n")
    assert run(*award(*where))[1][0]["issued"] == 1
    (tmp_path / "witnessed").write_bytes((tmp_path / "s/log/checkpoint").read_bytes())
    # the ledger alone was restored
    (tmp_path / "s/ledger.sqlite").write_bytes(ledger)
    (tmp_path / "P.csv").write_text("name,email\nCy,cy@example.org\n")
    for command in (award(*where), ["award", "revoke", "urn:x:1", "--state", "s", "--reason", "r"]):
        code, lines, error = run(*command)
        assert (code, lines) == (1, [])
        assert "an old backup was restored" in error
    # the whole directory was: only somebody else's checkpoint can tell
    for path in sorted((tmp_path / "s").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    for path, data in everything.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    code, lines, error = run(*award(*where, "--against", "witnessed"))
    assert (code, lines) == (1, [])
    assert "holds 2 entries of its log, but 3 were" in error
    # and once it went on by itself, that it is another history
    (tmp_path / "P.csv").write_text("name,email\nCy,cy@example.org\nDi,di@example.org\n")
    assert run(*award(*where))[1][0]["issued"] == 2
    code, lines, error = run(*award(*where, "--against", "witnessed"))
    assert (code, lines) == (1, [])
    assert "are not those that were published" in error


def test_a_cluster_and_processes_exclude_each_other(run: Run, provider: dict[str, Any]) -> None:
    code, _, error = run(*award("--out", "o", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"))
    assert (code, "exclude each other" in error) == (2, True)
    assert run("verify", "o", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1")[0] == 2
