"""Ready-made questions keep to the rules of their craft, and bad ones draw hints."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillmark.measure.surveys.exports import read_export
from skillmark.measure.surveys.hints import CODES, hints
from skillmark.measure.surveys.instruments import Instrument
from skillmark.measure.surveys.published import PUBLISHED
from skillmark.measure.surveys.reading import read_answers
from skillmark.measure.surveys.ready import READY
from skillmark.measure.surveys.scales import SCALES, Kind
from skillmark.nouns.errors import InputError, UnreadableError


def test_ready_made_questions_keep_to_the_rules() -> None:
    assert set(READY) == {"employers", "employees", "learners"}
    for instrument in READY.values():
        assert Instrument.of(instrument.as_json()) == instrument
        assert instrument.minutes <= 3
        for question in instrument.questions:
            assert {tag: hints(question.text[tag], tag) for tag in ("en", "de")} == {
                "en": (),
                "de": (),
            }, question.id
            assert question.text["en"] != question.text["de"]
            assert not question.benchmark or question.benchmark in PUBLISHED
        topics = {one.topic.value for one in instrument.questions}
        assert {"confidence", "usefulness", "skills", "genai", "change", "who"} <= topics
    looked_back = [one for i in READY.values() for one in i.questions if one.now]
    assert len(looked_back) == 2
    for scale in SCALES.values():
        if scale.scored:
            assert len(scale.options) == 5
            assert [one.code for one in scale.apart] == [-1, -2]
        if scale.kind is Kind.BIPOLAR:
            # Symmetrical: as many to one side of the middle as to the other, one side counted.
            assert scale.favourable in ({1, 2}, {4, 5})
        for tag in ("en", "de"):
            words = [one.text[tag] for one in scale.options]
            assert len(set(words)) == len(words)
            assert not any("agree" in word.casefold() for word in words)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("How useful and easy was the course?", "en", "double_barrelled"),
        ("Wie nützlich und verständlich war der Kurs?", "de", "double_barrelled"),
        ("Don't you think that training should be shorter?", "en", "leading"),
        ("Finden Sie nicht auch, dass der Kurs gut war?", "de", "leading"),
        ("To what extent do you agree that the course helped?", "en", "agreement"),
        ("Inwieweit stimmen Sie der Aussage zu?", "de", "agreement"),
        ("Is the course no longer of use to you?", "en", "negation"),
        ("Haben Sie den Kurs nicht beendet?", "de", "negation"),
        ("Is your manager always there for you?", "en", "absolute"),
        ("Ist Ihre Führungskraft immer erreichbar?", "de", "absolute"),
        ("How innovative is our world-class academy?", "en", "loaded"),
        ("Wie gefällt Ihnen unser hervorragendes Angebot?", "de", "loaded"),
        ("How satisfied are you with the course?", "en", "one_sided"),
        ("Wie zufrieden sind Sie mit dem Kurs?", "de", "one_sided"),
        ("Do you regularly use what you learned?", "en", "vague"),
        ("Nutzen Sie das Gelernte regelmäßig?", "de", "vague"),
        ("Would you buy this course?", "en", "hypothetical"),
        ("Würden Sie den Kurs weiterempfehlen?", "de", "hypothetical"),
        ("Was it useful? Was it long?", "en", "many_marks"),
        ("War er nützlich? War er lang?", "de", "many_marks"),
        ("How useful, if at all, was " + "one more word " * 10 + "of it?", "en", "long"),
        ("Wie nützlich war " + "noch ein Wort " * 10 + "davon?", "de", "long"),
    ],
)
def test_bad_wording_draws_its_hint_in_both_languages(text: str, language: str, code: str) -> None:
    found = hints(text, language)
    assert code in [one.code for one in found]
    assert all(one.code in CODES and one.message and one.words for one in found)


def test_good_wording_draws_none() -> None:
    for text in (
        "How often did you use the skills in the past four weeks?",
        "How useful, if at all, was research and development to you?",
        "How satisfied or dissatisfied are you with the course?",
    ):
        assert hints(text, "en") == ()
    assert (
        hints("Wie oft haben Sie die Fähigkeiten in den letzten vier Wochen genutzt?", "de") == ()
    )


def test_an_instrument_is_read_strictly() -> None:
    good = READY["employees"].as_json()
    assert Instrument.of(good).question("function").scale.label(-3, "de") == "Keine Angabe"
    same = Instrument.of(good).question("useful").digest
    assert same == READY["employees"].question("useful").digest
    changed = {**good, "questions": [{**one} for one in good["questions"]]}
    changed["questions"][2]["text"] = {"en": "How useful, if at all, was it?"}
    other = Instrument.of(changed).question("useful")
    assert other.digest != same  # two waves would not compare
    assert other.text["de"] == "How useful, if at all, was it?"
    for breaks, message in (
        ({"scale": "agree5"}, "unknown scale 'agree5'"),
        ({"scale": [{"en": "one"}]}, "a group needs 2 to 30 answers"),
        ({"id": "Ü"}, "is no id"),
        ({"id": "used"}, "occurs twice"),
        ({"text": {"en": " "}}, "no words in any language"),
        ({"now": "nowhere"}, "no question 'nowhere'"),
        ({"wording": "x"}, "unknown member 'wording'"),
    ):
        bad = {**good, "questions": [{**one} for one in good["questions"]]}
        bad["questions"][2].update(breaks)
        with pytest.raises(InputError, match=message):
            Instrument.of(bad)


EXPORTS = {
    "qualtrics": (
        "StartDate,EndDate,IPAddress,Finished,ResponseId,RecipientEmail,Q1,Q2\n"
        'Start,End,IP,Finished,Response ID,Email,"How useful, if at all?",Area\n'
        '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}",x,x,x,x,"{""ImportId"":'
        '""QID1""}",x\n'
        "2026-01-01,2026-01-01,10.0.0.1,True,R_1,a@x.example,Very useful,IT\n"
        "2026-01-01,2026-01-01,10.0.0.2,False,R_2,b@x.example,Slightly useful,IT\n"
    ),
    "surveymonkey": (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,"
        "How useful?,What helped?,\n"
        ",,,,,,Response,The course,The coach\n"
        "1,7,1/1/26,1/1/26,10.0.0.1,a@x.example,Very useful,The course,\n"
        "2,7,1/1/26,1/1/26,10.0.0.2,b@x.example,Slightly useful,,The coach\n"
    ),
    "limesurvey": (
        '"id";"submitdate";"lastpage";"startlanguage";"seed";"ipaddr";"useful"\n'
        '"1";"2026-01-01";"2";"de";"1";"10.0.0.1";"Very useful"\n'
        '"2";"";"1";"de";"1";"10.0.0.2";"Slightly useful"\n'
    ),
    "microsoft forms": (
        "ID,Start time,Completion time,Email,Name,How useful?\n"
        "1,1/1/26,1/1/26,a@x.example,Ada,Very useful\n"
        "2,1/1/26,1/1/26,b@x.example,Bea,Slightly useful\n"
    ),
    "google forms": (
        "Zeitstempel,E-Mail-Adresse,How useful?\n"
        "01.01.2026,a@x.example,Very useful\n02.01.2026,b@x.example,Slightly useful\n"
    ),
    "sosci": (
        "CASE\tSERIAL\tREF\tQUESTNNR\tMODE\tSTARTED\tFINISHED\tUS01\n"
        "Interview\tSerie\tReferenz\tFragebogen\tModus\tBeginn\tBeendet\tHow useful?\n"
        "1\t\t\tbase\tinterview\t2026-01-01\t1\tVery useful\n"
        "2\t\t\tbase\tinterview\t2026-01-01\t0\tSlightly useful\n"
    ),
}
ASKED = {
    "qualtrics": "How useful, if at all?",
    "limesurvey": "useful",
}


@pytest.mark.parametrize("tool", EXPORTS)
def test_exports_of_common_tools_are_read_and_names_are_not(tool: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORTS[tool].encode("utf-16" if tool == "sosci" else "utf-8"))
    found = read_export(path)
    assert found.tool == tool
    assert len(found.rows) == 2
    assert found.unfinished == (tool in {"qualtrics", "limesurvey", "sosci"})
    kept = repr([row.cells for row in found.rows])
    assert "example" not in kept
    assert "10.0.0" not in kept
    assert bool(found.left_out) == (tool != "sosci")
    answers = read_answers(path, question=ASKED.get(tool, "How useful?"), agree=["very useful"])
    assert answers.agreed.tolist() == [1, 0]
    if tool == "surveymonkey":
        assert found.columns[1:] == ("What helped?: The course", "What helped?: The coach")


def test_a_plain_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("email,q\na@x.example,yes\nb,don't know\nc,no\nd,\n")
    assert read_export(path).tool == ""
    found = read_answers(path, question="Q", agree=["yes"], apart=["Don't know"])
    assert (found.agreed.tolist(), found.missing) == ([1, 0], 2)
    path.write_text("Timestamp,q\n")
    with pytest.raises(UnreadableError, match="no rows below the header"):
        read_export(path)
    path.write_text("Timestamp,q\n1,2,3\n")
    with pytest.raises(UnreadableError, match="line 2: 3 cells where the header has 2"):
        read_export(path)
