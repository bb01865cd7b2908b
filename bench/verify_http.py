"""How many verifications a second one core serves over HTTP, and how long one of them takes.

`skillmark serve` on one core answers 8 connections that each wait for their answer before they
ask again; the load comes from another core. Its own organisation awarded the badges, so schema,
issuer's key, validity and status are all checked. A peer answers the same requests on the same
core afterwards.
"""

from __future__ import annotations

import json
import os
import tempfile
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from rig import badge, digital_bazaar, load, strangers
from rig.load import Load
from rig.site import Site, running, seconds_of
from rig.table import Figures, PeerMissingError, options

PEOPLE, TEMPLATES, STRANGERS = 200, 8, 1500
SECONDS = 5.0
"""On the wall, for each row; and a tenth of it before, which is not counted."""
CONNECTIONS = 8
VC_API, REST = "/credentials/verify", "/api/verify/"
COUNT = 200_000
"""Requests for each row at most."""
MULTIKEY = "https://w3id.org/security/multikey/v1"
ALONE = "one template, in one process"
SAME, MIXED, UNSEEN = "one template", "mixed templates", "unseen, garbage"
COLUMNS = (
    "who", "workload", "per_s", "p50_ms", "p95_ms", "p99_ms", "server_us", "client_us",
    "valid", "not", "times",
)  # fmt: skip
NOTES = (
    f"""{CONNECTIONS} keep-alive connections, closed loop, loopback; server and load each on a core
    of its own where there are two""",
    """server us, client us: processor time for each request; the rest of the wall belongs to the
    other side, or to other programs on the machine, which the latencies show and the times do
    not""",
    """the first row checks the same credentials in one process, one after the other: what is left
    to the verification itself""",
    f"""{UNSEEN}: a quarter is no JSON, no credential or tampered with; 400 is the right answer to
    these, and anything but 200 and 400 ends the bench""",
    f"""skillmark answers on {VC_API} (the row named REST: {REST}), @digitalbazaar/vc behind Node's
    own http server; it checks contexts, proof, key and status, with every document in memory""",
    """times: how many times as fast skillmark is, by requests a second""",
)


def workloads(made: list[list[dict[str, Any]]], count: int) -> dict[str, list[bytes]]:
    """Return the bodies of each workload."""
    turns = [one for several in zip(*made, strict=True) for one in several]
    return {
        SAME: [_body(one) for one in made[0]],
        MIXED: [_body(one) for one in turns],
        UNSEEN: strangers.bodies(count),
    }


def _body(credential: dict[str, Any], member: str = "verifiableCredential") -> bytes:
    return json.dumps({member: credential}).encode()


def measured(
    port: int, process: int, path: str, bodies: list[bytes], seconds: float, *, once: bool = False
) -> tuple[Load, float]:
    """Send the bodies until the time is up (each `once`); also the server's seconds for each."""
    requests = [load.post(path, body) for body in bodies]
    some = min(len(requests) // 4, 50)
    load.run(port, requests[:some], count=some, seconds=seconds, connections=CONNECTIONS)
    before = seconds_of(process)
    requests = requests[some:]
    count = len(requests) if once else COUNT
    found = load.run(port, requests, count=count, seconds=seconds, connections=CONNECTIONS)
    return found, (seconds_of(process) - before) / len(found.seconds)


def row(figures: Figures, who: str, workload: str, found: Load, server: float) -> None:
    """Add what was measured, beside our own row of the same workload."""
    odd = {status: n for status, n in found.statuses.items() if status not in {200, 400}}
    if odd:
        raise SystemExit(f"{who} answered {odd}")
    ours = next((one for one in figures.rows if one.get("workload") == workload), None)
    figures.add(
        who=who,
        workload=workload,
        per_s=found.per_second,
        p50_ms=found.percentile(0.5),
        p95_ms=found.percentile(0.95),
        p99_ms=found.percentile(0.99),
        server_us=server * 1e6,
        client_us=found.client / len(found.seconds) * 1e6,
        valid=found.statuses[200],
        **{"not": found.statuses[400]},
        **({"times": ours["per_s"] / found.per_second} if ours else {}),
    )


def fetched(port: int, path: str) -> dict[str, Any]:
    """Return a document of the site as a verifier gets it."""
    connection = HTTPConnection(load.HOST, port, timeout=20)
    try:
        connection.request("GET", path, headers={"Accept": "application/json"})
        document: dict[str, Any] = json.loads(connection.getresponse().read())
        return document
    finally:
        connection.close()


def documents(site: Site, credential: dict[str, Any]) -> dict[str, Any]:
    """Return what the peer needs: contexts, status lists, and the keys of both issuers."""
    found = badge.contexts()
    entry = credential["credentialStatus"]
    for url in (entry["statusListCredential"], entry["statusReference"]):
        found[url] = fetched(site.port, url.partition(str(site.port))[2])
    issuer = credential["issuer"]["id"]
    (said,) = fetched(site.port, issuer.partition(str(site.port))[2])["verificationMethod"]
    ours = badge.key()
    for controller, method, multikey in (
        (issuer, said["id"], said["publicKeyMultibase"]),
        (ours.controller, ours.verification_method, ours.public_multikey()),
    ):
        key = {
            "@context": MULTIKEY,
            "id": method,
            "type": "Multikey",
            "controller": controller,
            "publicKeyMultibase": multikey,
        }
        found[method] = key
        found[controller] = {
            "@context": ["https://www.w3.org/ns/did/v1", MULTIKEY],
            "id": controller,
            "verificationMethod": [key],
            "assertionMethod": [method],
        }
    return found


def ours(
    figures: Figures, site: Site, work: dict[str, list[bytes]], core: int, seconds: float
) -> dict[str, Any]:
    """Fill in our rows; return the documents that the peer needs."""
    with site.serving(core) as process:
        for workload, bodies in work.items():
            once = workload == UNSEEN
            found, server = measured(site.port, process, VC_API, bodies, seconds, once=once)
            row(figures, "skillmark", workload, found, server)
            if workload != UNSEEN and found.statuses[400]:
                raise SystemExit(f"{found.statuses[400]} of our own badges are not valid")
        plain = [
            _body(json.loads(body)["verifiableCredential"], "credential") for body in work[SAME]
        ]
        found, server = measured(site.port, process, REST, plain, seconds)
        row(figures, "skillmark", f"{SAME}, REST", found, server)
        return documents(site, json.loads(work[SAME][0])["verifiableCredential"])


def peer(
    figures: Figures,
    known: dict[str, Any],
    work: dict[str, list[bytes]],
    core: int,
    seconds: float,
    folder: Path,
) -> None:
    """Fill in the rows of npm @digitalbazaar/vc behind Node's own server."""
    port = Site.make(folder).port
    given = folder / "peer.json"
    given.write_text(json.dumps({"documents": known, "port": port}), encoding="utf-8")
    script = Path(__file__).parent / "rig" / "digital_bazaar_http.mjs"
    # a script on stdin finds its packages from the working directory, a file from its own
    command = ["node", "--input-type=module", "-", str(given)]
    who = f"@digitalbazaar/vc {digital_bazaar.version()}"
    with (
        script.open("rb") as stdin,
        running(command, port, core, stdin=stdin, cwd=digital_bazaar.PACKAGES) as process,
    ):
        for workload, bodies in work.items():
            once = workload == UNSEEN
            found, server = measured(port, process, VC_API, bodies, seconds, once=once)
            row(figures, who, workload, found, server)
            if workload != UNSEEN and found.statuses[400]:
                raise SystemExit(f"{who} refuses {found.statuses[400]} badges")


def main() -> None:
    """Measure everything and print it."""
    asked = options(__doc__).parse_args()
    people, templates, unseen = (4, 2, 16) if asked.quick else (PEOPLE, TEMPLATES, STRANGERS)
    seconds = 0.1 if asked.quick else SECONDS
    cores = sorted(os.sched_getaffinity(0))
    figures = Figures("verify_http", f"Verifications over HTTP, {CONNECTIONS} connections", COLUMNS)
    if not digital_bazaar.present():
        try:
            figures.missing("@digitalbazaar/vc", digital_bazaar.REMEDY, required=True)
        except PeerMissingError as error:
            raise SystemExit(str(error)) from None
    with tempfile.TemporaryDirectory() as folder:
        site = Site.make(Path(folder, "site"))
        made = site.award(people, templates)
        work = workloads(made, unseen)
        os.sched_setaffinity(0, {cores[-1]})
        alone = site.alone(made[0], seconds=seconds / 5, core=cores[0])
        figures.add(who="skillmark, without HTTP", workload=ALONE, server_us=alone * 1e6)
        known = ours(figures, site, work, cores[0], seconds)
        if digital_bazaar.present():
            peer(figures, known, work, cores[0], seconds, Path(folder))
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
