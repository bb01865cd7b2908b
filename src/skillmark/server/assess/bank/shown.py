"""A question of the bank as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from skillmark.assess.items import Item, Stimulus
from skillmark.assess.public import PublicItem, public_view
from skillmark.server.assess.bank import figures, keeping, states
from skillmark.server.assess.bank.changes import Change, changes
from skillmark.server.assess.bank.models import (
    QuestionActRecord,
    QuestionRecord,
    QuestionVersionRecord,
    State,
)
from skillmark.server.people.models import AccountRecord
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class Seen:
    """One version of a question, with everything that is known of it."""

    question: QuestionRecord
    version: QuestionVersionRecord
    item: Item
    public: PublicItem
    """As a candidate sees it."""
    material: Stimulus | None
    picture: str
    """Address of the picture on which places are chosen."""
    solution: list[str]
    skill: Any
    """Label of the skill."""
    versions: list[QuestionVersionRecord]
    """All of them, newest first."""
    changes: list[Change]
    before: int | None
    """The version that it is compared with."""
    acts: list[QuestionActRecord]
    moves: tuple[State, ...]
    uses: list[figures.Use]
    exposed: list[figures.Exposed]
    own: bool
    """Whether the reader wrote this version."""
    alone: bool
    """Whether nobody else of the organisation may review it."""

    @property
    def newest(self) -> bool:
        """Whether there is no later version."""
        return self.version.number == self.question.newest


def question(
    row: QuestionRecord, number: int | None, *, language: str, reader: AccountRecord
) -> Seen:
    """Return a version of a question, the newest unless numbered."""
    version = keeping.version_of(row, number)
    item = keeping.item_of(version)
    versions = list(row.versions.select_related("author").order_by("-number"))
    before = next((one for one in versions if one.number == version.number - 1), None)
    found = figures.uses(row)
    image = getattr(item.interaction, "image", "")
    digest = version.files.get(image, "")
    return Seen(
        question=row,
        version=version,
        item=item,
        public=public_view(item, language=language),
        material=keeping.material_of(version),
        picture=reverse("bank_file", args=[row.pk, digest]) if digest else "",
        solution=item.interaction.solution(language),
        skill=frameworks.label_maps([item.skill])[item.skill],
        versions=versions,
        changes=changes(before, version) if before else [],
        before=before.number if before else None,
        acts=list(
            QuestionActRecord.objects.filter(version__question=row)
            .select_related("version", "account")
            .order_by("-at", "-pk")
        ),
        moves=states.next_states(version),
        uses=found,
        exposed=figures.exposed(row, found),
        own=version.author_id == reader.pk,
        alone=not states.others_may_review(version),
    )
