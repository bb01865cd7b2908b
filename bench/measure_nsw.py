"""The effect estimate on a study with a known answer, and how long it takes.

Prints the experiment's answer, what the raw comparison with a survey would say, what adjustment
makes of it, and the placebo. Data: extra `study`.
"""

from __future__ import annotations

import time

from skillmark.measure import nsw
from skillmark.measure.aipw import Estimate
from skillmark.nouns.errors import UnavailableError


def line(label: str, x: Estimate) -> str:
    return f"{label:<44}{x.value:>10,.0f}   ({x.low:>8,.0f} to {x.high:>8,.0f})"


def main() -> None:
    start = time.perf_counter()
    try:
        answer = nsw.study()
    except UnavailableError as error:
        print(error)
        return
    took = time.perf_counter() - start
    adjusted = answer.adjusted
    print("Effect of job training on earnings in 1978, in dollars (95% interval)")
    print(line("experiment (the answer)", answer.experimental))
    print(line("trainees against CPS-1, naive", adjusted.naive))
    print(line("trainees against CPS-1, doubly robust", adjusted.estimate))
    print(line("placebo: controls against CPS-1, naive", answer.placebo_naive))
    print(line("placebo: controls against CPS-1, adjusted", answer.placebo))
    overlap = adjusted.overlap
    print(
        f"{overlap.treated} trainees and {overlap.untreated:,} respondents compared "
        f"(effectively {adjusted.effective_sample_size:.0f}); left out without counterpart: "
        f"{overlap.treated_left_out} and {overlap.untreated_left_out:,}"
    )
    worst = max(adjusted.balance, key=lambda row: abs(row.after))
    print(f"largest difference left: {worst.after:+.2f} standard deviations ({worst.covariate})")
    print(f"answer recovered: {'yes' if answer.recovered else 'no'}; {took:.1f} s")


if __name__ == "__main__":
    main()
