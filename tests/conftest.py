"""Options of the test suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The same examples every run, so that a red suite is red for everybody; HYPOTHESIS_PROFILE=exploring
# looks for new ones. A slow machine is no failure.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("exploring", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="write what the program says now into README.md and docs/"
    )
