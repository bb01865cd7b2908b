"""Sentences with the skills that people found in them, and a fixed way to halve them."""

from __future__ import annotations

import ast
import csv
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("SKILLMARK_SHARED") or ROOT.parent / "shared") / "data"
NOTHING = {"UNK", "LABEL NOT PRESENT", "UNDERSPECIFIED"}


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence with the labels that are right for it; spans of one sentence are pooled."""

    sentence: str
    gold: frozenset[str]

    @property
    def half(self) -> str:
        """`A` may be looked at while tuning, `B` may not: by the digest of the sentence."""
        return "AB"[int(hashlib.sha256(self.sentence.encode()).hexdigest(), 16) % 2]


def there() -> bool:
    """Say whether the reference data is here."""
    return all((DATA / name).is_dir() for name in ("esco-1.1.1", "skill-linking"))


def queries(part: str) -> list[Query]:
    """Read a part: `skillskape-train`, `skillskape-dev`, `tech-validation`, `house-validation`."""
    pooled: dict[str, set[str]] = {}
    with (DATA / "skill-linking" / f"{part}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            labels = ast.literal_eval(row["skills"]) if "skills" in row else [row["label"]]
            pooled.setdefault(row["sentence"], set()).update(labels)
    return [Query(sentence, frozenset(gold - NOTHING)) for sentence, gold in pooled.items()]
