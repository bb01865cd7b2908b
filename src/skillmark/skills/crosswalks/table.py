"""Crosswalks as tables: a plain CSV, and SSSOM TSV (Matentzoglu et al. 2022, doi 10/gr9fbv).

The CSV has the columns `source`, `match`, `target`, `confidence`, `method`, `note` and repeats
framework and version of both ends in each row, so that a row says what it means by itself. A row
with an empty target says that nothing was found; in SSSOM that is `sssom:NoTermFound`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.skill import Match
from skillmark.skills.crosswalks.crosswalk import Crosswalk, Link
from skillmark.skills.exchange import cells

FORMATS = ("csv", "sssom")
COLUMNS = (
    *("source", "match", "target", "confidence", "method", "note"),
    *("source_framework", "source_version", "target_framework", "target_version", "crosswalk"),
    "licence",
)
SSSOM = (
    *("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence"),
    *("subject_source", "subject_source_version", "object_source", "object_source_version"),
    *("mapping_tool", "comment"),
)
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_NOTHING = "sssom:NoTermFound"
_PREDICATES = {match: f"skos:{match.value}Match" for match in Match}
_MATCHES = {predicate: match for match, predicate in _PREDICATES.items()}
_JUSTIFIED = {
    "editorial": "semapv:ManualMappingCuration",
    "lexical": "semapv:LexicalMatching",
    "meaning": "semapv:SemanticSimilarityThresholdMatching",
}
"""Our methods in the Semantic Mapping Vocabulary; several together are a composite."""
_METHODS = {term: method for method, term in _JUSTIFIED.items()}
_COMPOSITE = "semapv:CompositeMatching"
_CURIES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
}
_PREFIX = re.compile(r"#\s{2,}['\"]?([\w.-]*)['\"]?\s*:\s*['\"]?(\S+?)['\"]?\s*$")
_SET = re.compile(r"#\s?(\w+)\s*:\s*(.*)")
Row = Mapping[str, str]


def write(crosswalk: Crosswalk, form: str = "csv") -> bytes:
    """Return a crosswalk as `csv` or `sssom`; `read` gives it back equal."""
    if form not in FORMATS:
        raise InputError(f"{form!r} is not a format", remedy=f"one of: {', '.join(FORMATS)}")
    return _csv(crosswalk) if form == "csv" else _sssom(crosswalk)


def read(content: bytes, *, where: str = "crosswalk") -> Crosswalk:
    """Read a crosswalk from either format, whichever it is.

    Raises `UnreadableError` or `InputError` naming `where` and the line. In SSSOM the source and
    target of the whole are those of the set, or of the first mapping; predicates that are no SKOS
    mapping relation are refused by name.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not UTF-8: {error.reason}", where=where) from error
    comments, body = _divided(text)
    first = body.partition("\n")[0]
    sssom = "subject_id" in first
    delimiter = "\t" if sssom else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    lines_before = text[: len(text) - len(body)].count("\n")
    try:
        header = [name.strip() for name in next(reader, [])]
        _check(header, sssom=sssom, where=where)
        rows = [
            (lines_before + reader.line_num, dict(zip(header, map(cells.plain, row), strict=False)))
            for row in reader
            if any(row)
        ]
    except csv.Error as error:
        place = f"{where}, line {lines_before + reader.line_num}"
        raise UnreadableError(f"it is not a table: {error}", where=place) from error
    prefixes, about = _metadata(comments)
    parse = _mapping(prefixes) if sssom else _link
    return _gathered(rows, parse, about, where=where)


def _gathered(
    rows: list[tuple[int, dict[str, str]]],
    parse: Callable[[Row], Link | str],
    about: Row,
    *,
    where: str,
) -> Crosswalk:
    links: list[Link] = []
    without: dict[str, None] = {}
    for line, row in rows:
        try:
            found = parse(row)
        except (ValueError, InputError) as error:
            cause = error.cause if isinstance(error, InputError) else str(error)
            raise InputError(cause, where=f"{where}, line {line}") from error
        if isinstance(found, Link):
            links.append(found)
        else:
            without[found] = None
    head = rows[0][1] if rows else {}

    def ends(*names: str) -> str:
        return next((told[name] for name in names for told in (about, head) if told.get(name)), "")

    return Crosswalk(
        id=ends("crosswalk", "mapping_set_id") or "crosswalk",
        source=ends("source_framework", "subject_source"),
        source_version=ends("source_version", "subject_source_version"),
        target=ends("target_framework", "object_source"),
        target_version=ends("target_version", "object_source_version"),
        links=tuple(links),
        without=tuple(without),
        licence=ends("licence", "license"),
    )


def _check(header: list[str], *, sssom: bool, where: str) -> None:
    needed = _NEEDED if sssom else ("source", "match", "target")
    missing = [name for name in needed if name not in header]
    if missing:
        raise InputError(
            f"no column {', '.join(missing)}",
            where=where,
            remedy=f"the file has: {', '.join(header)[:300] or 'no header'}",
        )
    unknown = [] if sssom else [name for name in header if name not in COLUMNS]
    if unknown:
        raise InputError(
            f"unknown column {', '.join(unknown)[:300]}",
            where=where,
            remedy=f"known: {', '.join(COLUMNS)}",
        )


def _csv(crosswalk: Crosswalk) -> bytes:
    ends = (
        *(crosswalk.source, crosswalk.source_version, crosswalk.target, crosswalk.target_version),
        *(crosswalk.id, crosswalk.licence),
    )
    rows = [
        (one.source, one.match.value, one.target, repr(one.confidence), one.method, one.note, *ends)
        for one in crosswalk.links
    ]
    rows += [(uri, "", "", "", "", "", *ends) for uri in crosswalk.without]
    return cells.written(COLUMNS, rows)


def _link(row: Row) -> Link | str:
    source = row.get("source", "").strip()
    target, match = row.get("target", "").strip(), row.get("match", "").strip()
    if not source:
        raise ValueError("no source")
    if not target:
        return source
    if match not in set(Match):
        raise ValueError(f"{match[:40]!r} is not one of {', '.join(Match)}")
    return Link(
        source,
        target,
        Match(match),
        row.get("method", "").strip() or "editorial",
        _confidence(row.get("confidence", "")),
        row.get("note", "").strip(),
    )


def _confidence(words: str) -> float:
    if not words.strip():
        return 1.0
    try:
        return float(words)
    except ValueError:
        raise ValueError(f"the confidence {words[:20]!r} is not a number") from None


def _sssom(crosswalk: Crosswalk) -> bytes:
    about = {
        "mapping_set_id": crosswalk.id,
        "subject_source": crosswalk.source,
        "subject_source_version": crosswalk.source_version,
        "object_source": crosswalk.target,
        "object_source_version": crosswalk.target_version,
    }
    head = ["#curie_map:", *(f"#  {prefix}: {uri}" for prefix, uri in _CURIES.items())]
    told = about | {"license": crosswalk.licence}
    head += [f"#{name}: {_quoted(words)}" for name, words in told.items() if words]
    text = io.StringIO()
    text.write("".join(f"{line}\n" for line in head))
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(SSSOM)
    ends = list(about.values())[1:]
    for one in crosswalk.links:
        justified = _JUSTIFIED.get(one.method, _COMPOSITE)
        tool = "" if one.method in _JUSTIFIED else one.method
        said = (one.source, _PREDICATES[one.match], one.target, justified, repr(one.confidence))
        writer.writerow([*said, *ends, tool, one.note])
    for uri in crosswalk.without:
        said = (uri, "skos:relatedMatch", _NOTHING, "semapv:UnspecifiedMatching", "")
        writer.writerow([*said, *ends, "", ""])
    return text.getvalue().encode()


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mapping(prefixes: Row) -> Callable[[Row], Link | str]:
    def parse(row: Row) -> Link | str:
        source = _expanded(row["subject_id"].strip(), prefixes)
        target = row.get("object_id", "").strip()
        predicate = row.get("predicate_id", "").strip()
        if not source or not target:
            raise ValueError("no subject_id" if not source else "no object_id")
        if target == _NOTHING:
            return source
        if row.get("predicate_modifier", "").strip():
            raise ValueError("a mapping that says Not is no link")
        local = predicate.removeprefix(_CURIES["skos"])
        match = _MATCHES.get(predicate) or _MATCHES.get(f"skos:{local}")
        if match is None:
            raise ValueError(f"the predicate {predicate[:80]!r} is not a SKOS mapping relation")
        justified = row.get("mapping_justification", "").strip()
        method = row.get("mapping_tool", "").strip() or _METHODS.get(justified, justified)
        return Link(
            source,
            _expanded(target, prefixes),
            match,
            method or "editorial",
            _confidence(row.get("confidence", "")),
            row.get("comment", "").strip(),
        )

    return parse


def _expanded(curie: str, prefixes: Row) -> str:
    prefix, colon, local = curie.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else curie


def _divided(text: str) -> tuple[list[str], str]:
    """The comments in front of a table, and the table."""
    lines = text.splitlines(keepends=True)
    first = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:first], "".join(lines[first:])


def _metadata(comments: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The prefixes and the plain members of the YAML in front of an SSSOM table."""
    prefixes: dict[str, str] = {}
    about: dict[str, str] = {}
    for line in comments:
        prefix = _PREFIX.fullmatch(line.rstrip("\n"))
        member = _SET.match(line.rstrip("\n"))
        if prefix:
            prefixes[prefix[1]] = prefix[2]
        elif member and member[2].strip():
            about[member[1]] = _unquoted(member[2].strip())
    return prefixes, about


def _unquoted(words: str) -> str:
    if len(words) > 1 and words[0] == words[-1] and words[0] in "'\"":
        return re.sub(r"\\(.)", r"\1", words[1:-1])
    return words
