"""A plot of seconds over the number of deals, both axes by powers of ten, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

Point = tuple[int, float]
"""So many deals, so many seconds."""

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 120, 24, 48
COLOURS = ("#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#9c755f", "#76b7b2", "#edc948", "#bab0ac", "#ff9da7")
OURS = "#d62728"
FONT = 'font-family="sans-serif" font-size="12"'
LABEL = 13
"""The least distance between two names at the right, in pixels."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The powers of ten from one to another, laid out between two pixels."""

    low: int
    high: int
    start: float
    end: float

    def place(self, value: float) -> float:
        """The pixel of a value above zero."""
        return self.start + (log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def _axis(values: Sequence[float], start: float, end: float) -> Axis:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return Axis(low, max(high, low + 1), start, end)


def growth_plot(title: str, lines: Mapping[str, Sequence[Point]]) -> str:
    """The SVG text; the first line is drawn boldly, and each is named where it ends."""
    points = [point for line in lines.values() for point in line]
    across = _axis([count for count, _ in points], LEFT, WIDTH - RIGHT)
    up = _axis([seconds for _, seconds in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT}>',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_grid(across, up),
        *_lines(lines, across, up),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid(across: Axis, up: Axis) -> Iterator[str]:
    for power in range(across.low, across.high + 1):
        x = across.place(10**power)
        yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#dddddd"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{10**power:,}</text>'
    for power in range(up.low, up.high + 1):
        y = up.place(10**power)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{float(10**power):g} s</text>'
    yield f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">deals</text>'


def _lines(lines: Mapping[str, Sequence[Point]], across: Axis, up: Axis) -> Iterator[str]:
    names = _spread({name: up.place(line[-1][1]) for name, line in lines.items()})
    colours = dict(zip(lines, (OURS, *COLOURS), strict=False))
    for number, (name, line) in enumerate(lines.items()):
        path = " ".join(f"{across.place(count):.1f},{up.place(seconds):.1f}" for count, seconds in line)
        colour = colours[name]
        width = 1.5 if number else 3
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        x = WIDTH - RIGHT + 8
        yield f'<text x="{x}" y="{names[name] + 4:.1f}" fill="{colour}">{name}</text>'


def _spread(places: Mapping[str, float]) -> dict[str, float]:
    """The places of names from top to bottom, moved down where one would cover another."""
    free = float(TOP)
    spread = {}
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        spread[name] = max(place, free)
        free = spread[name] + LABEL
    return spread
