"""Options of the test suite."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from figures import figures, folder, long, peers, pytest_terminal_summary  # noqa: F401 - for the torture tests
from hypothesis import settings
from running import Printed, new_book

from funnel_cli.records.book import Book
from funnel_cli.render.output import Output
from funnel_cli.session import Session
from funnel_cli.values.table import Document

# The same examples every run, so that a red suite is red for everybody; HYPOTHESIS_PROFILE=exploring
# looks for new ones, and three times as many. A slow machine is no failure.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=30)
settings.register_profile("exploring", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="write what the program says now into README.md and docs/"
    )
    parser.addoption("--engines", action="store_true", help="ask the engines that organisations have too")
    parser.addoption("--browser", action="store_true", help="look at pages in a headless Chromium")
    parser.addoption("--long", action="store_true", help="torture in the long form, and write its figures")


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never in what was loaded so far: it took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small book on disk, in a folder of its own."""
    return new_book(tmp_path / "book")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Printed:
    """Whatever the runs of a test print from values, to be rendered in more forms than the one asked for."""
    found: Printed = []
    by_the_session = Session._print

    def kept(session: Session, document: Document, output: Output, book: Book | None = None) -> None:
        found.append((document, output, session._basis(book)))
        by_the_session(session, document, output, book)

    monkeypatch.setattr(Session, "_print", kept)
    return found


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the cache of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def _tortured_without_a_cache(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is tortured makes the same calls each time it is run."""
    if request.path.parent.name == "torture":
        monkeypatch.setenv("FUNNEL_NO_INDEX", "1")
