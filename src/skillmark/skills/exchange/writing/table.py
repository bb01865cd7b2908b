"""Write a framework as the plain CSV that `exchange.table` reads: all of it but the occupations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skillmark.nouns.skill import Alignment, Framework, Skill
from skillmark.nouns.text import Text
from skillmark.skills.exchange import cells
from skillmark.skills.exchange.writing.exported import Exported, lost, named, texts

Row = dict[str, str]
_PLAIN = ("uri", "label", "definition", "alt_labels", "kind", "code", "group")
_REST = (
    "broader",
    "requires",
    "related",
    "alignments",
    "tags",
    "retired",
    "replaced_by",
    "details",
)


def write(framework: Framework) -> Exported:
    """Return one CSV file; columns that nothing fills are left out."""
    rows = list(_rows(framework))
    used = {name for row in rows for name, cell in row.items() if cell}
    languages = dict.fromkeys(tag for text in texts(framework) for tag, _ in text.translations)
    spoken = ("label", "definition", "alt_labels", *(f"level_{level}" for level in range(1, 9)))
    header = [*_PLAIN, *spoken[3:], *_REST]
    header += [f"{name}_{tag}" for tag in languages for name in spoken]
    kept = [name for name in header if name in used]
    content = cells.written(kept, ([row.get(name, "") for name in kept] for row in rows))
    without = lost(framework, "occupations", "groups of occupations")
    return Exported(content, named(framework, ".csv"), "text/csv; charset=utf-8", without)


def _rows(framework: Framework) -> Iterator[Row]:
    """The framework itself, its groups, its skills."""
    about = [("publisher", framework.publisher), ("licence", framework.licence)]
    yield (
        {"uri": framework.id, "kind": "framework", "code": framework.version}
        | {"details": _details([*filter(lambda pair: pair[1], about), *framework.details])}
        | _spoken("label", framework.title)
        | _spoken("definition", framework.description)
    )
    for group, label in framework.groups:
        wider = [wide for narrow, wide in framework.group_broader if narrow == group]
        row = {"uri": group, "kind": "group", "broader": cells.joined(wider)}
        yield row | _spoken("label", label)
    for skill in framework.skills:
        yield _row(skill)


def _row(skill: Skill) -> Row:
    row = {
        "uri": skill.uri,
        "kind": skill.kind.value,
        "code": skill.code,
        "group": skill.group,
        "broader": cells.joined(skill.broader),
        "requires": cells.joined(skill.requires),
        "related": cells.joined(skill.related),
        "alignments": cells.joined(map(_alignment, skill.alignments)),
        "tags": cells.joined(skill.tags),
        "retired": "yes" if skill.retired else "",
        "replaced_by": cells.joined(skill.replaced_by),
        "details": _details(skill.details),
    }
    row |= _spoken("label", skill.label) | _spoken("definition", skill.definition)
    for tag in dict.fromkeys(tag for tag, _ in skill.alt_labels):
        words = cells.joined(words for spoken, words in skill.alt_labels if spoken == tag)
        row[_column("alt_labels", tag)] = words
    for level in skill.levels:
        row |= _spoken(f"level_{level.level}", level.text)
    return row


def _spoken(name: str, text: Text | None) -> Row:
    return {_column(name, tag): words for tag, words in text.translations} if text else {}


def _column(name: str, tag: str) -> str:
    return name if tag == "en" else f"{name}_{tag}"


def _alignment(one: Alignment) -> str:
    """Match, framework, method, confidence and target, of which the last may hold anything."""
    told = (one.match.value, one.framework, one.method, f"{one.confidence:g}")
    return cells.escaped("; ".join([*(words.replace(";", ",") for words in told), one.target]))


def _details(pairs: Iterable[tuple[str, str]]) -> str:
    return cells.joined(cells.escaped(f"{name}: {value}") for name, value in pairs)
