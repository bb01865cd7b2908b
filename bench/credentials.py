"""How many credentials one core issues and verifies a second, beside peers and bare Ed25519.

Everybody signs the same badge with the same key under the same pinned contexts, and asks the same
status lists, which lie in memory. Each figure comes from a process of its own, so that its memory
is its own. `full` is what the product awards (12 KB), `plain` little more than a name.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rig import badge, cost, digital_bazaar, scale, subjects
from rig.table import Figures, PeerMissingError, options

FORMS = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt")
SIZES = (1_000, 20_000)
SECONDS = 1.0
"""Of processor time that one figure rests on."""
COLUMNS = (
    "who", "badge", "form", "issue_per_s", "verify_per_s", "issue_times", "verify_times",
    "MB", "KB_each",
)  # fmt: skip
NOTES = (
    """times: how many times as fast skillmark is as this row, same badge and form (bottom rows:
    as a bare signature, with the plain badge)""",
    f"""verifying: skillmark checks {subjects.Skillmark.checks}; openvc-core
    {subjects.OpenVC.checks}; @digitalbazaar/vc the same, and each status list anew""",
    """issuing: skillmark also shapes the credential and refuses what cannot be signed; the peers
    get ready documents""",
    """MB: the most memory that the process held, libraries included; KB each: one credential""",
    """the people and the figures in the badges are made up""",
)
BARE: dict[str, type[subjects.Pyca | subjects.PyNaCl]] = {
    "pyca/cryptography": subjects.Pyca,
    "PyNaCl": subjects.PyNaCl,
}


def measured(what: str, form: str, kind: str, seconds: float) -> dict[str, Any]:
    """Measure one subject here; refuses to count credentials that do not verify."""
    subject: subjects.Subject
    if what in BARE:
        subject = BARE[what]()
    else:
        named: dict[str, type[subjects.Skillmark | subjects.OpenVC]] = {
            "skillmark": subjects.Skillmark,
            "openvc": subjects.OpenVC,
        }
        subject = named[what](kind, form)

    def produce(count: int) -> Any:
        # only the last batch is kept: how many a second has no say in how much memory
        signed: Any = []
        for size in subjects.batches(count):
            signed = subject.issue(size)
        return signed

    issue, signed = cost.rate(produce, seconds=seconds)

    def verify(count: int) -> None:
        for size in subjects.batches(count):
            if subject.verify(subjects.repeated(signed, size)) != size:
                raise SystemExit(f"{what} does not verify the {kind} {form} that it issued")

    check, _ = cost.rate(verify, seconds=seconds)
    return {"issue": issue, "verify": check, "megabytes": cost.megabytes(), "bytes": _size(signed)}


def _size(signed: Any) -> int:
    first = signed[0]
    if isinstance(first, tuple):
        return 0
    return len(first if isinstance(first, (bytes, str)) else json.dumps(first))


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
        KB_each=found["bytes"] / 1000 or None,
        **more,
    )


def compare(figures: Figures, *, seconds: float, kinds: tuple[str, ...]) -> None:
    """Fill in ours, the peers and the limit."""
    ours: dict[tuple[str, str], dict[str, Any]] = {}

    def beside(who: str, found: dict[str, Any], kind: str, form: str) -> None:
        mine = ours[kind, form]
        times = {f"{verb}_times": mine[verb] / found[verb] for verb in ("issue", "verify")}
        row(figures, who, found, badge=kind, form=form, **times)

    for kind in kinds:
        for form in FORMS:
            ours[kind, form] = child("skillmark", form, kind, seconds)
            row(figures, "skillmark", ours[kind, form], badge=kind, form=form)
        try:
            who = f"openvc-core {version('openvc-core')}"
        except PackageNotFoundError:
            figures.missing("openvc-core", "install the extra `peer`", required=True)
        else:
            for form in FORMS:
                beside(who, child("openvc", form, kind, seconds), kind, form)
        if not digital_bazaar.present():
            figures.missing("@digitalbazaar/vc", digital_bazaar.REMEDY, required=True)
            continue
        who = f"@digitalbazaar/vc {digital_bazaar.version()}"
        found = digital_bazaar.measure(kind, seconds=seconds)
        beside(f"{who}, no status", found, kind, FORMS[0])
        found["verify"] = found["verify_with_status"]
        beside(f"{who}, status", found, kind, FORMS[0])
    for who in BARE:
        limit = child(who, "-", "-", seconds)
        mine = ours[kinds[-1], FORMS[0]]
        times = {f"{verb}_times": mine[verb] / limit[verb] for verb in ("issue", "verify")}
        row(figures, f"{who}: a signature alone", limit, form="Ed25519", **times)


def grow(figures: Figures, sizes: tuple[int, ...]) -> None:
    """Fill in what one credential costs in small and in large batches."""
    each: list[float] = []
    for count in sizes:
        found = child("scale", count)
        if found["valid"] != count:
            raise SystemExit(f"{found['valid']} of {count} credentials on disk are valid")
        each.append((found["issue"] + found["verify"]) / count * 1000)
        figures.add(
            who=f"skillmark award + verify, {count:,} on disk",
            badge="plain",
            form=FORMS[0],
            issue_per_s=count / found["issue"],
            verify_per_s=count / found["verify"],
            MB=round(found["megabytes"]),
        )
    figures.notes.append(
        f"one credential, awarded and verified, costs {each[0]:.2f} ms among {sizes[0]:,} and "
        f"{each[-1]:.2f} ms among {sizes[-1]:,}: {each[-1] / each[0]:.2f} times"
    )


def main() -> None:
    """Measure everything and print it."""
    parser = options(__doc__)
    parser.add_argument("--only", nargs="+", help="one figure, as JSON (what the others run)")
    asked = parser.parse_args()
    if asked.only:
        answer = only(*asked.only)
        sys.stdout.write(json.dumps(answer))
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
    figures.notes += NOTES
    figures.show(as_json=asked.json)


def only(what: str, form: str, kind: str = "", seconds: str = "0") -> dict[str, Any]:
    """Measure one figure in this process."""
    if what == "scale":
        return {**asdict(scale.measure(int(form))), "megabytes": cost.megabytes()}
    return measured(what, form, kind, float(seconds))


if __name__ == "__main__":
    main()
