"""500 people answer at once, and the server is killed and started again in the middle.

The real server, as its owner runs it; people are 500 open connections. What the server has said
it saved must be there afterwards, word for word, once.
"""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

PEOPLE = 500
POSTGRES = Path(__file__).with_name("test_postgres.py")


def _postgres() -> Any:
    """The fixture that starts a PostgreSQL, from the tests of the whole loop."""
    spec = importlib.util.spec_from_file_location("a_postgresql", POSTGRES)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.server


server = _postgres()


@pytest.fixture(scope="module")
def rig(root: Path) -> Any:
    """The sitters and their hall, which the bench has too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root / "bench")
        yield importlib.import_module("rig.hall"), importlib.import_module("rig.sitters")


@pytest.fixture
def hall(rig: Any, request: Any, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A site whose tables are there."""
    shared = request.config.pluginmanager.get_plugin(str(root / "tests/conftest.py"))
    folder = tmp_path_factory.mktemp("hall") / "data"
    shutil.copytree(shared.once(tmp_path_factory, "migrated", shared.migrate) / "data", folder)
    return rig[0].Hall.make(folder)


def sit(
    rig: Any, hall: Any, made: dict[str, Any], habit: dict[str, Any], *, kill_at: list[int]
) -> tuple[Any, list[int]]:
    """Let them sit; kill the server whenever so many answers are acknowledged."""
    _hall, sitters = rig
    seen, servers, killed = sitters.Seen(), [hall.start("--no-worker")], []

    def killing() -> None:
        for limit in kill_at:
            while seen.answers < limit:
                time.sleep(0.002)
            servers[-1].kill()
            killed.append(seen.answers)
            servers.append(hall.start("--no-worker"))

    try:
        asyncio.run(
            sitters.everybody(
                hall.port,
                made["offer"],
                made["sessions"],
                sitters.Habit(**habit),
                seen=seen,
                known=made["known"],
                meanwhile=killing,
            )
        )
    finally:
        servers[-1].stop()
    return seen, killed


def check(
    call: Callable[..., Any], seen: Any, killed: list[int], *, kills: int, submitted: int
) -> None:
    """Prove that all is there, after a lie that must be found out."""
    evidence = seen.evidence()
    assert len(evidence) == PEOPLE
    assert len(killed) == kills
    assert all(0 < at < seen.answers for at in killed), "in the middle"
    assert seen.again > 0, "requests were under way when the server was killed"
    told = sum(len(one["answers"]) for one in evidence)
    number = next(iter(evidence[0]["answers"]))
    lie = {"attempt": evidence[0]["attempt"], "answers": {number: {"answer": ["never given"]}}}
    found = call("audited", [*evidence, lie | {"submitted": False}])
    assert [lost[:3] for lost in found.pop("lost")] == [
        [lie["attempt"], number, {"answer": ["never given"]}]
    ]
    assert found.pop("vendor") in {"sqlite", "postgresql"}
    assert found.pop("integrity", "ok") == "ok"
    assert found == {
        "answers": told + 1,
        "attempts": PEOPLE,
        "doubled": [],
        "open_twice": [],
        "begun_twice": [],
        "not_submitted": [],
        "wrong_score": [],
    }
    assert sum(one["submitted"] for one in evidence) >= submitted


def test_no_answer_is_lost_when_the_server_is_killed(rig: Any, hall: Any) -> None:
    habit = {"questions": 1, "changes": 0.3, "submits": 0.03}
    with hall.office() as call:
        made = call("furnished", PEOPLE, None, True)
        seen, killed = sit(rig, hall, made, habit, kill_at=[300])
        check(call, seen, killed, kills=1, submitted=1)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_everybody_sits_from_the_first_page_to_the_result(
    rig: Any, root: Path, tmp_path: Path, request: Any, database: str
) -> None:
    """The whole way of everybody, killed three times: while they begin, answer and submit."""
    hall = rig[0].Hall.make(tmp_path / "data")
    if database == "postgresql":
        hall.settings["SKILLMARK_DATABASE_URL"] = request.getfixturevalue("server")
    habit = {"questions": 13, "think": 2.0, "hesitate": 0.5, "files": False}
    ways = root / "tests/fixtures/questions/every-way.toml"
    with hall.office() as call:
        made = call("furnished", PEOPLE, str(ways), False)
        kill_at = [PEOPLE // 5, 8 * PEOPLE, 24 * PEOPLE]
        seen, killed = sit(rig, hall, made, habit, kill_at=kill_at)
        check(call, seen, killed, kills=3, submitted=PEOPLE)
        assert seen.answers >= 25 * PEOPLE
