"""A value of the book is found at its line."""

from pathlib import Path

import pytest

from funnel_cli.store.reading.source import Spots
from funnel_cli.values.errors import KeyPath

FILES = {
    "data/opportunities/acme.yaml": "id: acme\namount: 5\nhistory:\n- {date: 2026-09-01, stage: verify}\n",
    "data/opportunities/belt.json": '{\n  "id": "belt",\n  "amount": 7\n}\n',
    "data/targets.yaml": "# targets\n- {period: 2026-12, amount: 5}\n- {period: 2027-01, amount: 6}\n",
    "data/opportunities/dale.yaml": "a: [",
}


@pytest.mark.parametrize(
    ("file", "way", "place"),
    [
        ("data/opportunities/acme.yaml", ("amount",), "data/opportunities/acme.yaml:2"),
        ("data/opportunities/acme.yaml", ("history", 0, "stage"), "data/opportunities/acme.yaml:4"),
        ("data/opportunities/acme.yaml", ("closed",), "data/opportunities/acme.yaml:1"),
        ("data/opportunities/belt.json", ("amount",), "data/opportunities/belt.json:3"),
        ("data/targets.yaml", (1, "amount"), "data/targets.yaml:3"),
        ("data/opportunities/dale.yaml", ("amount",), "data/opportunities/dale.yaml"),
        ("data/opportunities/gone.yaml", ("amount",), "data/opportunities/gone.yaml"),
    ],
)
def test_a_value_is_found_at_its_line(tmp_path: Path, file: str, way: KeyPath, place: str) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert Spots(tmp_path)(file, way) == place
