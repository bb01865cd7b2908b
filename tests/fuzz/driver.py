"""One process that fuzzes one target under libFuzzer's guidance by coverage (atheris)."""

from __future__ import annotations

import sys
from random import Random

import atheris

from .target import load, run


def main(name: str, *arguments: str) -> None:
    """Fuzz until a limit among the `arguments` (libFuzzer's own) is reached or a promise broken."""
    with atheris.instrument_imports(include=["skillmark"], enable_loader_override=False):
        target = load(name)
    mutate = target.mutate
    options = {}
    if mutate is not None:
        options["custom_mutator"] = lambda data, most, seed: mutate(
            bytes(data), most, Random(seed), atheris.Mutate
        )
    limits = [f"-max_len={target.longest}", "-timeout=60", "-rss_limit_mb=1500"]
    atheris.Setup([name, *limits, *arguments], lambda data: run(target, data), **options)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
