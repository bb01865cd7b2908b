"""Fixtures that every room's tests share."""

from __future__ import annotations

import fcntl
import gc
import importlib.util
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, settings

# what a machine is busy with is no finding about the product
SPARED = [HealthCheck.too_slow, HealthCheck.data_too_large]
# integration tries the same examples each time: news are found elsewhere
CI = os.environ.get("CI") == "true"
settings.register_profile(
    "house", deadline=None, suppress_health_check=SPARED, max_examples=30, derandomize=CI
)
settings.register_profile("soak", deadline=None, suppress_health_check=SPARED, max_examples=300)
settings.load_profile(os.environ.get("SKILLMARK_EXAMPLES", "house"))

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("SKILLMARK_CHROMIUM", "/usr/bin/chromium")
WITHOUT = (
    # for each window Chromium draws its address bar as two pages of its own, which nobody sees here
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # what Playwright leaves out, too: of two lists Chromium takes the last
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "Translate",
)
LONG = (
    "server/test_browser.py",
    "server/test_routes.py",
    "cli/test_demo.py",
    "journeys/test_write_questions.py",
    "server/test_postgres.py",
    "server/test_tables.py",
    "journeys/test_lose_the_connection.py",
    "journeys/test_plan_within_a_budget.py",
    "journeys/test_hire_on_proof.py",
    "journeys/test_impact_report.py",
    "journeys/test_ledger.py",
    "journeys/test_answer_a_survey.py",
    "server/test_ledger.py",
    "server/test_surveying.py",
    "server/test_dashboards.py",
    "server/test_designing.py",
    "server/test_costing.py",
    "measure/test_report_again.py",
    "measure/test_report.py",
    "measure/test_designs.py",
    "cli/test_measure_designs.py",
    "cli/test_measure_time.py",
    "journeys/test_who_can_do_it.py",
    "journeys/test_next_best_credential.py",
    "server/test_foresight.py",
    "server/test_plan_work.py",
    "server/test_plan_people.py",
    "server/test_deciding_pages.py",
    "server/test_deciding.py",
    "server/test_no_demographic.py",
    "server/test_recruiting.py",
    "server/test_quality.py",
    "server/test_demand.py",
    "journeys/test_verify_page.py",
    "journeys/test_graduation.py",
    "journeys/test_draw_a_pathway.py",
    "journeys/test_frameworks.py",
    "journeys/test_read_an_advert.py",
    "journeys/test_find_a_pathway.py",
    "server/test_catalogue.py",
    "server/test_completing.py",
    "server/test_learning.py",
    "server/test_frameworks.py",
    "server/test_pathways.py",
    "server/test_reading.py",
    "skills/test_linking.py",
    "skills/test_meaning.py",
    "skills/test_writing.py",
    "skills/test_changes.py",
    "define/test_every_way.py",
    "server/test_sitters_killed.py",
    "server/test_log.py",
    "assess/quality/test_report.py",
    "server/test_upgrade.py",
    "journeys/test_two_raters.py",
    "journeys/test_machine_reads_along.py",
    "journeys/test_mastery_in_the_player.py",
    "journeys/test_loop.py",
    "journeys/test_quality_page.py",
    "journeys/test_at_work.py",
    "journeys/test_build_a_test.py",
    "server/test_standards.py",
    "server/test_serve.py",
    "server/test_workers.py",
    "server/test_worth_a_look.py",
    "server/test_sitting_keys.py",
    "server/test_modes.py",
    "server/test_award_life.py",
    "cli/test_badges.py",
    "assess/scaling/test_calibration.py",
    "assess/adaptive/test_mastery.py",
    "measure/test_simulate.py",
    "assess/integrity/test_drift.py",
    "assess/integrity/test_similarity.py",
    "assess/scaling/rubrics/test_facets.py",
    "assess/precision/test_agreement.py",
    "assess/precision/test_consistency.py",
    "cli/test_verify_many.py",
    "cli/test_hostile.py",
    "award/test_hostile_killed.py",
    "server/test_status_many.py",
    "compute/test_cluster.py",
    "render/test_quality.py",
    "cli/test_doctor.py",
    "cli/test_skills.py",
    "skills/test_onet.py",
    "skills/test_esco.py",
)
"""The files that take longest, the longest first."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays to the end: the collector of garbage need not look at it again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files: a worker that meets one at the end leaves the others idle.

    `--dist loadfile --no-loadscope-reorder` hands files out in this order.
    """
    order = {ROOT / "tests" / name: place for place, name in enumerate(LONG)}
    for file in order:
        if not file.exists():
            raise pytest.UsageError(f"{file} is gone: take it from LONG in tests/conftest.py")
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with official releases and published vectors; skips where it is absent."""
    folder = Path(os.environ.get("SKILLMARK_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"no reference data at {folder}: set SKILLMARK_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def at_most() -> Callable[[int], AbstractContextManager[None]]:
    """Return `with at_most(CALLS):`, which counts the Python functions that its block enters."""
    spec = importlib.util.spec_from_file_location("counted_work", ROOT / "tests/fuzz/work.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[int], AbstractContextManager[None]] = module.at_most
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright; skips loudly where it is missing, but not in CI.

    Playwright keeps an event loop, beside which Django refuses its database: it ends with the
    module that needs it.
    """
    if not Path(CHROMIUM).exists():
        said = f"no Chromium at {CHROMIUM}: apt-get install chromium (or set SKILLMARK_CHROMIUM)"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    from playwright.sync_api import sync_playwright

    arguments = [
        "--disable-gpu",
        "--disable-background-networking",
        f"--disable-features={','.join(WITHOUT)}",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def violations() -> Callable[..., list[str]]:
    """Return a function that says what axe has against a page, a line each.

    Only that leaves the browser: axe's whole answer is a hundred times as long. Styles are not
    fetched a second time for it (`preload`): no page has a rule for one orientation alone. Two
    thirds of the rest is whether colours can be read: `contrast` says whether to ask, or to ask
    that alone.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().axe_script
    ask = """choice => axe.run(document, {resultTypes: ["violations"], preload: false, ...choice})
        .then(found => found.violations.map(
            one => `${one.id} (${one.impact}): ${one.nodes[0].html.slice(0, 200)}`))"""

    def found(page: Any, *, contrast: bool | Literal["alone"] = True) -> list[str]:
        choice: dict[str, Any] = {}
        if contrast == "alone":
            choice = {"runOnly": ["color-contrast"]}
        elif not contrast:
            choice = {"rules": {"color-contrast": {"enabled": False}}}
        page.evaluate(axe)
        said: list[str] = page.evaluate(ask, choice)
        return said

    return found


WORK = """
from skillmark.cli.project import start
start()
from skillmark.server.jobs import worker
worker.load()
while worker.run_one():
    pass
"""


@dataclass(frozen=True)
class Served:
    """A site that runs in processes of its own, as its owner would run it."""

    url: str
    said: str
    """What furnishing printed."""
    variables: dict[str, str]
    """The environment it runs in."""

    def work(self) -> None:
        """Let a worker do what waits."""
        done = subprocess.run(
            [sys.executable, "-c", WORK],
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert " ERROR " not in done.stderr, done.stderr


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def lasting_port() -> int:
    """Return a port that is free now and later: below those that systems hand out unasked."""
    for port in random.sample(range(20_000, 30_000), 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("every port is taken")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that `make` fills once in a run: by the worker that needs it first."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, made = base / name, base / f"{name}-made"
    with (base / f"{name}-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


@dataclass(frozen=True)
class Demo:
    """A finished `skillmark demo` of seed 1, which any number of tests look at."""

    folder: Path
    """What it wrote. Whoever changes it works on a copy."""
    port: int
    """Where it was served, and may be again."""
    said: str
    """What it printed, 200 columns wide and without colours."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """One run of the whole demo for all tests."""

    def make(folder: Path) -> None:
        port = str(lasting_port())
        done = subprocess.run(
            [sys.executable, "-m", "skillmark", "demo", "--no-serve", "--out", str(folder / "out"),
             "--port", port],
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
            env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        (folder / "said").write_text(done.stdout, encoding="utf-8")
        (folder / "port").write_text(port)

    folder = once(tmp_path_factory, "demo", make)
    port, said = ((folder / name).read_text("utf-8") for name in ("port", "said"))
    return Demo(folder / "out", int(port), said)


@contextmanager
def alone(demo: Demo | None) -> Iterator[None]:
    """Have the demo's address to oneself: its badges name it, so that two cannot serve it."""
    if demo is None:
        yield
        return
    with (demo.folder.parent / "serving").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


EMPTY = """
from skillmark.cli.project import start
start()
from django.core.management import call_command
from django.db import connection
from skillmark.server import tables
assert tables.begin()
call_command("createcachetable", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("VACUUM INTO %s", [sys.argv[1]])
start(migrate=True)
from skillmark.server.skills.linkers import linker
from skillmark.server.skills.models import FrameworkRecord
for kind in ("skill", "occupation"):
    linker(FrameworkRecord.objects.get()).link("ready", kind=kind)
"""


def migrate(folder: Path) -> None:
    """Make an empty site as a first start does: each served site is a copy.

    Beside its data lies `tables.sqlite3`: the tables alone, without what a first start adds. What
    the starter framework means is computed, which a site does when it first reads a text.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
    made = subprocess.run(
        [sys.executable, "-c", f"import sys\n{EMPTY}", str(folder / "tables.sqlite3")],
        env=kept | {"SKILLMARK_DATA": str(folder / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-3000:]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that has a folder filled once in a run, by whoever needs it first."""
    return lambda name, make: once(tmp_path_factory, name, make)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables; `test_tables` compares them with what all migrations make."""
    return once(tmp_path_factory, "migrated", migrate) / "tables.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(
    migrated: Path,
    django_test_environment: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """A database in memory, copied from one that was migrated once for all workers."""
    from django.conf import settings
    from django.db import connection
    from django.db.backends.sqlite3.base import Database

    own, memory = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        connection.close()
        settings.DATABASES[connection.alias]["NAME"] = memory
        connection.settings_dict["NAME"] = memory
        connection.ensure_connection()
        source = Database.connect(str(migrated))
        source.backup(connection.connection)
        source.close()
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(own, verbosity=0)


@pytest.fixture(scope="session")
def serving(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., AbstractContextManager[Served]]:
    """Return a function that serves a site for the length of a `with`.

    The site is fresh, or a copy of the demo `again`, at the address that its badges name.
    `furnish` is a program that fills it before it is served (`start(migrate=True)` has run),
    `arguments` its arguments; `settings` are further variables.
    """

    @contextmanager
    def serve(
        furnish: str = "", *arguments: str, again: Demo | None = None, **settings: str
    ) -> Iterator[Served]:
        with alone(again), run(furnish, *arguments, again=again, **settings) as served:
            yield served

    @contextmanager
    def run(
        furnish: str = "", *arguments: str, again: Demo | None = None, **settings: str
    ) -> Iterator[Served]:
        port = free_port() if again is None else again.port
        folder = tmp_path_factory.mktemp("served")
        if again is not None:
            shutil.copytree(again.folder / "site", folder / "data")
        elif furnish:
            shutil.copytree(once(tmp_path_factory, "migrated", migrate) / "data", folder / "data")
        url = f"http://127.0.0.1:{port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
        variables = kept | {
            "SKILLMARK_DATA": str(folder / "data"),
            "SKILLMARK_BASE_URL": url,
            **settings,
        }
        said = ""
        if furnish:
            program = f"from skillmark.cli.project import start\nstart(migrate=True)\n{furnish}"
            made = subprocess.run(
                [sys.executable, "-c", program, *arguments],
                env=variables,
                capture_output=True,
                text=True,
                check=False,
            )
            assert made.returncode == 0, made.stderr[-3000:]
            said = made.stdout
        log = folder / "log"
        with log.open("wb") as stream:
            server = subprocess.Popen(
                [sys.executable, "-m", "skillmark", "serve", "--port", str(port), "--no-worker"],
                env=variables,
                stdout=stream,
                stderr=stream,
            )
        try:
            for _ in range(1200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, log.read_text()
                time.sleep(0.1)
            else:
                raise AssertionError(log.read_text())
            yield Served(url, said, variables)
        finally:
            server.terminate()
            server.wait(timeout=30)

    return serve


LEFT = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx writes as errors when a person leaves while a request is under way.

Both also follow real trouble, which htmx names first: `htmx:responseError`, `htmx:sendError`.
"""


@pytest.fixture(scope="session")
def complains() -> Callable[[Any], bool]:
    """Return what says whether a page complains, and not only of a person who has gone on."""
    return lambda message: message.type == "error" and not message.text.startswith(LEFT)


@pytest.fixture
def window(chromium: Any, complains: Callable[[Any], bool]) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page, and prove at the end that no page complained."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def open_page(width: int = 1280, height: int = 900, locale: str = "en") -> Any:
        viewport = {"width": width, "height": height}
        context = chromium.new_context(locale=locale, viewport=viewport)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda m: trouble.append(m.text) if complains(m) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not trouble
