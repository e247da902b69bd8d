from collections.abc import Mapping
from datetime import date as Day

import pytest

from funnel_cli.render.language import Language
from funnel_cli.render.output import Footing, UnknownField, UnknownFormat, colour_from, format_from
from funnel_cli.values.errors import Problem, Severity
from funnel_cli.values.message import message

ENGLISH = Language("en")


@pytest.mark.parametrize(
    ("option", "path", "is_terminal", "expected"),
    [
        ("csv", "x.json", True, "csv"), (None, "forecast.CSV", True, "csv"),
        (None, "review.md", False, "md"), (None, "list.txt", False, "plain"),
        (None, None, True, "table"), (None, None, False, "piped"),
    ],
)  # fmt: skip
def test_the_format_is_the_option_the_extension_or_the_stream(
    option: str | None, path: str | None, is_terminal: bool, expected: str
) -> None:
    assert format_from(option, path, is_terminal=is_terminal) == expected


def test_a_report_may_choose_what_a_pipe_gets() -> None:
    assert format_from(None, None, is_terminal=False, piped="md") == "md"


@pytest.mark.parametrize(("option", "path"), [("jsn", None), (None, "a.xls"), (None, "noextension")])
def test_an_unknown_format_is_a_usage_error(option: str | None, path: str | None) -> None:
    with pytest.raises(UnknownFormat) as refusal:
        format_from(option, path, is_terminal=True)

    assert refusal.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ammount", ["Did you mean amount?", "There is: id, amount"]), ("zzz", ["There is: id, amount"])],
)
def test_an_unknown_name_gets_the_nearest_or_all(name: str, expected: list[str]) -> None:
    assert list(map(ENGLISH.say, UnknownField(name, ["id", "amount"]).details)) == expected


@pytest.mark.parametrize(
    ("option", "environ", "is_terminal", "expected"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"TERM": "dumb"}, True, False),
    ],
)
def test_colour_is_the_option_the_environment_or_the_stream(
    option: str, environ: Mapping[str, str], is_terminal: bool, expected: bool
) -> None:
    assert colour_from(option, environ, is_terminal=is_terminal) is expected


def test_an_answer_is_partial_if_a_file_could_not_be_read_but_not_for_a_warning() -> None:
    basis = Footing(day=Day(2026, 11, 22), problems=(Problem("a.yaml", 1, 1, "x", message("wrong")),))

    assert [ENGLISH.say(note) for note in basis.notes] == ["Partial: without 1 file that could not be read."]

    problem = Problem("a.yaml", 1, 1, "x", message("odd"), severity=Severity.WARNING)

    assert not Footing(problems=(problem,)).is_partial
