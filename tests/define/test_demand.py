"""The catalogue against demand: its laws, and what it may say of how much."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.define.demand import Ask, Cover, Offer, Source, Way, compare
from skillmark.define.nearby import Relation, near
from skillmark.define.shares import Change, Share, Trend, bound, enough
from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Alignment, Framework, Match, Skill
from skillmark.nouns.text import Text
from skillmark.skills.graph import SkillGraph

FIRST = date(2025, 1, 1)
SKILLS = ("a", "b", "c", "d")
levels = st.none() | st.integers(1, 8)
asks = st.builds(
    Ask, st.sampled_from(SKILLS), levels, st.floats(0.1, 1.0, allow_nan=False).map(float)
)
days = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))
bodies = st.lists(st.tuples(days, st.lists(asks, max_size=5).map(tuple)), max_size=12)
offers = st.lists(
    st.builds(Offer, st.sampled_from(SKILLS), st.sampled_from(Way), st.sampled_from("xyz"), levels),
    max_size=6,
)


def sources(bodies):
    return [Source(f"s{n}", day, found) for n, (day, found) in enumerate(bodies)]


def plain(days, *skills, level=None):
    """Return sources on consecutive days that all ask for these skills."""
    return [
        Source(f"{'-'.join(skills) or 'none'}{n}", FIRST + timedelta(days=n),
               tuple(Ask(one, level) for one in skills))
        for n in days
    ]  # fmt: skip


def of(comparison, skill):
    return next((one for one in comparison.asked if one.skill == skill), None)


@given(bodies, offers, st.tuples(days, st.lists(asks, max_size=5).map(tuple)))
def test_one_more_text_never_makes_a_skill_less_asked(bodies, offers, more):
    before = compare(sources(bodies), offers)
    after = compare(sources([*bodies, more]), offers)
    for one in before.asked:
        new = of(after, one.skill)
        assert new.share.hits >= one.share.hits
        assert new.expected >= one.expected - 1e-9
        assert new.last >= one.last
        assert set(one.sources) <= set(new.sources)


@given(bodies, offers, st.permutations(SKILLS))
def test_renaming_changes_nothing_but_the_names(bodies, offers, names):
    new = dict(zip(SKILLS, names, strict=True))
    turned = [
        (day, tuple(Ask(new[one.skill], one.level, one.weight) for one in found))
        for day, found in bodies
    ]
    others = [Offer(new[one.skill], one.way, one.name, one.level) for one in offers]
    was, now = compare(sources(bodies), offers), compare(sources(turned), others)

    def facts(one):
        return (one.share, round(one.expected, 9), one.levels, one.sources, one.last, one.cover,
                one.above)  # fmt: skip

    assert {new[one.skill]: facts(one) for one in was.asked} == {
        one.skill: facts(one) for one in now.asked
    }
    assert {(new[one.skill], one.run, one.last) for one in was.idle} == {
        (one.skill, one.run, one.last) for one in now.idle
    }


@given(bodies, offers, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_does_not_matter(bodies, offers, random):
    given_now = sources(bodies)
    mixed = random.sample(given_now, len(given_now))
    assert compare(mixed, offers) == compare(given_now, offers)


@given(bodies, offers)
def test_every_offered_skill_is_either_asked_or_idle(bodies, offers):
    found = compare(sources(bodies), offers)
    asked, idle = {one.skill for one in found.asked}, {one.skill for one in found.idle}
    assert not asked & idle
    assert idle == {one.skill for one in offers} - asked
    for one in found.asked:
        low, high = one.share.interval
        assert 0 <= low <= one.share.value <= high <= 1
        assert one.share.hits == len(one.sources) == len(set(one.sources))


@given(bodies, st.sampled_from(SKILLS), levels)
def test_what_assesses_more_never_covers_less(bodies, skill, level):
    ranks = [Cover.MISSING, Cover.HALF, Cover.LOW, Cover.COVERED]
    taught = [Offer(skill, Way.TAUGHT, "course")]
    bare, more = (
        compare(sources(bodies), taught),
        compare(sources(bodies), [*taught, Offer(skill, Way.ASSESSED, "badge", level)]),
    )
    one = of(bare, skill)
    if one is not None:
        assert ranks.index(of(more, skill).cover) >= ranks.index(one.cover)


@pytest.mark.parametrize(
    ("offers", "cover", "above"),
    [
        ([], Cover.MISSING, 0),
        ([Offer("a", Way.PROMISED, "p", 4)], Cover.HALF, 0),
        ([Offer("a", Way.TAUGHT, "c", 6)], Cover.HALF, 0),
        ([Offer("a", Way.ASSESSED, "b", 3)], Cover.LOW, 5),
        ([Offer("a", Way.ASSESSED, "b")], Cover.LOW, 5),
        ([Offer("a", Way.ASSESSED, "b", 4)], Cover.COVERED, 0),
    ],
)
def test_how_far_an_offer_meets_what_is_asked(offers, cover, above):
    one = of(compare(plain(range(5), "a", level=4), offers), "a")
    assert (one.cover, one.above) == (cover, above)


def test_a_single_demanding_text_does_not_turn_the_rest_away():
    wanted = [*plain(range(9), "a", level=3), Source("x", FIRST, (Ask("a", 7),))]
    one = of(compare(wanted, [Offer("a", Way.ASSESSED, "b", 3)]), "a")
    assert one.cover is Cover.COVERED
    assert (one.above, one.asked) == (1, 3)


def test_a_source_counts_once_with_its_highest_level():
    twice = Source("x", FIRST, (Ask("a", 2, 0.4), Ask("a", 5, 0.9), Ask("a")))
    one = of(compare([twice], ()), "a")
    assert (one.share, one.expected, one.levels) == (Share(1, 1), 1.0, ((5, 1),))


def test_known_intervals():
    # Wilson: Newcombe 1998 (Statistics in Medicine 17, 857-872), table I, 81 of 263 and 0 of 20
    assert Share(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert Share(0, 20).interval == pytest.approx((0.0, 0.1611), abs=5e-5)
    # the difference: the same author (17, 873-890), table II, 56/70 - 48/80 by method 10
    change = Change(old=Share(48, 80), new=Share(56, 70))
    assert change.difference == pytest.approx(0.2)
    assert change.interval == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert change.trend is Trend.RISING


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 60), st.integers(0, 60))
def test_a_trend_is_said_only_where_zero_is_left_out(n1, k1, n2, k2):
    change = Change(Share(min(k1, n1), n1), Share(min(k2, n2), n2))
    low, high = change.interval
    assert -1 <= low <= change.difference <= high <= 1
    turned = Change(change.new, change.old)
    assert turned.interval == pytest.approx((-high, -low))
    if change.trend is Trend.RISING:
        assert turned.trend is Trend.FALLING


def test_few_texts_say_nothing_about_what_nobody_asks_for():
    badge = [Offer("old", Way.ASSESSED, "b", 3)]
    assert enough() == 29
    for count, sure in ((28, False), (29, True)):
        [one] = compare(plain(range(count), "a"), badge).idle
        assert (one.run, one.last, one.sure) == (count, None, sure)
    assert bound(0) == 1.0
    assert bound(29) == pytest.approx(0.0981, abs=5e-5)
    # by its definition: at that share, a run without it is as likely as the error allows
    assert (1 - bound(41)) ** 41 == pytest.approx(0.05)


def test_since_when_nobody_asks_is_counted_by_later_days_alone():
    same_day = FIRST + timedelta(days=10)
    known = [
        Source("last", same_day, (Ask("old"),)),
        *(Source(f"same{n}", same_day, (Ask("a"),)) for n in range(40)),
        *(Source(f"later{n}", same_day + timedelta(days=n), (Ask("a"),)) for n in range(1, 13)),
    ]
    recent = [one for one in known if one.dated > same_day]
    rest = [one for one in known if one.dated <= same_day]
    [one] = compare(recent, [Offer("old", Way.TAUGHT, "c")], before=rest).idle
    assert (one.last, one.run, one.sure) == (same_day, 12, False)


def test_what_is_older_says_when_a_skill_was_last_asked_for_and_counts_nowhere_else():
    day = FIRST - timedelta(days=900)
    older = [Source("old", day, (Ask("old"), Ask("a", 8)))]
    offers = [Offer("old", Way.TAUGHT, "c"), Offer("a", Way.ASSESSED, "b", 2)]
    now = plain(range(5), "a", level=2)
    found, without = (compare(now, offers, before=[], older=one) for one in (older, ()))
    assert found.asked == without.asked
    [idle] = found.idle
    assert (idle.last, idle.run) == (day, 5)
    assert without.idle[0].last is None


@pytest.mark.parametrize("weight", [0, -1, 1.5, float("nan")])
def test_a_weight_is_a_probability(weight):
    with pytest.raises(InputError):
        Ask("a", weight=weight)


def test_what_is_near_is_named_by_its_relation_and_covers_nothing():
    def skill(uri, **more):
        return Skill(uri, Text.of(uri), **more)

    wide, wanted = skill("wide"), skill("wanted", broader=("wide",), related=("friend",))
    part, friend = skill("part", broader=("wanted",)), skill("friend")
    own = skill("own", alignments=(Alignment("x", "wanted", Match.EXACT),))
    above = skill("above", alignments=(Alignment("x", "wanted", Match.NARROW),))
    framework = Framework("f", Text.of("f"), "1", "", "", (wide, wanted, part, friend, own, above))
    offered = {"wide", "part", "friend", "own", "above"}
    known = [wanted, own, above]
    found = near("wanted", offered, [SkillGraph(framework)], known)
    assert [(one.skill, one.relation) for one in found] == [
        ("own", Relation.SAME),
        ("part", Relation.NARROWER),
        ("above", Relation.BROADER),
        ("wide", Relation.BROADER),
    ]
    assert near("wanted", {"wanted"}, [SkillGraph(framework)], known) == ()
    one = of(compare(plain(range(3), "wanted"), [Offer("own", Way.ASSESSED, "b", 8)],
                     near={"wanted": found}), "wanted")  # fmt: skip
    assert one.cover is Cover.MISSING
    assert one.near == found
