"""The page for who does not open the book: whole, the same bytes twice, and nothing in it from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from running import new_book, run

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("report_page.txt")
VOID = {"meta"}


class Outline(HTMLParser):
    """The elements of a page, set in, with their classes and what they say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth = 0
        self.lines: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.is_style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        kept = " ".join(f"{name}={value}" for name, value in attrs if name in ("class", "role", "scope", "d"))
        self.lines.append(f"{' ' * self.depth}{tag} {kept}".rstrip())
        self.is_style = tag == "style"
        self.depth += tag not in VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.depth -= 1

    def handle_endtag(self, _: str) -> None:
        self.depth -= 1
        self.is_style = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.is_style:
            self.lines.append(f"{' ' * self.depth}“{data.strip()}”")


def page(line: str, book: Path = ROOT, **environ: str) -> str:
    answer = run(f"{line} -f html", book, **environ)
    assert answer.exit == 0
    return answer.out


def test_the_page_of_the_sample_book_is_as_it_was_looked_at(pytestconfig: pytest.Config) -> None:
    said = "\n".join(Outline(page("report")).lines) + "\n"
    if pytestconfig.getoption("--update"):
        GOLDEN.write_text(said, "utf-8")
    assert said == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_same_book_and_day_give_the_same_bytes(language: str) -> None:
    assert page(f"report --lang {language}") == page(f"report --lang {language}")


def test_the_page_is_small_and_whole_runs_and_fetches_nothing_and_labels_its_pictures() -> None:
    assert len(page("report").encode()) <= 60_000

    tags = Outline(page("report")).tags
    names = {name for _, attributes in tags for name in attributes}
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe", "object", "use", "image", "a"}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "href", "style"}

    sections = page("report").split("<section>")[1:]
    drawn = [each for each in sections if '<svg viewBox="0 0 400' in each]
    assert len(drawn) == 4
    assert all("<table aria-label=" in each for each in drawn)

    tags = Outline(page("report")).tags
    ids = [attributes["id"] for _, attributes in tags if attributes.get("id")]
    asked = [word for _, each in tags for word in (each.get("aria-labelledby") or "").split()]
    assert len(ids) == len(set(ids)) == 8
    assert set(asked) <= set(ids)


@pytest.mark.parametrize(("word", "period"), [("week", "2026-W47"), ("month", "2026-11"), ("Q4", "2026-Q4")])
def test_a_period_is_named_by_its_word(word: str, period: str, tmp_path: Path) -> None:
    assert run(f"report {word} --json", new_book(tmp_path)).json["period"] == period


def test_a_page_is_of_the_running_month_or_one_that_is_over_and_of_the_deals_of_a_query(
    tmp_path: Path,
) -> None:
    assert run("report --json", new_book(tmp_path)).json["period"] == "2026-11"

    answer = run("report 2026-10 --json", new_book(tmp_path)).json
    assert answer["as_of"] == "2026-10-31"
    assert [deal["id"] for deal in answer["won"]["items"]] == ["delta-doors"]

    answer = run("report 2026-10 2026-11", new_book(tmp_path))
    assert (answer.exit, "one period at a time" in answer.err) == (2, True)

    answer = run("report 2026-10 owner:anna.meyer --json", new_book(tmp_path)).json
    assert answer["won"]["items"] == []


def test_a_record_that_cannot_be_read_is_said_on_the_page(tmp_path: Path) -> None:
    answer = run("report -f html", new_book(tmp_path, broken=True))
    assert (answer.exit, "Partial: without 1 file" in answer.out) == (5, True)


def test_a_name_that_is_markup_stays_a_name(tmp_path: Path) -> None:
    evil = "id: evil\ncustomer: '<script>alert(1)</script>'\namount: 9\nstage: verify\nowner: li.wei\n"
    evil += "created: 2026-11-02\nhistory:\n- {date: 2026-11-02, stage: verify, amount: 9}\n"
    text = run("report -f html", new_book(tmp_path, evil=evil)).out
    assert "&lt;script&gt;" in text
    assert not re.search(r"<script", text)
