"""No cache: a command makes the same calls each time it is run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _without_a_cache() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUNNEL_NO_INDEX", "1")
        yield
