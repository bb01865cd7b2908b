"""XHTML as Markdown, or as plain words.

What Markdown has no sign for is named to `lost`, and its words stay. Formulas in MathML become
TeX between dollar signs where they are simple.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.mathml import tex
from skillmark.assess.exchange.xml import local, text
from skillmark.render.formula import FORMULA

BLOCKS = {
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
SILENT = {"script", "style", "head", "title", "meta", "link", "template", "noscript"}
MEDIA = {"video", "audio", "object", "embed", "iframe", "canvas", "svg", "form", "input", "select"}
RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SIGN = re.compile(r"[\\`\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\*|_|~(?=~)")
_START = re.compile(r"(\d{1,9})?(#{1,6}(?=\s|$)|>|[+-](?=\s|$)|-+\s*$|=+\s*$|[.)](?=\s|$)|~~~)")
"""What at the beginning of a line would be taken for a heading, a list, a quotation or a rule."""
_BREAK = "\ue010"
"""A line break, until it is known where it stands."""

Lost = Callable[[str], None]
Special = Callable[[Element], "str | None"]


def _nothing(_: str) -> None:
    pass


def _none(_: Element) -> None:
    return None


@dataclass
class Markdown:
    """Turns elements into words; `flat` into plain ones."""

    lost: Lost = _nothing
    """Is told what could not be said."""
    picture: Callable[[str], str] = str
    """From the address of a picture to the name it gets; empty for one that is not there."""
    special: Special = _none
    """Returns the words of an element that is no XHTML, or `None` where it is none of its own."""
    flat: bool = False
    flat_pictures: bool = False
    """Whether plain words keep their pictures, as options do."""
    _depth: int = field(default=0, repr=False)

    def of(self, elements: Iterable[Element]) -> str:
        """Return the words of elements that stand one after the other."""
        holder = Element("div")
        holder.extend(elements)
        return self.inside(holder)

    def inside(self, element: Element) -> str:
        """Return the words inside an element."""
        found = "\n\n".join(self._blocks(element))
        return found.replace(_BREAK, "\n" if self.flat else "\\\n").strip()

    # blocks

    def _blocks(self, element: Element) -> list[str]:
        """Return the blocks inside an element; words that stand between blocks are one each."""
        found: list[str] = []
        run: list[str | Element] = [element.text or ""]
        for one in element:
            if local(one) in BLOCKS or _holds_blocks(one):
                found += self._paragraph(run)
                run = []
                found += self._block(one)
            else:
                run.append(one)
            run.append(one.tail or "")
        return found + self._paragraph(run)

    def _paragraph(self, run: list[str | Element]) -> list[str]:
        words = self._tidy(self._inline(run))
        if not words:
            return []
        return [words if self.flat else _BREAK.join(map(_begun, words.split(_BREAK)))]

    def _tidy(self, words: str) -> str:
        lines = [" ".join(line.split(" ")).strip(" ") for line in words.split(_BREAK)]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return _BREAK.join(lines)

    def _block(self, element: Element) -> list[str]:
        name = local(element)
        if (said := self.special(element)) is not None:
            return [said] if said else []
        if name == "hr":
            return [] if self.flat else ["---"]
        if name == "pre":
            return [self._code(element)]
        if name in ("ul", "ol"):
            return [self._list(element, ordered=name == "ol")]
        if name == "table":
            return self._table(element)
        inner = self._blocks(element)
        if self.flat or not inner:
            return inner
        if name == "blockquote":
            lines = "\n\n".join(inner).replace(_BREAK, "\\\n").split("\n")
            return ["\n".join(f"> {line}".rstrip() for line in lines)]
        if name in _HEADINGS:
            return [f"{'#' * int(name[1])} {' '.join(inner).replace(_BREAK, ' ')}"]
        return [f"**{one}**" for one in inner] if name == "dt" else inner

    def _code(self, element: Element) -> str:
        words = text(element).rstrip("\n")
        if self.flat:
            return words
        code = next(iter(element), None)
        kind = (code.get("class", "") if code is not None else "").removeprefix("language-")
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", words)), 3)
        known = kind if re.fullmatch(r"[\w+#-]+", kind) else ""
        return f"{fence}{known}\n{words}\n{fence}"

    def _list(self, element: Element, *, ordered: bool) -> str:
        items, loose = [], False
        for number, one in enumerate((e for e in element if local(e) == "li"), 1):
            mark = f"{number}. " if ordered else "- "
            inner = self._blocks(one)
            loose = loose or any(local(e) == "p" for e in one)
            joint = "\n\n" if any(local(e) == "p" for e in one) else "\n"
            indent = " " * len(mark)
            lines = joint.join(inner).replace(_BREAK, "\n" if self.flat else "\\\n").split("\n")
            items.append(mark + "\n".join(indent + x if x else x for x in lines)[len(mark) :])
        return ("\n\n" if loose and not self.flat else "\n").join(one.rstrip() for one in items)

    def _table(self, element: Element) -> list[str]:
        rows = [one for one in element.iter() if local(one) == "tr"]
        cells = [[one for one in row if local(one) in ("td", "th")] for row in rows]
        width = max((len(row) for row in cells), default=0)
        if any(one.get(span, "1") != "1" for row in cells for one in row for span in _SPANS):
            self.lost("cells that span others")
        if sum(1 for one in element.iter() if local(one) == "table") > 1:
            self.lost("a table inside a table")
        caption = [b for one in element if local(one) == "caption" for b in self._blocks(one)]
        if not width:
            return caption
        written = [[self._cell(one) for one in row] + [""] * (width - len(row)) for row in cells]
        if self.flat:
            return [*caption, "\n".join("  ".join(row) for row in written)]
        headed = all(local(one) == "th" for one in cells[0])
        head = written.pop(0) if headed else [""] * width
        rule = [_rule(cells[0][k] if k < len(cells[0]) else None) for k in range(width)]
        lines = [f"| {' | '.join(row)} |" for row in (head, rule, *written)]
        return [*caption, "\n".join(lines)]

    def _cell(self, element: Element) -> str:
        words = " ".join(self._blocks(element)).replace(_BREAK, " ").replace("\n", " ")
        return words if self.flat else re.sub(r"(?<!\\)\|", r"\\|", words)

    # words in a line

    def _inline(self, run: Iterable[str | Element]) -> str:
        parts: list[str] = []
        whole = list(run)
        before = ""
        for at, one in enumerate(whole):
            if isinstance(one, str):
                parts.append(self._words(one))
            else:
                after = whole[at + 1] if at + 1 < len(whole) else ""
                parts.append(self._element(one, before, after if isinstance(after, str) else "x"))
            before = parts[-1][-1:] or before
        return _SPACE.sub(" ", "".join(parts))

    def _inner(self, element: Element) -> str:
        run: list[str | Element] = [element.text or ""]
        for one in element:
            run += [one, one.tail or ""]
        return self._inline(run)

    def _words(self, words: str) -> str:
        spaced = _SPACE.sub(" ", words).replace(_BREAK, "")
        spaced = re.sub(r"\\\((.+?)\\\)", r"$\1$", re.sub(r"\\\[(.+?)\\\]", r"$$\1$$", spaced))
        if self.flat:
            return spaced
        found, at = [], 0
        for formula in FORMULA.finditer(spaced):
            found += [_escape(spaced[at : formula.start()]), formula.group()]
            at = formula.end()
        return "".join(found) + _escape(spaced[at:])

    def _element(self, element: Element, before: str, after: str) -> str:
        name = local(element)
        if (said := self.special(element)) is not None:
            return said
        if name == "br":
            return _BREAK
        if name == "img":
            return self._picture(element.get("src", ""), element.get("alt", ""))
        if name == "object" and element.get("type", "image/").startswith("image/"):
            return self._picture(element.get("data", ""), text(element).strip())
        if name == "math":
            return self._formula(element)
        if name in SILENT:
            return ""
        if name in MEDIA or name.startswith("qti-"):
            self.lost(name)
            return self._inner(element) if name.startswith("qti-") else ""
        return self._marked(name, element, before, after)

    def _marked(self, name: str, element: Element, before: str, after: str) -> str:
        inner = self._inner(element)
        if name in ("sup", "sub"):
            return self._shifted(inner, RAISED if name == "sup" else LOWERED, name)
        if name == "rt":
            return f" ({inner.strip()})"
        if name == "rp":
            return ""
        if name in ("del", "s", "strike"):
            self.lost("words that are struck out")
        if name in ("code", "tt", "kbd", "samp") and not self.flat and text(element):
            return _code(text(element))
        if self.flat or not inner.strip():
            return inner
        if name in ("em", "i", "strong", "b"):
            return self._emphasis(inner, "*" if name in ("em", "i") else "**", before, after)
        if name == "a" and element.get("href", "").startswith(("http://", "https://", "mailto:")):
            return f"[{inner.strip()}]({_address(element.get('href', ''))})"
        return inner

    def _emphasis(self, inner: str, mark: str, before: str, after: str) -> str:
        core = inner.strip(" ")
        left = inner[: len(inner) - len(inner.lstrip(" "))]
        right = inner[len(inner.rstrip(" ")) :]
        # CommonMark: marks between a sign and a letter open and close nothing
        bad = (not left and before[-1:].isalnum() and not core[:1].isalnum()) or (
            not right and after[:1].isalnum() and not core[-1:].isalnum()
        )
        if bad or core.startswith("*") or core.endswith("*") or before.endswith("*"):
            if not core.startswith("*"):
                self.lost("emphasis inside a word")
            return inner
        return f"{left}{mark}{core}{mark}{right}"

    def _shifted(self, inner: str, letters: dict[int, int], name: str) -> str:
        moved = inner.strip().translate(letters)
        if all(one in _MOVED or one.isspace() for one in moved):
            return moved
        self.lost("letters above or below the line")
        return f"{'^' if name == 'sup' else '_'}({inner.strip()})" if inner.strip() else ""

    def _picture(self, address: str, words: str) -> str:
        name = self.picture(address)
        if not name:
            return self._words(words)
        if self.flat and not self.flat_pictures:
            self.lost("a picture in the middle of plain words")
            return self._words(words)
        said = _escape(" ".join(words.split()))
        return f"![{said}]({_address(name)})"

    def _formula(self, element: Element) -> str:
        found = tex(element)
        if not found:
            self.lost("a formula that is not simple")
            return self._words(" ".join(text(element).split()))
        return f"$${found}$$" if element.get("display") == "block" else f"${found}$"


_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SPANS = ("rowspan", "colspan")
_MOVED = set("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def _rule(cell: Element | None) -> str:
    way = cell.get("align", "") if cell is not None else ""
    return {"left": ":---", "right": "---:", "center": ":---:"}.get(way, "---")


def _holds_blocks(element: Element) -> bool:
    if element.get("block") == "true":  # set by readers of formats with blocks of their own
        return True
    return local(element) not in MEDIA and any(local(one) in BLOCKS for one in element)


def _begun(line: str) -> str:
    """Return a line whose beginning means nothing but itself."""
    found = _START.match(line)
    if not found or (found.group(1) and found.group(2)[0] not in ".)"):
        return line
    at = len(found.group(1) or "")
    return line if found.group(2)[0] in ".)" and not at else f"{line[:at]}\\{line[at:]}"


def _escape(words: str) -> str:
    """Return plain words such that Markdown shows them as they are."""

    def one(found: re.Match[str]) -> str:
        sign, at = found.group(), found.start()
        before, after = words[at - 1 : at] if at else "", words[at + 1 : at + 2]
        if sign == "_" and ((before.isalnum() and after.isalnum()) or _blank(words, at)):
            return sign
        if sign == "*" and before == " " and after == " ":
            return sign
        return f"\\{sign}"

    return _SIGN.sub(one, words)


def _blank(words: str, at: int) -> bool:
    """Whether an underscore belongs to a blank to be filled in, with a space on both sides."""
    left, right = words[:at].rstrip("_"), words[at:].lstrip("_")
    return left.endswith(" ") and bool(left.strip()) and right.startswith(" ")


def escaped(words: str) -> str:
    """Return plain words of several lines as Markdown that shows them as they are."""
    paragraphs = []
    for paragraph in re.split(r"\n[ \t]*\n", words.strip()):
        lines = [_escape(" ".join(line.split())) for line in paragraph.split("\n")]
        paragraphs.append("\\\n".join(_begun(one) for one in lines if one))
    return "\n\n".join(paragraphs)


def _code(words: str) -> str:
    spaced = _SPACE.sub(" ", words)
    mark = "`" * (max((len(run) for run in re.findall("`+", spaced)), default=0) + 1)
    edged = spaced.startswith(" ") and spaced.endswith(" ") and spaced.strip(" ")
    pad = " " if spaced.startswith("`") or spaced.endswith("`") or edged else ""
    return f"{mark}{pad}{spaced}{pad}{mark}"


def _address(name: str) -> str:
    risky = re.search(r"[\s()<>]", name)
    return "<" + re.sub(r"[<>\n]", "", name) + ">" if risky else name
