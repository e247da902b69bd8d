from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from render_demo import BASIS, CHINESE, DEALS, ENGLISH, HOSTILE, PARTIAL, texts

from funnel_cli.render import Output, render
from funnel_cli.render.page import as_page
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
    assert '<th scope="row">acme-erp</th>' in page
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


def test_what_is_missing_is_said() -> None:
    assert "Partial: without 1 file that could not be read." in as_page(DEMO, ENGLISH, PARTIAL)


def test_a_table_without_rows_says_so() -> None:
    table = Table(name="t", columns=(Column(key="a", title="A"),), empty="Nothing moved.")
    page = as_page(Document(schema="x/1", title="X", tables=(table,)), ENGLISH, BASIS)
    assert "<p>Nothing moved.</p>" in page
    assert "<table>" not in page


def test_what_a_person_reads_of_one_thing_stands_first() -> None:
    document = Document(schema="x/1", title="X", tables=(DEALS,), card=(("Deal", "acme"),))
    page = render(document, Output(format="html"), BASIS)
    assert page.index('<th scope="row">Deal</th><td>acme</td>') < page.index("<thead>")


def test_the_same_document_gives_the_same_bytes() -> None:
    assert as_page(DEMO, ENGLISH, BASIS) == as_page(DEMO, ENGLISH, BASIS)
