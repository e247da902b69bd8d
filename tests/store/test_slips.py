"""A text that is no YAML or JSON is refused in words of whoever wrote it, where the parser stopped."""

import pytest

from funnel_cli.render.language import Language
from funnel_cli.store.reading.json_text import json_value
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.store.reading.yaml_text import yaml_tree

QUOTE = "A text that begins with “{}” must be quoted."
TWO_COLONS = "A second colon stands here; put the text behind the first in quotes."
NO_COLON = "No colon and space stand behind the key in “{}”."
TOO_FAR = "This line is set in further than the line above, which has its value already."
NOT_ALIKE = "This line is not set in as the lines above it are."
AFTER_QUOTE = "A quote ends before this; put the whole text between two quotes of the other kind."
OUTSIDE = "The record ends above this; set all its lines in alike."

WIDE_COLON = "A full-width colon “：” stands here; write “:” and a space."
WIDE_COMMA = "A full-width comma “，” stands here; write “,” and a space."

SLIPS = [
    ("next_step：{due: 2026-12-01}\n", (1, 10), WIDE_COLON),
    ("- {due：2026-12-01, action: x}\n", (1, 7), WIDE_COLON),
    ("log:\n- {kind: visit, text：见面}\n", (2, 21), WIDE_COLON),
    ("milestones: {need：2026-12-01}\n", (1, 18), WIDE_COLON),
    ("- {due: 2026-12-01，action: 见面}\n", (1, 19), WIDE_COMMA),
    ("- {text: 见面，好，kind: visit}\n", (1, 14), WIDE_COMMA),
    ("customer: Acme: East\n", (1, 15), TWO_COLONS),
    ("at: 10:30: late\n", (1, 10), TWO_COLONS),
    ("- 客户: 甲: 乙\n", (1, 8), TWO_COLONS),
    ("name X\nstage: verify\n", (2, 6), NO_COLON.format("name X")),
    ("a: b\nname X\nstage: verify\n", (3, 1), NO_COLON.format("name X")),
    ("a: b\nname:X\nstage: verify\n", (3, 1), NO_COLON.format("name:X")),
    ("a: b\n  c: d\n", (2, 4), TOO_FAR),
    ("log:\n- a: 1\n  b: 2\n   c: 3\n", (4, 5), TOO_FAR),
    ("log:\n- a: 1\n b: 2\n", (3, 2), NOT_ALIKE),
    ("a:\n  - b\n - c\n", (3, 2), NOT_ALIKE),
    ("- a\nb: c\n", (2, 1), NOT_ALIKE),
    (" a: b\nc: d\n", (2, 1), OUTSIDE),
    ("a: 'it's'\n", (1, 8), AFTER_QUOTE),
    ('a: "50" x 20\n', (1, 9), AFTER_QUOTE),
    ('a: "x\ny: 1\n', (3, 1), 'The quote " in line 1 is not closed.'),
    ("a: [x\nb: c\n", (2, 2), "The “[” in line 1 is not closed, or a comma is missing behind it."),
    ("a: {b: c]\n", (1, 9), "The “{” in line 1 is not closed, or a comma is missing behind it."),
    ("a: [", (2, 1), "The file ends here, and a bracket is not closed."),
    ("a: [\n", (2, 1), "The file ends here, and a bracket is not closed."),
    ("a: @x\n", (1, 4), QUOTE.format("@")),
    ("a: `x\n", (1, 4), QUOTE.format("`")),
    ("a: %x\n", (1, 4), QUOTE.format("%")),
    ("a: }\n", (1, 4), QUOTE.format("}")),
    ("a: >1x\n", (1, 6), QUOTE.format(">")),
    ('a: "C:\\data"\n', (1, 7), "“\\d” means nothing in double quotes; take single ones: '…'."),
    ("a: - b\n", (1, 4), "A list begins below its key, on a line of its own."),
]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "place", "said"), SLIPS)
def test_a_slip_is_said_as_what_it_is(text: str, place: tuple[int, int], said: str, ending: str) -> None:
    with pytest.raises(Unreadable) as refused:
        yaml_tree(text.replace("\n", ending))
    told = refused.value
    assert (told.code, Language("en").say(told.said)) == ("yaml-syntax", said)
    assert (told.line, told.column) == place


@pytest.mark.parametrize(
    "text",
    [
        "a: 见面：好，b\n",
        "{a: 见面：好，b, c: d}\n",
        '{"a：b"}\n',
        "甲：乙: c\n",
        "{a：b: c}\n",
        "{x-a，b: 1}\n",
    ],
)
def test_full_width_signs_within_a_text_are_its_own(text: str) -> None:
    assert yaml_tree(text).plain


NO_COMMA = "A comma is missing before this, or a quote or bracket is not closed."
NO_VALUE = "A value must stand here: a number, or a text in double quotes."


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ('{"a": 1 "b": 2}', 9, NO_COMMA),
        ('{"a": [1, 2}', 12, NO_COMMA),
        ('{"a": 1', 8, NO_COMMA),
        ("{a: 1}", 2, "A key in double quotes must stand here; behind the last entry is no comma."),
        ('{"a" 1}', 6, "A colon must stand behind the key."),
        ('{"a": x}', 7, NO_VALUE),
        ('{"a": }', 7, NO_VALUE),
        ('{"a": "x}', 7, "The quote that opens here is not closed."),
        ('{"a": 1} {"b": 2}', 10, "The record ends before this; keep one a file."),
        ('{"a": "x\ny"}', 9, "A text in quotes ends in its line; a new line in it is written \\n."),
        ('{"a": "C:\\data"}', 10, "A backslash in a text is written twice."),
    ],
)
def test_a_slip_in_json_is_said_as_what_it_is(text: str, column: int, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        json_value(text)
    told = refused.value
    assert (told.code, told.line, told.column) == ("json-syntax", 1, column)
    assert Language("en").say(told.said) == said


def test_a_comma_behind_the_last_entry_is_named() -> None:  # its place and words depend on the Python
    with pytest.raises(Unreadable) as refused:
        json_value('{"a": 1,}')
    assert "ehind the last entry is no comma." in Language("en").say(refused.value.said)
