"""Web addresses that stand for what public frameworks name only by a code.

O*NET publishes codes, not URIs; its own site answers under these addresses, so a reader who
follows one arrives at the definition.
"""

from __future__ import annotations

from urllib.parse import quote_plus

ONET = "https://www.onetonline.org"


def onet_occupation(code: str) -> str:
    """Return the address of an occupation, given its O*NET-SOC code such as `15-1252.00`."""
    return f"{ONET}/link/summary/{code}"


def onet_element(element: str) -> str:
    """Return the address of a content model element such as `2.A.1.a`."""
    return f"{ONET}/find/descriptor/result/{element}"


def onet_technology(example: str) -> str:
    """Return the address of a technology skill, given the example's name such as `Docker`."""
    return f"{ONET}/search/tech/example?e={quote_plus(example)}"
