"""Every case of hostile input has a test that bears its number: `test_hostile_NN_...`."""

from __future__ import annotations

import re
from pathlib import Path

CASES = {
    1: "one byte of payload, proof or key flipped",
    2: "alg none",
    3: "HS256 keyed with the public key",
    4: "a key carried by the attacker",
    5: "a key that is not in the issuer's assertionMethod",
    6: "the wrong proof purpose or typ",
    7: "a replayed presentation, the wrong domain or challenge",
    8: "empty proof arrays, a failing proof in a set, a broken chain",
    9: "expired, not yet valid, a skewed clock",
    10: "duplicate JSON keys, NaN, lone surrogates",
    11: "numbers that do not survive canonicalization twice",
    12: "JSON nested 5,000 and 100,000 deep",
    13: "a context that redefines a term",
    14: "an undefined term that expansion would drop",
    15: "an unknown or remote context",
    16: "a poison graph",
    17: "a gzip bomb as a status list",
    18: "a list too short, an index out of range, the wrong purpose",
    19: "an unsigned or foreign-signed list",
    20: "the status host is down",
    21: "a stale list replayed",
    22: "addresses inside, in every disguise",
    23: "names that resolve anew, redirects to the inside",
    24: "slow senders, endless bodies, compressed bombs",
    25: "did:web with tricks",
    26: "SVG with script",
    27: "SVG or HTML with file: references",
    28: "pixel flood, 50 MB of text in a PNG",
    29: "two credential chunks in one PNG",
    30: "stored script in names, criteria, links",
    31: "cross-site requests, open redirects, framing",
    33: "bidirectional and look-alike names of issuers",
    39: "an answer that gives orders to the machine that reads it",
    40: "a grader that is down, or is another one than before",
    41: "double submit, late submit race",
    42: "the answer key in HTML, JSON or a script",
    43: "kill -9 in the middle of a bulk award",
    44: "a full disk, one that refuses",
    45: "the same idempotency key twice, with another body, at the same moment",
    46: "two workers, an expired lease",
    49: "an old backup that is put back",
    51: "rotation: old credentials verify, a retired key cannot sign",
    52: "compromise: everything signed after a logged index is revoked",
    53: "an edited, deleted or forked entry of the log",
    54: "the audit log or the award log cannot be written",
    55: "a person who is to be erased",
    56: "polling that tracks a holder",
}
_TEST = re.compile(r"^ *(?:async )?def (test_hostile_(\d\d)(?:_and_(\d\d))?_\w+)\(", re.MULTILINE)


def found(root: Path) -> dict[int, set[str]]:
    """The names of tests by the number of their case."""
    tests: dict[int, set[str]] = {}
    for file in (root / "tests").rglob("test_*.py"):
        for name, *numbers in _TEST.findall(file.read_text("utf-8")):
            for number in filter(None, numbers):
                tests.setdefault(int(number), set()).add(name)
    return tests


def test_every_case_has_a_test(root: Path) -> None:
    tests = found(root)
    missing = [f"{number}: {title}" for number, title in CASES.items() if number not in tests]
    assert not missing


def test_the_page_says_what_happens_in_every_case_and_names_tests_that_exist(root: Path) -> None:
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$",
                      (root / "docs/hostile.md").read_text("utf-8"), re.MULTILINE)  # fmt: skip
    assert [int(number) for number, *_ in rows] == list(CASES)
    there = found(root)
    for number, title, tests, happens in rows:
        assert title == CASES[int(number)]
        assert happens.strip()
        named = re.findall(r"`([^`]+)`", tests)
        assert named
        for name in named:
            file, _, test = name.partition("::")
            assert f"def {test}(" in (root / "tests" / file).read_text("utf-8"), name
            assert test in there[int(number)], name
