"""What people read is what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from skillmark.cli import run


def test_a_did_key_is_printed_as_it_is(tmp_path: Path, capsys: Any) -> None:
    assert run(["keys", "generate", "--out", str(tmp_path / "academy.key")]) == 0
    assert "did:key:z6Mk" in capsys.readouterr().out


def test_the_version_and_help_are_there(capsys: Any) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("skillmark ")
    assert run([]) == 0
    assert "verify" in capsys.readouterr().out


def test_a_wrong_command_is_one_line_and_2(capsys: Any) -> None:
    assert run(["vreify"]) == 2
    said = capsys.readouterr().err
    assert "vreify" in said
    assert said.count("\n") == 1
