"""Make one mistake at a time in `trust` and `verify`, and count those that the tests notice.

`python -m mutation` (`make mutate`) goes through every module and prints the score of each and
the list of survivors; what it found is kept in `.mutation`, so that the next run asks only about
what changed. `python -m mutation trust.status verify` takes a part, `--fresh` forgets,
`--sample 1000` takes some by chance and says how sure that is, `--write docs/mutation.md` writes
the page.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import shutil
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
sys.path.insert(0, str(SOURCE))
os.environ["PYTHONPATH"] = str(SOURCE)
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

import hypothesis
import pytest

from mutation import mutants, session
from mutation.ledger import Equivalent, Ledger, Score, Verdict, digest, table, total
from mutation.mutants import Mutant

ROOMS = ("trust", "verify")
TESTS = ("tests/trust", "tests/verify")
KEPT = ROOT / ".mutation"
WANTED = 0.8
LIST = Path(__file__).with_name("equivalent.toml")


def modules(wanted: list[str]) -> dict[str, Path]:
    """The modules to go through, by name."""
    found = {}
    for room in ROOMS:
        for path in sorted((SOURCE / "skillmark" / room).rglob("*.py")):
            parts = path.relative_to(SOURCE).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            short = name.removeprefix("skillmark.")
            if not wanted or any(f"{short}.".startswith(f"{part}.") for part in wanted):
                found[name] = path
    return found


def prepare() -> None:
    """Import what takes long and is not ours, so that forks find it there."""
    for name in (
        "cryptography.hazmat.primitives.asymmetric.ec",
        "cryptography.hazmat.primitives.asymmetric.ed25519",
        "cryptography.hazmat.primitives.asymmetric.rsa",
        "cryptography.hazmat.primitives.serialization",
        "cryptography.x509",
        "django.conf", "django.db.models", "hypothesis.strategies", "joserfc.jws", "jsonschema_rs",
        "nacl.signing", "orjson", "PIL.Image", "pyld.jsonld", "pyoxigraph",
        "defusedxml.ElementTree",
    ):  # fmt: skip
        __import__(name)
    _ready_keys()
    hypothesis.settings.register_profile(
        "mutation",
        database=None,
        deadline=None,
        derandomize=True,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("mutation")


def _ready_keys() -> None:
    """Let each fork find its first RSA keys made: that takes longer than most tests."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    make, made = rsa.generate_private_key, {}
    for size in (2048, 3072):
        made[size] = [make(65537, size) for _ in range(4)]

    def ready(public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
        if public_exponent == 65537 and made.get(key_size):
            return made[key_size].pop()
        return make(public_exponent, key_size)

    rsa.generate_private_key = ready


def everything() -> str:
    """A digest of all that a survivor rests on."""
    files = [file for room in ROOMS for file in rooms(room)]
    files += [file for tests in TESTS for file in (ROOT / tests).rglob("*.py")]
    return digest(*sorted(files))


def mapped() -> session.Map:
    """Which test runs which lines; only files of tests that changed are run again."""
    source = digest(*sorted(path for room in ROOMS for path in rooms(room)))
    shared = sorted(path for tests in TESTS for path in (ROOT / tests).rglob("conftest.py"))
    files = sorted(path for tests in TESTS for path in (ROOT / tests).rglob("test_*.py"))
    kept = {file: KEPT / "map" / f"{file.stem}-{_name(source, file, shared)}" for file in files}
    (KEPT / "map").mkdir(exist_ok=True)
    missing = [file for file, place in kept.items() if not place.exists()]
    if missing:
        print(f"running {len(missing)} files of tests under trace ...", flush=True)
        for old in set((KEPT / "map").iterdir()) - set(kept.values()):
            old.unlink()
        with session.forked() as child:
            if child:
                tracing = session.Tracing([str(path) for path in modules([]).values()])
                tracing.start()
                names = [str(file.relative_to(ROOT)) for file in missing]
                pytest.main([*session.QUIET, "--no-summary", *names], plugins=[tracing])
                for file, name in zip(missing, names, strict=True):
                    kept[file].write_bytes(pickle.dumps(tracing.map.of(name)))
    world = session.Map()
    for place in kept.values():
        world.add(pickle.loads(place.read_bytes()))
    for test in sorted(world.broken):
        print(f"not asked, it fails without a mutant: {test}", flush=True)
    return world


def _name(source: str, file: Path, shared: list[Path]) -> str:
    return source + digest(file, *shared)


def rooms(room: str) -> list[Path]:
    return list((SOURCE / "skillmark" / room).rglob("*.py"))


class Run:
    """One go through some modules."""

    def __init__(self, paths: dict[str, Path], jobs: int, budget: float) -> None:
        self.paths, self.size, self.budget = paths, jobs, budget
        self.now = everything()
        self.sources = {name: path.read_bytes() for name, path in paths.items()}
        self.digests = {name: digest(path) for name, path in paths.items()}
        self.mutants = {name: mutants.of(self.sources[name], name) for name in paths}
        self.equivalent = Equivalent(LIST)
        self.ledger = Ledger(KEPT / "verdicts.jsonl", ROOT)
        self.began = time.monotonic()
        self.done = 0

    def unknown(self) -> list[Mutant]:
        """Those to ask about."""
        return [
            mutant
            for found in self.mutants.values()
            for mutant in found
            if not self.equivalent.why(mutant)
            and self.ledger.known(mutant, self.digests[mutant.module], self.now) is None
        ]

    def ended(self, job: session.Job, code: int, by: str) -> None:
        """A fork has come to its end."""
        if code == session.AGAIN:
            with (KEPT / "again").open("a") as out:
                out.write(job.mutant.key + "\n")
            return
        verdict = Verdict(code != session.SURVIVED, by)
        module = job.mutant.module
        self.ledger.note(job.mutant, self.digests[module], self.now, verdict)
        self.done += 1
        if not self.done % 50:
            rate = self.done / (time.monotonic() - self.began)
            print(f"  {self.done} ({rate:.1f} a second), now in {module}", flush=True)

    def go(self, sample: int | None) -> None:
        """Ask about every mutant that is not known, or about some of them that chance takes."""
        asked = self.unknown()
        if sample is not None and sample < len(asked):
            asked = random.Random(1).sample(asked, sample)
        if not asked:
            return
        world = mapped()
        live = []
        for mutant in asked:
            file = str(self.paths[mutant.module])
            reach = range(mutant.reach[0], mutant.reach[1] + 1)
            ran_before = bool(world.imported.get(file, set()).intersection(reach))
            tests = world.meeting(file) if ran_before else world.reaching(file, mutant.reach)
            live.append(self.job(mutant, world, tests, ran_before=ran_before))
        print(f"{len(live)} mutants to ask about", flush=True)
        (KEPT / "again").unlink(missing_ok=True)
        with session.forked() as child:
            if child:
                pool = session.Pool(self.size, self.ended)
                plugin = session.Forking(live, self.sources, pool, world)
                pytest.main([*session.QUIET, "--no-summary", *TESTS], plugins=[plugin])
        again = (KEPT / "again").read_text().splitlines() if (KEPT / "again").exists() else []
        apart = [job for job in live if job.mutant.key in set(again)]
        print(f"{len(apart)} of them with an import of their own", flush=True)
        pool = session.Pool(self.size, self.ended)
        for job in apart:
            module = job.mutant.module
            source, path = self.sources[module], self.paths[module]

            def work(job: session.Job = job, source: bytes = source, path: Path = path) -> int:
                return session.imported(job, source, path, pool, world)

            pool.start(job, work)
        pool.finish()
        self.ledger = Ledger(self.ledger.file, ROOT)

    def job(
        self, mutant: Mutant, world: session.Map, tests: list[str], *, ran_before: bool = False
    ) -> session.Job:
        near = mutant.module.rpartition(".")[2]
        asked = world.chosen(tests, near, self.budget, self.ledger.last(mutant))
        return session.Job(mutant, asked, ran_before)

    def scores(self) -> tuple[list[Score], list[Mutant]]:
        """The score of each module, and who survived."""
        scores, survivors = [], []
        for module, found in self.mutants.items():
            if not found:
                continue
            score = Score(module.removeprefix("skillmark."), mutants=len(found))
            for mutant in found:
                verdict = self.ledger.known(mutant, self.digests[module], self.now)
                if self.equivalent.why(mutant):
                    score.equivalent += 1
                elif verdict is None:
                    score.unasked += 1
                elif verdict.noticed:
                    score.noticed += 1
                else:
                    survivors.append(mutant)
            scores.append(score)
        return scores, survivors


PART = (
    (
        "Only a part of the mutants was asked about, taken by chance from all of them; in brackets "
        "stands where the score of all lies (95 %, Wilson). A few mutants say little about one "
        "module, the sums say more. The survivors are those of the part."
    ),
    "",
)


def page(scores: list[Score], survivors: list[Mutant], equivalent: Equivalent) -> str:
    """docs/mutation.md."""
    sums = [
        total((score for score in scores if score.module.startswith(room)), f"**{room}**")
        for room in ROOMS
    ]
    lines = [
        "# Mutation testing",
        "",
        (
            "Does a test notice when the code is wrong? `make mutate` makes one mistake at a time "
            "in `trust` and `verify` and runs the tests that run that line. What it changes and "
            "why it is a driver of our own: [decision 21](adr/0021-mutation-driver.md). It stands "
            f"outside continuous integration. Figures as of {datetime.now(UTC):%Y-%m-%d}; at least "
            f"{100 * WANTED:.0f} % is wanted of every module."
        ),
        "",
        *(PART if any(score.unasked for score in scores) else ()),
        *table([*scores, *sums, total(scores, "**together**")]),
        "",
        "## Equivalent",
        "",
        "No test can notice these. They are left out of the score, with the reason, in "
        "`mutation/equivalent.toml`: "
        + ", ".join(
            f"{number} in `{module.removeprefix('skillmark.')}`"
            for module, number in sorted(Counter(place[0] for place in equivalent.used).items())
        )
        + ".",
        "",
        "## Survivors",
        "",
        "Mistakes that no test notices yet.",
        "",
    ]
    for mutant in survivors:
        where = f"{mutant.module.removeprefix('skillmark.')} {mutant.scope}".strip()
        lines.append(f"- {where}: `{_cut(mutant.was)}` became `{_cut(mutant.now)}`")
    return "\n".join(lines) + "\n"


def _cut(text: str) -> str:
    """Short, and fit for a line of Markdown."""
    text = text.replace("`", "'")
    return text if len(text) <= 90 else f"{text[:87]}..."


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", help="trust.status, verify, ... (default: all)")
    parser.add_argument("--jobs", type=int, default=2, help="forks at a time")
    parser.add_argument("--sample", type=int, help="ask about so many only, by chance")
    parser.add_argument("--budget", type=float, default=8, help="seconds of tests for a mutant")
    parser.add_argument("--fresh", action="store_true", help="forget earlier runs")
    parser.add_argument("--write", type=Path, help="write the page (all modules)")
    parser.add_argument("--no-run", action="store_true", help="only tell what is known")
    asked = parser.parse_args()
    os.chdir(ROOT)
    if asked.fresh:
        shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(exist_ok=True)
    paths = modules(asked.modules)
    if not paths:
        print(f"no module of {' or '.join(ROOMS)} is named {' or '.join(asked.modules)}")
        return 2
    run = Run(paths, asked.jobs, asked.budget)
    if not asked.no_run:
        prepare()
        run.go(asked.sample)
    scores, survivors = run.scores()
    for mutant in survivors:
        path = paths[mutant.module].relative_to(ROOT)
        print(f"{path}:{mutant.line} {mutant.scope}: {mutant.was} -> {mutant.now} #{mutant.nth}")
    print("\n".join(table([*scores, total(scores, "together")])))
    for entry in run.equivalent.stale(paths):
        print(f"fits no mutant any more ({LIST.name}): {entry}")
    if asked.write:
        asked.write.write_text(page(scores, survivors, run.equivalent))
    low = [score.module for score in scores if score.share < WANTED]
    print(f"below {100 * WANTED:.0f} %: {', '.join(low)}" if low else "all at or above the mark")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
