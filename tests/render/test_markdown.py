import pytest
from render_demo import STAGES, rendered, texts

from funnel_cli.render.markdown import as_literal
from funnel_cli.values.table import Document


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
        ("# no", r"\# no"),
        ("- no", r"\- no"),
        ("1. no", r"1\. no"),
        ("> no", r"\> no"),
        ("12 deals", "12 deals"),
    ],
)
def test_a_sentence_is_a_paragraph_whatever_it_starts_with(line: str, expected: str) -> None:
    document = Document(schema="s/1", title="T", notes=(line,))

    assert rendered(document, "md").splitlines()[-1] == expected


def test_a_cell_stays_in_its_cell() -> None:
    assert rendered(texts("a\n|b|"), "md").splitlines()[-1] == r"| a⏎\|b\| |"
