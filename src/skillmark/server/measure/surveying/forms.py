"""Forms of surveys: which questionnaire, its words, whom to ask, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.measure.surveys.hints import Hint, hints
from skillmark.measure.surveys.instruments import LANGUAGES, Instrument, Question, Topic
from skillmark.measure.surveys.scales import SCALES, Kind
from skillmark.nouns.errors import InputError
from skillmark.server.measure.surveying import audience
from skillmark.server.measure.surveying.models import Mode, SurveyRecord, Whom
from skillmark.server.people.actions import Role

TOPICS = {
    Topic.HIRING: _("Hiring"),
    Topic.CONFIDENCE: _("Confidence"),
    Topic.USEFULNESS: _("Usefulness"),
    Topic.SKILLS: _("Skills used on the job"),
    Topic.GENAI: _("GenAI readiness"),
    Topic.CHANGE: _("Change in the industry"),
    Topic.WHO: _("Who answers"),
}


class SendForm(forms.Form):
    """Whom to ask, and what they are told."""

    whom = forms.ChoiceField(
        label=_("Who is asked?"), choices=Whom.choices, widget=forms.RadioSelect
    )
    roles = forms.MultipleChoiceField(
        label=_("Which roles?"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    teams = forms.MultipleChoiceField(
        label=_("Which teams?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(
        label=_("Can answers be led back to people?"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Anonymous gets franker answers. Linked shows change in the same people and joins the "
            "outcome ledger; it counts only for those who agreed to “Link what became of my "
            "career to my credentials”. This cannot be changed later."
        ),
    )
    why = forms.CharField(
        label=_("What are the answers used for?"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Said to everybody who is asked, in these words."),
    )
    contact = forms.CharField(
        label=_("Whom may people ask about it?"), max_length=200, required=False
    )
    until = forms.DateField(
        label=_("Last day to answer"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, survey: SurveyRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = audience.teams(survey.organisation)
        self.fields["teams"].choices = [(name, f"{name} ({n})") for name, n in there]
        if not there:
            del self.fields["teams"]
            self.fields["whom"].choices = [
                pair for pair in Whom.choices if pair[0] != Whom.TEAMS.value
            ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        whom = found.get("whom")
        chosen = found.get({Whom.ROLES: "roles", Whom.TEAMS: "teams"}.get(whom, ""), [])
        if whom in (Whom.ROLES, Whom.TEAMS) and not chosen:
            self.add_error("roles" if whom == Whom.ROLES else "teams", _("Choose at least one."))
        if found.get("until") and found["until"] < timezone.localdate():
            self.add_error("until", _("This day is over."))
        found["chosen"] = chosen
        return found


class Line:
    """One question of the editor: its fields' names, its words, and hints about them."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.topic = TOPICS[question.topic]
        self.hints: list[tuple[str, Hint]] = [
            (language, hint)
            for language in LANGUAGES
            for hint in hints(question.text[language], language)
        ]

    @property
    def group(self) -> bool:
        """Whether it is about who answers: its answers can be edited."""
        return self.question.scale.kind is Kind.GROUP

    @property
    def answers(self) -> dict[str, str]:
        """Own answers of a group, a line each."""
        return {
            language: "\n".join(one.text[language] for one in self.question.scale.options)
            for language in LANGUAGES
        }


def edited(instrument: Instrument, post: Mapping[str, str]) -> Instrument:
    """Return the instrument as the editor sent it; `InputError` says what cannot be."""
    questions = []
    for question in instrument.questions:
        if post.get(f"drop_{question.id}"):
            continue
        one = question.as_json()
        one["text"] = {tag: post.get(f"{question.id}_{tag}", "")[:600] for tag in LANGUAGES}
        if question.scale.kind is Kind.GROUP:
            one["scale"] = _options(post, question.id)
        if any(one.get("now") == gone for gone in _dropped(instrument, post)):
            one.pop("now")
        questions.append(one)
    if post.get("new_en", "").strip() or post.get("new_de", "").strip():
        if post.get("new_scale") not in SCALES:
            raise InputError(str(_("choose the answers of the new question")), where="new")
        taken = {one["id"] for one in questions}
        number = next(n for n in range(1, 1000) if f"own_{n}" not in taken)
        topic = post.get("new_topic", "")
        questions.insert(
            _before_groups(questions),
            {
                "id": f"own_{number}",
                "topic": topic if topic in set(Topic) else Topic.USEFULNESS.value,
                "text": {tag: post.get(f"new_{tag}", "")[:600] for tag in LANGUAGES},
                "scale": post["new_scale"],
            },
        )
    return Instrument.of(
        {
            **instrument.as_json(),
            "title": {tag: post.get(f"title_{tag}", "")[:120] for tag in LANGUAGES},
            "about": {tag: post.get(f"about_{tag}", "")[:900] for tag in LANGUAGES},
            "questions": questions,
        }
    )


def _dropped(instrument: Instrument, post: Mapping[str, str]) -> list[str]:
    return [one.id for one in instrument.questions if post.get(f"drop_{one.id}")]


def _before_groups(questions: list[dict[str, Any]]) -> int:
    return next(
        (place for place, one in enumerate(questions) if one["topic"] == Topic.WHO),
        len(questions),
    )


def _options(post: Mapping[str, str], name: str) -> list[dict[str, str]]:
    lines = {
        tag: [one.strip() for one in post.get(f"{name}_answers_{tag}", "").splitlines()]
        for tag in LANGUAGES
    }
    english = [one for one in lines["en"] if one]
    german = [one for one in lines["de"] if one]
    if german and len(german) != len(english):
        raise InputError(
            str(_("as many answers in German as in English are needed, a line each")), where=name
        )
    return [{"en": en, "de": german[place] if german else en} for place, en in enumerate(english)]
