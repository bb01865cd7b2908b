"""What employees say of what they learned, how it is used, and how ready they are."""

from __future__ import annotations

from typing import Final

from skillmark.measure.surveys.instruments import Audience, Instrument, Question, Topic
from skillmark.measure.surveys.scales import SCALES, groups_of

FUNCTIONS: Final = (
    ("Engineering and IT", "Technik und IT"),
    ("Data and analytics", "Daten und Analyse"),
    ("Operations", "Betrieb und Produktion"),
    ("Sales and service", "Vertrieb und Service"),
    ("Finance and administration", "Finanzen und Verwaltung"),
    ("People and learning", "Personal und Weiterbildung"),
    ("Something else", "Etwas anderes"),
)
GENAI_READY: Final = Question(
    "genai_ready",
    Topic.GENAI,
    {
        "en": "How prepared, if at all, are you to use generative AI in your work?",
        "de": "Wie gut sind Sie darauf vorbereitet, generative KI bei Ihrer Arbeit einzusetzen?",
    },
    SCALES["prepared"],
)
GENAI_DAYS: Final = Question(
    "genai_days",
    Topic.GENAI,
    {
        "en": "In the past four weeks, on how many days did you use generative AI for your work?",
        "de": "An wie vielen Tagen haben Sie in den letzten vier Wochen generative KI für Ihre "
        "Arbeit genutzt?",
    },
    SCALES["days"],
)
GENAI_CHECK: Final = Question(
    "genai_check",
    Topic.GENAI,
    {
        "en": "How confident are you that you notice when an answer of generative AI is wrong?",
        "de": "Wie sicher sind Sie, dass Sie eine falsche Antwort generativer KI bemerken?",
    },
    SCALES["confident"],
)

EMPLOYEES: Final = Instrument(
    id="employees",
    audience=Audience.EMPLOYEES,
    title={"en": "Learning at work", "de": "Lernen bei der Arbeit"},
    about={
        "en": "What came of your latest training here, and how ready you are for what changes. "
        "“The skills” are those that this training was about.",
        "de": "Was aus Ihrer letzten Weiterbildung hier geworden ist und wie gut Sie auf "
        "Veränderungen vorbereitet sind. „Die Fähigkeiten“ sind die, um die es darin ging.",
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
                "en": "Think back to the week before the training began. How confident were you "
                "in using the skills then?",
                "de": "Denken Sie an die Woche vor Beginn der Weiterbildung zurück. Wie sicher "
                "waren Sie damals im Einsatz der Fähigkeiten?",
            },
            SCALES["confident"],
            now="confidence_now",
        ),
        Question(
            "useful",
            Topic.USEFULNESS,
            {
                "en": "How useful, if at all, have the skills been in your work so far?",
                "de": "Wie nützlich waren die Fähigkeiten bisher bei Ihrer Arbeit?",
            },
            SCALES["useful"],
        ),
        Question(
            "used",
            Topic.SKILLS,
            {
                "en": "In the past four weeks, on how many days did you use the skills at work?",
                "de": "An wie vielen Tagen haben Sie die Fähigkeiten in den letzten vier Wochen "
                "bei der Arbeit eingesetzt?",
            },
            SCALES["days"],
        ),
        Question(
            "opportunity",
            Topic.SKILLS,
            {
                "en": "How much opportunity, if any, does your work give you to use the skills?",
                "de": "Wie viele Gelegenheiten gibt Ihnen Ihre Arbeit, die Fähigkeiten "
                "einzusetzen?",
            },
            SCALES["amount"],
        ),
        Question(
            "support",
            Topic.SKILLS,
            {
                "en": "How much support, if any, does your manager give you in using the skills?",
                "de": "Wie viel Unterstützung gibt Ihnen Ihre Führungskraft beim Einsatz der "
                "Fähigkeiten?",
            },
            SCALES["amount"],
        ),
        Question(
            "productivity",
            Topic.USEFULNESS,
            {
                "en": "Compared with the time before the training, how much work do you get done "
                "in a usual week?",
                "de": "Verglichen mit der Zeit vor der Weiterbildung: Wie viel Arbeit schaffen "
                "Sie in einer üblichen Woche?",
            },
            SCALES["more"],
            benchmark="productivity",
        ),
        GENAI_READY,
        GENAI_DAYS,
        GENAI_CHECK,
        Question(
            "change_worry",
            Topic.CHANGE,
            {
                "en": "How worried, if at all, are you about the speed at which your industry "
                "changes?",
                "de": "Wie besorgt sind Sie über das Tempo, in dem sich Ihre Branche verändert?",
            },
            SCALES["worried"],
            benchmark="uneasy",
        ),
        Question(
            "function",
            Topic.WHO,
            {"en": "In which area do you work?", "de": "In welchem Bereich arbeiten Sie?"},
            groups_of(list(FUNCTIONS)),
        ),
    ),
)
