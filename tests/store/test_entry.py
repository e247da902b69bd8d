import tracemalloc
from datetime import date as Day

from funnel_cli.store.journal.entry import Entry, FileChange, as_entry, as_manifest

HASH = 64 * "a"
LINE = len(f'["data/opportunities/d-000000.yaml", null, "{HASH}", null]')


def entry_of(files: int) -> Entry:
    targets = (FileChange(f"data/opportunities/d-{n:06}.yaml", None, HASH, None) for n in range(files))
    return Entry(note="many", day=Day(2026, 11, 28), targets=tuple(targets))


def peak(entry: Entry) -> int:
    """The most bytes that the manifest of an entry takes while it is made."""
    tracemalloc.start()
    as_manifest(entry)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_a_manifest_reads_as_the_entry_it_was_made_of() -> None:
    assert as_entry(as_manifest(entry_of(3))) == entry_of(3)


def test_a_manifest_of_many_files_is_made_in_the_room_of_its_text() -> None:
    as_manifest(entry_of(1))  # so that what is loaded once does not count
    assert (peak(entry_of(2_000)) - peak(entry_of(1_000))) / 1_000 < 4 * LINE
