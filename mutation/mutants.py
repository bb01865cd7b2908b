"""From the source of a module to its mutants: the same source with one thing wrong.

What is changed: comparisons, boolean and arithmetic operators, conditions, constants, returned
and assigned values, keyword arguments (left out), statements that only act, raised and caught
errors. What is not: annotations, type aliases, decorators, imports, docstrings, assertions (they
are there for the type checker), and prose: a text with a blank in it is written for people, and
how it is worded is no behaviour. Codes, terms, URLs and formats have no blank.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr,
}  # fmt: skip
DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
UNTOUCHED = (ast.Import, ast.ImportFrom, ast.Assert, ast.Global, ast.Nonlocal)
NAMES = {"__all__", "__slots__"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One thing wrong in a module."""

    module: str
    function: str
    """The qualified name of the outermost function around it; empty at module level."""
    scope: str
    """Where it stands, for people: the innermost function or class."""
    line: int
    reach: tuple[int, int]
    """The lines of the statement (of its head, for a compound one): who runs them meets it."""
    span: tuple[int, int]
    """Bytes of the source that are replaced."""
    was: str
    now: str
    nth: int
    """Which of the same changes in the same place, from 1."""

    @property
    def key(self) -> str:
        """What stays the same when lines move."""
        return f"{self.module}|{self.scope}|{self.was}|{self.now}|{self.nth}"

    def applied(self, source: bytes) -> bytes:
        """The source with this one thing wrong, its lines where they were."""
        start, end = self.span
        lines = source[start:end].count(b"\n") - self.now.encode().count(b"\n")
        return source[:start] + self.now.encode() + b"\\\n" * max(lines, 0) + source[end:]


def of(source: bytes, module: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    walk = _Walk(source)
    walk.block(tree.body)
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for function, scope, node, reach, now in walk.found:
        start, end = (
            walk.offset(node.lineno, node.col_offset),
            walk.offset(node.end_lineno or node.lineno, node.end_col_offset or 0),
        )
        was = " ".join(source[start:end].decode().split())
        seen[scope, was, now] += 1
        found.append(
            Mutant(
                module, function, scope, node.lineno, reach, (start, end), was, now,
                seen[scope, was, now],
            )
        )  # fmt: skip
    return found


def _changed(node: ast.AST, **fields: object) -> str:
    """The node with fields replaced, as text that binds as tightly as a name."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return f"({ast.unparse(other)})"


class _Walk:
    def __init__(self, source: bytes) -> None:
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.found: list[tuple[str, str, ast.expr | ast.stmt, tuple[int, int], str]] = []
        self.names: list[ast.AST] = []

    def offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self.statement(statement)

    def add(self, node: ast.expr | ast.stmt, now: str) -> None:
        named = [name for name in self.names if isinstance(name, DEFINED)]
        scope, function = [], ""
        for name in named:
            scope.append(name.name)
            if not function and not isinstance(name, ast.ClassDef):
                function = ".".join(scope)
        self.found.append((function, ".".join(scope), node, self.reach, now))

    def statement(self, node: ast.stmt) -> None:
        if isinstance(node, UNTOUCHED):
            return
        if isinstance(node, DEFINED):
            self.definition(node)
            return
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id in NAMES for target in targets):
                return
        if (
            not self.names
            and isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Subscript)
        ):
            return  # a type alias
        head = _head(node)
        self.reach = (node.lineno, head)
        for now in _statements(node):
            self.add(node, now)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            self.block(node.orelse)
            return
        for field, value in ast.iter_fields(node):
            if field == "annotation":
                continue
            for child in value if isinstance(value, list) else [value]:
                self.child(child, (node.lineno, head), tested=field == "test")

    def child(self, child: object, reach: tuple[int, int], *, tested: bool) -> None:
        if isinstance(child, ast.stmt):
            self.statement(child)
        elif isinstance(child, ast.ExceptHandler):
            self.reach = (child.lineno, child.lineno)
            if child.type is not None and ast.unparse(child.type) != "()":
                self.add(child.type, "()")
            self.block(child.body)
        elif isinstance(child, ast.match_case):
            self.reach = (child.pattern.lineno, child.pattern.end_lineno or child.pattern.lineno)
            if child.guard is not None:
                self.expression(child.guard, condition=True)
            self.block(child.body)
        elif isinstance(child, ast.withitem):
            self.reach = reach
            self.expression(child.context_expr)
        elif isinstance(child, ast.expr):
            self.reach = reach
            self.expression(child, condition=tested)

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        if not isinstance(node, ast.ClassDef):
            # Defaults are made where the function is defined, not where it runs.
            self.reach = (node.lineno, node.lineno)
            for default in (*node.args.defaults, *node.args.kw_defaults):
                if default is not None:
                    self.expression(default)
        self.names.append(node)
        self.block(node.body)
        self.names.pop()

    def expression(self, node: ast.expr, *, condition: bool = False) -> None:
        for now in _expressions(node, condition):
            self.add(node, now)
        if isinstance(node, ast.JoinedStr):
            return  # Python 3.11 does not say where in the file its parts stand
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "cast":
            self.expression(node.args[1])
            return
        for field, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.expr):
                    tested = isinstance(node, ast.IfExp) and field == "test"
                    self.expression(child, condition=tested)
                elif isinstance(child, ast.keyword):
                    self.expression(child.value)
                elif isinstance(child, ast.comprehension):
                    self.expression(child.iter)
                    for test in child.ifs:
                        self.expression(test, condition=True)
                elif isinstance(child, ast.arguments):
                    for default in (*child.defaults, *child.kw_defaults):
                        if default is not None:
                            self.expression(default)


def _head(node: ast.stmt) -> int:
    """The last line that runs before the body of a compound statement does."""
    bodies = [getattr(node, "body", None), getattr(node, "cases", None)]
    if not any(bodies):
        return node.end_lineno or node.lineno
    parts = [getattr(node, name, None) for name in ("test", "iter", "subject", "target")]
    parts += [item.context_expr for item in getattr(node, "items", [])]
    return max([node.lineno, *(part.end_lineno or 0 for part in parts if part is not None)])


def _statements(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Raise) or (
        isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Await))
    ):
        yield "pass"
    elif isinstance(node, ast.Continue):
        yield "break"
    elif isinstance(node, ast.Break):
        yield "continue"
    elif isinstance(node, ast.Return):
        if node.value is not None and not isinstance(node.value, ast.Constant):
            yield "return None"
    elif isinstance(node, ast.AugAssign) and type(node.op) in COMPUTED:
        other = copy.copy(node)
        other.op = COMPUTED[type(node.op)]()
        yield ast.unparse(other)
    elif (
        isinstance(node, ast.Assign)
        and not isinstance(node.value, ast.Constant)
        and not _prose(node.value)
    ):
        yield _assigned(node)


def _assigned(node: ast.Assign) -> str:
    """The assignment of nothing."""
    targets = " = ".join(ast.unparse(target) for target in node.targets)
    return f"{targets} = None"


def _plain(test: ast.expr) -> bool:
    """Whether nothing else turns this condition around."""
    turned = (ast.Compare, ast.BoolOp, ast.Constant)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return False
    return not isinstance(test, turned)


def _expressions(node: ast.expr, condition: bool) -> Iterator[str]:
    if condition and _plain(node):
        yield f"(not {ast.unparse(node)})"
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            ops = list(node.ops)
            ops[place] = COMPARED[type(op)]()
            yield _changed(node, ops=ops)
    elif isinstance(node, ast.BoolOp):
        yield _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.BinOp) and type(node.op) in COMPUTED:
        if not _prose(node):
            yield _changed(node, op=COMPUTED[type(node.op)]())
    elif isinstance(node, ast.Call):
        for place, given in enumerate(node.keywords):
            if given.arg is not None and not _prose(given.value):
                keywords = [*node.keywords[:place], *node.keywords[place + 1 :]]
                yield _changed(node, keywords=keywords)
    elif isinstance(node, ast.Constant):
        yield from _constants(node.value)
    elif isinstance(node, ast.JoinedStr) and not _prose(node):
        for place, part in enumerate(node.values):
            if isinstance(part, ast.Constant) and part.value:
                values = list(node.values)
                values[place] = ast.Constant(f"XX{part.value}")
                yield ast.unparse(ast.JoinedStr(values))


def _constants(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(not value)
    elif isinstance(value, (int, float)):
        yield repr(value + 1)
    elif isinstance(value, (str, bytes)) and not _prose(ast.Constant(value)):
        mark = "XX" if isinstance(value, str) else b"XX"
        yield repr(mark + value)  # type: ignore[operator]


def _prose(node: ast.AST) -> bool:
    """Whether a text is written for people."""
    return any(
        (isinstance(part.value, str) and " " in part.value)
        or (isinstance(part.value, bytes) and b" " in part.value)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant)
    )
