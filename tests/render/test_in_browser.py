"""The page in a real browser: with `--browser`, where there is a Chromium.

What can be told without one (elements, policy, contrast) is asked in every run, in `test_page.py` and in
`tests/commands/test_report_page.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, Browser
from running import run

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (390, 800, 1200)
PRINTED = 688
"""Pixels between the margins of an A4 sheet."""


@pytest.fixture(scope="module")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    if not pytestconfig.getoption("--browser"):
        pytest.skip("a browser takes its time: ask for it with --browser")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    with Browser() as found:
        yield found


@pytest.fixture(params=["en", "zh"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    run(f"report --lang {request.param} -o {tmp_path}/page.html", ROOT)
    return tmp_path / "page.html"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_is_as_wide_as_its_window(width: int, page: Path, browser: Browser) -> None:
    browser.open(page, width)
    assert browser.size()[0] == width


def test_a_printed_page_fits_between_the_margins_of_three_sheets(page: Path, browser: Browser) -> None:
    browser.open(page, PRINTED, media="print")
    assert browser.size()[0] == PRINTED
    assert browser.printed().count(b"/Type /Page\n") <= 3


@pytest.mark.parametrize("is_dark", [False, True])
def test_nothing_but_the_file_is_asked_for(is_dark: bool, page: Path, browser: Browser) -> None:
    browser.requests.clear()
    browser.open(page, dark=is_dark)
    browser.picture()
    assert browser.requests == [page.as_uri()]


def test_headings_tables_and_pictures_have_names_for_who_cannot_see_them(
    page: Path, browser: Browser
) -> None:
    browser.open(page)
    named = browser.named()
    for role in ("heading", "table", "region", "image", "columnheader", "rowheader"):
        names = [name for each, name in named if each == role]
        assert names
        assert all(names), role
