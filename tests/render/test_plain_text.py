from decimal import Decimal

import pytest
from render_demo import FORECAST, LIST, STAGES, rendered, texts

from funnel_cli.render.language import Language
from funnel_cli.render.plain_text import as_literal
from funnel_cli.render.wording import spelled
from funnel_cli.values.money import Money
from funnel_cli.values.table import Document, money, table, text


def test_piped_is_one_line_of_titles_and_exact_rows_in_the_readers_language() -> None:
    document = Document(schema="s/1", title="Funnel", tables=(STAGES,))

    assert rendered(document, "piped") == (
        "Stage\tDeals\tWeighted\tCurrency\nVerify\t1200\t1000.50\tCNY\nClose\t2\t1002.50\tCNY\n"
    )

    page = rendered(LIST, "piped", language=Language("zh"))

    assert [line.split("\t")[2] for line in page.splitlines()] == ["Stage", "提案", "开发", ""]

    assert rendered(texts("one\ntwo\tthree\r\nfour"), "piped") == "Text\none\\ntwo\\tthree\\nfour\n"


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_currency_stands_beside_an_amount_only(is_shown: bool) -> None:
    amount = money("amount", "Amount", lambda _: Money(Decimal(5), "CNY"), on_screen=is_shown)
    document = Document(
        schema="s/1", title="Deals", tables=(table("deals", ["Belts"], text("name", "Name", str), amount),)
    )
    assert ("Currency" in rendered(document, "piped")) is is_shown


def test_several_tables_in_a_pipe_are_apart_and_named() -> None:
    page = rendered(FORECAST, "piped")

    assert [line for line in page.splitlines() if line.startswith("# ") or not line] == [
        "# Forecast",
        "# as of 2026-11-22, in CNY",
        "# as of 2026-11-01",
        "",
        "# deals",
        "",
        "# stages",
        "",
        "# card",
        "",
        "# lost",
    ]


def test_plain_is_aligned_and_whole() -> None:
    document = Document(schema="s/1", title="Funnel", tables=(STAGES,), notes=("That is all.",))

    assert rendered(document, "plain") == (
        "Funnel\n"
        "as of 2026-11-22, in CNY\n"
        "\n"
        "By stage\n"
        "Stage      Deals    Weighted\n"
        "-------  -------  ----------\n"
        "Verify     1,200       1,000\n"
        "Close          2       1,002\n"
        "-------  -------  ----------\n"
        "Total      1,202       2,003\n"
        "\n"
        "That is all.\n"
        "Amounts are rounded here and may not add up; the totals are of the exact ones.\n"
    )


def test_plain_cuts_and_hides_nothing() -> None:
    page = rendered(LIST, "plain", width=40)

    assert "Acme Industries International" in page
    assert "Send the revised offer to Ms Li" in page

    assert "123456789.15" in rendered(texts("123456789.15"), "plain")


def test_a_surplus_is_no_negative_gap_and_bad_news_no_tick() -> None:
    some = [(Money(Decimal(-5000), "CNY"), True), (Money(Decimal(70), "CNY"), False)]
    columns = (
        money("gap", "Gap", lambda each: each[0], is_lack=True),
        text("late", "Late", lambda each: each[1], is_alarm=True),
    )
    sheet = spelled(table("t", some, *columns), Language("en"), "CNY")
    assert sheet.rows == (("+5,000", "!"), ("70", ""))


def test_a_document_is_headings_paragraphs_and_tables() -> None:
    document = Document(schema="s/1", title="Funnel", tables=(STAGES,), lines=("One line.",))

    assert rendered(document, "md") == (
        "# Funnel\n"
        "\n"
        "as of 2026-11-22, in CNY\n"
        "\n"
        "One line.\n"
        "\n"
        "## By stage\n"
        "\n"
        "| Stage     |     Deals |   Weighted |\n"
        "|:----------|----------:|-----------:|\n"
        "| Verify    |     1,200 |      1,000 |\n"
        "| Close     |         2 |      1,002 |\n"
        "| **Total** | **1,202** |  **2,003** |\n"
        "\n"
        "Amounts are rounded here and may not add up; the totals are of the exact ones.\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", r"a\|b"),
        ("`rm`", r"\`rm\`"),
        ("<script>", "&lt;script>"),
        ("&amp;", "&amp;amp;"),
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
        ("*b* _i_", r"\*b\* \_i\_"),
        ("ACME\\", "ACME\\\\"),
    ],
)
def test_markup_of_a_record_is_literal(text: str, expected: str) -> None:
    assert as_literal(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# no", r"\# no"), ("- no", r"\- no"), ("1. no", r"1\. no"), ("> no", r"\> no"),
        ("12 deals", "12 deals"),
    ],
)  # fmt: skip
def test_a_sentence_is_a_paragraph_whatever_it_starts_with(line: str, expected: str) -> None:
    document = Document(schema="s/1", title="T", notes=(line,))

    assert rendered(document, "md").splitlines()[-1] == expected


def test_a_cell_stays_in_its_cell() -> None:
    assert rendered(texts("a\n|b|"), "md").splitlines()[-1] == r"| a⏎\|b\| |"
