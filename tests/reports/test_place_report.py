from __future__ import annotations

from arrange import deal

from funnel_cli.reports.place import place


def test_a_place_is_the_whole_path_and_the_one_inside_the_book() -> None:
    assert place(deal("acme 1"), "/books/mine").tables[0].rows == (
        ("/books/mine/data/opportunities/acme.yaml", "acme", "data/opportunities/acme.yaml"),
    )
