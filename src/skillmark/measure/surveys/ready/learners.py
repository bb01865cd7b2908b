"""What learners say of a micro-credential that they earned."""

from __future__ import annotations

from typing import Final

from skillmark.measure.surveys.instruments import Audience, Instrument, Question, Topic
from skillmark.measure.surveys.ready.employees import GENAI_CHECK, GENAI_READY
from skillmark.measure.surveys.scales import SCALES, groups_of

LEARNERS: Final = Instrument(
    id="learners",
    audience=Audience.LEARNERS,
    title={"en": "After the micro-credential", "de": "Nach dem Kurznachweis"},
    about={
        "en": "What the latest micro-credential that you earned has done for you, and what it has "
        "not. “The skills” are those that it names.",
        "de": "Was Ihnen Ihr letzter Kurznachweis gebracht hat und was nicht. „Die Fähigkeiten“ "
        "sind die, die er nennt.",
    },
    questions=(
        Question(
            "confidence_now",
            Topic.CONFIDENCE,
            {
                "en": "How confident are you today in using the skills?",
                "de": "Wie sicher sind Sie heute im Einsatz der Fähigkeiten?",
            },
            SCALES["confident"],
        ),
        Question(
            "confidence_before",
            Topic.CONFIDENCE,
            {
                "en": "Think back to the week before you began. How confident were you in using "
                "the skills then?",
                "de": "Denken Sie an die Woche vor dem Beginn zurück. Wie sicher waren Sie damals "
                "im Einsatz der Fähigkeiten?",
            },
            SCALES["confident"],
            now="confidence_now",
        ),
        Question(
            "prepared",
            Topic.CONFIDENCE,
            {
                "en": "How prepared, if at all, are you for the work that you do or look for?",
                "de": "Wie gut sind Sie auf die Arbeit vorbereitet, die Sie tun oder suchen?",
            },
            SCALES["prepared"],
            benchmark="succeed",
        ),
        Question(
            "useful",
            Topic.USEFULNESS,
            {
                "en": "How useful, if at all, has the micro-credential been to you so far?",
                "de": "Wie nützlich war der Kurznachweis für Sie bisher?",
            },
            SCALES["useful"],
        ),
        Question(
            "prospects",
            Topic.USEFULNESS,
            {
                "en": "How has the micro-credential changed your chances of the job that you want?",
                "de": "Wie hat der Kurznachweis Ihre Chancen auf die Arbeit verändert, die Sie "
                "möchten?",
            },
            SCALES["better"],
            benchmark="prospects",
        ),
        Question(
            "used",
            Topic.SKILLS,
            {
                "en": "In the past four weeks, on how many days did you use the skills?",
                "de": "An wie vielen Tagen haben Sie die Fähigkeiten in den letzten vier Wochen "
                "eingesetzt?",
            },
            SCALES["days"],
        ),
        Question(
            "raise",
            Topic.USEFULNESS,
            {
                "en": "Since you earned it, has your pay been raised?",
                "de": "Wurde Ihr Gehalt erhöht, seit Sie ihn haben?",
            },
            SCALES["yes"],
            benchmark="raise",
        ),
        Question(
            "promotion",
            Topic.USEFULNESS,
            {
                "en": "Since you earned it, have you been promoted?",
                "de": "Wurden Sie befördert, seit Sie ihn haben?",
            },
            SCALES["yes"],
            benchmark="promotion",
        ),
        GENAI_READY,
        GENAI_CHECK,
        Question(
            "change_worry",
            Topic.CHANGE,
            {
                "en": "How worried, if at all, are you about the speed at which the industry that "
                "you work in or want to work in changes?",
                "de": "Wie besorgt sind Sie über das Tempo, in dem sich die Branche verändert, in "
                "der Sie arbeiten oder arbeiten möchten?",
            },
            SCALES["worried"],
            benchmark="uneasy",
        ),
        Question(
            "situation",
            Topic.WHO,
            {
                "en": "What do you mostly do at the moment?",
                "de": "Was tun Sie zurzeit hauptsächlich?",
            },
            groups_of(
                [
                    ("Study or training", "Studium oder Ausbildung"),
                    ("Work in the first three years", "Arbeit in den ersten drei Jahren"),
                    ("Work for longer than that", "Arbeit seit mehr als drei Jahren"),
                    ("Look for work", "Arbeitssuche"),
                    ("Something else", "Etwas anderes"),
                ]
            ),
        ),
    ),
)
