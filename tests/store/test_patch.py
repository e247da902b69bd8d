from pathlib import Path
from textwrap import dedent

import pytest

from funnel_cli.store.patching.edits import Drop, Insert, Plain, Put, TextEdit, Wrap, applied, edits
from funnel_cli.store.patching.patch import patched
from funnel_cli.store.patching.spans import CannotPatch, TooLarge
from funnel_cli.store.patching.yaml_spelling import written
from funnel_cli.store.reading.plain import MAX_BYTES
from funnel_cli.store.reading.yaml_text import yaml_tree

ORDER = (
    *(
        "id", "customer", "name", "amount", "currency", "stage", "owner", "created", "expected_close",
        "closed",
    ),
    *("next_step", "probability", "paused", "lost", "milestones", "strength", "history", "log", "tags"),
)  # fmt: skip
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

PLAIN = [
    *("Send the revised plan", "li.wei", "hua-neng", "华能矿业", "A (b)", "a/b", "café", "x_y", "a - b"),
    *("2026-11-22", "120000.00", "0", "-5", "45%", "0.5%", "2026-12", "2026-W47", "3m-lighting"),
]
QUOTED = [
    *(
        "NO", "on", "Null", "true", "Y", "~", "007", "1e5", "1e-5", "0x1f", "22:30", "1_000", ".5", "+5",
        "１２",
    ),
    *(
        " a", "a ", "a  b", "- a", "a, b", "a: b", "a #b", "#a", "[a]", "{a}", "全角：", "it's", "!a", "&a",
        "*a",
    ),
]  # fmt: skip

RECORD = """\
# pit lighting
id: pit-lighting
customer: '华能矿业'   # as registered

amount: 120000.00
stage: develop   # promoted after demo
next_step: {due: 2026-11-25, action: Send the plan}  # soon
milestones:   # by hand
  # credit first
  credit-check: 2026-09-03
  met-in-person:
    date: 2026-09-05
    evidence: "Visit 2"   # with Wang
history:
- {date: 2026-09-01, stage: verify}   # first

# the good news
- {date: 2026-10-10, stage: develop}
x-note: |
  two
  lines

# the end
"""


def text(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


VALUES: list[tuple[str, str, list[TextEdit], str]] = [
    (
        "a value, and its comment stays",
        "stage: develop   # after demo\nid: x\n",
        [Put(("stage",), "propose")],
        "stage: propose   # after demo\nid: x\n",
    ),
    ("a quoted value", "a: 'x'\n", [Put(("a",), "y z")], "a: y z\n"),
    ("the same value in another spelling", "a: 'x'\n", [Put(("a",), "x")], "a: 'x'\n"),
    ("an unset value", "a:   # c\nb: 1\n", [Put(("a",), "x")], "a: x   # c\nb: 1\n"),
    ("a tilde", "a: ~\n", [Put(("a",), "x")], "a: x\n"),
    ("to unset", "a: x\n", [Put(("a",), None)], "a: null\n"),
    ("a value that needs quotes", "a: x\n", [Put(("a",), "y: z # w")], 'a: "y: z # w"\n'),
    ("a value over two lines", "a: x\n  y  # c\nb: 1\n", [Put(("a",), "z")], "a: z  # c\nb: 1\n"),
    ("a quoted value over two lines", "a: 'x\n  y'\nb: 1\n", [Put(("a",), "z")], "a: z\nb: 1\n"),
    ("a literal", "a: |  # c\n  x\n  y\n\nb: 1\n", [Put(("a",), "z")], "a: z  # c\n\nb: 1\n"),
    ("a folded text", "a: >-\n  x\n  y\n# c\nb: 1\n", [Put(("a",), "z")], "a: z\n# c\nb: 1\n"),
    ("a value in braces", "a: {b: 1, c: 2}  # c\n", [Put(("a", "b"), "3")], "a: {b: 3, c: 2}  # c\n"),
    ("a value without colon", "a: {b}\n", [Put(("a", "b"), "3")], "a: {b: 3}\n"),
    ("a value in an item", "h:\n  - b: 1\n    c: 2\n", [Put(("h", 0, "c"), "3")], "h:\n  - b: 1\n    c: 3\n"),
    ("an item", "t: [a, b]\n", [Put(("t", 1), "c")], "t: [a, c]\n"),
    ("an unset item", "t:\n-\n- b\n", [Put(("t", 0), "c")], "t:\n- c\n- b\n"),
    (
        "a mapping put on another",
        "p:   # why\n  value: 45%  # low\n  date: 2026-10-11\n",
        [Put(("p",), {"value": "50%", "date": "2026-10-11", "reason": "x"})],
        "p:   # why\n  value: 50%  # low\n  date: 2026-10-11\n  reason: x\n",
    ),
    (
        "a mapping in lines becomes a text",
        "a:  # c\n  # d\n  b: 1\n  c: 2  # e\n# f\nz: 1\n",
        [Put(("a",), "x")],
        "a: x  # c\n# f\nz: 1\n",
    ),
    (
        "a text becomes a mapping",
        "milestones:\n  a: 2026-09-03  # c\n",
        [Put(("milestones", "a"), {"date": "2026-09-03", "evidence": "x"})],
        "milestones:\n  a: {date: 2026-09-03, evidence: x}  # c\n",
    ),
    (
        "a text becomes what a mapping says first",
        "p: '45%'  # c\n",
        [Wrap(("p",), "value"), Put(("p", "reason"), "x")],
        "p: {value: '45%', reason: x}  # c\n",
    ),
    (
        "a mapping in lines becomes an item",
        "m:\n  a:  # c\n    date: 1  # d\n    # e\n    x-t: |\n      two\n\n      lines\n  b: 2\n",
        [Wrap(("m", "a")), Insert(("m", "a"), 1, "2")],
        (
            "m:\n  a:  # c\n    - date: 1  # d\n      # e\n      x-t: |\n        two\n\n        lines\n"
            "    - 2\n  b: 2\n"
        ),
    ),
    (
        "a mapping in braces becomes an item",
        "m: {a: {date: 1,  # c\n    x: '2'}}  # d\n",
        [Wrap(("m", "a")), Insert(("m", "a"), 0, "0")],
        "m: {a: [0, {date: 1,  # c\n    x: '2'}]}  # d\n",
    ),
    (
        "a literal becomes an item",
        "a: |-  # c\n  x\n",
        [Wrap(("a",))],
        "a: [x]  # c\n",
    ),
    (
        "an unset list begins",
        "history: ~  # none\nlog: []\n",
        [Insert(("history",), 0, {"date": "2026-09-01"}), Insert(("log",), 0, {"kind": "call"})],
        "history:  # none\n- {date: 2026-09-01}\nlog:\n- {kind: call}\n",
    ),
    (
        "a mapping in lines becomes a list in lines",
        "log:  # c\n  a: 1\n\nx: 1\n",
        [Put(("log",), [{"kind": "call"}])],
        "log:  # c\n- {kind: call}\n\nx: 1\n",
    ),
]

NEW_KEYS: list[tuple[str, str, list[TextEdit], str]] = [
    (
        "stand behind the nearest key before them",
        text("id: x", "stage: a  # c", "", "# d", "history: []"),
        [Put(("next_step",), {"due": "2026-11-25", "action": "Call, then write"})],
        text(
            "id: x",
            "stage: a  # c",
            'next_step: {due: 2026-11-25, action: "Call, then write"}',
            *("", "# d", "history: []"),
        ),
    ),
    ("stand last if nobody knows them", "id: x\nx-a: 1\n# c\n", [Put(("x-b",), "2")],
     "id: x\nx-a: 1\nx-b: 2\n# c\n"),
    ("follow each other", "id: x\n", [Put(("lost",), {"reason": "price"}), Put(("closed",), "2026-11-22")],
     "id: x\nclosed: 2026-11-22\nlost: {reason: price}\n"),
    (
        "begin the milestones",
        "id: x\nhistory: []\n",
        [Put(("milestones", "credit"), "2026-09-03"), Put(("milestones", "budget"), {"date": "2026-09-04"})],
        "id: x\nmilestones:\n  credit: 2026-09-03\n  budget: {date: 2026-09-04}\nhistory: []\n",
    ),
    (
        "join the milestones with their indent",
        "milestones:\n      a: 2026-09-03  # c\n\nid: x\n",
        [Put(("milestones", "b"), "2026-09-04")],
        "milestones:\n      a: 2026-09-03  # c\n      b: 2026-09-04\n\nid: x\n",
    ),
    ("join braces", "s: {a: 1}\n", [Put(("s", "b"), "2")], "s: {a: 1, b: 2}\n"),
    ("join empty braces", "s: {t: {}}\n", [Put(("s", "t", "b"), "2")], "s: {t: {b: 2}}\n"),
    ("join braces over lines", "s: {\n  a: 1  # c\n}\n", [Put(("s", "b"), "2")],
     "s: {\n  a: 1, b: 2  # c\n}\n"),
    ("join an item", "h:\n- a: 1\n- a: 2\n", [Put(("h", 0, "b"), "3")], "h:\n- a: 1\n  b: 3\n- a: 2\n"),
    ("are quoted where YAML needs it", "id: x\n", [Put(("y",), "1"), Put(("a b: c",), "2")],
     'id: x\n"y": 1\n"a b: c": 2\n'),
    ("hold tags in brackets", "id: x\n", [Put(("tags",), ["mine", "led"])], "id: x\ntags: [mine, led]\n"),
    ("follow a kept literal", "a: |+\n  x\n\nb: 1\n", [Put(("z",), "1"), Drop(("b",))],
     "a: |+\n  x\n\nz: 1\n"),
    ("join a record in braces", "{id: x, log: []}\n", [Put(("stage",), "a")], "{id: x, stage: a, log: []}\n"),
    ("stand inside an indented record", "  id: x\n  log: []\n", [Put(("history",), [{"a": "1"}])],
     "  id: x\n  history:\n  - {a: 1}\n  log: []\n"),
]  # fmt: skip

DROPS: list[tuple[str, str, list[TextEdit], str]] = [
    (
        "a key with its comment",
        "a: 1\n# of b\nb: 2  # c\n# of d\nd: 3\n",
        [Drop(("b",))],
        "a: 1\n# of b\n# of d\nd: 3\n",
    ),
    (
        "a key with its lines and what is set under it",
        "a: 1\nb:\n  c: 2\n  # inner\n\n  d: 3\n  # under\ne: 4\n",
        [Drop(("b",))],
        "a: 1\ne: 4\n",
    ),
    ("the last key", "a: 1\nb: 2\n", [Drop(("b",))], "a: 1\n"),
    ("a literal", "a: |+\n  x\n\nb: 2\n", [Drop(("a",))], "b: 2\n"),
    ("the only entry", "a:  # c\n  b: 1  # d\nz: 1\n", [Drop(("a", "b"))], "a: {}  # c\nz: 1\n"),
    ("the only item", "a:\n- b\nz: 1\n", [Drop(("a", 0))], "a: []\nz: 1\n"),
    ("the first in braces", "a: {b: 1, c: 2}\n", [Drop(("a", "b"))], "a: {c: 2}\n"),
    ("the last in braces", "a: {b: 1, c: 2 }\n", [Drop(("a", "c"))], "a: {b: 1 }\n"),
    ("the only one in braces", "a: { b: 1 }\n", [Drop(("a", "b"))], "a: {}\n"),
    ("the last in braces with comma", "a: [b, c,]\n", [Drop(("a", 1))], "a: [b,]\n"),
    (
        "one of the lines in brackets",
        "a: [\n  b,  # of b\n  # of c\n  c,  # of c too\n  d\n]\n",
        [Drop(("a", 0))],
        "a: [\n  # of c\n  c,  # of c too\n  d\n]\n",
    ),
    (
        "the last of the lines in brackets",
        "a: [\n  b,  # of b\n  c,\n]\n",
        [Drop(("a", 1))],
        "a: [\n  b,  # of b\n]\n",
    ),
    ("the last before a bracket", "a: [b,  # of b\n  c]\n", [Drop(("a", 1))], "a: [b,  # of b\n  ]\n"),
    ("the first key of an item", "h:\n- a: 1  # c\n  b: 2\n", [Drop(("h", 0, "a"))], "h:\n- b: 2\n"),
    (
        "the first key of an item with a comment on the next",
        "h:\n- a: 1  # c\n  # of b\n  b: 2\n",
        [Drop(("h", 0, "a"))],
        "h:\n- # of b\n  b: 2\n",
    ),
    ("an item", "h:\n- a: 1\n  b: 2\n# of c\n- c: 3\n", [Drop(("h", 0))], "h:\n# of c\n- c: 3\n"),
    ("a key and a new one in its place", "a: 1\nstage: 2\nz: 1\n", [Drop(("stage",)), Put(("stage",), "3")],
     "a: 1\nz: 1\nstage: 3\n"),
]  # fmt: skip

ITEMS: list[tuple[str, str, list[TextEdit], str]] = [
    (
        "in lines",
        "h:\n- {date: 1}  # a\n# b\nz: 1\n",
        [Insert(("h",), 1, {"date": "2", "stage": "x"})],
        "h:\n- {date: 1}  # a\n- {date: 2, stage: x}\n# b\nz: 1\n",
    ),
    (
        "as blocks",
        "h:\n  -   date: 1\n      stage: x\n\nz: 1\n",
        [Insert(("h",), 1, {"date": "2", "stage": "z", "next": {"due": "3"}})],
        "h:\n  -   date: 1\n      stage: x\n  -   date: 2\n      stage: z\n      next: {due: 3}\n\nz: 1\n",
    ),
    (
        "as blocks whose dash stands alone",
        "h:\n-\n  a: 1\n",
        [Insert(("h",), 1, {"a": "2", "b": "3"})],
        "h:\n-\n  a: 1\n- a: 2\n  b: 3\n",
    ),
    ("first", "h:\n  # c\n  - {a: 1}\n", [Insert(("h",), 0, {"a": "0"})],
     "h:\n  # c\n  - {a: 0}\n  - {a: 1}\n"),
    ("between", "h:\n- {a: 1}\n# of 3\n- {a: 3}\n", [Insert(("h",), 1, {"a": "2"})],
     "h:\n- {a: 1}\n- {a: 2}\n# of 3\n- {a: 3}\n"),
    ("of texts", "t:\n- a\n- 'b'\n", [Insert(("t",), 2, "y")], "t:\n- a\n- 'b'\n- \"y\"\n"),
    ("in brackets", "t: [a, c]\n", [Insert(("t",), 1, "b"), Insert(("t",), 3, "d")], "t: [a, b, c, d]\n"),
    ("in a list in a list", "t:\n- - b\n  - c\n", [Insert(("t", 0), 0, "a")], "t:\n- - a\n  - b\n  - c\n"),
    ("of a file that is a list", "# targets\n- {set: 1}\n", [Insert((), 1, {"set": "2"})],
     "# targets\n- {set: 1}\n- {set: 2}\n"),
]  # fmt: skip

CASES = [
    pytest.param(*case[1:], id=f"{kind}: {case[0]}")
    for kind, cases in (("value", VALUES), ("new key", NEW_KEYS), ("drop", DROPS), ("item", ITEMS))
    for case in cases
]


@pytest.mark.parametrize(("before", "changes", "after"), CASES)
def test_the_text_changes_where_it_must(before: str, changes: list[TextEdit], after: str) -> None:
    assert patched(before, changes, ORDER) == after


@pytest.mark.parametrize(("before", "changes", "after"), CASES)
def test_windows_line_ends_and_a_byte_order_mark_stay(
    before: str, changes: list[TextEdit], after: str
) -> None:
    before, after = (f"\ufeff{text}".replace("\r", "").replace("\n", "\r\n") for text in (before, after))
    assert patched(before, changes, ORDER) == after


@pytest.mark.parametrize(("before", "changes", "after"), CASES)
def test_document_markers_stay(before: str, changes: list[TextEdit], after: str) -> None:
    before, after = (f"--- # c\n{text}...\n# end\n" for text in (before, after))
    assert patched(before, changes, ORDER) == after


@pytest.mark.parametrize(("before", "changes", "after"), CASES)
def test_a_missing_line_end_is_no_hindrance(before: str, changes: list[TextEdit], after: str) -> None:
    result = patched(before.rstrip("\n"), changes, ORDER)
    assert result.rstrip("\n") == after.rstrip("\n")


def test_a_missing_line_end_stays_missing_but_for_the_line_above_a_dropped_one() -> None:
    assert patched("a: 1\nb:\n  c: 2", [Drop(("b",))]) == "a: 1\n"
    assert patched("a: 1\r\nb: 2", [Put(("c",), "3")]) == "a: 1\r\nb: 2\r\nc: 3"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# targets\n", "# targets\n- {set: 1}\n"),
        ("# t\r\n# u", "# t\r\n# u\r\n- {set: 1}\r\n"),
        ("--- # t\n", "--- # t\n- {set: 1}\n"),
        ("# t\n[]  # none yet\n", "# t\n- {set: 1}  # none yet\n"),
        ("null\n", "- {set: 1}\n"),
        ("--- []\n", "--- \n- {set: 1}\n"),
        ("---\n...\n", "---\n- {set: 1}\n...\n"),
    ],
)
def test_a_file_that_holds_nothing_gets_its_first_line(before: str, after: str) -> None:
    assert patched(before, [Insert((), 0, {"set": "1"})]) == after


@pytest.mark.parametrize("sign", ["\u2029", "\u2028", "\x85"])
def test_a_new_line_ends_as_those_of_the_file_do_whatever_stands_in_quotes(sign: str) -> None:
    line = f'- {{date: 2, text: "a{sign}b"}}'
    assert (
        patched(f"log:\n{line}\n", [Insert(("log",), 0, {"date": "1"})]) == f"log:\n- {{date: 1}}\n{line}\n"
    )
    assert patched(f"log:\n{line}", [Insert(("log",), 1, {"date": "3"})]) == f"log:\n{line}\n- {{date: 3}}"


def test_a_whole_record_put_on_another_is_their_difference_with_the_line_ends_of_the_line_above() -> None:
    assert patched("a: 1  # c\nb: 'x'\n", [Put((), {"a": "2", "b": "x"})]) == "a: 2  # c\nb: 'x'\n"

    mixed = "id: x\r\nstage: a\nlog: []\r\n"
    assert patched(mixed, [Put(("customer",), "c"), Put(("closed",), "1")], ORDER) == (
        "id: x\r\ncustomer: c\r\nstage: a\nclosed: 1\nlog: []\r\n"
    )


def test_many_changes_touch_nothing_else() -> None:
    before = yaml_tree(RECORD).plain
    assert isinstance(before, dict)
    changes: list[TextEdit] = [
        Put(("stage",), "propose"),
        Put(("amount",), "130000.00"),
        Put(("next_step", "due"), "2026-12-01"),
        Put(("milestones", "budget"), "2026-11-20"),
        Put(("milestones", "met-in-person", "evidence"), "Visit 3"),
        Insert(("history",), 2, {"date": "2026-11-22", "stage": "propose", "amount": "130000.00"}),
        Drop(("x-note",)),
    ]
    assert patched(RECORD, changes, ORDER) == dedent("""\
        # pit lighting
        id: pit-lighting
        customer: '华能矿业'   # as registered

        amount: 130000.00
        stage: propose   # promoted after demo
        next_step: {due: 2026-12-01, action: Send the plan}  # soon
        milestones:   # by hand
          # credit first
          credit-check: 2026-09-03
          met-in-person:
            date: 2026-09-05
            evidence: Visit 3   # with Wang
          budget: 2026-11-20
        history:
        - {date: 2026-09-01, stage: verify}   # first

        # the good news
        - {date: 2026-10-10, stage: develop}
        - {date: 2026-11-22, stage: propose, amount: 130000.00}

        # the end
        """)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("a: &x 1\nb: 2\n", id="an anchor"),
        pytest.param("a: &x 1\nb: *x\n", id="an alias"),
        pytest.param("a: !!str 1\nb: 2\n", id="a tag"),
        pytest.param("a: 1\nb: 2\na: 3\n", id="a key twice"),
        pytest.param("a: 1\n---\nb: 2\n", id="two documents"),
        pytest.param("a: 1\n[b]: 2\n", id="a key that is no text"),
        pytest.param("a: 1\n : 2\n", id="a key that is empty"),
        pytest.param("a: 1\nb: {\n", id="no YAML"),
        pytest.param("a: 1\nb: " + "[" * 40 + "]" * 40 + "\n", id="too deep"),
        pytest.param("just text\n", id="a text"),
        pytest.param("%YAML 1.1\n---\na: 1\n", id="a directive"),
    ],
)
def test_a_text_that_no_record_may_be_is_left_alone(before: str) -> None:
    with pytest.raises(CannotPatch) as refusal:
        patched(before, [Put(("b",), "3")])
    assert refusal.value.exit_code == 5


@pytest.mark.parametrize(
    ("before", "change"),
    [
        pytest.param("a: |\n  x", Put(("b",), "1"), id="a literal that would gain a line end"),
        pytest.param("a: {b, c}\n", Put(("a", "b"), "3"), id="a key without a colon behind a value"),
        pytest.param("a: [b: 1, c]\n", Put(("a", 0, "d"), "1"), id="a pair without braces"),
        pytest.param("? a\n: b\n? c\n: d\n", Drop(("c",)), id="question marks"),
        pytest.param("a: 1\n", Drop(("a",)), id="nothing left"),
        pytest.param("a: 1\nb: 2\n", Drop(("c",)), id="a key that is not there"),
        pytest.param("a: 1\n", Put((), "x"), id="a text for a record"),
        pytest.param("{}\n", Put(("a",), "1"), id="nothing there"),
        pytest.param("a: 1\n", Put(("a",), "\ud800"), id="half a character"),
    ],
)
def test_what_would_not_read_as_meant_is_refused(before: str, change: TextEdit) -> None:
    with pytest.raises(CannotPatch):
        patched(before, [change])


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        *((value, value) for value in PLAIN),
        *((value, f'"{value}"') for value in QUOTED),
        ("a\nb", '"a\\nb"'),
        ("a\tb\r", '"a\\tb\\r"'),
        ('say "a\\b"', '"say \\"a\\\\b\\""'),
        ("\x00\x1b\x7f\x9b", '"\\u0000\\u001b\\u007f\\u009b"'),
        ("\x85\u2028\u2029\ufeff\u202e", '"\\u0085\\u2028\\u2029\\ufeff\\u202e"'),
        ("\u3000\U0001f600", '"\u3000\U0001f600"'),
        ("x" * 5000, "x" * 5000),
    ],
)  # fmt: skip
def test_a_new_text_is_plain_only_where_it_is_safe(value: str, spelled: str) -> None:
    result = patched("a: 1\nb: {c: 1}\n", [Put(("a",), value), Put(("b", "c"), value)])
    assert result == f"a: {spelled}\nb: {{c: {spelled}}}\n"


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_text_is_unset(value: str | None) -> None:
    assert patched("a: 1\n", [Put(("a",), value)]) == "a: null\n"


def test_a_new_record_is_written_in_the_house_style() -> None:
    tree: dict[str, Plain] = {
        "x-a": "NO",
        "stage": "develop",
        "id": "hua-neng-pit-lighting",
        "customer": "华能矿业有限公司",
        "amount": "120000.00",
        "next_step": {"due": "2026-11-25", "action": "Send the revised plan"},
        "paused": {"since": "2026-11-01", "reason": "Customer's freeze"},
        "milestones": {
            "credit-check": "2026-09-03",
            "met-in-person": {"date": "2026-09-05", "evidence": "Visit 2"},
        },
        "history": [{"date": "2026-09-01", "stage": "verify"}, {"date": "2026-10-10", "stage": "develop"}],
        "log": [],
        "tags": ["mine", "led"],
    }
    assert written(tree, ORDER) == dedent("""\
        id: hua-neng-pit-lighting
        customer: 华能矿业有限公司
        amount: 120000.00
        stage: develop
        next_step: {due: 2026-11-25, action: Send the revised plan}
        paused: {since: 2026-11-01, reason: "Customer's freeze"}
        milestones:
          credit-check: 2026-09-03
          met-in-person: {date: 2026-09-05, evidence: Visit 2}
        history:
        - {date: 2026-09-01, stage: verify}
        - {date: 2026-10-10, stage: develop}
        log: []
        tags: [mine, led]
        x-a: "NO"
        """)
    assert yaml_tree(written(tree, ORDER)).plain == tree


def test_a_new_list_is_written_one_line_an_item() -> None:
    assert written([{"set": "2026-11-01", "amount": "5"}]) == "- {set: 2026-11-01, amount: 5}\n"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("path", sorted(CORPUS.glob("ok-*.yaml")), ids=lambda path: path.name)
def test_a_promotion_in_the_corpus_touches_its_lines_only(path: Path) -> None:
    before = path.read_bytes().decode()
    tree = yaml_tree(before.removeprefix("\ufeff")).plain
    assert isinstance(tree, dict)
    history = tree["history"]
    assert isinstance(history, list)
    after: Plain = {
        **tree,
        "stage": "propose",
        "history": [*history, {"date": "2026-11-22", "stage": "propose"}],
        "next_step": {"due": "2026-11-25", "action": "Send the plan"},
    }
    result = patched(before, edits(tree, after), ORDER)
    assert yaml_tree(result.removeprefix("\ufeff")).plain == after == applied(tree, edits(tree, after))
    added = [
        "next_step: {due: 2026-11-25, action: Send the plan}\n",
        "  - date: 2026-11-22\n",
        "    stage: propose\n",
    ]
    lines = result.splitlines(keepends=True)
    for line in added:
        lines.remove(line)
    assert "".join(lines) == before.replace("\nstage: develop", "\nstage: propose")


@pytest.mark.parametrize("letter", ["a", "电"])
def test_a_change_that_passes_the_largest_size_says_so(letter: str) -> None:
    before = text("id: acme", "name: b")
    with pytest.raises(TooLarge):
        patched(before, [Put(("name",), letter * (MAX_BYTES // len(letter.encode()) + 1))])
