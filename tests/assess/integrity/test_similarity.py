"""Answers that agree more than abilities explain."""

from __future__ import annotations

import json
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from skillmark.assess.integrity.chances import Chances, estimate
from skillmark.assess.integrity.flags import LIMIT
from skillmark.assess.integrity.similarity import clusters, compare, omega, similar
from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.errors import InputError


def known_chances(right, chance):
    """Return the chances of right and wrong where they are known (persons x items)."""
    values, chance = np.array(right), np.array(chance)
    of = np.stack([1 - chance, chance], axis=2)
    return Chances(values.astype(np.int16), of, values == 1, chance, np.zeros(len(values)))


def test_copydetect_prints_the_same():
    """CopyDetect 1.3 under R 4.2.2, on 60 people and 20 items drawn by us (numpy seed 30)."""
    printed = json.loads(Path(__file__).with_name("copydetect.json").read_text("utf-8"))
    chance = np.array(printed["chances"]).T
    chances = known_chances([printed["copier"], printed["source"]], chance)
    pairs = compare(chances, least=-99)
    assert pairs.p[0] == pytest.approx(printed["gbt"], abs=1e-9)
    assert omega(chances, 0, 1) == pytest.approx(printed["omega"], abs=1e-9)


def test_every_pair_is_compared_as_it_would_be_alone():
    rng = np.random.default_rng(1)
    chances = known_chances(rng.integers(0, 2, (40, 12)), rng.uniform(0.05, 0.95, (40, 12)))
    pairs = compare(chances, least=-99)
    assert pairs.compared == len(pairs.p) == 40 * 39 // 2
    found = {(i, j): p for i, j, p in zip(pairs.first, pairs.second, pairs.p, strict=True)}
    for i, j in list(combinations(range(40), 2))[::17]:
        both = np.array([chances.right_chance[i], chances.right_chance[j]])
        same = (both.prod(axis=0) + (1 - both).prod(axis=0)).tolist()
        tail = np.array([1.0])
        for p in same:
            tail = np.convolve(tail, [1 - p, p])
        matches = int((chances.chosen[i] == chances.chosen[j]).sum())
        assert found[i, j] == pytest.approx(tail[matches:].sum())


def test_pairs_that_are_not_worked_out_are_those_without_a_small_p():
    rng = np.random.default_rng(2)
    chances = known_chances(rng.integers(0, 2, (60, 15)), rng.uniform(0.05, 0.95, (60, 15)))
    every, few = compare(chances, least=-99), compare(chances)
    kept = set(zip(few.first.tolist(), few.second.tolist(), strict=True))
    left_out = [
        p
        for i, j, p in zip(every.first.tolist(), every.second.tolist(), every.p, strict=True)
        if (i, j) not in kept
    ]
    assert min(left_out) > 0.003
    assert few.compared == every.compared


@pytest.mark.parametrize("with_options", [False, True])
def test_where_nobody_copied_hardly_anybody_is_flagged(drawing, with_options):
    """At most one cohort in twenty, by Holm; measured: none of 60."""
    flagged = 0
    for seed in range(30):
        world = drawing(seed, persons=120, items=30)
        chances = estimate(world.responses, world.options if with_options else None)
        flagged += bool(len(compare(chances).within(LIMIT)))
    assert flagged <= 2


def test_p_values_are_not_too_small(drawing):
    small = [0, 0]
    for seed in range(5):
        world = drawing(seed, persons=300, items=40)
        pairs = compare(estimate(world.responses, world.options))
        small[0] += int((pairs.p < 0.001).sum())
        small[1] += pairs.compared
    assert small[0] / small[1] < 0.001


def test_planted_copying_is_found(drawing):
    """Nine answers in ten copied from somebody abler, options known; nobody else is flagged."""
    found = others = 0
    for seed in range(6):
        world = drawing(seed, persons=200, items=40)
        order = np.argsort(-world.theta).tolist()
        planted = [(order[k], order[-10 - k]) for k in (70, 80, 90)]
        rng = np.random.default_rng(seed)
        for source, copier in planted:
            world.copy(source, copier, rng.choice(40, 36, replace=False))
        flags, pairs = similar(
            estimate(world.responses, world.options), [str(n) for n in range(200)]
        )
        assert pairs.compared == sum(pairs.histogram) == 200 * 199 // 2
        flagged = {frozenset(map(int, flag.who)) for flag in flags}
        found += len(flagged & set(map(frozenset, planted)))
        others += len(flagged - set(map(frozenset, planted)))
    assert found >= 17
    assert others == 0


def test_words_and_figures_of_a_pair(drawing):
    world = drawing(9, persons=150, items=40)
    source = int(np.argsort(world.theta)[40])
    copier = int(np.argsort(world.theta)[60])
    world.copy(source, copier, slice(0, 38))
    flags, _ = similar(estimate(world.responses, world.options), world.responses.persons)
    assert set(flags[0].who) == {f"p{source}", f"p{copier}"}
    same = world.options[source] == world.options[copier]
    assert flags[0].figures["matches"] == same.sum()
    assert flags[0].figures["wrong"] == (same & (world.options[source] != 0)).sum()
    assert flags[0].figures["wrong_expected"] < flags[0].figures["wrong"] / 2
    assert flags[0].strength.word == "very strong"
    assert "same teacher" in flags[0].innocent[0]


def test_order_of_people_and_items_does_not_matter(drawing):
    world = drawing(3, persons=80, items=20)
    world.copy(4, 9, slice(0, 18))
    rng = np.random.default_rng(0)
    rows, columns = rng.permutation(80), rng.permutation(20)
    first = compare(estimate(world.responses, world.options), least=1)
    given = world.responses
    turned = Responses(
        tuple(given.items[k] for k in columns), given.values[rows][:, columns], given.persons
    )
    second = compare(estimate(turned, world.options[rows][:, columns]), least=1)
    one = {
        frozenset((i, j)): p
        for i, j, p in zip(first.first.tolist(), first.second.tolist(), first.p, strict=True)
    }
    other = {
        frozenset((int(rows[i]), int(rows[j]))): p
        for i, j, p in zip(second.first, second.second, second.p, strict=True)
    }
    assert one == pytest.approx(other, rel=1e-5)


def test_people_with_few_questions_in_common_are_not_compared(drawing):
    world = drawing(4, persons=60, items=24)
    world.values[:30, :12] = MISSING
    world.values[30:, 15:] = MISSING
    pairs = compare(estimate(world.responses))
    # Across the halves three questions are common.
    assert pairs.compared == 2 * (30 * 29 // 2)
    world.values[:, 12:15] = MISSING
    world.values[:30, 12:21], world.values[30:, :6] = MISSING, MISSING
    with pytest.raises(InputError, match="same 10 questions"):
        compare(known_chances_with_gaps(world))


def known_chances_with_gaps(world):
    chance = np.full(world.values.shape, 0.5)
    of = np.where((world.values != MISSING)[:, :, None], 0.5, 0.0) * np.ones(2)
    right = world.values == 1
    return Chances(world.values.astype(np.int16), of, right, chance, np.zeros(60))


def test_clusters_of_people(drawing):
    world = drawing(5, persons=150, items=40)
    middle = np.argsort(world.theta)[40:50].tolist()
    for copier in middle[1:4]:
        world.copy(middle[0], copier, slice(0, 37))
    world.copy(middle[5], middle[6], slice(0, 37))
    flags, _ = similar(estimate(world.responses, world.options), world.responses.persons)
    found = clusters([(flag.who[0], flag.who[1]) for flag in flags])
    assert [set(group) for group in found] == [
        {f"p{k}" for k in middle[:4]},
        {f"p{k}" for k in middle[5:7]},
    ]
    assert clusters([]) == ()


def test_two_thousand_people_take_seconds(drawing):
    world = drawing(6, persons=2000, items=60)
    begun = time.perf_counter()
    pairs = compare(estimate(world.responses, world.options))
    assert pairs.compared == 2000 * 1999 // 2
    assert time.perf_counter() - begun < 30


@pytest.mark.parametrize(
    ("persons", "items", "cause"), [(49, 20, "49 people"), (80, 9, "9 questions")]
)
def test_too_few(drawing, persons, items, cause):
    with pytest.raises(InputError, match=cause) as caught:
        estimate(drawing(7, persons=persons, items=items).responses)
    assert caught.value.code == "too_few"


def test_questions_that_nobody_answers_differently(drawing):
    world = drawing(8, persons=80, items=15)
    world.values[:, :6] = 1
    with pytest.raises(InputError, match="only 9 questions"):
        estimate(world.responses)
