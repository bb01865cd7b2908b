"""Presentation MathML as TeX, as far as it is simple."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from skillmark.assess.exchange.xml import local, text, within

SIGNS = {
    "×": r"\times ", "·": r"\cdot ", "÷": r"\div ", "±": r"\pm ", "−": "-", "≤": r"\le ",
    "≥": r"\ge ", "≠": r"\ne ", "≈": r"\approx ", "∞": r"\infty ", "π": r"\pi ", "α": r"\alpha ",
    "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "θ": r"\theta ", "λ": r"\lambda ",
    "μ": r"\mu ", "σ": r"\sigma ", "Σ": r"\Sigma ", "∑": r"\sum ", "∏": r"\prod ",
    "∫": r"\int ", "√": r"\surd ", "→": r"\to ", "∈": r"\in ", "∠": r"\angle ", "°": r"^\circ ",
    "{": r"\{", "}": r"\}", "%": r"\%", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_",
    "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "",
}  # fmt: skip
"""Characters that TeX writes otherwise; the last four are MathML's invisible operators."""
_ROWS = {"math", "mrow", "mstyle", "mpadded", "semantics", "merror", "mphantom"}


def tex(math: Element) -> str:
    """Return the TeX of a formula; empty where it is not simple."""
    for note in within(math, "annotation"):
        if note.get("encoding", "").lower() in ("application/x-tex", "tex", "latex"):
            return text(note).strip().strip("$")
    try:
        return " ".join(_tex(math).split())
    except NotImplementedError:
        return ""


def _tex(element: Element) -> str:
    name, parts = local(element), [one for one in element if not local(one).startswith("annot")]
    if name in _ROWS:
        return "".join(_tex(one) for one in parts)
    if name in ("mi", "mn", "mo", "ms", "mtext"):
        return _token(name, (element.text or "").strip(), parts)
    if name == "mspace":
        return " "
    if name == "mfenced":
        marks = (element.get("open", "("), element.get("close", ")"))
        return marks[0] + ",".join(_tex(one) for one in parts) + marks[1]
    return _built(name, [_tex(one) for one in parts])


def _token(name: str, words: str, parts: list[Element]) -> str:
    if parts:
        raise NotImplementedError(name)
    written = "".join(SIGNS.get(one, one) for one in words)
    if name == "mtext" and written:
        return rf"\text{{{written}}}"
    return rf"\mathrm{{{written}}}" if name == "mi" and len(words) > 1 else written


def _built(name: str, inner: list[str]) -> str:
    match name, inner:
        case "mfrac", [above, below]:
            return rf"\frac{{{above}}}{{{below}}}"
        case "msqrt", _:
            return rf"\sqrt{{{''.join(inner)}}}"
        case "mroot", [base, degree]:
            return rf"\sqrt[{degree}]{{{base}}}"
        case (("msup" | "mover"), [base, above]):
            return f"{{{base}}}^{{{above}}}"
        case (("msub" | "munder"), [base, below]):
            return f"{{{base}}}_{{{below}}}"
        case (("msubsup" | "munderover"), [base, below, above]):
            return f"{{{base}}}_{{{below}}}^{{{above}}}"
    raise NotImplementedError(name)
