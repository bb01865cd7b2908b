"""What `define` says of a pathway, against every way through it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.define import ways
from skillmark.define.catalogue import Catalogue
from skillmark.define.pathway import ProblemKind, problems, progress
from skillmark.define.pathways_written import pathway_from, pathway_to
from skillmark.define.shortest import by_hours, closure, offers, shortest
from skillmark.define.stacking import holds_until, pieces
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.held import Held, Holding
from skillmark.nouns.pathway import Before, Pathway, Step
from skillmark.nouns.proficiency import SkillLevel

from .drawn import IDS, LEVELS, SKILLS, WORDS, achievements, every_way, free, made, pathways

KNOWN = achievements()
SOME = st.sets(st.sampled_from(IDS))


def holdings(known: tuple[Achievement, ...], some: set[str]) -> Held:
    offered = offers(known)
    return Held(tuple(offered[one] for one in sorted(some)))


@given(pathways())
def test_a_pathway_is_written_and_read_back_the_same(pathway: Pathway) -> None:
    assert pathway_from(pathway_to(pathway)) == pathway


@given(pathways(), KNOWN, SOME, SOME)
def test_what_remains_is_what_is_still_needed(
    pathway: Pathway, known: tuple[Achievement, ...], some: set[str], more: set[str]
) -> None:
    held, wider = holdings(known, some), holdings(known, some | more)
    rest = pathway.root.remaining(held)
    assert (rest is None) == pathway.root.met_by(held)
    if rest is not None:
        assert rest.met_by(wider) == pathway.root.met_by(wider)


@settings(max_examples=20)
@given(pathways(), KNOWN, SOME)
def test_the_shortest_way_is_the_shortest_of_all(
    pathway: Pathway, known: tuple[Achievement, ...], some: set[str]
) -> None:
    held, offered = holdings(known, some), offers(known)
    through = list(every_way(pathway, known, held))
    found = shortest(pathway, held, offered)
    assert (found is None) == (not through)
    if found is None:
        return
    assert len(found) == min(len(taken) + len(badges) for taken, badges in through)
    # and it is a way: each is free when its turn comes
    now = held.also(Holding("", (one,)) for one in found.elsewhere)
    for one in found.taken:
        assert free(pathway, one, now)
        now = now.also([offered[one]])
    assert pathway.root.met_by(now)
    quickest = shortest(pathway, held, offered, cost=by_hours)
    assert quickest is not None
    if not pathway.root.skills():
        least = min(sum(offered[one].hours for one in taken) for taken, _badges in through)
        assert abs(sum(offered[one].hours for one in quickest.taken) - least) < 1e-6


@settings(max_examples=20)
@given(pathways(), KNOWN, SOME, SOME)
def test_holding_more_is_never_further_away(
    pathway: Pathway, known: tuple[Achievement, ...], some: set[str], more: set[str]
) -> None:
    before = progress(pathway, holdings(known, some), offered=known)
    after = progress(pathway, holdings(known, some | more), offered=known)
    assert 0 <= before.share <= after.share <= 1
    assert before.done == (before.share == 1.0) == (before.fewest == 0)
    assert before.done <= after.done
    if before.fewest is not None:
        assert after.fewest is not None
        assert after.fewest <= before.fewest
    assert not {*before.next, *(one.achievement for one in before.waiting)} & some
    if before.fewest and before.way and before.way.taken:
        for one in before.next:
            assert free(pathway, one, holdings(known, some))


@settings(max_examples=20)
@given(pathways(), KNOWN)
def test_the_smallest_ways_are_those_of_every_way(
    pathway: Pathway, known: tuple[Achievement, ...]
) -> None:
    start = ways.elsewhere(pathway)
    found = ways.ways(pathway, offers(known))
    assert found is not None
    through = [taken for taken, _badges in every_way(pathway, known, start)]
    smallest = {frozenset(one) for one in through if not any(two < one for two in through)}
    assert set(found) == smallest


@settings(max_examples=200)
@given(pathways(), KNOWN, st.sampled_from(SKILLS), LEVELS)
def test_a_promise_is_kept_where_no_way_avoids_it(
    pathway: Pathway, known: tuple[Achievement, ...], skill: str, level: int | None
) -> None:
    promised = SkillLevel(skill, level)
    award = made("award", promised, test=None, ects=0.0, hours=0.1)
    catalogue = Catalogue((*known, award), (pathway,))
    said = problems(catalogue)
    found = [one for one in said if one.kind is ProblemKind.UNASSESSED]
    through = list(every_way(pathway, known, Held()))
    avoiding = [
        (taken, badges)
        for taken, badges in through
        if not holdings(known, taken).also(Holding("", (one,)) for one in badges).confirms(promised)
    ]
    blocked = {one.kind for one in said} & {
        ProblemKind.UNREACHABLE, ProblemKind.SUM
    }  # fmt: skip
    if through or not blocked:
        assert bool(found) == bool(avoiding)
    for one in found:
        assert one.way is not None
        assert not holdings(known, set(one.way)).confirms(promised)
        assert any(set(one.way) == taken for taken, _badges in avoiding)


@settings(max_examples=20)
@given(pathways(), KNOWN)
def test_the_order_is_a_problem_where_something_can_never_be_taken(
    pathway: Pathway, known: tuple[Achievement, ...]
) -> None:
    catalogue = Catalogue((*known, made("award", test=None)), (pathway,))
    found = [one for one in problems(catalogue) if one.kind is ProblemKind.ORDER]
    offered, held = offers(known), ways.elsewhere(pathway)
    taken: set[str] = set()
    while new := {one for one in IDS if one not in taken and free(pathway, one, held)}:
        taken |= new
        held = held.also(offered[one] for one in new)
    stuck = [one for one in pathway.root.achievements() if one not in taken]
    assert [name for one in found for name in one.concerns] == stuck
    for one in found:
        # without what the remedies name it can be kept, or there is more to mend
        gone = {remedy.concerns for remedy in one.remedies}
        mended = replace(
            pathway, order=tuple(p for p in pathway.order if (p.first, p.then) not in gone)
        )
        rest = closure(mended, ways.elsewhere(mended), offered, IDS)[0]
        assert len(rest) > len(taken)


@settings(max_examples=20)
@given(pathways(), KNOWN, st.lists(st.sampled_from([None, 1, 2, 3]), min_size=5, max_size=5))
def test_a_piece_runs_out_where_no_sequence_keeps_all_of_a_way(
    pathway: Pathway, known: tuple[Achievement, ...], months: list[int | None]
) -> None:
    offered, start = offers(known), ways.elsewhere(pathway)
    lasting = dict(zip(IDS, months, strict=True))
    for way in ways.ways(pathway, offered) or ():
        kept = False
        for order in permutations(sorted(way)):
            now, ok = start, True
            for place, one in enumerate(order):
                after = sum(offered[two].hours / 20 for two in order[place + 1 :])
                limit = lasting[one]
                ok &= free(pathway, one, now) and (limit is None or after <= limit + 1e-9)
                now = now.also([offered[one]])
            kept |= ok
        over = ways.first_to_run_out(pathway, offered, way, lasting, hours_a_month=20)
        assert (over is None) == kept


@given(pathways(), KNOWN, SOME, st.lists(st.integers(1, 9), min_size=5, max_size=5))
def test_a_whole_holds_until_its_pieces_are_too_few(
    pathway: Pathway, known: tuple[Achievement, ...], some: set[str], days: list[int]
) -> None:
    begin, offered = date(2026, 1, 1), offers(known)
    ends = {one: begin + timedelta(days=n) for one, n in zip(IDS, days, strict=True)}
    held = Held(tuple(replace(offered[one], until=ends[one]) for one in sorted(some)))
    if not pathway.root.met_by(held):
        assert pieces(pathway, held) is None
        return
    end = holds_until(pathway, held)
    assert end is not None
    for n in range(10):
        day = begin + timedelta(days=n)
        assert pathway.root.met_by(held.on(day)) == (day < end)


def test_a_step_before_a_step_waits_for_all_of_it() -> None:
    first, then = Step(("a0", "a1"), 2, WORDS, "one"), Step(("a2", "a1"), 1, WORDS, "two")
    pathway = Pathway("p", WORDS, WORDS, Step.all_of(first, then), "z", (Before("one", "two"),))
    said = progress(pathway, ["a0"])
    assert said.next == ("a1",)
    assert [(one.achievement, one.first) for one in said.waiting] == [("a2", ("one",))]
    # a1 is in both: it counts twice, and one more is enough
    assert (said.fewest, said.way.taken if said.way else ()) == (1, ("a1",))


def test_what_ran_out_is_said() -> None:
    pathway = Pathway("p", WORDS, WORDS, Step.all_of("a0", "a1"), "z")
    held = Held(
        (
            Holding("a0", until=date(2026, 3, 1)),
            Holding("a1", since=date(2026, 1, 5), until=date(2026, 6, 1)),
        )
    )
    before, after = (progress(pathway, held, today=date(2026, m, 1)) for m in (2, 3))
    assert (before.done, before.until, before.expired) == (True, date(2026, 3, 1), ())
    assert (after.done, after.until, after.expired, after.next) == (False, None, ("a0",), ("a0",))


def test_one_badge_from_elsewhere_confirms_every_lower_level_too() -> None:
    root = Step.all_of(SkillLevel("urn:s", None), SkillLevel("urn:s", 1))
    found = shortest(Pathway("p", WORDS, WORDS, root, "z"), Held(), {})
    assert found is not None
    assert found.elsewhere == (SkillLevel("urn:s", 1),)


def test_what_confirms_a_skill_may_wait_for_that_skill_itself() -> None:
    stage = Step((SkillLevel("urn:s", 1),), 1, WORDS, "first")
    order = (Before("first", "a0"),)
    pathway = Pathway("p", WORDS, WORDS, Step.all_of("a0", stage), "z", order)
    offered = offers([made("a0", SkillLevel("urn:s", 1))])
    found = shortest(pathway, Held(), offered)
    assert found is not None
    assert (found.elsewhere, found.taken) == ((SkillLevel("urn:s", 1),), ("a0",))
