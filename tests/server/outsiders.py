"""Badges of people from outside, signed here by academies that nobody knows."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from skillmark.award.credential import issue
from skillmark.badges.identity import Recipient
from skillmark.badges.levels import rubric
from skillmark.badges.open_badges import Claim, profile
from skillmark.nouns.person import Issuer
from skillmark.trust.keys import SigningKey

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Academy:
    """An issuer with a key of its own: `badge` returns the bytes of one that it signed."""

    def __init__(self, name: str = "Example Academy") -> None:
        self.key = SigningKey.generate("ed25519")
        self.issuer = profile(Issuer(self.key.controller, name))
        self.count = 0

    def badge(
        self,
        email: str,
        title: str,
        *,
        criteria: str = "",
        skills: dict[str, int | None] | None = None,
        person: str = "",
        plain: bool = False,
        at: datetime = NOW,
    ) -> bytes:
        """Sign a badge of `title` for an address: hashed, or `plain` as the subject's id.

        `skills` are those that it names, each with its level, or without.
        """
        self.count += 1
        own = f"https://academy.example/achievements/{title.lower().replace(' ', '-')}"
        targets: list[dict[str, Any]] = [
            {"type": ["Alignment"], "targetName": uri, "targetUrl": uri, "targetCode": uri}
            for uri in skills or {}
        ]
        rubrics = [
            rubric(own, number, level, of=target, language="en")
            for number, (target, level) in enumerate(
                zip(targets, (skills or {}).values(), strict=True), 1
            )
            if level is not None
        ]
        achievement: dict[str, Any] = {
            "id": own,
            "type": ["Achievement"],
            "name": title,
            "description": f"{title} at {self.issuer['name']}",
            "criteria": {"narrative": criteria or "A test was passed."},
        }
        if targets:
            achievement["alignment"] = targets
        if rubrics:
            achievement["resultDescription"] = rubrics
        results = [
            {
                "type": ["Result"],
                "resultDescription": one["id"],
                "achievedLevel": one["requiredLevel"],
            }
            for one in rubrics
        ]
        who = Recipient(person, id=f"mailto:{email}") if plain else Recipient(person, email)
        return issue(
            Claim(achievement, results),
            id=f"urn:uuid:00000000-0000-4000-8000-{self.count:012}",
            issuer=self.issuer,
            recipient=who,
            salt=f"pinch-of-salt-{self.count}",
            signer=self.key,
            form="eddsa-rdfc-2022",
            valid_from=at,
            now=at,
        ).data


def forged(badge: bytes, name: str = "Example Academy") -> bytes:
    """Return a badge in which somebody changed a word after it was signed."""
    changed = badge.replace(name.encode(), b"Another Academy", 1)
    assert changed != badge
    return changed


def archive(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of files by path."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for path, data in files.items():
            made.writestr(path, data)
    return packed.getvalue()


def mail(sender: str, files: dict[str, bytes]) -> bytes:
    """Return a saved mail with attachments."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "jobs@hallmark.example", "Application"
    made.set_content("Dear people, please find my badges attached.")
    for name, data in files.items():
        made.add_attachment(data, maintype="application", subtype="json", filename=name)
    return made.as_bytes()
