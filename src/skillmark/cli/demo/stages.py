"""The demo from its first line to the served site."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from rich.panel import Panel

from skillmark.cli.console import Exit, out
from skillmark.cli.demo import site
from skillmark.cli.demo.tale import Tale

HEADER = (
    "[bold]Skillmark[/], the hallmark for skills: one trip through the whole loop.\n"
    "[yellow]Simulated[/]: the people, their answers, job advertisements, demand, outcomes.   "
    "[green]Real[/]: the cryptography, the statistics, the solver, the NSW study."
)


def run(*, out: Path, seed: int, port: int, serve: bool) -> int:
    """Tell every stage, write the artefacts to `out`, then serve until Ctrl-C."""
    base_url = site.prepare(out, port)
    tale = _tell(out, seed, port, base_url)
    if not serve:
        tale.say(
            f"serve it: SKILLMARK_DATA={out / 'site'} SKILLMARK_BASE_URL={base_url} "
            f"SKILLMARK_DEMO=1 skillmark serve --port {port}"
        )
        return Exit.GOOD
    server = site.start(port)
    tale.console.print(f"\n  [bold green]{base_url}/[/]   (Ctrl-C stops it)\n")
    try:
        return Exit.GOOD if server.wait() == 0 else Exit.NO
    except KeyboardInterrupt:
        tale.console.print("\n  stopped")
        return Exit.GOOD
    finally:
        site.stop(server)


def _tell(folder: Path, seed: int, port: int, base_url: str) -> Tale:
    from skillmark.cli.project import start

    tale = Tale(folder, seed, datetime.now(UTC).replace(microsecond=0), base_url, out)
    tale.console.print(Panel(HEADER, border_style="dim", padding=(0, 1)))
    start(migrate=True)
    from skillmark.cli.demo import (
        assess,
        award,
        define,
        demand,
        foresight,
        match,
        measure,
        plan,
        verify,
    )  # fmt: skip

    define.furnish(tale)
    define.show(tale)
    demand.show(tale)
    assess.show(tale)
    award.show(tale)
    verify.show(tale, port)
    match.show(tale)
    plan.show(tale)
    foresight.show(tale)
    measure.show(tale)
    _addresses(tale)
    return tale


def _addresses(tale: Tale) -> None:
    from skillmark.server.people.services import address

    seconds = time.perf_counter() - tale.began
    tale.stage("open", f"everything above is in the browser ({seconds:.0f} s)")
    places = (
        ("doors for every role", address("home")),
        ("what employers ask for", address("demand")),
        ("sit the test, earn a badge", address("sittings")),
        ("drop a badge", address("verify")),
        ("a badge to look at", tale.awards[0].url),
        ("the ranking and its reasons", address("role", tale.role.pk)),
        ("who in eight weeks?", f"{address('who')}?role={tale.role.pk}"),
        ("move the budget", address("plans")),
        ("what changes", address("foresight")),
        ("does it work here?", address("measure")),
    )
    for words, url in places:
        tale.say(f"{words:<28} {url}")
