from xml.etree import ElementTree as ET

from benchmarks.peers.growth import LABEL, Point, growth_plot

SVG = "{http://www.w3.org/2000/svg}"
LINES: dict[str, list[Point]] = {"ours": [(100, 0.1), (1000, 0.2)], "theirs": [(100, 0.01), (1000, 1.0)]}


def drawn(lines: dict[str, list[Point]] = LINES) -> ET.Element:
    return ET.fromstring(growth_plot("Growth", lines))  # noqa: S314 - our own text


def test_the_first_line_is_the_boldest() -> None:
    assert [float(line.attrib["stroke-width"]) for line in drawn().iter(f"{SVG}polyline")] == [3, 1.5]


def test_a_power_of_ten_lies_on_its_line_of_the_grid() -> None:
    _, theirs = drawn().iter(f"{SVG}polyline")
    assert theirs.attrib["points"] == "70.0,392.0 600.0,24.0"


def test_every_line_is_named() -> None:
    texts = [text.text for text in drawn().iter(f"{SVG}text")]
    assert set(LINES) <= set(texts)


def test_names_of_lines_that_end_together_stand_below_each_other() -> None:
    texts = drawn({"a": [(100, 0.5)], "b": [(100, 0.5)]}).iter(f"{SVG}text")
    upper, lower = (float(text.attrib["y"]) for text in texts if text.text in {"a", "b"})
    assert lower - upper >= LABEL
