"""P6 to P10: whatever bytes and words come in, they are understood, or refused with a sentence."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date as Day

from broken_texts import JSONS, VALUES, YAMLS
from cases import LEADS
from figures import Figures
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_samples import METHOD, NO_WISHES
from running import ACME, GAMMA

from funnel_cli.exchange.incoming import incoming_of
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.finding.query import parse_query
from funnel_cli.records.book import Book
from funnel_cli.store.patching.edits import Put, applied
from funnel_cli.store.patching.patch import patched
from funnel_cli.store.patching.patch_json import patched_json
from funnel_cli.store.reading.plain import as_plain
from funnel_cli.store.reading.source import as_source
from funnel_cli.store.reading.unreadable import Unreadable
from funnel_cli.values.dates import Calendar
from funnel_cli.values.errors import DataRefused, UsageRefused
from funnel_cli.values.money import exact_amount, exact_ratio, parse_amount

CALENDAR = Calendar(Day(2026, 11, 22), 4)

SHARDS = [
    *[b"\n", b"\r", b"\t", b" ", b"  ", b": ", b"- ", b"#", b"---\n", b"...", b"{", b"}", b"[", b"]", b"&a "],
    *[b"*a", b"!!", b"|\n", b">-\n", b"'", b'"', b"\\", b"? ", b"<<", b"%", b"@", b"`", b"~", b"\0", b"\xff"],
    *[b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"0", b"1e9", b"-", b"NaN", b"null"],
    *[b"true", b"2026-02-30", b",", b";", b"=", b"<<<<<<< ", b"=======", b"a: ", b"name: ", b"[" * 50],
    *["北京".encode(), "：".encode(), "１".encode(), "é".encode()],
]
"""What does most harm in a text."""


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """One of the seeds with a few of its parts replaced, removed or said twice."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        new = draw(st.sampled_from(SHARDS) | st.binary(max_size=3) | st.just(data[start:end] * 2))
        data = data[:start] + new + data[end:]
    return data


YAML = mutated([ACME.encode(), *(text for text in YAMLS.values() if len(text) < 3000)])
JSON = mutated([GAMMA.encode(), *(text for text in JSONS.values() if len(text) < 3000)])
SHEETS = mutated([LEADS.encode(), LEADS.replace(",", "\t").encode(), LEADS.encode("utf-16")])
WORDS = (
    st.text(max_size=14)
    | st.sampled_from(VALUES)
    | st.text("0123456789-/.:+<>=~,年月日周季天后上下本一二三十万亿¥$€qwfytodaynextkm ", max_size=14)
)


def explored(test: Callable[..., None], *given_by: st.SearchStrategy[object], long: bool) -> int:
    """Try the test on so many examples; how many."""
    examples = 5_000 if long else 120
    setting = settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    setting(given(*given_by)(test))()
    return examples


def test_any_bytes_are_a_record_or_no_record(long: bool, figures: Figures) -> None:
    def read(data: bytes, format: str) -> None:
        for path in (f"data/leads/a.{format}", f"data/calls.{format}"):
            with suppress(Unreadable):
                source = as_source(path, data)
                assert () in dict(source.places()) or not source.plain

    count = explored(read, YAML, st.just("yaml"), long=long)
    count += explored(read, JSON, st.just("json"), long=long)
    figures("P8", "mutated records read", count)


def test_a_text_that_can_be_read_is_changed_as_meant_or_left_alone(long: bool, figures: Figures) -> None:
    def change(data: bytes, format: str, key: str, value: str) -> None:
        try:
            before = as_plain(data, format)
        except Unreadable:
            return
        wanted = [Put((key,), value)]
        with suppress(DataRefused):
            text = (patched_json if format == "json" else patched)(data.decode(), wanted)
            assert as_plain(text.encode(), format) == applied(before, wanted)

    keys = st.sampled_from(["name", "stage", "amount", "x_new"])
    values = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(VALUES)
    count = explored(change, YAML, st.just("yaml"), keys, values, long=long)
    count += explored(change, JSON, st.just("json"), keys, values, long=long)
    figures("P6", "mutated records changed", count)


def test_any_sheet_is_deals_or_is_refused(long: bool, figures: Figures) -> None:
    def bring_in(data: bytes) -> None:
        with suppress(DataRefused):
            incoming_of(as_sheet(data, "deals.csv"), NO_WISHES, METHOD)

    figures("P8", "mutated CSV files read", explored(bring_in, SHEETS, long=long))


def test_any_word_is_a_day_a_period_an_amount_or_refused(long: bool, figures: Figures) -> None:
    def type_in(word: str) -> None:
        for meaning in (CALENDAR.day, CALENDAR.period, parse_amount):
            with suppress(UsageRefused):
                meaning(word)
        for value in (exact_amount, exact_ratio):
            with suppress(ValueError):
                value(word)

    figures("P8", "words typed for days, periods and amounts", explored(type_in, WORDS, long=long))


def test_any_words_are_a_query_or_refused(long: bool, figures: Figures) -> None:
    keys = ["stage", "owner", "amount", "close", "created", "status", "due", "tag", "text", "id", "zz", ""]
    words = st.tuples(st.sampled_from(keys), st.sampled_from([":", "=", "", ">", "..", ":!"]), WORDS).map(
        "".join
    )

    def ask(words: list[str]) -> None:
        with suppress(UsageRefused):
            parse_query(words, Book(method=METHOD), CALENDAR)

    figures("P8", "words typed for a query", explored(ask, st.lists(words, max_size=4), long=long))
