import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from render_demo import BASIS, CHINESE, DEALS, ENGLISH, HOSTILE, PARTIAL, texts

from funnel_cli.render import render
from funnel_cli.render.output import Output
from funnel_cli.render.page import as_page
from funnel_cli.values.money import Money
from funnel_cli.values.picture import FunnelPicture, FunnelStage
from funnel_cli.values.table import Column, Document, Table

DEMO = Document(schema="funnel.demo/1", title="Demo", tables=(DEALS,), notes=("Look at it",))
VOID = {"meta"}


class Seen(HTMLParser):
    """The elements of a page with their attributes, and its texts; whatever is opened must be closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data)


def test_a_table_has_heads_rows_and_totals() -> None:
    page = as_page(DEMO, ENGLISH, BASIS)
    assert '<th scope="col" class="n">Amount</th>' in page
    assert '<th scope="row" class="w">acme-erp</th>' in page
    assert page.count("<tr>") == 1 + len(DEALS.rows) + len(DEALS.totals)


@pytest.mark.parametrize(
    "said", [HOSTILE, "<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}", "&amp;"]
)
def test_nothing_in_a_record_is_markup(said: str) -> None:
    document = Document(schema="x/1", title=said, tables=texts(said).tables, lines=(said,), notes=(said,))
    seen = Seen(as_page(document, ENGLISH, BASIS))
    assert {tag for tag, _ in seen.elements} == {
        tag for tag, _ in Seen(as_page(texts("a"), ENGLISH, BASIS)).elements
    }
    assert seen.texts.count(ENGLISH.say(said)) == 5


def test_nothing_is_fetched_and_no_script_may_run() -> None:
    seen = Seen(as_page(DEMO, ENGLISH, BASIS))
    names = {name for _, attributes in seen.elements for name in attributes}
    assert not names & {"src", "href", "srcset", "action", "data", "style", "onclick", "onload"}
    policy = next(said["content"] for _, said in seen.elements if said.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"url\(|@import", as_page(DEMO, ENGLISH, BASIS))


def test_the_language_of_the_reader_is_that_of_the_page() -> None:
    page = as_page(DEMO, CHINESE, BASIS)
    assert '<html lang="zh-CN">' in page
    assert "提案" in page


def test_what_is_missing_is_said_and_a_table_without_rows_too_in_the_same_bytes_each_time() -> None:
    assert "Partial: without 1 file that could not be read." in as_page(DEMO, ENGLISH, PARTIAL)

    table = Table(name="t", columns=(Column(key="a", title="A"),), empty="Nothing moved.")
    page = as_page(Document(schema="x/1", title="X", tables=(table,)), ENGLISH, BASIS)
    assert "<p>Nothing moved.</p>" in page
    assert "<table" not in page

    assert as_page(DEMO, ENGLISH, BASIS) == as_page(DEMO, ENGLISH, BASIS)


def test_what_a_person_reads_of_one_thing_stands_first() -> None:
    document = Document(schema="x/1", title="X", tables=(DEALS,), card=(("Deal", "acme"),))
    page = render(document, Output(format="html"), BASIS)
    assert page.index('<th scope="row" class="w">Deal</th><td class="w">acme</td>') < page.index("<thead>")


STYLE = files("funnel_cli.render").joinpath("page.css").read_text("utf-8")
PALETTES = [
    dict(re.findall(r"--(\w+):(#[0-9a-f]+)", block)) for block in re.findall(r":root\{([^}]+)\}", STYLE)
]


def light(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", PALETTES, ids=["light", "dark", "print"])
def test_texts_and_marks_stand_out_as_wcag_aa_asks(palette: dict[str, str]) -> None:
    for paper in (palette["paper"], palette["band"]):
        assert min(contrast(palette[text], paper) for text in ("ink", "soft")) >= 4.5
        assert min(contrast(palette[mark], paper) for mark in ("mark", "up", "down")) >= 3


def test_a_picture_has_a_title_and_a_description_for_who_does_not_see_it() -> None:
    one = Money(Decimal(1), "CNY")
    picture = FunnelPicture("Funnel", ("Two", "words"), [FunnelStage("Verify", one)], one)
    page = as_page(replace(DEMO, tables=(replace(DEALS, picture=picture),)), ENGLISH, BASIS)
    assert 'role="img" aria-labelledby="t1 d1"' in page
    assert '<title id="t1">Funnel</title>' in page
    assert '<desc id="d1">Two words</desc>' in page
    assert page.index("</svg>") < page.index("<table")
