import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel_cli.store.patching.edits import Plain
from funnel_cli.store.reading.plain import MAX_BYTES, as_plain, read_bytes
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.reading.unreadable import MAX_DEPTH, Unreadable


def refusal(text: str | bytes, format: str = "yaml") -> tuple[str, int, int]:
    with pytest.raises(Unreadable) as refused:
        as_plain(text.encode() if isinstance(text, str) else text, format)
    return refused.value.code, refused.value.line, refused.value.column


def said(text: bytes, format: str = "yaml") -> str:
    with pytest.raises(Unreadable) as refused:
        as_plain(text, format)
    return refused.value.said.text.format_map(refused.value.said.args)


@pytest.mark.parametrize(
    "word",
    ["NO", "on", "007", "1.10", "22:30", "2026-01-01", "Null", "0x10", "=", "<<", ".inf", "true", "1e3"],
)
def test_text_stays_text(word: str) -> None:
    assert as_plain(f"a: {word}".encode(), "yaml") == {"a": word}


@pytest.mark.parametrize("nothing", ["", "~", "null", '""', "''", "# a comment"])
def test_null_and_nothing_are_none(nothing: str) -> None:
    assert as_plain(f"a: {nothing}".encode(), "yaml") == {"a": None}


def test_quoted_nulls_nested_lists_and_the_marks_of_a_document_are_read_as_they_are_meant() -> None:
    assert as_plain(b"a: \"null\"\nb: '~'", "yaml") == {"a": "null", "b": "~"}

    text = b"a:\n- {b: [c, d]}\n-\n"
    assert as_plain(text, "yaml") == {"a": [{"b": ["c", "d"]}, None]}

    assert as_plain(b"\xef\xbb\xbfid: a", "yaml") == {"id": "a"}
    assert as_plain(b"---\nid: a\n...\n", "yaml") == {"id": "a"}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", ("empty-file", 1, 1)),
        (" \n", ("empty-file", 1, 1)),
        ("# only a comment", ("empty-file", 1, 1)),
        ("a: 1\nb: 2\na: 3", ("duplicate-key", 3, 1)),
        ("a:\n  b: 1\n  b: 2", ("duplicate-key", 3, 3)),
        ('a: 1\na: "open', ("duplicate-key", 2, 1)),
        ("a: 1\na: " + "[" * 30_000, ("duplicate-key", 2, 1)),
        ("{a: 1, a: " + "[" * 30_000, ("duplicate-key", 1, 8)),
        ("{a: 1, b: &x " + "[" * 30_000, ("alias", 1, 11)),
        ("{a: !x " + "[" * 30_000, ("tag", 1, 5)),
        ("a: &x 1", ("alias", 1, 4)),
        ("a: *x", ("alias", 1, 4)),
        ("a: 1\n<<: {b: 2}", ("alias", 2, 1)),
        ("&x a: 1", ("alias", 1, 1)),
        ("a: !secret 1", ("tag", 1, 4)),
        ("a: !!str 1", ("tag", 1, 4)),
        ("a: ! 1", ("tag", 1, 4)),
        ("a: *重要*", ("alias", 1, 4)),
        ("a: x\nb: *important*", ("alias", 2, 4)),
        ("- a: & more", ("alias", 1, 6)),
        ("a: !重要", ("tag", 1, 4)),
        ("{a: !e!x 1}", ("tag", 1, 5)),
        ("a: 1\n---\nb: 2", ("multi-document", 2, 1)),
        ("- a", ("bad-type", 1, 1)),
        ("a", ("bad-type", 1, 1)),
        ("[a]: 1", ("bad-key", 1, 1)),
        ("? {a: b}\n: 1", ("bad-key", 1, 3)),
        ("?\n: 1", ("bad-key", 1, 2)),
        ("~: 1", ("bad-key", 1, 1)),
        ('"": 1', ("bad-key", 1, 1)),
        ("a: " + "[" * 12 + "]" * 12, ("too-deep", 1, 15)),
        ("%YAML 1.1\n---\na: 1", ("yaml-syntax", 1, 1)),
        ("a:\n\tb: 1", ("yaml-syntax", 2, 1)),
        ("a: 1\nb：2\nc: 3", ("yaml-syntax", 2, 2)),
        ("a: [1\nb: 2", ("yaml-syntax", 2, 2)),
        ("a: 1\nb: x\x07y", ("bad-char", 2, 5)),
        ("a: x\x00", ("bad-char", 1, 5)),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n", ("merge-conflict", 2, 1)),
        ('a: "\\ud800"', ("yaml-syntax", 1, 7)),
        ("{amount: 150,000}", ("bad-amount", 1, 14)),
        ("a: {rate: 1,08}", ("bad-amount", 1, 13)),
        ("a: {rate: 1,08, b: 2}", ("bad-amount", 1, 13)),
        ("a: {rate: 1, 08}", ("bad-amount", 1, 14)),
        ("a: {rate: -1.250,5, b: 2}", ("bad-amount", 1, 18)),
        ("a: {rate: ,5}", ("bad-amount", 1, 12)),
        ("a: {b: 1\n  ,000}", ("bad-amount", 2, 4)),
        ("a: {text: Seen Wang, left early}", ("cut-text", 1, 22)),
        ('a: {text: "Seen", Wang}', ("cut-text", 1, 19)),
        ("a: {text: Seen, 'Wang'}", ("cut-text", 1, 17)),
        ("a: {text: Seen, Wang # or: Li\n  }", ("cut-text", 1, 17)),
        ("a: {text: See, http://a.example}", ("cut-text", 1, 16)),
        ("{title: {en: Met, well}}", ("cut-text", 1, 19)),
        ("a: [{b: c, d}]", ("cut-text", 1, 12)),
        ("a: {b: [1, 2], c}", ("cut-text", 1, 16)),
    ],
)
def test_yaml_that_is_no_record_is_refused_with_its_place(text: str, where: tuple[str, int, int]) -> None:
    assert refusal(text) == where


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", ("empty-file", 1, 1)),
        ('{"a": 1,\n "b": {"c": 1, "c": 2}}', ("duplicate-key", 2, 16)),
        ('{"a": 1', ("json-syntax", 1, 8)),
        ('{"a": NaN}', ("json-syntax", 1, 2)),
        ("[1]", ("bad-type", 1, 1)),
        ("1", ("bad-type", 1, 1)),
        ('{"a":\n {"": 1}}', ("bad-key", 2, 3)),
        ('{"a": "\\ud800"}', ("bad-char", 1, 2)),
        ('{"a": "\x7f"}', ("bad-char", 1, 8)),
        ('{"a": ' + "[" * 12 + "]" * 12 + "}", ("too-deep", 1, 18)),
    ],
)
def test_json_that_is_no_record_is_refused_with_its_place(text: str, where: tuple[str, int, int]) -> None:
    assert refusal(text, "json") == where


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: {b: 1, c: }", {"a": {"b": "1", "c": None}}),
        ("a: {b: 1, c: , d: 2}", {"a": {"b": "1", "c": None, "d": "2"}}),
        ("a: {b: 1, c: # nothing yet\n  }", {"a": {"b": "1", "c": None}}),
        ("a: {b: 1, c: ~,}", {"a": {"b": "1", "c": None}}),
        ("a: [1,000]", {"a": ["1", "000"]}),
        ("a: {b}", {"a": {"b": None}}),
        ("a: {b, c}", {"a": {"b": None, "c": None}}),
        ("a:\n  b: 1\n  c:", {"a": {"b": "1", "c": None}}),
    ],
)
def test_a_key_in_braces_may_have_nothing_behind_its_colon(text: str, value: Plain) -> None:
    assert as_plain(text.encode(), "yaml") == value


words = st.text(alphabet="abc 09.", min_size=1).map(str.strip).filter(lambda word: word.strip("."))


@given(before=words, rest=words, behind=st.sampled_from(["", ", z: 1", ", y: [1, 2]"]))
def test_a_comma_in_braces_never_cuts_a_value_in_silence(before: str, rest: str, behind: str) -> None:
    for comma in (",", ", "):
        with pytest.raises(Unreadable) as refused:
            as_plain(f"x: {{key: {before}{comma}{rest}{behind}}}\n".encode(), "yaml")
        assert refused.value.code in {"bad-amount", "cut-text"}


def test_both_lines_of_a_duplicate_key_are_named() -> None:
    assert said(b"a: 1\nb: 2\na: 3") == "“a” stands in line 1 already."


def test_json_scalars_are_their_text() -> None:
    text = b'{"a": 1.10, "b": 9007199254740993, "c": true, "d": null, "e": "", "f": [false, -1e5]}'
    assert as_plain(text, "json") == {
        "a": "1.10",
        "b": "9007199254740993",
        "c": "true",
        "d": None,
        "e": None,
        "f": ["false", "-1e5"],
    }


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        ("客户: 华能矿业".encode("gb18030"), "looks like GB18030"),
        ("id: a".encode("utf-16"), "UTF-16"),
        ("id: a".encode("utf-16-le"), "UTF-16"),
        ("id: a".encode("utf-16-be"), "UTF-16"),
        ("name: Müller".encode("latin1"), "(byte 7); save"),
    ],
)
def test_bytes_that_are_not_utf8_are_refused_with_a_guess(data: bytes, hint: str) -> None:
    assert hint in said(data)


def test_the_line_of_the_first_byte_that_is_not_utf8_is_named() -> None:
    assert refusal("id: a\nname: Müller".encode("latin1")) == ("not-utf8", 2, 8)


def test_a_list_of_nothing_but_comments_is_empty() -> None:
    assert as_source("data/targets.yaml", b"# append only\n").plain == []


@pytest.mark.parametrize(("data", "code"), [(b"", "empty-file"), (b"a: 1", "bad-type")])
def test_a_list_file_must_be_a_list(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        as_source("data/targets.yaml", data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "too-deep"),
        ("{" * MAX_BYTES, "too-deep"),
        ("- " * 100_000, "too-deep"),
        ("? " * 100_000, "too-deep"),
        ("a: [" + "1," * 1_000_000 + "]", "too-large"),
        ("a: 1\n" + "".join(f"%TAG !a{n}! tag:x\n" for n in range(30_000)), "yaml-syntax"),
        ("a: " + "x" * MAX_BYTES, "too-large"),
    ],
)
def test_a_bomb_is_refused(text: str, code: str) -> None:
    assert refusal(text)[0] == code


OPENERS = st.builds(
    lambda lines, braces, times: lines + braces * times,
    st.lists(st.just("- "), max_size=MAX_DEPTH),
    st.lists(st.sampled_from(["[", "{a: "]), min_size=1, max_size=5),
    st.integers(1, 600),
)
"""What opens lists and mappings one in another, up to three times as deep as libyaml goes itself."""


@given(OPENERS.filter(lambda openers: len(openers) > MAX_DEPTH))
def test_however_deep_a_text_is_the_place_where_it_gets_too_deep_is_named(openers: list[str]) -> None:
    column = len("".join(openers[:MAX_DEPTH])) + 1
    assert refusal("".join(openers)) == ("too-deep", 1, column)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * MAX_BYTES, "too-deep"),
        ('{"a":' * 100_000, "too-deep"),
        ('{"a": [' + "1," * 1_000_000 + "1]}", "too-large"),
        ('"\\' * 1_000_000, "json-syntax"),
    ],
)
def test_a_json_bomb_is_refused(text: str, code: str) -> None:
    assert refusal(text, "json")[0] == code


YAML = "id: a\nlog:\n- {date: x, kind: y}\n- date: z\nname:\n  long: w\n"
JSON = '{"id": "a",\n "log": [{"date": "x", "kind": "y"},\n  {"date": "z"}], "name": {"long": "\\"w"}}'


@pytest.mark.parametrize(
    ("path", "in_yaml", "in_json"),
    [
        ((), (1, 1), (1, 1)), (("id",), (1, 1), (1, 2)), (("log",), (2, 1), (2, 2)),
        (("log", 0, "kind"), (3, 13), (2, 24)), (("log", 1, "date"), (4, 3), (3, 4)),
        (("log", 1, "kind"), (4, 3), (3, 3)), (("name", "long"), (6, 3), (3, 28)),
        (("missing", "deep"), (1, 1), (1, 1)),
    ],
)  # fmt: skip
def test_a_value_is_found_at_its_key_or_at_what_should_hold_it(
    path: tuple[str | int, ...], in_yaml: tuple[int, int], in_json: tuple[int, int]
) -> None:
    sources = as_source("a.yaml", YAML.encode()), as_source("a.json", JSON.encode())
    assert tuple(source.place(path) for source in sources) == (in_yaml, in_json)


def test_a_place_counts_characters_and_every_kind_of_line_end_in_any_order() -> None:
    assert as_source("a.yaml", "\ufeffa: {华能: x, b: y}".encode()).place(("a", "b")) == (1, 12)
    assert as_source("a.yaml", b"a: 1\r\nb: 2\rc: 3\nd: 4").place(("d",)) == (4, 1)

    source = as_source("a.yaml", b"a: 1\nb: 2\nc: 3\n")
    assert [source.place((key,)) for key in "cab"] == [(3, 1), (1, 1), (2, 1)]

    sources = as_source("a.yaml", b"# From the fair\n\nid: a\n"), as_source("a.json", b'\n {"id": "a"}')
    assert [source.place(("stage",)) for source in sources] == [(3, 1), (2, 2)]


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"id: a\r\n")
    assert read_bytes(tmp_path / "a.yaml") == b"id: a\r\n"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"id: a")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    assert unreadable(tmp_path / "b.yaml") == "not-a-file"


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert unreadable(tmp_path / "a.yaml") == "not-a-file"


def test_what_is_no_file_is_not_there_or_too_large_is_not_read(tmp_path: Path) -> None:
    assert unreadable(tmp_path) == "not-a-file"
    assert unreadable(tmp_path / "a.yaml") == "unreadable"

    (tmp_path / "a.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    assert unreadable(tmp_path / "a.yaml") == "too-large"


def unreadable(path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        read_bytes(path)
    return refused.value.code
