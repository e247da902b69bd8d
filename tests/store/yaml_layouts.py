"""Random records in random layouts, line by line, each line with the path it belongs to."""

import re
from dataclasses import dataclass

from hypothesis import strategies as st

from funnel_cli.store.patching.edits import Drop, Insert, Plain, Put, TextEdit, applied
from funnel_cli.values.errors import KeyPath

TRICKY = [
    *("NO", "on", "y", "null", "Null", "~", "007", "1.10", "22:30", "2026-01-01", "45%", "1e5", "0x1f"),
    *("a: b", "x # y", "#z", "- x", "it's", 'say "so"', "two\nlines", "end\n", "a, b", "}", "[x]", "? q"),
    *(
        "华能矿业", "全角：冒号", " lead", "trail ", "two  spaces", "\u2028", "\x85", "\ufeff", "\t",
        "\x00", "\\",
    ),
    *("--- x", "...", "% x", "@a", "`b`", "!tag", "&a", "*a", "<<", "=", "a:", ":a", "\U0001f600", "x" * 200),
]  # fmt: skip
KEYS = [
    "id", "stage", "amount", "next_step", "milestones", "history", "log", "tags", "x-a", "x b", "y", "华",
    "a: b",
]  # fmt: skip
ORDER = ["id", "amount", "stage", "next_step", "milestones", "history", "log", "tags"]

_PLAIN = re.compile(
    r"[A-Za-z华能][A-Za-z0-9华能矿业_./()-]*(?: [A-Za-z0-9华能矿业_./()-]+)*|\d+-\d+-\d+|\d+\.\d+"
)
_ONE_LINE = re.compile(r"[ -~一-鿿]+")

texts = st.one_of(st.sampled_from(TRICKY), st.text(min_size=1, max_size=8), st.just("word another third"))
scalars: st.SearchStrategy[str | None] = st.one_of(st.none(), texts)
keys = st.sampled_from(KEYS)
flat: st.SearchStrategy[Plain] = st.one_of(
    scalars, st.lists(scalars, max_size=3), st.dictionaries(keys, scalars, max_size=3)
)
values: st.SearchStrategy[Plain] = st.one_of(
    flat,
    st.lists(flat, max_size=4),
    st.lists(st.dictionaries(keys, flat, min_size=1, max_size=3), max_size=4),
    st.dictionaries(keys, flat, max_size=4),
)
trees: st.SearchStrategy[dict[str, Plain]] = st.dictionaries(keys, values, min_size=1, max_size=7)


@dataclass(frozen=True)
class Line:
    """A line of a record: the entry it belongs to, and whether that entry's value starts below it."""

    text: str
    owner: KeyPath
    is_head: bool = False


@dataclass(frozen=True)
class Page:
    """A record as somebody may have typed it."""

    lines: tuple[Line, ...]
    tree: dict[str, Plain]
    bom: str
    new_line: str
    ends: bool

    @property
    def text(self) -> str:
        return self.bom + self.new_line.join(line.text for line in self.lines) + self.new_line * self.ends


@dataclass
class Typist:
    """Types a tree in whatever way `draw` decides."""

    draw: st.DrawFn
    comments: int = 0
    is_in_literal: bool = False

    def chance(self, one_in: int = 3) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments}: [ - {{ \" 'x"

    def tail(self) -> str:
        return " " * self.draw(st.integers(1, 3)) + self.comment() if self.chance(4) else ""

    def between(self, owner: KeyPath, column: int) -> list[Line]:
        """Blank lines and full-line comments; below a literal, what is no part of it."""
        if not self.chance(5):
            return []
        if self.is_in_literal:
            return [Line(" " * column + self.comment(), owner)]
        return [Line(self.draw(st.sampled_from(["", " " * column + self.comment()])), owner)]

    def under(self, owner: KeyPath, column: int) -> list[Line]:
        """A comment set under an entry, which belongs to it."""
        if self.is_in_literal or not self.chance(8):
            return []
        return [Line(" " * (column + self.draw(st.integers(1, 3))) + self.comment(), owner)]

    def mapping(self, tree: dict[str, Plain], owner: KeyPath, column: int) -> list[Line]:
        lines: list[Line] = []
        for key, value in tree.items():
            name = self.one_line(key, is_key=True)
            lines += self.between(owner, column) if lines else []
            lines += self.entry(" " * column + name + ":", value, (*owner, key), column)
            lines += self.under((*owner, key), column)
        return lines

    def entry(self, head: str, value: Plain, owner: KeyPath, column: int) -> list[Line]:
        if not value or isinstance(value, str) or self.chance():
            return self.inline(head, value, owner, column)
        self.is_in_literal = False
        first = [Line(head + self.tail(), owner, is_head=True)]
        if isinstance(value, dict):
            inner = column + self.draw(st.integers(1, 4))
            return first + self.between(owner, inner) + self.mapping(value, owner, inner)
        inner = column + self.draw(st.integers(0, 3))
        return first + self.between(owner, inner) + self.items(value, owner, inner)

    def items(self, items: list[Plain], owner: KeyPath, column: int) -> list[Line]:
        lines: list[Line] = []
        gap = " " * self.draw(st.integers(1, 3))
        for index, item in enumerate(items):
            path = (*owner, index)
            inner = column + 1 + len(gap)
            lines += self.between(owner, column) if lines else []
            if not item or isinstance(item, str) or self.chance():
                lines += self.inline(" " * column + "-", item, path, column)
                continue
            if isinstance(item, dict):
                below = self.mapping(item, path, inner)
            else:
                below = self.items(item, path, inner)
            if self.chance(6):
                lines += [Line(" " * column + "-" + self.tail(), path, is_head=True), *below]
            else:
                first = " " * column + "-" + gap + below[0].text[inner:]
                lines += [Line(first, below[0].owner, below[0].is_head), *below[1:]]
        return lines

    def inline(self, head: str, value: Plain, owner: KeyPath, column: int) -> list[Line]:
        """An entry whose value starts behind its colon or dash."""
        if isinstance(value, str) and self.chance() and (block := self.literal(value, column)):
            self.is_in_literal = True
            return [Line(line, owner) for line in (f"{head} {block[0]}", *block[1:])]
        self.is_in_literal = False
        spelled = self.flow(value, " " * (column + 1))
        if spelled == "":
            return [Line(head + self.tail(), owner)]
        lines = (head + " " * self.draw(st.integers(1, 2)) + spelled).split("\n")
        return [Line(line, owner) for line in (*lines[:-1], lines[-1] + self.tail())]

    def literal(self, value: str, column: int) -> list[str]:
        body = value.rstrip("\n")
        lines = body.split("\n")
        if not all(_ONE_LINE.fullmatch(line) and line == line.strip() for line in lines):
            return []
        extra = len(value) - len(body)
        chomp = ["-", "", "+"][min(extra, 2)] if extra != 1 else self.draw(st.sampled_from(["", "+"]))
        pad = " " * (column + self.draw(st.integers(1, 3)))
        blanks = [""] * (extra - 1 if chomp == "+" else self.draw(st.integers(0, 1)))
        return [f"|{chomp}{self.tail()}", *(pad + line for line in lines), *blanks]

    def flow(self, value: Plain, pad: str) -> str:
        if isinstance(value, dict):
            pairs = [f"{self.one_line(k, is_key=True)}: {self.flow_item(v, pad)}" for k, v in value.items()]
            return self.bracketed("{", pairs, "}", pad)
        if isinstance(value, list):
            return self.bracketed("[", [self.flow_item(item, pad) for item in value], "]", pad)
        return (
            self.draw(st.sampled_from(["", "~", "null"])) if value is None else self.one_line(value, pad=pad)
        )

    def flow_item(self, value: Plain, pad: str) -> str:
        return self.flow(value, pad) or "null"

    def bracketed(self, left: str, parts: list[str], right: str, pad: str) -> str:
        if parts and self.chance(5):
            lines = [f"{pad}{part},{self.tail()}" for part in parts[:-1]]
            last = pad + parts[-1] + self.draw(st.sampled_from(["", ","])) + self.tail()
            return "\n".join([left + self.tail(), *lines, last, pad + right])
        space, comma = self.draw(st.sampled_from([("", ""), (" ", ""), ("", ",")])) if parts else ("", "")
        return left + space + self.draw(st.sampled_from([", ", " , "])).join(parts) + comma + space + right

    def one_line(self, value: str, *, is_key: bool = False, pad: str = "") -> str:
        """Plain or quoted, now and then folded over two lines."""
        ways = ['"' + "".join(_quoted(character) for character in value) + '"']
        if _PLAIN.fullmatch(value) and value != "null":
            ways.append(value)
        if _ONE_LINE.fullmatch(value):
            ways.append("'" + value.replace("'", "''") + "'")
        if value == "word another third" and pad and not is_key:
            ways += [f"word\n{pad}another third", f"'word another\n\n{pad}third'".replace("\n\n", "\n")]
        return self.draw(st.sampled_from(ways))


def _quoted(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if _ONE_LINE.fullmatch(character) else f"\\U{ord(character):08x}"


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """A record and the text it may stand in."""
    tree = draw(trees)
    typist = Typist(draw)
    lines = [*typist.between((), 0), *typist.mapping(tree, (), 0), *typist.between((), 0)]
    if typist.chance(5):
        lines.insert(0, Line("---" + typist.tail(), ()))
    ends = not typist.chance(4)
    if typist.chance(8):
        lines.append(Line("...", ()))
    bom, new_line = draw(st.sampled_from(["", "", "\ufeff"])), draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return Page(tuple(lines), tree, bom, new_line, ends or typist.is_in_literal or lines[-1].text == "")


@st.composite
def changes(draw: st.DrawFn, tree: Plain) -> list[TextEdit]:
    """Some changes that make sense one after the other."""
    result: list[TextEdit] = []
    for _ in range(draw(st.integers(1, 4))):
        change = draw(_change(tree))
        result.append(change)
        tree = applied(tree, [change])
    return result


def _change(tree: Plain) -> st.SearchStrategy[TextEdit]:
    every = places(tree)
    lists = [(path, value) for path, value in every if isinstance(value, list)]
    mappings = [path for path, value in every if isinstance(value, dict)]
    inner = [path for path, _ in every if path]
    ways: list[st.SearchStrategy[TextEdit]] = [
        st.builds(lambda path, key, value: Put((*path, key), value), st.sampled_from(mappings), keys, values)
    ]
    if inner:
        ways.append(st.builds(Put, st.sampled_from(inner), values))
    if dropped := [path for path in inner if len(path) > 1 or len(tree or ()) > 1]:
        ways.append(st.builds(Drop, st.sampled_from(dropped)))
    if lists:
        ways.append(
            st.sampled_from(lists).flatmap(
                lambda place: st.builds(Insert, st.just(place[0]), st.integers(0, len(place[1])), values)
            )
        )
    return st.one_of(ways)


def places(tree: Plain, path: KeyPath = ()) -> list[tuple[KeyPath, Plain]]:
    """Each value with the way to it, the root first."""
    pairs: list[tuple[str | int, Plain]] = []
    if isinstance(tree, dict):
        pairs = list(tree.items())
    if isinstance(tree, list):
        pairs = list(enumerate(tree))
    return [(path, tree), *(place for key, value in pairs for place in places(value, (*path, key)))]
