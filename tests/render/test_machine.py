import csv
import json
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_demo import BASIS, FORECAST, HOSTILE, LIST, PARTIAL, cny, rendered, texts
from running import new_book, run

from funnel_cli.render import pieces
from funnel_cli.render.language import Language
from funnel_cli.render.machine import as_csv, decimal_mark, error_json
from funnel_cli.render.output import FORMATS, Footing, Output, UnknownField
from funnel_cli.values.message import Label, Term, message
from funnel_cli.values.money import Money
from funnel_cli.values.table import Cell, Column, Document, Kind, RowsOf, Table

FORMULAS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
WRITTEN = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]) | st.sampled_from("\n\t'=+-@,\"")
)


def read_json(document: Document, basis: Footing = BASIS, **output: object) -> dict[str, object]:
    answer = json.loads(rendered(document, "json", basis, **output))
    assert isinstance(answer, dict)
    return answer


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULAS) else text


def test_json_has_the_keys_of_the_contract_in_order_and_values_that_are_exact_and_typed() -> None:
    assert list(read_json(FORECAST)) == [
        "schema",
        "as_of",
        "currency",
        "landing",
        "reached",
        "target",
        "count",
        "items",
        "totals",
        "stages",
        "card",
        "lost",
        "partial",
        "problems",
    ]

    items = read_json(LIST)["items"]

    assert isinstance(items, list)
    assert items[0] == {
        "id": "acme-erp",
        "customer": "Acme Industries International",
        "stage": "propose",
        "amount": "120000.00",
        "odds": 0.5,
        "close": "2026-12-31",
        "days": 12,
        "next": "Send the revised offer to Ms Li",
        "tags": ["erp", "key"],
        "currency": "CNY",
    }

    totals = read_json(LIST)["totals"]

    assert isinstance(totals, list)
    assert [(total["currency"], total["amount"]) for total in totals] == [
        ("CNY", "205000.50"),
        ("USD", "80.50"),
    ]

    assert read_json(FORECAST)["lost"] == {"items": [], "totals": []}


def test_an_answer_without_a_book_has_no_day_and_a_currency_shown_takes_the_place_of_the_books() -> None:
    bare = read_json(texts("a"), Footing(currency=None))
    assert list(bare) == ["schema", "count", "items", "totals", "partial", "problems"]

    text = rendered(replace(LIST, head={"id": "acme", "currency": "USD"}), "json")
    keys = [key for key, _ in json.loads(text, object_pairs_hook=list)]
    assert (keys.count("currency"), json.loads(text)["currency"]) == (1, "USD")


def test_a_refusal_is_one_json_object() -> None:
    assert json.loads(error_json(UnknownField("ammount", ["id", "amount"]))) == {
        "schema": "funnel.error/1",
        "code": "unknown_field",
        "exit": 2,
        "message": "There is no field ammount.",
        "details": ["Did you mean amount?", "There is: id, amount"],
        "hint": None,
    }


def test_json_names_what_could_not_be_read() -> None:
    answer = read_json(LIST, PARTIAL)

    assert answer["partial"] is True
    assert answer["problems"] == [
        {
            "path": "data/a.yaml",
            "line": 3,
            "column": 1,
            "code": "bad_day",
            "severity": "error",
            "key": "",
            "message": "z is no day",
        }
    ]


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_sentences_and_titles_are_in_the_language_asked_and_ids_in_none(format: str) -> None:
    cells = texts(message("no"), Term("won", message("won")), Label({"en": "Verify", "zh": "验证"}))

    assert rendered(cells, format, language=Language("zh")) == "text\n否\nwon\n验证\n"


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_machines_get_the_same_in_every_language(format: str) -> None:
    cells = texts(message("no"), Term("won", message("won")), Label({"en": "Verify", "zh": "验证"}))

    assert rendered(cells, format, language=Language("zh")) == rendered(cells, format)


def test_a_term_is_its_id_and_a_label_its_english() -> None:
    cells = texts(Term("won", message("it is won")), Label({"en": "Verify", "zh": "验证"}))

    assert rendered(cells, "csv") == "text\nwon\nVerify\n"


def test_json_lines_and_csv_are_the_rows_with_all_columns_and_no_totals() -> None:
    assert [json.loads(line)["id"] for line in rendered(LIST, "jsonl").splitlines()] == [
        "acme-erp",
        "beijing-erp",
        "cafe-pos",
    ]
    assert rendered(LIST, "csv") == (
        "id,customer,stage,amount,odds,close,days,next,tags,currency\n"
        "acme-erp,Acme Industries International,propose,120000.00,0.5,2026-12-31,12,"
        "Send the revised offer to Ms Li,erp; key,CNY\n"
        "beijing-erp,北京某某科技有限公司,develop,85000.50,0.333,2026-12-15,43,安排现场演示,,CNY\n"
        "cafe-pos,Café René,,80.50,0.1,,3,,,USD\n"
    )
    assert rendered(FORECAST, "csv", part="lost") == "stage,deals,weighted,currency\n"

    document = Document(
        schema="s/1", title="T", head={"id": "acme", "amount": cny("5"), "close": Day(2026, 12, 1)}
    )

    assert rendered(document, "csv") == "id,amount,close\nacme,5.00,2026-12-01\n"


@pytest.mark.parametrize("start", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_guarded(start: str) -> None:
    assert read_csv(rendered(texts(f"{start}1+1"), "csv")) == [["text"], [f"'{start}1+1"]]


def test_a_number_needs_no_guard_and_raw_takes_it_off() -> None:
    columns = (Column(key="a", title="A", kind=Kind.MONEY), Column(key="b", title="B", kind=Kind.RATIO))
    table = Table(name="t", columns=columns, rows=((cny("-5"), Decimal("-0.1")),))

    page = rendered(Document(schema="s/1", title="T", tables=(table,)), "csv")

    assert page == "a,b,currency\n-5.00,-0.1,CNY\n"

    assert rendered(texts("=1+1"), "csv", raw=True) == "text\n=1+1\n"


def test_a_cell_of_csv_or_tsv_stays_one_whatever_it_holds() -> None:
    assert rendered(texts('a\tb\nc "d"'), "tsv") == 'text\na\\tb\\nc "d"\n'
    assert read_csv(rendered(texts('5" pipe, \r\nnew'), "csv"))[1] == ['5" pipe, \r\nnew']
    assert rendered(texts("a\rb"), "csv") == "text\na\\x0db\n"


@given(st.lists(WRITTEN, min_size=1))
def test_csv_parses_back_to_the_same_words(words: list[str]) -> None:
    rows = read_csv(rendered(texts(*words), "csv"))[1:]

    assert [unguarded(cell) for (cell,) in rows] == words


@given(st.text(st.characters()))
def test_json_gives_back_any_text(text: str) -> None:
    items = read_json(texts(text))["items"]

    assert items == [{"text": text}]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**16), max_value=10**16))
def test_money_is_exact(amount: Decimal) -> None:
    table = Table(
        name="t", columns=(Column(key="amount", title="A", kind=Kind.MONEY),), rows=((Money(amount, "CNY"),),)
    )
    page = rendered(Document(schema="s/1", title="T", tables=(table,)), "csv")

    assert Decimal(page.splitlines()[1].split(",")[0]) == amount


@pytest.mark.parametrize("format", [*FORMATS, "piped"])
@given(st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_no_format_lets_a_control_character_out(format: str, text: str) -> None:
    page = rendered(texts(text, HOSTILE), format)

    allowed = {"csv": "\r\n\t", "tsv": "\n\t", "piped": "\n\t"}.get(format, "\n")
    harmful = {
        *map(chr, range(0x20)),
        *map(chr, range(0x7F, 0xA0)),
        *"\u2028\u2029\u202a\u202e\u2066\u200e\ud800",
    }
    assert set(page) & (harmful - set(allowed)) == set()


SEEN = st.text('aé名"\\\n')
CELLS = st.recursive(
    st.none() | st.booleans() | st.integers() | SEEN,
    lambda cells: st.lists(cells).map(tuple) | st.dictionaries(SEEN, cells),
    max_leaves=8,
)


@given(head=st.dictionaries(SEEN.map("x".__add__), CELLS), cells=st.lists(CELLS))
def test_json_is_laid_out_as_python_lays_it_out(head: dict[str, Cell], cells: list[Cell]) -> None:
    spelled = rendered(replace(texts(*cells), head=head), "json")

    assert spelled == json.dumps(json.loads(spelled), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv"])
def test_rows_are_made_one_by_one_as_they_are_written(form: str) -> None:
    made: list[int] = []

    def cell(number: int) -> Cell:
        made.append(number)
        return f"row {number}"

    table = Table(name="items", columns=(Column(key="text", title="Text"),), rows=RowsOf(range(9), [cell]))
    document = Document(schema="funnel.texts/1", title="Texts", tables=(table,))
    written = next(
        n for n, piece in enumerate(pieces(document, Output(format=form), BASIS)) if "row 3" in piece
    )

    assert (written > 0, made) == (True, [0, 1, 2, 3])


COLUMNS = (
    Column(key="text", title="T"),
    Column(key="ratio", title="R", kind=Kind.RATIO),
    Column(key="amount", title="A", kind=Kind.MONEY),
)


def written(word: str, decimal: str) -> str:
    row = (word, Decimal("0.35"), Money(Decimal("-1234.5"), "EUR"))
    table = Table(name="t", columns=COLUMNS, rows=(row,))
    return "".join(as_csv(Document(schema="s/1", title="T", tables=(table,)), decimal=decimal))


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("de_DE.UTF-8", ","), ("de_CH.UTF-8", "."), ("de-AT", ","), ("fr_CH", ","),
        ("pt_BR.UTF-8", ","), ("es_MX.UTF-8", "."), ("ru", ","), ("zh_CN.UTF-8", "."),
        ("en_GB.UTF-8", "."), ("en_ZA", ","), ("C.UTF-8", "."), ("POSIX", "."),
    ],
)  # fmt: skip
def test_the_name_of_a_locale_says_its_decimal_mark(name: str, mark: str) -> None:
    assert decimal_mark({"LANG": name}) == mark


def test_numbers_go_before_the_language_and_all_before_both() -> None:
    assert decimal_mark({"LANG": "en_US", "LC_NUMERIC": "de_DE"}) == ","
    assert decimal_mark({"LANG": "de_DE", "LC_NUMERIC": "de_DE", "LC_ALL": "C"}) == "."


def test_a_comma_in_numbers_takes_semicolons_between_cells_and_a_point_commas() -> None:
    assert written("a.b", ",") == "\ufefftext;ratio;amount\r\na.b;0,35;-1234,50\r\n"
    assert written("a;b", ".") == "\ufefftext,ratio,amount\r\na;b,0.35,-1234.50\r\n"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"])), st.sampled_from(".,"))
def test_every_text_comes_back(word: str, decimal: str) -> None:
    page = StringIO(written(word, decimal).removeprefix("\ufeff"), newline="")
    _, row = csv.reader(page, delimiter=";" if decimal == "," else ",")

    assert row[0] in {word, f"'{word}"}


def test_a_german_excel_gets_its_csv(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    run(f"list acme --excel -o {file} --fields id,amount", new_book(tmp_path), LANG="de_DE.UTF-8")

    assert file.read_bytes() == b"\xef\xbb\xbfid;amount\r\nacme-erp;120000,00\r\n"


@pytest.mark.parametrize("form", ["", "-f md", "-f tsv", "-o answer.xlsx"])
def test_what_is_no_csv_is_refused(form: str, tmp_path: Path) -> None:
    answer = run(f"list --excel {form}", new_book(tmp_path))

    assert (answer.exit, answer.out) == (2, "")
    assert answer.err.startswith("--excel shapes CSV, and this answer is none.")
