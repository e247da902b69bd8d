"""A picture as strokes and words on a grid, for a template to write out as SVG.

A drawing is `WIDTH` units wide; colours and letters are those of the style sheet, by the `look` of each part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar
from unicodedata import east_asian_width

from funnel_cli.render.language import Language
from funnel_cli.values.message import Message, Text, message
from funnel_cli.values.money import Money
from funnel_cli.values.picture import (
    BridgePicture,
    CoursePicture,
    CoursePoint,
    FunnelPicture,
    Picture,
    TargetPicture,
)

WIDTH = 400
LABELS = 118
"""Where the labels of rows end."""
_FIGURES = 306
"""Where the room for the amounts of rows begins."""
_ROW = 26
_LETTER = 6.6
"""How wide a Latin letter is at the most, on average; a Chinese character is as wide as two."""


class Stroke(NamedTuple):
    """A line or an area: the commands of an SVG path."""

    look: str
    path: str


class Word(NamedTuple):
    """A text; `anchor` says which part of it stands at `x`."""

    x: str
    y: str
    text: str
    anchor: str = "start"
    look: str = ""


class Drawing(NamedTuple):
    """All of a picture; `key` explains its looks."""

    title: str
    told: str
    height: int
    strokes: Sequence[Stroke]
    words: Sequence[Word]
    key: Sequence[tuple[str, str]] = ()


_Drawn = TypeVar("_Drawn")

_Placing = Callable[[float], float]
"""From an amount to a place on the grid."""


def drawn(picture: Picture, language: Language, currency: str | None) -> Drawing:
    """The picture in the language; amounts in `currency` stand without its code."""
    draw = _Pen(language.counting_in(language.unit_of(picture, in_table=True)), currency)
    match picture:
        case FunnelPicture():
            return draw.funnel(picture)
        case TargetPicture():
            return draw.targets(picture)
        case CoursePicture():
            return draw.course(picture)
    return draw.bridge(picture)


class _Pen:
    """Draw in one language and one currency."""

    def __init__(self, language: Language, currency: str | None) -> None:
        self.language = language
        self.currency = currency

    def funnel(self, picture: FunnelPicture) -> Drawing:
        """Bars around one middle, the equal share as two lines beside it."""
        middle = (LABELS + _FIGURES) / 2
        most = max((_size(each.amount) for each in picture.stages), default=0.0)
        half = _scale(0, max(most, _size(picture.equal)), 0, (_FIGURES - LABELS) / 2 - 4)
        strokes = [
            Stroke("mark", _box(middle - wide, top + 3, middle + wide, top + _ROW - 3))
            for top, each in _rows(picture.stages)
            if (wide := half(max(_size(each.amount), 0.0)))
        ]
        bottom = _ROW * len(picture.stages)
        if equal := half(max(_size(picture.equal), 0.0)):
            strokes += [
                Stroke("even", _line((middle + side, 0), (middle + side, bottom))) for side in (-equal, equal)
            ]
        words = [
            word for top, each in _rows(picture.stages) for word in self._row(top, each.label, each.amount)
        ]
        return self._drawing(picture, bottom, strokes, words, [("even", message("equal share"))])

    def targets(self, picture: TargetPicture) -> Drawing:
        """A bar for what was won on a longer one for the landing, and a stroke where the target is."""
        tall, sizes = 46, [0.0]
        for each in picture.bars:
            sizes += (_size(each.won), _size(each.landing), _size(each.target or each.won))
        across = _scale(min(sizes), max(sizes), 1, WIDTH - 3)
        strokes, words = [], []
        for top, each in _rows(picture.bars, tall):
            upper, lower = top + 20, top + 36
            strokes += [
                Stroke(look, _box(across(0), upper, across(_size(amount)), lower))
                for look, amount in (("soft", each.landing), ("mark", each.won))
                if amount.amount
            ]
            words.append(Word("0", _number(top + 14), self._short(each.label, LABELS)))
            words.append(
                Word(_number(WIDTH), _number(top + 14), self._against(each.landing, each.target), "end")
            )
            if each.target:
                place = across(_size(each.target))
                strokes.append(Stroke("goal", _line((place, upper - 3), (place, lower + 3))))
        looks = [("mark", message("Won")), ("soft", message("Landing")), ("goal", message("Target"))]
        return self._drawing(picture, tall * len(picture.bars), strokes, words, looks)

    def course(self, picture: CoursePicture) -> Drawing:
        """The truth as a line with dots, the forecast as a broken one within its band."""
        sizes = [
            0.0,
            *(_size(money) for each in picture.points for money in each[2:] if isinstance(money, Money)),
        ]
        left, right, bottom = 62, WIDTH - 12, 150
        up = _scale(min(sizes), max(sizes), bottom, 12)
        step = (right - left) / max(len(picture.points) - 1, 1)
        places = [left + step * at for at in range(len(picture.points))]
        pairs = list(zip(places, picture.points, strict=True))
        over = [(x, up(_size(each.won))) for x, each in pairs if each.won]
        ahead = [
            (x, each.low, each.middle, each.high)
            for x, each in pairs
            if each.low and each.middle and each.high
        ]
        lows = [(x, up(_size(low))) for x, low, _, _ in ahead]
        middles = [(x, up(_size(middle))) for x, _, middle, _ in ahead]
        highs = [(x, up(_size(high))) for x, _, _, high in ahead]
        start = over[-1:]
        strokes = [
            Stroke("grid", _line((left - 6, up(size)), (WIDTH, up(size))))
            for size in sorted({0.0, max(sizes)})
        ]
        if ahead:
            strokes.append(Stroke("band", _line(*start, *lows, *reversed(highs)) + "Z"))
            strokes += [Stroke("edge", _line(low, high)) for low, high in zip(lows, highs, strict=True)]
            strokes.append(Stroke("broken", _line(*start, *middles)))
        strokes.append(Stroke("truth", _line(*over)))
        strokes += [Stroke("dot", _box(x - 2.5, y - 2.5, x + 2.5, y + 2.5)) for x, y in over]
        highest = max(picture.points, key=_highest, default=None)
        words = [Word(_number(left - 10), _number(up(0) + 4), "0", "end")]
        if highest and (most := _most(highest)) and most.amount:
            words.append(Word("0", "10", self._amount(most), look="small"))
        words += self._months(pairs, bottom)
        looks = [
            ("truth", message("Won")),
            ("broken", message("Forecast")),
            ("band", message("eight times in ten")),
        ]
        return self._drawing(picture, bottom + 34, [each for each in strokes if each.path], words, looks)

    def bridge(self, picture: BridgePicture) -> Drawing:
        """A bar a step, each from where the one before it ended."""
        ends: list[tuple[float, float]] = []
        level = 0.0
        for each in picture.steps:
            before = 0.0 if each.is_level else level
            level = before + _size(each.amount)
            ends.append((before, level))
        sizes = [0.0, *(end for pair in ends for end in pair)]
        across = _scale(min(sizes), max(sizes), LABELS + 4, _FIGURES - 6)
        strokes = []
        for (top, each), (before, after) in zip(_rows(picture.steps), ends, strict=True):
            look = "mark" if each.is_level else "up" if after >= before else "down"
            strokes.append(Stroke(look, _box(across(before), top + 4, across(after), top + _ROW - 4)))
            strokes.append(
                Stroke("grid", _line((across(after), top + _ROW - 4), (across(after), top + _ROW + 4)))
            )
        words = [
            word for top, each in _rows(picture.steps) for word in self._row(top, each.label, each.amount)
        ]
        return self._drawing(picture, _ROW * len(picture.steps), strokes[:-1], words)

    def _row(self, top: float, label: Text, amount: Money) -> Iterator[Word]:
        yield Word("0", _number(top + 17), self._short(label, LABELS))
        yield Word(_number(WIDTH), _number(top + 17), self._amount(amount), "end")

    def _months(self, pairs: Iterable[tuple[float, CoursePoint]], bottom: float) -> Iterator[Word]:
        year = ""
        for x, each in pairs:
            yield Word(_number(x), _number(bottom + 16), each.label, "middle")
            if each.year != year:
                year = each.year
                yield Word(_number(x), _number(bottom + 30), year, "middle", "small")

    def _drawing(
        self,
        picture: Picture,
        height: int,
        strokes: Sequence[Stroke],
        words: Sequence[Word],
        looks: Sequence[tuple[str, Message]] = (),
    ) -> Drawing:
        say = self.language.say
        key = [(look, say(name)) for look, name in looks]
        return Drawing(say(picture.title), " ".join(map(say, picture.told)), height, strokes, words, key)

    def _amount(self, money: Money) -> str:
        return self.language.say(self.language.amount(money, coded=money.currency != self.currency))

    def _against(self, landing: Money, target: Money | None) -> str:
        if target is None:
            return self._amount(landing)
        return self.language.say(
            message("{landing} of {target}", landing=self._amount(landing), target=self._amount(target))
        )

    def _short(self, label: Text, room: float) -> str:
        """As much of the label as the room holds; all of it stands in the table beside it."""
        whole = self.language.say(label)
        kept = whole
        while _breadth(kept) > room:
            kept = kept[:-1]
        return kept if kept == whole else kept[:-1].rstrip() + self.language.sign("…")


def _breadth(text: str) -> float:
    return sum(_LETTER * (2 if east_asian_width(each) in "WF" else 1) for each in text)


def _size(money: Money) -> float:
    """The amount as a length; no figure is made of it."""
    return float(money.amount)


def _most(point: CoursePoint) -> Money | None:
    return point.high or point.won


def _highest(point: CoursePoint) -> float:
    return _size(most) if (most := _most(point)) else 0.0


def _rows(some: Sequence[_Drawn], tall: int = _ROW) -> Iterator[tuple[int, _Drawn]]:
    return ((tall * at, each) for at, each in enumerate(some))


def _scale(least: float, most: float, first: float, last: float) -> _Placing:
    span = most - least
    return lambda size: first + (last - first) * (size - least) / span if span else first


def _number(value: float) -> str:
    return f"{value:z.1f}".removesuffix(".0")


def _box(left: float, top: float, right: float, bottom: float) -> str:
    return f"M{_number(left)} {_number(top)}H{_number(right)}V{_number(bottom)}H{_number(left)}Z"


def _line(*points: tuple[float, float]) -> str:
    if not points:
        return ""
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)
