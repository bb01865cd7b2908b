"""Every input that is kept is replayed, and the targets notice what they are there for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skillmark.badges import summary
from skillmark.fetch import location
from skillmark.trust import integrity, jcs, multibase, rdf, strictjson
from skillmark.trust.log import layout, merkle, notes
from skillmark.trust.outcome import Status
from skillmark.trust.status import StatusList

from . import __main__ as console
from .minimise import minimise, symptom
from .target import CORPUS, load, names, run
from .work import TooMuchWork, at_most


@pytest.mark.parametrize("name", names())
def test_every_kept_input_holds(name: str) -> None:
    target, files = load(name), sorted((CORPUS / name).iterdir())
    assert files, "a target without an input to begin with"
    for file in files:
        try:
            run(target, file.read_bytes())
        except BaseException as error:
            error.add_note(f"replay: python -m tests.fuzz --replay {name} {file}")
            raise


def test_the_corpus_is_small_and_all_of_it_is_somebodys() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(names())
    files = [file for file in CORPUS.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 300_000
    assert all(re.fullmatch(r"[a-z0-9-]+", file.name) for file in files)


def _first_value(value: object) -> str:
    """The old way to find a text in nested values: two ways down at every level."""
    if isinstance(value, dict):
        old = _first_value(value.get("@value"))
        return old or next((_first_value(v) for v in value.values()), "")
    return value if isinstance(value, str) else ""


def _drops_a_line(document: dict[str, Any], **options: Any) -> str:
    return "".join(whole_rdf(document, **options).splitlines(keepends=True)[1:])


def _believes(*arguments: Any, **options: Any) -> list[integrity.ProofOutcome]:
    return [
        integrity.ProofOutcome(Status.PASS, "ok", "") for _ in whole_check(*arguments, **options)
    ]


whole_rdf, whole_check = rdf.canonicalize, integrity.check


@pytest.mark.parametrize(
    ("name", "where", "what", "broken"),
    [
        ("strict_json", strictjson, "parse_any", json.loads),
        ("jcs", jcs, "canonicalize", lambda v: json.dumps(v, sort_keys=True).encode()),
        ("json_ld", rdf, "canonicalize", _drops_a_line),
        ("multibase", multibase, "_decode58", lambda text: b"\0" * text.count("1")),
        ("proofs", integrity, "check", _believes),
        ("status_list", StatusList, "get", lambda _self, index: index == 3),
        ("location", location, "_check_host", lambda _host, bracketed: None),
        ("summary", summary, "text", _first_value),
        ("log_receipt", merkle, "included", lambda *_: True),
        ("log_note", notes, "_signed", lambda key, _text, _signature: notes.Signed(key, None)),
        ("log_path", layout, "bundled", lambda entries: entries),
    ],
)
def test_a_parser_that_breaks_its_promise_is_noticed(
    name: str, where: Any, what: str, broken: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = load(name)
    monkeypatch.setattr(where, what, broken)
    noticed = [
        symptom(lambda data: run(target, data), f.read_bytes()) for f in (CORPUS / name).iterdir()
    ]
    assert any(noticed)


def test_work_is_counted_and_nothing_on_the_way_can_catch_its_end() -> None:
    def step() -> None: ...

    def steps() -> None:
        for _ in range(100):
            step()

    with at_most(150):
        steps()

    def careless() -> None:
        while True:
            try:
                steps()
            except Exception:  # noqa: BLE001 - swallows everything, and would go on for ever
                continue

    with pytest.raises(TooMuchWork), at_most(50):
        careless()


def test_a_finding_is_made_short_and_says_how_to_see_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = load("multibase")
    monkeypatch.setattr(
        multibase, "encode64", lambda data: 1 / (b"!" not in data) and "u" + data.hex()
    )
    path = tmp_path / "multibase-crash-1"
    path.write_bytes(b"0123456789" * 20 + b"!" + b"abcdefghij" * 20)
    said = console.report("multibase", path)
    short = tmp_path / "multibase-crash-1.short"
    assert "ZeroDivisionError" in said
    assert str(short) in said
    assert f"--replay multibase {short}" in said
    assert short.read_bytes() == b"!"
    with pytest.raises(ZeroDivisionError):
        console.main(["--replay", "multibase", str(short)])
    monkeypatch.undo()
    assert console.main(["--replay", "multibase", str(short)]) == 0
    assert "holds" in capsys.readouterr().out
    assert minimise(target.check, b"fine") == b"fine"
