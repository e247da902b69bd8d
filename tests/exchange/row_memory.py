"""Print by how many bytes each further row of a sheet adds to the most memory an import has at once.

A process of its own, without a look for garbage as the program is, and with nothing kept of other tests:
`row_memory.py FORM STAGE CLOSE`.
"""

import gc
import sys
import tracemalloc
from collections.abc import Callable

from import_samples import EMPTY, METHOD, TODAY

from funnel_cli.exchange.differences import Terms
from funnel_cli.exchange.import_plan import ImportPlan
from funnel_cli.exchange.mapping import ColumnMap
from funnel_cli.exchange.reading import plan_of
from funnel_cli.exchange.report import EVERYTHING, Showing, import_document
from funnel_cli.exchange.sheet import as_sheet
from funnel_cli.render import pieces
from funnel_cli.render.output import Footing, Output

ROWS = 300
HEADER = "id,customer,name,amount,currency,stage,close date,owner,source"


def sheet_of(rows: int, stage: str = "develop", close: str = "2027-03-31") -> bytes:
    lines = (
        f"D-{n:06},Customer {n % (rows // 10):05},Project {n:06},{1000 + n},EUR,{stage},{close},anna,fair"
        for n in range(rows)
    )
    return "\n".join((HEADER, *lines)).encode()


def planned(data: bytes) -> ImportPlan:
    terms = Terms(method=METHOD, day=TODAY)
    return plan_of(as_sheet(data, "deals.csv"), EMPTY, terms, ColumnMap())


def look(data: bytes, form: str) -> None:
    """What `--dry-run` does, without a reader who keeps what is told."""
    showing = Showing(sample=5) if form == "table" else EVERYTHING
    document = import_document(planned(data), "CNY", showing)
    for _ in pieces(document, Output(format=form), Footing(currency="CNY")):
        pass


def bytes_per_row(work: Callable[[int], None], rows: int) -> float:
    """By how much the peak grows from so many rows to twice as many, by row."""
    work(2 * rows)  # so that what is loaded and worked out once counts for neither
    least, most = (peak(work, count) for count in (rows, 2 * rows))
    return (most - least) / rows


def peak(work: Callable[[int], None], rows: int) -> int:
    tracemalloc.start()
    work(rows)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


if __name__ == "__main__":
    gc.disable()
    form, stage, close = sys.argv[1:]
    sys.stdout.write(str(bytes_per_row(lambda rows: look(sheet_of(rows, stage, close), form), ROWS)))
