"""The page about imports names every field, every key of a mapping and every header that is known."""

from pathlib import Path

import pytest

from funnel_cli.exchange.known import HAND_KEPT, HEADERS, SYSTEM_HEADERS
from funnel_cli.exchange.mapping import MAPPING_KEYS

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
ROWS = {line.split("`")[1]: line.replace("\\", "") for line in PAGE.splitlines() if line.startswith("| `")}


@pytest.mark.parametrize("key", MAPPING_KEYS)
def test_every_key_of_a_mapping_has_a_line(key: str) -> None:
    assert key in ROWS


@pytest.mark.parametrize("field", HEADERS)
def test_every_field_has_a_line_with_its_headers(field: str) -> None:
    known = [*HEADERS.get(field, ()), *HAND_KEPT.get(field, ())]
    known += [name for group in SYSTEM_HEADERS.values() for name in group.get(field, ())]
    assert [name for name in known if name not in ROWS[field]] == []
