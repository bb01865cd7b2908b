"""Forms of texts that are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills.models import SkillRecord
from skillmark.server.skills.reading import lighting
from skillmark.server.skills.reading.keeping import Given, tidy
from skillmark.server.skills.reading.models import Kind

LARGEST_TEXT = 200_000
LARGEST_IMPORT = 12 * 2**20


def day(**more: Any) -> forms.DateField:
    """A field for a day, with the browser's calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **more)


class _Read(forms.Form):
    """What everything that reads texts asks for: framework and language."""

    use_required_attribute = False  # the text may come as a file

    framework = forms.ChoiceField(label=_("Read it with"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the text"),
        required=False,
        help_text=_("Sentences in another language are read, too."),
    )

    def __init__(self, *args: Any, organisation: OrganisationRecord | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        language = get_language() or "en"
        rows = lighting.choices(organisation)
        self.fields["framework"].choices = [
            (str(row.pk), f"{row.title.get(language) or next(iter(row.title.values()))}")
            for row in rows
        ]
        if len(rows) < 2:
            self.fields["framework"].widget = forms.HiddenInput()
        tags = {tag.partition("-")[0] for row in rows for tag in _tags(row.pk)} | {"en", "de"}
        named = sorted((_name(tag), tag) for tag in tags)
        self.fields["language"].choices = [
            ("", _("found out by its words")),
            *((tag, name) for name, tag in named),
        ]


def _tags(pk: int) -> list[str]:
    """Return the languages of a framework, as its first skill has them."""
    first = SkillRecord.objects.filter(framework=pk, position=0).values_list("label", flat=True)
    return list(first[0]) if first else []


def _name(tag: str) -> str:
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


class ReadForm(_Read):
    """A text of an organisation, with what is said of it."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Paste it as it is. The words that speak of skills light up."),
    )
    file = forms.FileField(
        label=_("Or a text file (.txt)"), required=False, widget=forms.FileInput({"accept": ".txt"})
    )
    dated = day(
        label=_("Published on"), required=False, help_text=_("Demand is counted by this day.")
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Where it comes from, such as a job board."),
    )

    field_order = (
        "kind", "title", "text", "file", "dated", "source", "language", "framework",
    )  # fmt: skip

    def words(self) -> str:
        """Return the text: the file's where one is given. Raises `InputError` for no text file."""
        given = self.files.get("file")
        text = decoded(given) if given else self.data.get("text", "")
        return tidy(text)

    def given(self, text: str) -> Given:
        """Return what is to be kept, of a form that is valid."""
        said = self.cleaned_data
        return Given(
            said["kind"],
            said["title"].strip() or first_line(text),
            text,
            said["dated"] or timezone.localdate(),
            said["language"],
            said["source"],
        )


class CvForm(_Read):
    """Somebody's own CV, which is read and not kept."""

    text = forms.CharField(
        label=_("My CV"),
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or a text file (.txt)"), required=False, widget=forms.FileInput({"accept": ".txt"})
    )
    field_order = ("text", "file", "language", "framework")
    words = ReadForm.words


class ImportForm(_Read):
    """A file of many texts."""

    file = forms.FileField(
        label=_("CSV or JSONL file"), widget=forms.FileInput({"accept": ".csv,.jsonl"})
    )
    kind = forms.ChoiceField(label=_("What they are"), choices=Kind.choices)
    field_order = ("file", "kind", "language", "framework")

    def clean_file(self) -> Any:
        """Refuse a file that nobody would wait for."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_IMPORT:
            raise forms.ValidationError(_("This file is too large. Split it."))
        return file


class FilterForm(forms.Form):
    """Which kept texts to show."""

    kind = forms.ChoiceField(label=_("What it is"), required=False)
    since = day(label=_("From"), required=False)
    until = day(label=_("To"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    looked_at = forms.ChoiceField(
        label=_("Looked through"),
        required=False,
        choices=[("", _("all")), ("no", _("not yet")), ("yes", _("by a person"))],
    )
    words = forms.CharField(
        label=_("Words"), max_length=100, required=False, widget=forms.TextInput({"type": "search"})
    )

    def __init__(self, *args: Any, sources: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("all")), *Kind.choices]
        self.fields["source"].choices = [("", _("all")), *((one, one) for one in sources)]


def decoded(file: Any) -> str:
    """Return the words of an uploaded text file."""
    if file.size > LARGEST_TEXT:
        raise InputError(_("This file is too large."), remedy=_("Give one text."))
    content = file.read()
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        text: str = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_text() from error
    if "\x00" in text or text.startswith("%PDF"):
        raise _no_text()
    return text


def _no_text() -> UnreadableError:
    return UnreadableError(
        str(_("This is no text file in UTF-8.")),
        remedy=str(_("Copy the words out of the document and paste them.")),
    )


def first_line(text: str) -> str:
    """Return what to call a text that nobody gave a title: how it begins."""
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= 120 else f"{line[:119].rsplit(' ', 1)[0]} …"
