"""Published figures to stand beside one's own: a small table, each figure with its source.

All are answers that people gave about themselves or about others (self-reported), mostly of the
Micro-Credentials Impact Report 2025 by Coursera, a seller of micro-credentials: voluntary online
surveys in ten countries from December 2024 to January 2025, of more than 1,000 employers and at
least 1,200 students. How many answered a single question, and how they were chosen, is not said:
their own uncertainty is unknown, and a comparison can only take them as they stand. The wordings
here are paraphrases. What could not be found where the figure is said to come from says so: of
employers everywhere, no figure on shorter training was found; of employers in India, one was, and
the 94% of the same article are those who had hired somebody with a micro-credential.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from skillmark.measure.surveys.answers import Answers
from skillmark.measure.surveys.scales import Words
from skillmark.measure.surveys.shares import Share, share

REPORT: Final = "Coursera, Micro-Credentials Impact Report 2025"
_UB: Final = (
    "https://universitybusiness.com/micro-credentials-grow-more-popular-in-the-u-s-and-beyond/"
)
_WJ: Final = (
    "https://workplacejournal.co.uk/2025/05/"
    "micro-credentials-emerging-as-key-driver-of-career-success-report-finds"
)
_ECN: Final = (
    "https://www.ecampusnews.com/teaching-learning/2025/05/15/"
    "when-it-comes-to-microcredentials-students-are-all-in/"
)
_MP: Final = (
    "https://www.millenniumpost.in/k-reers/"
    "98-of-indian-employers-say-micro-credentials-make-job-applications-stronger-report-609674"
)
_ICEF: Final = "https://monitor.icef.com/?p=45808"
_CT: Final = (
    "https://campustechnology.com/articles/2022/09/29/"
    "coursera-survey-student-and-employer-demand-for-microcredentials-is-high.aspx"
)
_EMPLOYERS: Final = {
    "en": "employers in ten countries who hire at entry level (over 1,000 in all)",
    "de": "Arbeitgeber in zehn Ländern, die Berufsanfänger einstellen (insgesamt über 1.000)",
}
_STUDENTS: Final = {
    "en": "students in ten countries (at least 1,200 in all)",
    "de": "Studierende in zehn Ländern (insgesamt mindestens 1.200)",
}
_HOLDERS: Final = {
    "en": "students who had earned one (how many is not said)",
    "de": "Studierende, die einen hatten (wie viele, ist nicht gesagt)",
}
_ENTRY: Final = {
    "en": "employees at entry level with a micro-credential (how many is not said)",
    "de": "Berufsanfänger mit Kurznachweis (wie viele, ist nicht gesagt)",
}


class Found(StrEnum):
    """Where a figure was read; the report itself was not at hand."""

    PRESS = "press"
    """In the trade press, under `url`."""
    COPY = "copy"
    """In copies of the publisher's announcement or of an article, with no address to rely on."""
    NOWHERE = "nowhere"
    """Nowhere: it is only said to come from there."""


@dataclass(frozen=True, slots=True)
class Published:
    """One figure. Exactly one of `figure` (a share) and `up_to` (a ceiling) is set."""

    key: str
    wording: Words
    asked: Words
    figure: float | None = None
    up_to: float | None = None
    """The most that was said, such as "up to 20%": a ceiling, never an average."""
    n: int | None = None
    """Answers to this question; `None` where unknown."""
    year: int = 2025
    source: str = REPORT
    url: str = ""
    """Where the figure was read."""
    found: Found = Found.PRESS
    self_reported: bool = True

    @property
    def confirmed(self) -> bool:
        """Whether the figure was found in what was published about its source."""
        return self.found is not Found.NOWHERE

    @property
    def comparable(self) -> bool:
        """Whether one's own share may be set against it."""
        return self.figure is not None and self.confirmed


_TABLE: Final = (
    Published(
        "shorter_training",
        {
            "en": "Training gets shorter with micro-credentials",
            "de": "Mit Kurznachweisen wird die Einarbeitung kürzer",
        },
        {"en": "employers, it is said", "de": "Arbeitgeber, wie es heißt"},
        figure=0.94,
        found=Found.NOWHERE,
    ),
    Published(
        "shorter_training_india",
        {
            "en": "Micro-credentials help to reduce the time and the cost of onboarding",
            "de": "Kurznachweise helfen, Dauer und Kosten der Einarbeitung zu senken",
        },
        {
            "en": "employers in India (how many is not said)",
            "de": "Arbeitgeber in Indien (wie viele, ist nicht gesagt)",
        },
        0.95,
        url=_MP,
    ),
    Published(
        "training_cost",
        {
            "en": "Saves training costs for entry-level hires, up to this",
            "de": "Spart Schulungskosten bei Berufsanfängern, bis zu so viel",
        },
        {
            "en": "employers in the United States (“the majority”; the share is not said)",
            "de": "Arbeitgeber in den USA („die Mehrheit“; der Anteil ist nicht gesagt)",
        },
        up_to=0.20,
        url=_UB,
    ),
    Published(
        "higher_pay_by",
        {
            "en": "Starting pay that would be offered is higher, up to this (10 to 15%)",
            "de": "Angebotenes Anfangsgehalt ist höher, bis zu so viel (10 bis 15 %)",
        },
        _EMPLOYERS,
        up_to=0.15,
        url=_ECN,
    ),
    Published(
        "higher_pay",
        {
            "en": "Would offer a higher starting pay to candidates with a micro-credential",
            "de": "Würden mit Kurznachweis ein höheres Anfangsgehalt anbieten",
        },
        _EMPLOYERS,
        0.90,
        url=_WJ,
    ),
    Published(
        "hired",
        {
            "en": "Hired at least one person with a micro-credential in the past year",
            "de": "Haben im letzten Jahr mindestens eine Person mit Kurznachweis eingestellt",
        },
        _EMPLOYERS,
        0.87,
        url=_WJ,
    ),
    Published(
        "likelier_to_hire",
        {
            "en": "More likely to hire a candidate with a micro-credential than one without",
            "de": "Stellen mit Kurznachweis eher ein als ohne",
        },
        _EMPLOYERS,
        0.85,
        found=Found.COPY,
    ),
    Published(
        "application",
        {
            "en": "A micro-credential makes an application stronger",
            "de": "Ein Kurznachweis stärkt eine Bewerbung",
        },
        _EMPLOYERS,
        0.96,
        url=_WJ,
    ),
    Published(
        "proficiency",
        {
            "en": "Employees with micro-credentials are more proficient in the skills that matter",
            "de": "Beschäftigte mit Kurznachweis beherrschen die wichtigen Fähigkeiten besser",
        },
        _EMPLOYERS,
        0.91,
        url=_ICEF,  # by way of the publisher's Global Skills Report of the same year
    ),
    Published(
        "prospects",
        {
            "en": "The micro-credential improved the prospects of a job",
            "de": "Der Kurznachweis hat die Aussichten auf eine Stelle verbessert",
        },
        _HOLDERS,
        0.85,
        url=_WJ,
    ),
    Published(
        "succeed",
        {
            "en": "It helps to be prepared to succeed at work",
            "de": "Er hilft, auf den Erfolg im Beruf vorbereitet zu sein",
        },
        _HOLDERS,
        0.91,
        url=_WJ,
    ),
    Published(
        "credit",
        {
            "en": "Want micro-credentials that count towards the degree (55% in 2023)",
            "de": "Wünschen Kurznachweise, die im Studium angerechnet werden (2023: 55 %)",
        },
        _STUDENTS,
        0.94,
        url=_ECN,
    ),
    Published(
        "raise",
        {
            "en": "Had a raise after earning a micro-credential",
            "de": "Bekamen nach dem Kurznachweis mehr Gehalt",
        },
        _ENTRY,
        0.28,
        found=Found.COPY,
    ),
    Published(
        "promotion",
        {
            "en": "Were promoted after earning a micro-credential",
            "de": "Wurden nach dem Kurznachweis befördert",
        },
        _ENTRY,
        0.21,
        found=Found.COPY,
    ),
    Published(
        "productivity",
        {
            "en": "Say that their productivity rose after a micro-credential",
            "de": "Sagen, dass ihre Produktivität nach dem Kurznachweis stieg",
        },
        _ENTRY,
        0.70,
        found=Found.COPY,
    ),
    Published(
        "uneasy",
        {
            "en": "Feel uneasy about the pace at which their industry changes",
            "de": "Sind beunruhigt über das Tempo, in dem sich ihre Branche verändert",
        },
        {
            "en": "employees at entry level (how many is not said)",
            "de": "Berufsanfänger (wie viele, ist nicht gesagt)",
        },
        0.71,
        found=Found.COPY,
    ),
    Published(
        "application_us_2022",
        {
            "en": "A micro-credential makes an application stronger",
            "de": "Ein Kurznachweis stärkt eine Bewerbung",
        },
        {"en": "employers in the United States", "de": "Arbeitgeber in den USA"},
        0.86,
        n=150,
        year=2022,
        source="Coursera and Dynata, survey of 2022",
        url=_CT,
    ),
)
PUBLISHED: Final[dict[str, Published]] = {one.key: one for one in _TABLE}
"""Key to figure, in the order to show them."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One's own share beside a published figure."""

    published: Published
    own: Share
    """With its comparison where the figure can bear one."""


def beside(key: str, answers: Answers) -> Beside:
    """Set one's own answers against a published figure.

    Where the figure's n is unknown the comparison is of one sample: the interval of the difference
    holds one's own uncertainty alone. A ceiling ("up to") and a figure that could not be confirmed
    are shown beside and compared with nothing. Raises `UnavailableError` below 5 answers, and
    `KeyError` for a key that is not in the table.
    """
    published = PUBLISHED[key]
    if not published.comparable:
        return Beside(published, share(answers))
    return Beside(published, share(answers, published=published.figure, published_n=published.n))
