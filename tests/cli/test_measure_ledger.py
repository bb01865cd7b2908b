"""`skillmark measure ledger`: proposed, asked, checked, written; never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillmark import cli
from skillmark.measure.ledger.columns import BY_NAME
from skillmark.measure.ledger.reading import read_ledger

EXPORT = """Personalnummer;Nachname;Eintritt;Einstiegsgehalt;Leistungsbeurteilung;Produktiv seit
1;Müller;01.03.2026;52.000,00 €;2;
2;Öz;15.04.2026;48.000,00 €;1;01.06.2026
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.run(["measure", "ledger", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_from_a_proposal_over_an_answer_to_a_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, mapping, ledger = (tmp_path / name for name in ("e.csv", "m.json", "ledger.csv"))
    export.write_text(EXPORT, encoding="cp1252", errors="replace")
    code, shown, _err = run(capsys, "map", export, "--out", mapping)
    assert code == 3
    assert "left out and never stored: Nachname (name)" in shown
    code, _out, error = run(capsys, "check", export, "--as-of", "2026-06-30")
    assert code == 2
    assert "nobody has said of performance: scale" in error
    said = json.loads(mapping.read_text(encoding="utf-8"))
    said["columns"]["performance"]["scale"] = [6, 1]
    said["columns"]["starting_pay"]["decimal"] = "comma"
    mapping.write_text(json.dumps(said), encoding="utf-8")
    export.write_text(EXPORT, encoding="utf-8")
    given = ("--mapping", mapping, "--as-of", "2026-06-30", "--out", ledger, "--json")
    code, shown, error = run(capsys, "check", export, *given)
    assert (code, error) == (0, "")
    found = json.loads(shown)
    assert [found[k] for k in ("rows", "people", "sound", "mistakes")] == [2, 2, 2, 0]
    there = read_ledger(ledger)
    assert there.number("days_to_productivity").tolist() == [121.0, 47.0]
    assert there.flag("productivity_censored").tolist() == [True, False]

    export.write_text(EXPORT.replace("15.04.2026", "15.14.2026"), encoding="utf-8")
    ledger.unlink()
    code, shown, _err = run(capsys, "check", export, *given[:-1])
    assert code == 1
    assert "line 3, Eintritt: '15.14.2026' is not a day" in shown
    assert not ledger.exists(), "with a mistake nothing is written unless somebody says so"
    code, shown, _err = run(capsys, "check", export, *given, "--sound")
    assert code == 1
    assert json.loads(shown)["counted"] == [{"column": "Eintritt", "code": "not_a_day", "lines": 1}]
    assert read_ledger(ledger).people.tolist() == ["1"]
    assert run(capsys, "map", export, "--out", mapping)[0] == 2, "nothing is written over"


def test_the_dictionary_names_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown, _err = run(capsys, "dictionary", "--json")
    assert code == 0
    assert [one["column"] for one in json.loads(shown)["columns"]] == list(BY_NAME)
