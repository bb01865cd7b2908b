"""How fast credentials are issued and verified, beside peers and bare Ed25519, on one core.

Everybody signs the same badge with the same key under the same pinned contexts, and asks the same
status lists, which lie in memory. Each figure comes from a process of its own, so that its memory
is its own, and stands beside the bare signature that the same process measured around it. `full`
is what the product awards (12 KB), `plain` little more than a name.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rig import badge, cost, digital_bazaar, stored, subjects
from rig.table import Figures, PeerMissingError, options

FORMS = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt")
RDFC = FORMS[0]
SIZES = (1_000, 1_000_000)
SECONDS = 1.0
"""Of processor time that one figure rests on."""
COLUMNS = (
    "who", "badge", "form", "issue_per_s", "verify_per_s", "issue_limit", "verify_limit",
    "issue_x", "verify_x", "MB",
)  # fmt: skip
NOTES = (
    """limit: share of what bare Ed25519 over 64 bytes does (PyNaCl, the fastest library here),
    measured in the same process before and after""",
    """x: how many times as fast skillmark is as this row; for skillmark's further rows, how
    many times as fast they are as @digitalbazaar/vc with the same badge""",
    f"""verifying: skillmark checks {subjects.Skillmark.checks}; openvc-core
    {subjects.OpenVC.checks}; @digitalbazaar/vc the same, and each status list anew""",
    """issuing: skillmark also shapes the credential and refuses what cannot be signed; the peers
    get ready documents""",
    """other templates: each credential says something else than all before it, in a structure that
    was met; never seen: each has a structure of its own""",
    """MB: the most memory that the process held, libraries included""",
    """the people and the figures in the badges are made up""",
)
BARE: dict[str, type[subjects.Pyca | subjects.PyNaCl]] = {
    "pyca/cryptography": subjects.Pyca,
    "PyNaCl": subjects.PyNaCl,
}
OURS: dict[str, type[subjects.Skillmark]] = {
    "skillmark": subjects.Skillmark,
    "other": subjects.OtherTemplates,
    "unseen": subjects.NeverSeen,
}


def measured(what: str, form: str, kind: str, seconds: float) -> dict[str, Any]:
    """Measure one subject here; refuses to count credentials that do not verify."""
    subject: subjects.Subject
    if what in BARE:
        subject = BARE[what]()
    elif what == "openvc":
        subject = subjects.OpenVC(kind, form)
    else:
        subject = OURS[what](kind, form)
    before = limits(seconds / 4)

    def produce(count: int) -> Any:
        # only the last batch is kept: how many a second has no say in how much memory
        signed: Any = []
        for size in subjects.batches(count):
            signed = subject.issue(size)
        return signed

    issue, signed = cost.rate(produce, seconds=seconds)

    def verify(count: int) -> None:
        for given in subject.to_verify(signed, count):
            if subject.verify(given) != len(given):
                raise SystemExit(f"{what} does not verify the {kind} {form} that it issued")

    check, _ = cost.rate(verify, seconds=seconds)
    megabytes = cost.megabytes()
    after = limits(seconds / 4)
    return {
        "issue": issue,
        "verify": check,
        "megabytes": megabytes,
        "issue_bare": (before[0] + after[0]) / 2,
        "verify_bare": (before[1] + after[1]) / 2,
    }


def limits(seconds: float) -> tuple[float, float]:
    """Return how many bare signatures a second are made and checked right now."""
    bare = subjects.PyNaCl()
    sign, signed = cost.rate(bare.issue, seconds=seconds)
    check, _ = cost.rate(lambda n: bare.verify(subjects.repeated(signed, n)), seconds=seconds)
    return sign, check


def child(*arguments: object) -> dict[str, Any]:
    """Measure in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--only", *map(str, arguments)],
        stdout=subprocess.PIPE,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def row(figures: Figures, who: str, found: dict[str, Any], **more: Any) -> None:
    """Add what was measured."""
    figures.add(
        who=who,
        issue_per_s=found["issue"],
        verify_per_s=found["verify"],
        MB=round(found["megabytes"]),
        **more,
    )


def shares(found: dict[str, Any]) -> dict[str, Any]:
    """Return what part of the limit it reaches."""
    return {
        "issue_limit": f"{found['issue'] / found['issue_bare']:.0%}",
        "verify_limit": f"{found['verify'] / found['verify_bare']:.0%}",
    }


def compare(figures: Figures, *, seconds: float, kinds: tuple[str, ...]) -> None:
    """Fill in ours, the peers and the limit. A peer that must be here is missed at once."""
    if not digital_bazaar.present():
        figures.missing("@digitalbazaar/vc", digital_bazaar.REMEDY, required=True)
    for kind in kinds:
        ours = {form: child("skillmark", form, kind, seconds) for form in FORMS}
        for form in FORMS:
            row(figures, "skillmark", ours[form], badge=kind, form=form, **shares(ours[form]))
        others = {what: child(what, RDFC, kind, seconds) for what in ("other", "unseen")}
        try:
            openvc(figures, ours, kind, seconds)
        except PackageNotFoundError:
            figures.missing("openvc-core", "install the extra `peer`", required=True)
        peer: float | None = None
        if digital_bazaar.present():
            peer = bazaar(figures, ours[RDFC], kind, seconds)
        for what, said in (("other", "other templates"), ("unseen", "never seen")):
            figures.add(
                who=f"skillmark, {said}",
                badge=kind,
                form=RDFC,
                verify_per_s=others[what]["verify"],
                verify_limit=shares(others[what])["verify_limit"],
                verify_x=peer and others[what]["verify"] / peer,
                MB=round(others[what]["megabytes"]),
            )
    for who in BARE:
        row(figures, f"{who}: a signature alone", child(who, "-", "-", seconds), form="Ed25519")


def openvc(figures: Figures, ours: dict[str, dict[str, Any]], kind: str, seconds: float) -> None:
    """Fill in the peer from PyPI."""
    who = f"openvc-core {version('openvc-core')}"
    for form in FORMS:
        found = child("openvc", form, kind, seconds)
        times = {f"{verb}_x": ours[form][verb] / found[verb] for verb in ("issue", "verify")}
        row(figures, who, found, badge=kind, form=form, **times)


def bazaar(figures: Figures, ours: dict[str, Any], kind: str, seconds: float) -> float:
    """Fill in the peer from npm; return how many it verifies a second, status included."""
    who = f"@digitalbazaar/vc {digital_bazaar.version()}"
    found = digital_bazaar.measure(kind, seconds=seconds)
    for verify, what in (("verify", "no status"), ("verify_with_status", "status")):
        figures.add(
            who=f"{who}, {what}",
            badge=kind,
            form=RDFC,
            issue_per_s=found["issue"],
            verify_per_s=found[verify],
            issue_x=ours["issue"] / found["issue"],
            verify_x=ours["verify"] / found[verify],
            MB=round(found["megabytes"]),
        )
    return float(found["verify_with_status"])


def grow(figures: Figures, sizes: tuple[int, ...]) -> None:
    """Fill in what one credential costs in small and in large numbers."""
    each: list[float] = []
    for count in sizes:
        found = child("many", count)
        each.append((1 / found["issue"] + 1 / found["verify"]) * 1e6)
        row(figures, f"skillmark, {count:,} in one run", found, badge="plain", form=RDFC)
    figures.notes.append(
        f"one credential, issued and verified, costs {each[0]:.0f} microseconds among {sizes[0]:,} "
        f"and {each[-1]:.0f} among {sizes[-1]:,}: {each[-1] / each[0]:.2f} times"
    )


def main() -> None:
    """Measure everything and print it."""
    parser = options(__doc__)
    parser.add_argument("--only", nargs="+", help="one figure, as JSON (what the others run)")
    asked = parser.parse_args()
    if asked.only:
        sys.stdout.write(json.dumps(only(*asked.only)))
        return
    figures = Figures("credentials", "Credentials a second of one core", COLUMNS)
    try:
        compare(
            figures,
            seconds=0.02 if asked.quick else SECONDS,
            kinds=("plain",) if asked.quick else badge.KINDS,
        )
    except PeerMissingError as error:
        raise SystemExit(str(error)) from None
    grow(figures, (5, 10) if asked.quick else SIZES)
    for count, kind in ((40, "plain"),) if asked.quick else ((100_000, "plain"), (100_000, "full")):
        said = stored.Run(**child("stored", count, kind))
        figures.add(
            who=f"skillmark verify, {count:,} stored, 2 processes",
            badge=kind,
            form=RDFC,
            verify_per_s=count / said.seconds,
            MB=round(said.megabytes),
        )
        figures.notes.append(
            f"{count:,} stored {kind} credentials, verified by the command with 2 processes and a "
            f"status list over HTTP: {said.seconds:.1f} s on the wall, start included"
        )
    figures.notes += NOTES
    figures.show(as_json=asked.json)


def only(what: str, form: str, kind: str = "", seconds: str = "0") -> dict[str, Any]:
    """Measure one figure in this process."""
    if what == "many":
        return many(int(form))
    if what == "stored":
        # in a process of its own: the most memory of its children is that of the command alone
        return asdict(stored.measure(int(form), kind))
    return measured(what, form, kind, float(seconds))


def many(count: int) -> dict[str, Any]:
    """Issue and verify that many different credentials, batch after batch."""
    subject = subjects.Skillmark("plain", RDFC)
    subject.issue(1)
    spent = {"issue": 0.0, "verify": 0.0}
    done = 0
    for size in subjects.batches(count):
        issued = cost.timed(lambda size=size, done=done: subject.issue(size, first=done))  # type: ignore[misc]
        checked = cost.timed(lambda signed=issued.answer: subject.verify(signed))  # type: ignore[misc]
        if checked.answer != size:
            raise SystemExit(f"{size - checked.answer} of {size} credentials are not valid")
        spent["issue"] += issued.cpu
        spent["verify"] += checked.cpu
        done += size
    return {name: count / each for name, each in spent.items()} | {"megabytes": cost.megabytes()}


if __name__ == "__main__":
    main()
