"""Keys of a state directory: rotated, retired, given up, with verifiers looking on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

import skillmark.cli
from skillmark.award import keyring
from skillmark.award.keyring import Keyring
from skillmark.award.state import State
from skillmark.cli import award as award_module
from skillmark.cli import keys
from skillmark.nouns.errors import ConflictError, UnavailableError
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import load
from skillmark.verify.verify import verify_bytes

ACHIEVEMENT = {
    "id": "https://academy.example/achievements/teamwork",
    "type": ["Achievement"],
    "name": "Teamwork",
    "description": "Works well in teams.",
    "criteria": {"narrative": "Observed in three projects."},
}
ISSUER = "https://academy.example/issuer"
BASE = "https://academy.example/award"
Run = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder with an achievement, an issuer and a first key."""
    monkeypatch.chdir(tmp_path)
    app = typer.Typer(pretty_exceptions_enable=False)
    app.add_typer(keys.app, name="keys")
    app.add_typer(award_module.app, name="award")
    monkeypatch.setattr(skillmark.cli, "app", app)
    monkeypatch.setattr(skillmark.cli, "_furnish", lambda: None)

    def call(*arguments: str, json_out: bool = True) -> tuple[int, list[dict[str, Any]], str]:
        capsys.readouterr()
        code = skillmark.cli.run([*arguments, *(["--json"] if json_out else [])])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        lines = [json.loads(line) for line in said.out.splitlines()] if json_out else []
        return code, lines, said.err if json_out else said.out

    Path("A.json").write_text(json.dumps(ACHIEVEMENT))
    Path("I.json").write_text(json.dumps({"type": ["Profile"], "name": "Academy"}))
    assert call("keys", "generate", "--controller", ISSUER, "--out", "old.key")[0] == 0
    return call


def issue(run: Run, key: str, *people: str) -> int:
    Path("people.csv").write_text("name,email\n" + "".join(f"{p},{p}@x.example\n" for p in people))
    code, _lines, _err = run(
        *("award", "issue", "people.csv", "--achievement", "A.json", "--issuer", "I.json"),
        *("--key", key, "--out", "out", "--state", "state", "--base-url", BASE),
    )
    return code


def rotate(run: Run, old: str = "old.key", new: str = "new.key", overlap: str = "0") -> int:
    code, _lines, _err = run(
        *("keys", "rotate", "--state", "state", "--key", old, "--out", new),
        *("--overlap", overlap),
    )
    return code


def published(url: str) -> Fetched:
    """The web as it is while the directory is published."""
    if url == ISSUER:
        place = Path("state") / keyring.DOCUMENT
        if not place.exists():
            place = Path("old.key.public.json")
    else:
        place = Path("state") / url.removeprefix(f"{BASE}/")
    if not place.is_file():
        raise UnavailableError("nothing there", where=url)
    return Fetched(place.read_bytes(), "application/json", url, 200, datetime.now(UTC))


def verdict(path: Path) -> tuple[str, str]:
    report = verify_bytes(path.read_bytes(), now=datetime.now(UTC), fetch=published)
    return report.verdict.value, str(report.reason or "")


def credentials(folder: str = "out") -> list[Path]:
    return sorted(p for p in Path(folder).iterdir() if p.suffix in {".json", ".jwt"})


def test_hostile_51_after_a_rotation_old_credentials_verify_and_the_old_key_signs_nothing(
    run: Run,
) -> None:
    assert issue(run, "old.key", "Ada") == 0
    [old] = credentials()
    assert verdict(old) == ("valid", "")
    assert rotate(run) == 0
    code, _lines, error = run(
        *("award", "issue", "people.csv", "--achievement", "A.json", "--issuer", "I.json"),
        *("--key", "old.key", "--out", "out", "--state", "state"),
    )
    assert code == 1
    assert "retired" in error
    assert issue(run, "new.key", "Ada", "Bea") == 0
    assert len(credentials()) == 2
    assert {verdict(one) for one in credentials()} == {("valid", "")}
    # the status lists are signed by the key that signs now, also where nobody names it
    code, lines, _err = run(
        "award", "revoke", json.loads(old.read_text())["id"], "--state", "state", "--reason", "x"
    )
    assert (code, lines[0]["changed"]) == (0, 1)
    assert verdict(old) == ("invalid", "revoked")
    document = json.loads((Path("state") / keyring.DOCUMENT).read_text())
    assert len(document["assertionMethod"]) == 2
    assert all("expires" not in one for one in document["verificationMethod"])


def test_the_new_key_is_published_before_it_signs(run: Run) -> None:
    assert issue(run, "old.key", "Ada") == 0
    assert rotate(run, overlap="2") == 0
    document = json.loads((Path("state") / keyring.DOCUMENT).read_text())
    assert len(document["assertionMethod"]) == 2
    assert issue(run, "new.key", "Bea") == 1, "its turn has not come"
    assert issue(run, "old.key", "Ada", "Bea") == 0
    ring = Keyring.open(State.open(Path("state")))
    later = datetime.now(UTC) + timedelta(days=3)
    ring.check(load(Path("new.key"), None), now=later)
    with pytest.raises(ConflictError) as refused:
        ring.check(load(Path("old.key"), None), now=later)
    assert refused.value.code == "key_retired"
    assert ring.file(now=later).endswith("new.key")


def test_a_key_that_is_retired_hands_over_to_the_one_that_waits(run: Run) -> None:
    assert issue(run, "old.key", "Ada") == 0
    assert rotate(run, overlap="2") == 0
    code, [said], _err = run("keys", "retire", "--state", "state", "--key", "old.key")
    assert code == 0
    assert [one["state"] for one in said["keys"]] == ["retired", "signs"]
    assert issue(run, "new.key", "Bea") == 0
    assert run("keys", "retire", "--state", "state", "--key", "old.key")[0] == 1


def test_a_key_that_the_directory_does_not_publish_signs_nothing(run: Run) -> None:
    assert issue(run, "old.key", "Ada") == 0
    assert rotate(run) == 0
    run("keys", "generate", "--controller", ISSUER, "--out", "third.key")
    assert issue(run, "third.key", "Bea") == 1


def test_a_name_that_is_its_key_cannot_be_rotated(run: Run) -> None:
    run("keys", "generate", "--out", "did.key")
    Path("people.csv").write_text("name,email\nAda,ada@x.example\n")
    run(
        *("award", "issue", "people.csv", "--achievement", "A.json", "--issuer", "I.json"),
        *("--key", "did.key", "--out", "out", "--state", "state", "--base-url", BASE),
    )
    code, _lines, error = run(
        "keys", "rotate", "--state", "state", "--key", "did.key", "--out", "new.key"
    )
    assert code == 2
    assert "its key" in error
    assert not Path("new.key").exists(), "nothing is written when nothing can be done"


def test_show_names_every_key_and_where_it_is(run: Run) -> None:
    assert issue(run, "old.key", "Ada") == 0
    assert run("keys", "show", "--state", "state")[1][0]["keys"] == []
    rotate(run, overlap="2")
    [said] = run("keys", "show", "--state", "state")[1]
    assert [one["state"] for one in said["keys"]] == ["signs", "waiting"]
    assert Path(said["keys"][1]["file"]).name == "new.key"
    assert Path("new.key").stat().st_mode & 0o777 == 0o600


def test_hostile_52_what_a_key_signed_after_a_logged_index_is_revoked_and_the_rest_signed_anew(
    run: Run,
) -> None:
    assert issue(run, "old.key", "Ada", "Bea") == 0
    before = credentials()
    size = int(Path("state/log/checkpoint").read_text().splitlines()[1])
    assert issue(run, "old.key", "Ada", "Bea", "Mallory") == 0
    [after] = set(credentials()) - set(before)
    method = json.loads(after.read_text())["proof"]["verificationMethod"]
    refused, _lines, error = run(
        "keys", "compromise", "--state", "state", "--key", "old.key", "--from-index", str(size)
    )
    assert refused == 1
    assert "rotate" in error, "somebody must sign the lists that revoke"
    assert rotate(run) == 0
    code, [said], _err = run(
        "keys", "compromise", "--state", "state", "--key", method, "--from-index", str(size)
    )
    assert (code, said["revoked"]) == (0, 1)
    assert verdict(after)[0] == "invalid"
    contents = {p.name: {**json.loads(p.read_text()), "proof": None} for p in before}
    command = ("keys", "resign", "out", "--state", "state", "--key", method, "--out", "anew")
    code, [said], _err = run(*command)
    assert (said["signed"], said["left"], said["withdrawn"]) == (2, 0, True)
    assert code == 0
    fresh = credentials("anew")
    assert {p.name for p in fresh} == set(contents)
    for path in fresh:
        assert verdict(path) == ("valid", "")
        assert {**json.loads(path.read_text()), "proof": None} == contents[path.name]
    assert {verdict(one)[0] for one in before} == {"invalid"}, "the key is taken out"
    code, [again], _err = run(*command)
    assert (again["signed"], again["already"], code) == (0, 3, 0)


def test_bytes_that_were_never_awarded_are_not_signed_anew(run: Run) -> None:
    assert issue(run, "old.key", "Ada") == 0
    rotate(run)
    [path] = credentials()
    said = json.loads(path.read_text())
    method = said["proof"]["verificationMethod"]
    size = int(Path("state/log/checkpoint").read_text().splitlines()[1])
    code, _lines, _err = run(
        "keys", "compromise", "--state", "state", "--key", "old.key", "--from-index", str(size - 1)
    )
    assert code == 0
    path.write_text(json.dumps({**said, "name": "Chief surgeon"}))
    code, [done], _err = run(
        "keys", "resign", "out", "--state", "state", "--key", method, "--out", "anew"
    )
    assert code == 1
    assert (done["signed"], done["left"], done["withdrawn"]) == (0, 1, False)
    assert "not the bytes" in done["refused"][0]["reason"]
    assert credentials("anew") == []


@pytest.mark.parametrize("when", [[], ["--since", "2999-01-01"], ["--from-index", "999"]])
def test_a_compromise_says_since_when_and_that_has_passed(run: Run, when: list[str]) -> None:
    assert issue(run, "old.key", "Ada") == 0
    rotate(run)
    assert run("keys", "compromise", "--state", "state", "--key", "old.key", *when)[0] == 2
    [said] = run("keys", "show", "--state", "state")[1]
    assert said["keys"][0]["state"] == "retired", "nothing was published"
