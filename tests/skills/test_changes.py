"""What changed between two versions of a framework."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from skillmark.nouns.skill import Alignment, Framework, LevelDescriptor, Match, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.changes import ChangeKind, changes, successors

from .frameworks import BAKERY, frameworks

PROPERTY = settings(max_examples=12, deadline=None)


@PROPERTY
@given(frameworks())
def test_nothing_changes_from_a_version_to_itself(framework: Framework) -> None:
    assert not changes(framework, framework)
    turned = replace(framework, skills=framework.skills[::-1])
    assert not changes(framework, turned)


@PROPERTY
@given(frameworks(), frameworks())
def test_changes_lead_from_the_old_to_the_new(old: Framework, new: Framework) -> None:
    found = changes(old, new)
    made = {uri: skill for uri, skill in old.by_uri.items() if uri not in found.removed}
    made |= {change.uri: change.new for change in found.changed}
    made |= {uri: new.by_uri[uri] for uri in found.added}
    again = replace(new, skills=tuple(made.values()))
    assert not changes(again, new)
    back = changes(new, old)
    assert (set(back.added), set(back.removed)) == (set(found.removed), set(found.added))
    assert {(one.uri, one.kinds) for one in back.changed} == {
        (one.uri, one.kinds) for one in found.changed
    }


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"label": Text.of("Loaf")}, ChangeKind.LABEL),
        ({"alt_labels": (("en", "loaf"),)}, ChangeKind.ALTERNATIVE_LABELS),
        ({"definition": Text.of("Makes it.")}, ChangeKind.DEFINITION),
        ({"kind": SkillKind.ATTITUDE}, ChangeKind.KIND),
        ({"group": "g"}, ChangeKind.PLACE),
        ({"broader": ("urn:own:dough",)}, ChangeKind.PLACE),
        ({"requires": ()}, ChangeKind.REQUIREMENTS),
        ({"related": ("urn:own:dough",)}, ChangeKind.RELATIONS),
        ({"levels": (LevelDescriptor(3, Text.of("Alone.")),)}, ChangeKind.LEVELS),
        ({"alignments": (Alignment("esco", "urn:e", Match.EXACT),)}, ChangeKind.ALIGNMENTS),
        ({"retired": True}, ChangeKind.REPLACED),
        ({"replaced_by": ("urn:own:dough",)}, ChangeKind.REPLACED),
        ({"tags": ("green",)}, ChangeKind.MARKS),
        ({"code": "B1"}, ChangeKind.MARKS),
    ],
)
def test_every_kind_is_named_with_what_it_was(change: dict[str, object], kind: ChangeKind) -> None:
    dough, bread = BAKERY.skills
    changed = replace(bread, **change)  # type: ignore[arg-type]
    found = changes(BAKERY, replace(BAKERY, skills=(dough, changed)))
    (one,) = found.changed
    assert (one.uri, one.kinds, one.old, one.new) == (bread.uri, (kind,), bread, changed)
    assert found.of(kind) == (one,)


def test_what_replaced_a_skill_is_followed() -> None:
    def version(**replaced: tuple[str, ...]) -> Framework:
        skills = (
            Skill(uri, Text.of(uri), retired=bool(by), replaced_by=by)
            for uri, by in replaced.items()
        )
        return replace(BAKERY, skills=tuple(skills), occupations=())

    old = version(a=(), b=(), c=(), x=("y",), y=("x",))
    new = version(a=("b",), b=("c", "d"), d=(), x=("y",), y=("x",))
    assert successors("a", new, old) == ("d",)
    assert successors("d", new) == ("d",)
    assert successors("x", new) == ()
    assert successors("nothing", new) == ()
    found = changes(old, new)
    assert found.removed == ("c",)
    assert found.replaced == {"c": (), "a": ("d",), "b": ("d",)}
    assert successors("a", version(e=()), version(a=("e",))) == ("e",)


def test_occupations_come_and_go() -> None:
    without = replace(BAKERY, occupations=())
    assert changes(without, BAKERY).occupations_added == ("urn:own:baker",)
    assert changes(BAKERY, without).occupations_removed == ("urn:own:baker",)
