"""What employers see of people who come with a micro-credential."""

from __future__ import annotations

from typing import Final

from skillmark.measure.surveys.instruments import Audience, Instrument, Question, Topic
from skillmark.measure.surveys.scales import SCALES, groups_of

EMPLOYERS: Final = Instrument(
    id="employers",
    audience=Audience.EMPLOYERS,
    title={"en": "What employers see", "de": "Was Arbeitgeber sehen"},
    about={
        "en": "How people who come with a micro-credential do at the start. A micro-credential is "
        "a record of a short course of learning whose results were assessed.",
        "de": "Wie Menschen mit einem Kurznachweis (Micro-Credential) anfangen. Das ist ein "
        "Nachweis über ein kurzes Lernangebot, dessen Ergebnis geprüft wurde.",
    },
    questions=(
        Question(
            "hired",
            Topic.HIRING,
            {
                "en": "In the past 12 months, has your organisation hired anybody who held a "
                "micro-credential?",
                "de": "Hat Ihre Organisation in den letzten 12 Monaten jemanden mit einem "
                "Kurznachweis eingestellt?",
            },
            SCALES["yes"],
            benchmark="hired",
        ),
        Question(
            "invite",
            Topic.HIRING,
            {
                "en": "Two applicants are alike, except that one holds a micro-credential in a "
                "skill that you need. How likely are you to invite this person, compared with "
                "the other?",
                "de": "Zwei Bewerbungen gleichen sich; nur bei einer liegt ein Kurznachweis in "
                "einer gesuchten Fähigkeit bei. Wie wahrscheinlich laden Sie diese Person ein, "
                "verglichen mit der anderen?",
            },
            SCALES["likelier"],
            benchmark="likelier_to_hire",
        ),
        Question(
            "pay",
            Topic.HIRING,
            {
                "en": "You hire one of these two. What starting pay do you offer the one with the "
                "micro-credential, compared with the other?",
                "de": "Sie stellen eine der beiden Personen ein. Welches Anfangsgehalt bieten Sie "
                "der mit dem Kurznachweis, verglichen mit der anderen?",
            },
            SCALES["pay"],
            benchmark="higher_pay",
        ),
        Question(
            "useful",
            Topic.USEFULNESS,
            {
                "en": "How useful, if at all, is a micro-credential to you when you decide whom "
                "to invite?",
                "de": "Wie nützlich ist ein Kurznachweis für Sie bei der Entscheidung, wen Sie "
                "einladen?",
            },
            SCALES["useful"],
        ),
        Question(
            "trust",
            Topic.CONFIDENCE,
            {
                "en": "How confident are you that somebody with a micro-credential can do what it "
                "says?",
                "de": "Wie sicher sind Sie, dass jemand mit einem Kurznachweis kann, was darin "
                "steht?",
            },
            SCALES["confident"],
        ),
        Question(
            "skills_at_start",
            Topic.SKILLS,
            {
                "en": "Think of the people whom you hired with a micro-credential. What was the "
                "level of their skills at the start, compared with others hired for the same "
                "work?",
                "de": "Denken Sie an Personen, die Sie mit Kurznachweis eingestellt haben. Auf "
                "welchem Niveau lagen ihre Fähigkeiten am Anfang, verglichen mit anderen für "
                "dieselbe Arbeit?",
            },
            SCALES["higher"],
            benchmark="proficiency",
        ),
        Question(
            "training_time",
            Topic.USEFULNESS,
            {
                "en": "How long was their initial training, compared with that of others hired "
                "for the same work?",
                "de": "Wie lange dauerte ihre Einarbeitung, verglichen mit anderen für dieselbe "
                "Arbeit?",
            },
            SCALES["longer"],
            benchmark="shorter_training",
        ),
        Question(
            "training_cost",
            Topic.USEFULNESS,
            {
                "en": "What did their training cost in the first year, compared with that of "
                "others hired for the same work?",
                "de": "Wie hoch waren ihre Schulungskosten im ersten Jahr, verglichen mit anderen "
                "für dieselbe Arbeit?",
            },
            SCALES["lower"],
            benchmark="training_cost",
        ),
        Question(
            "genai_ready",
            Topic.GENAI,
            {
                "en": "How prepared, if at all, is your team to use generative AI in its work?",
                "de": "Wie gut ist Ihr Team darauf vorbereitet, generative KI bei der Arbeit "
                "einzusetzen?",
            },
            SCALES["prepared"],
        ),
        Question(
            "change_worry",
            Topic.CHANGE,
            {
                "en": "How worried, if at all, are you about the speed at which your industry "
                "changes?",
                "de": "Wie besorgt sind Sie über das Tempo, in dem sich Ihre Branche verändert?",
            },
            SCALES["worried"],
        ),
        Question(
            "size",
            Topic.WHO,
            {
                "en": "How many people work in your organisation?",
                "de": "Wie viele Menschen arbeiten in Ihrer Organisation?",
            },
            groups_of(
                [
                    ("1 to 49", "1 bis 49"),
                    ("50 to 249", "50 bis 249"),
                    ("250 to 999", "250 bis 999"),
                    ("1,000 or more", "1.000 oder mehr"),
                ]
            ),
        ),
    ),
)
