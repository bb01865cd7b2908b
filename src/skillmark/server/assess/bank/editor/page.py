"""What the editor's page is rendered from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.server.assess.bank.editor import choosing, head
from skillmark.server.assess.bank.editor.drafts import LANGUAGES, Draft
from skillmark.server.assess.bank.editor.given import Given
from skillmark.server.assess.bank.editor.parts import NAMES, Builder, Card
from skillmark.server.assess.bank.editor.ways import WAYS
from skillmark.server.assess.bank.models import QuestionRecord
from skillmark.server.skills import services as frameworks

ANSWERS = {"answer", "best", "worst", "file"}
"""Fields of the preview, which belong to an answer that is tried."""
OWN = {"csrfmiddlewaretoken", "go", "type", "question", "upload", "preview-language", "skill-find"}
"""Fields that are no part of the question."""
MOST_HITS = 8


def fields_of(posted: QueryDict) -> Given:
    """Return the fields of the question alone; of several with one name the last."""
    return Given(
        {
            name: str(value)
            for name, value in posted.items()
            if name not in ANSWERS | OWN and not name.startswith("place-")
        }
    )


def context(
    request: HttpRequest,
    draft: Draft,
    question: QuestionRecord | None,
    *,
    focus: str,
    trouble: str,
) -> dict[str, Any]:
    """Return everything that the page shows, but for the preview."""
    checked = draft.given("checked") == "yes"
    errors = draft.errors if checked else {}
    b = Builder(draft.given, draft.languages, errors, focus)
    cards = _cards(b, draft)
    problems = [] if not checked else _problems(draft, cards)
    return {
        "draft": draft,
        "row": question,
        "type_name": choosing.name_of(draft.type),
        "here": reverse("question_edit", args=[question.pk])
        if question
        else reverse("question_new"),
        "back": page_of(question),
        "cards": cards,
        "hidden": _left(draft.given, cards),
        "pictures": _pictures(draft),
        "skills": skill_hits(request, request.POST.get("skill-find", ""), draft.given("skill")),
        "skill_find": request.POST.get("skill-find", ""),
        "skill_error": errors.get("skill", ""),
        "languages": _offered(draft),
        "drawing": _drawing(draft),
        "regions": draft.given.rows("region"),
        "problems": problems,
        "trouble": "" if problems else trouble,
        "focus": focus,
    }


def _cards(b: Builder, draft: Draft) -> list[Card]:
    way = WAYS[draft.type]
    rated = bool(draft.interaction and draft.interaction.needs_rater)
    return [head.question_card(b), *way.cards(b), *head.other_cards(b, rated=rated)]


def _left(given: Given, cards: list[Card]) -> list[tuple[str, str]]:
    """Return fields that this page does not show, so that nothing typed is ever lost."""
    shown = {one.name for card in cards for one in card.fields()} | {"skill"}
    return [
        (name, value)
        for name, value in given.items()
        if value and name not in shown and not name.startswith("file-")
    ]


def _problems(draft: Draft, cards: list[Card]) -> list[tuple[str, str]]:
    """Return what is wrong, each with the id of what on the page it is about, in page order."""
    ids = {one.name: one.id for card in cards for one in card.fields()}
    order = {name: place for place, name in enumerate(ids)}
    found = sorted(draft.errors.items(), key=lambda pair: order.get(pair[0], len(order)))
    return [(ids.get(name, f"e-{name}"), said) for name, said in found]


def _drawing(draft: Draft) -> dict[str, Any] | None:
    """Return the picture in which regions are drawn: its address, width and height."""
    for name, (width, height) in draft.sizes.items():
        address = reverse("question_file", args=[draft.files[name]])
        return {"address": address, "width": width, "height": height}
    return None


def _offered(draft: Draft) -> list[tuple[str, str, bool]]:
    """Return languages with their names and whether the question is written in them."""
    tags = dict.fromkeys([*draft.languages, *LANGUAGES])
    return [(tag, NAMES.get(tag, tag), tag in draft.languages) for tag in tags]


def _pictures(draft: Draft) -> list[dict[str, Any]]:
    alt = _("what it shows")
    return [
        {
            "row": row,
            "number": number,
            "name": draft.given(f"{row}-name"),
            "digest": draft.given(f"{row}-digest"),
            "snippet": f"![{alt}]({_address(draft.given(f'{row}-name'))})",
        }
        for number, row in enumerate(draft.given.rows("file"))
    ]


def _address(name: str) -> str:
    return f"<{name}>" if any(sign in name for sign in " ()") else name


def skill_hits(request: HttpRequest, asked: str, chosen: str) -> list[dict[str, Any]]:
    """Return the chosen skill and those that a search finds, each with its label."""
    language = get_language() or "en"
    labels = frameworks.labels([chosen], language, request.organisation) if chosen else {}
    found = [{"uri": chosen, "label": labels[chosen], "chosen": True, "of": ""}] if chosen else []
    if asked.strip():
        hits = frameworks.search(
            asked[:200], organisation=request.organisation, language=language, limit=MOST_HITS
        )
        found += [
            {"uri": hit.uri, "label": hit.label, "chosen": False, "of": row.title}
            for row, hit in hits
            if hit.uri != chosen
        ]
    return found


def page_of(question: QuestionRecord | None) -> str:
    """Return the address of the question's page, or of the bank; empty where there is none yet."""
    try:
        return reverse("question_page", args=[question.pk]) if question else reverse("bank")
    except NoReverseMatch:
        return ""
