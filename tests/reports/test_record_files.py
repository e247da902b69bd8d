from arrange import TODAY

from funnel_cli.reports.record_files import Undoable, steps_document


def test_a_step_shows_its_day_what_it_did_and_its_files() -> None:
    table = steps_document(
        [Undoable(2, TODAY, "won", ("a.yaml", "b.yaml")), Undoable(1, TODAY, "new", ("a.yaml",))]
    ).tables[0]

    assert table.rows == ((2, TODAY, "won", 2, ("a.yaml", "b.yaml")), (1, TODAY, "new", 1, ("a.yaml",)))
