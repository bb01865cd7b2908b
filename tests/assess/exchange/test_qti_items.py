"""Items of QTI as others write them."""

from __future__ import annotations

import pytest

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults
from skillmark.nouns.errors import InputError

HEAD = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q1"
 title="About Rome" time-dependent="false" xml:lang="en-GB">"""
SCORE = '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>'
RP = "https://www.imsglobal.org/question/qti_v3p0/rptemplates/"


def declared(
    name="RESPONSE", cardinality="single", base="identifier", right=("a",), more=""
) -> str:
    values = "".join(f"<qti-value>{one}</qti-value>" for one in right)
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}"'
        f' base-type="{base}"><qti-correct-response>{values}</qti-correct-response>{more}'
        "</qti-response-declaration>"
    )


def mapped(*entries: tuple[str, float], more: str = "") -> str:
    inside = "".join(
        f'<qti-map-entry map-key="{key}" mapped-value="{worth}"/>' for key, worth in entries
    )
    return f"<qti-mapping {more}>{inside}</qti-mapping>"


def choices(name="RESPONSE", most=1, ids="abc", prompt="") -> str:
    inside = "".join(
        f'<qti-simple-choice identifier="{one}">Option {one}</qti-simple-choice>' for one in ids
    )
    asked = f"<qti-prompt>{prompt}</qti-prompt>" if prompt else ""
    return (
        f'<qti-choice-interaction response-identifier="{name}" max-choices="{most}">'
        f"{asked}{inside}</qti-choice-interaction>"
    )


def read(*parts: str, rules: str = "", template: str = "match_correct", **options):
    body = parts[-1]
    processing = (
        f"<qti-response-processing>{rules}</qti-response-processing>"
        if rules
        else f'<qti-response-processing template="{RP}{template}.xml"/>'
    )
    whole = f"{HEAD}{''.join(parts[:-1])}{SCORE}<qti-item-body>{body}</qti-item-body>{processing}"
    data = f"{whole}{options.get('after', '')}</qti-assessment-item>"
    return exchange.read(data.encode(), name="q.xml", defaults=Defaults(skill="urn:s"))


def one(*parts: str, **options):
    found = read(*parts, **options)
    (item,) = found.test.items
    return item, [remark.words for remark in found.remarks]


def test_a_choice_with_partial_credit():
    worth = mapped(("a", 2), ("b", 1), ("c", -1))
    item, told = one(declared(more=worth), "<p>What?</p>" + choices(), template="map_response")
    assert item.points == 2
    assert [item.interaction.share(x) for x in "abc"] == [1, 0.5, 0]
    assert told == ["wrong options cost points there; here they earn nothing"]


def test_sets_are_read_by_what_they_earn():
    penal = mapped(("a", 1), ("b", 1), more='default-value="-1" lower-bound="0"')
    multiple = choices(most=0)
    several = {"cardinality": "multiple", "right": ("a", "b")}
    item, told = one(declared(**several, more=penal), multiple, template="map_response")
    assert (item.points, item.interaction.exact, told) == (2, False, [])
    item, told = one(declared(**several), multiple)
    assert (item.points, item.interaction.exact, told) == (1, True, [])
    mild = mapped(("a", 1), ("b", 1))
    item, told = one(declared(**several, more=mild), multiple, template="map_response")
    assert "in another way there" in told[0]


def test_rules_that_look_otherwise_and_score_alike_are_read_alike():
    rules = """<qti-response-condition><qti-response-if><qti-and>
     <qti-member><qti-base-value base-type="identifier">a</qti-base-value>
      <qti-variable identifier="RESPONSE"/></qti-member>
     <qti-equal tolerance-mode="exact"><qti-container-size><qti-variable identifier="RESPONSE"/>
      </qti-container-size><qti-base-value base-type="integer">1</qti-base-value></qti-equal>
     </qti-and><qti-set-outcome-value identifier="SCORE"><qti-product>
      <qti-base-value base-type="float">1.5</qti-base-value>
      <qti-base-value base-type="float">2</qti-base-value></qti-product></qti-set-outcome-value>
     </qti-response-if></qti-response-condition>"""
    item, told = one(declared(cardinality="multiple"), choices(most=0), rules=rules)
    assert (item.points, item.interaction.right(), told) == (3, ["a"], [])


@pytest.mark.parametrize(
    ("test", "value", "tolerance"),
    [
        ('<qti-equal tolerance-mode="relative" tolerance="10 10">{c}{v}</qti-equal>', 50, 5),
        ('<qti-equal tolerance-mode="exact">{v}{c}</qti-equal>', 50, 0),
        ("<qti-and><qti-gte>{v}{low}</qti-gte><qti-lte>{v}{high}</qti-lte></qti-and>", 50, 10),
        ('<qti-equal-rounded rounding-mode="decimalPlaces" figures="0">{v}{c}</qti-equal-rounded>',
         None, None),
    ],
)  # fmt: skip
def test_numbers(test, value, tolerance):
    words = {
        "v": '<qti-variable identifier="RESPONSE"/>',
        "c": '<qti-correct identifier="RESPONSE"/>',
        "low": '<qti-base-value base-type="float">40</qti-base-value>',
        "high": '<qti-base-value base-type="float">60</qti-base-value>',
    }
    rules = f"""<qti-response-condition><qti-response-if>{test.format(**words)}
     <qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value>
     </qti-set-outcome-value></qti-response-if></qti-response-condition>"""
    entry = '<p>How much? <qti-text-entry-interaction response-identifier="RESPONSE"/></p>'
    arguments = (declared(base="float", right=("50",)), entry.replace("How much? ", ""))
    body = ("<p>How much?</p>" + arguments[1],)
    if value is None:
        with pytest.raises(InputError, match="without an end that is named"):
            one(arguments[0], *body, rules=rules)
        return
    item, _ = one(arguments[0], *body, rules=rules)
    assert item.interaction.value == pytest.approx(value)
    assert item.interaction.tolerance == pytest.approx(tolerance)
    assert str(item.prompt) == "How much?"


def test_gaps_in_the_middle_of_words():
    entry = '<qti-text-entry-interaction response-identifier="RESPONSE"/>'
    worth = mapped(("Rust", 1), ("rust", 0.5))
    item, told = one(
        declared(base="string", right=("Rust",), more=worth),
        f"<p>Fill in.</p><blockquote><p>A <em>film</em> of {entry};<br/>and</p></blockquote>",
        template="map_response",
    )
    assert str(item.prompt) == "Fill in."
    assert str(item.interaction.text) == "A film of [[g1]];\nand"
    assert item.interaction.share({"g1": "Rust"}) == 1
    assert item.interaction.share({"g1": "rust"}) == 0.5
    assert not told


def test_feedback_becomes_explanations():
    after = "".join(
        f'<qti-modal-feedback outcome-identifier="FB" identifier="{name}" show-hide="show">'
        f"<qti-content-body><p>{words}</p></qti-content-body></qti-modal-feedback>"
        for name, words in (("a", "Well done."), ("b", "Not this."), ("other", "Read again."))
    )
    item, told = one(declared(), "<p>What?</p>" + choices(), after=after)
    assert [str(o.why) for o in item.interaction.options[:2]] == ["Well done.", "Not this."]
    assert told == ["left out: feedback 'other', which is shown after a wrong answer"]


def test_several_questions_are_taken_apart():
    add = """<qti-response-condition><qti-response-if><qti-match><qti-variable identifier="{0}"/>
     <qti-correct identifier="{0}"/></qti-match><qti-set-outcome-value identifier="SCORE"><qti-sum>
     <qti-variable identifier="SCORE"/><qti-base-value base-type="float">{1}</qti-base-value>
     </qti-sum></qti-set-outcome-value></qti-response-if></qti-response-condition>"""
    found = read(
        declared("R1"),
        declared("R2", right=("b",)),
        "<p>Rome is old.</p>" + choices("R1", prompt="How old?") + "<p>And now:</p>"
        + choices("R2", prompt="How big?"),
        rules=add.format("R1", 1) + add.format("R2", 2),
    )  # fmt: skip
    first, second = found.test.items
    assert [x.id for x in found.test.items] == ["q1-1", "q1-2"]
    assert (str(first.prompt), str(second.prompt)) == ("How old?", "And now:\n\nHow big?")
    assert (first.points, second.points) == (1, 2)
    assert second.interaction.right() == "b"
    (about,) = found.test.stimuli
    assert (str(about.text), first.stimulus, second.stimulus) == (
        "Rome is old.",
        about.id,
        about.id,
    )
    assert [x.words for x in found.remarks] == [
        "it asks several questions: each is an item of its own"
    ]


def test_qti_2_is_read_through_its_names():
    data = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q"
     title="t" adaptive="false" timeDependent="false">
     <responseDeclaration identifier="RESPONSE" cardinality="ordered" baseType="identifier">
     <correctResponse><value>b</value><value>c</value><value>a</value></correctResponse>
     </responseDeclaration><outcomeDeclaration identifier="SCORE" cardinality="single"
     baseType="float"/><itemBody><orderInteraction responseIdentifier="RESPONSE" shuffle="true">
     <prompt>Order!</prompt><simpleChoice identifier="a">A</simpleChoice>
     <simpleChoice identifier="b">B</simpleChoice><simpleChoice identifier="c">C</simpleChoice>
     </orderInteraction></itemBody><responseProcessing
     template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
     </assessmentItem>"""
    found = exchange.read(data.encode(), name="q.xml", defaults=Defaults(skill="urn:s"))
    (item,) = found.test.items
    assert item.interaction.key == ("b", "c", "a")
    assert item.interaction.exact
    assert str(item.prompt) == "Order!"


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ((declared(right=("a", "b"), cardinality="multiple"), choices(ids="ab")), "some wrong"),
        ((declared(right=()), choices()), "which answer is right"),
        ((declared(right=("zz",)), choices()), "earns no points"),
        ((choices(),), "response is not declared"),
    ],
)
def test_what_makes_no_question_is_named(parts, why):
    with pytest.raises(InputError, match=why):
        one(*parts)
