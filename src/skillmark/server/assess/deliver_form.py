"""The form on which a test is offered: grouped, with defaults that suit most people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.assess.models import Mode, Telling
from skillmark.server.assess.offering import CHOSEN, Choices


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    title: Any
    help: Any
    fields: list[forms.BoundField]
    folded: bool

    @property
    def open(self) -> bool:
        """Whether a folded group is to be seen at once."""
        return any(field.errors for field in self.fields)


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, required=False, widget=widget)


class DeliverForm(forms.Form):
    """How a test is offered."""

    mode = forms.ChoiceField(
        label=_("Which questions does a candidate get?"),
        choices=Mode.choices,
        initial=Mode.DRAWN,
        widget=forms.RadioSelect,
    )
    include_short = forms.BooleanField(
        label=_("With short answers, which an assessor scores"),
        required=False,
        help_text=_("Without them every result is there at once. Practice leaves them out."),
    )
    practice = forms.BooleanField(
        label=_("This is practice"),
        required=False,
        help_text=_(
            "It may be repeated, earns no badge and counts nowhere: not in results, not in the"
            " figures of the test."
        ),
    )
    achievement = forms.CharField(
        label=_("Achievement that passing confirms"),
        max_length=100,
        required=False,
        help_text=_("Its short name. Empty for practice, and for tests that earn no badge."),
    )
    attempts_allowed = forms.IntegerField(
        label=_("Attempts a person"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Empty: as many as they like."),
    )
    telling = forms.ChoiceField(
        label=_("What is a candidate told?"),
        choices=Telling.choices,
        initial=Telling.RESULT,
        help_text=_(
            "Whoever is told questions with their explanations can pass them on: that uses up"
            " the pool."
        ),
    )
    minutes = forms.FloatField(
        label=_("Minutes"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=_("Empty: the time that the test itself names."),
    )
    pause_minutes = forms.FloatField(
        label=_("Minutes of breaks"),
        min_value=0,
        max_value=600,
        initial=0,
        required=False,
        help_text=_("In which the clock stands still, for everybody who wants one."),
    )
    opens = _moment(_("Not before (UTC)"), _("Empty: at once."))
    closes = _moment(_("Not after (UTC)"), _("Who has begun by then may finish."))
    most = forms.IntegerField(
        label=_("Questions at most"),
        min_value=5,
        max_value=200,
        required=False,
        help_text=_("Empty: as many as a form of the test has."),
    )
    least = forms.IntegerField(
        label=_("Questions at least"),
        min_value=1,
        max_value=200,
        initial=8,
        required=False,
        help_text=_("Nobody likes to be judged by three questions."),
    )
    exposure = forms.FloatField(
        label=_("Candidates who may see one question, in percent"),
        min_value=1,
        max_value=100,
        initial=60,
        required=False,
        help_text=_("Empty: no limit, and everybody sees the best questions."),
    )
    sure = forms.FloatField(
        label=_("Mastery: how sure is sure enough, in percent"),
        min_value=60,
        max_value=99.9,
        initial=95,
        required=False,
        help_text=_("The surer, the more questions."),
    )
    near = forms.FloatField(
        label=_("Mastery: how near to the cut score either decision is all right"),
        min_value=0.05,
        max_value=1,
        initial=0.25,
        required=False,
        help_text=_("In standard deviations of ability. The nearer, the more questions."),
    )
    precise = forms.FloatField(
        label=_("Adaptive: the standard error that is precise enough"),
        min_value=0.1,
        max_value=1,
        initial=0.35,
        required=False,
        help_text=_("In standard deviations of ability. The smaller, the more questions."),
    )
    raters = forms.TypedChoiceField(
        label=_("People who score each answer"),
        choices=[(1, _("one")), (2, _("two, where much depends on it"))],
        coerce=int,
        initial=1,
        required=False,
        empty_value=1,
    )
    tolerance = forms.FloatField(
        label=_("Raters may differ by, in percent of the points"),
        min_value=0,
        max_value=100,
        initial=20,
        required=False,
        help_text=_("Beyond it, somebody else decides."),
    )

    def groups(self) -> Iterator[Group]:
        """Return the fields in their groups."""
        for title, help_text, names, folded in (
            (_("Questions"), "", ("mode", "include_short"), False),
            (
                _("Adaptive and mastery tests"),
                _(
                    "They need the figures of real people, or, for practice, of simulated ones."
                    " The bank and these rules are kept as they are now, for all who sit it."
                ),
                ("most", "least", "exposure", "sure", "near", "precise"),
                True,
            ),
            (
                _("For real or for practice"),
                "",
                ("practice", "achievement", "attempts_allowed"),
                False,
            ),
            (_("What is told"), "", ("telling",), False),
            (_("Time"), "", ("minutes", "pause_minutes", "opens", "closes"), False),
            (
                _("Answers that people score"),
                _("Only where short answers are asked."),
                ("raters", "tolerance"),
                True,
            ),
        ):
            yield Group(title, help_text, [self[name] for name in names], folded)

    def terms(self) -> dict[str, Any]:
        """Return what was filled in as the arguments of `delivering.deliver`."""
        given = self.cleaned_data
        names = (
            "mode",
            "include_short",
            "practice",
            "achievement",
            "attempts_allowed",
            "telling",
            "minutes",
            "opens",
            "closes",
            "raters",
        )
        found = {name: given[name] for name in names}
        found["achievement"] = given["achievement"].strip()
        found["pause_minutes"] = given["pause_minutes"] or 0
        found["tolerance"] = 0.2 if given["tolerance"] is None else given["tolerance"] / 100
        if given["mode"] in CHOSEN:
            found["choices"] = self._choices()
        return found

    def _choices(self) -> Choices:
        given, usual = self.cleaned_data, Choices()
        sure, exposure = given["sure"], given["exposure"]
        return Choices(
            most=given["most"],
            least=given["least"] or usual.least,
            sure=sure / 100 if sure else usual.sure,
            near=given["near"] or usual.near,
            precise=given["precise"] or usual.precise,
            exposure=exposure / 100 if exposure and exposure < 100 else None,
        )
