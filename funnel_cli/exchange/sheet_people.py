"""The people of a sheet: customers and owners in the book's spelling where it has them, which other customers
they may be, and the regions that the book lacks of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from funnel_cli.exchange.import_plan import IN_THE_BOOK, ImportPlan, PlannedRow, RowKind
from funnel_cli.exchange.incoming import Incoming, IncomingRow
from funnel_cli.finding.duplicates import Spellings, likely_customers
from funnel_cli.finding.names import CUSTOMERS, files_unread
from funnel_cli.records.book import Book, Edit
from funnel_cli.records.customer import Customer
from funnel_cli.store.layout import free_id, slug
from funnel_cli.values.message import Message, message
from funnel_cli.values.typed import folded, normal


def as_the_book_spells(incoming: Incoming, book: Book) -> Incoming:
    """The sheet with the book's spelling of customers where only case, spaces and brackets differ.

    Former names become the present ones; a customer that is new is spelled as where it stands first. What
    the sheet says is kept in `typed`. An owner is spelled so where only case and spaces differ.
    """
    spellings = Spellings(book)
    typed: dict[int, str] = {}
    rows = []
    spelled = _owners(incoming.rows, book)
    for row in incoming.rows:
        if (owner := row.deal.owner) in spelled and owner:
            row = row._replace(deal=replace(row.deal, owner=spelled[owner]))  # noqa: PLW2901 - the same row
        name = row.deal.customer
        known = spellings.of(name) if name else name
        if name and known != name:
            typed[row.line] = name
            rows.append(row._replace(deal=replace(row.deal, customer=known)))
        else:
            rows.append(row)
            if name:
                spellings.add(name)
    pairs = spelled.items()
    told = (message("Owner {typed} is written as {name}.", typed=said, name=name) for said, name in pairs)
    return replace(incoming, rows=tuple(rows), typed=typed, notes=(*incoming.notes, *told))


def _owners(rows: Iterable[IncomingRow], book: Book) -> Mapping[str, str]:
    """How owners of the rows are spelled that the book, or an earlier row, spells in another way."""
    settings = book.method.settings
    known = {settings.owner, *chain.from_iterable(settings.team.values())}
    known |= {each.owner for each in book.opportunities.values()} | {
        each.owner for each in book.leads.values()
    }
    names = {folded(name): name for name in filter(None, known)}
    sheet = [row.deal.owner for row in rows if row.deal.owner and row.deal.owner not in known]
    return {name: first for name in sheet if (first := names.setdefault(folded(name), name)) != name}


def with_likely(plan: ImportPlan, book: Book) -> ImportPlan:
    """The plan, with a remark on each new row whose customer was spelled anew or may be another."""
    new = (row.row.customer for row in plan.rows if row.kind is RowKind.NEW and row.row)
    likely = {
        name: message("maybe the same customer as {name}", name=other)
        for name, other in likely_customers(filter(None, new), book, slug).items()
    }
    return plan._replace(rows=tuple(_remarked(row, plan.incoming.typed, likely) for row in plan.rows))


def _remarked(row: PlannedRow, typed: Mapping[int, str], likely: Mapping[str, Message]) -> PlannedRow:
    """The row with what there is to say of its customer, if it is new."""
    said: list[Message] = []
    if row.kind is RowKind.NEW and row.row and (name := row.row.customer):
        if row.line in typed:
            said.append(message("{typed} is written as {name}", typed=typed[row.line], name=name))
        if name in likely:
            said.append(likely[name])
    return row._replace(reasons=(*row.reasons, *said)) if said else row


def with_regions(plan: ImportPlan, book: Book) -> ImportPlan:
    """The plan with the customers that get a region; one that has another region already keeps it, and
    its rows say so.
    """
    named = {row.line: row for row in plan.incoming.rows if row.region}
    if not named:
        return plan
    regions = _Regions(book)
    rows = tuple(
        regions.told(row, named[row.line]) if row.line in named and row.kind in IN_THE_BOOK else row
        for row in plan.rows
    )
    return plan._replace(rows=rows, others=tuple(regions.edits()))


class _Regions:
    """The regions that customers get, each by its first row."""

    def __init__(self, book: Book) -> None:
        self.book, self.unread = book, files_unread(book, CUSTOMERS)
        self._wanted: dict[str, tuple[str, str]] = {}

    def told(self, row: PlannedRow, said: IncomingRow) -> PlannedRow:
        """The row, with why its region is not taken if it is not."""
        if not said.region or not said.deal.customer:
            return row
        name = normal(said.deal.customer)
        customer = self.book.customers_by_name.get(name)
        if customer is None and self.unread:
            return _with_remark(
                row,
                message(
                    "region “{region}” is not taken: the customer may be in {file}, which cannot be read",
                    region=said.region,
                    file=self.unread[0],
                ),
            )
        has = customer.region if customer else None
        has = has or self._wanted.setdefault(name, (said.deal.customer, said.region))[1]
        if normal(has) == normal(said.region):
            return row
        return _with_remark(
            row,
            message(
                "region “{region}” is not taken: the customer's is “{known}”", region=said.region, known=has
            ),
        )

    def edits(self) -> Iterator[Edit]:
        """The customers with the regions that they get; who has no record yet begins one."""
        taken = {*self.book.customers}
        for name, (spelt, region) in self._wanted.items():
            known = self.book.customers_by_name.get(name)
            if known:
                yield Edit(before=known, after=replace(known, region=region))
            else:
                id = free_id(slug(spelt), taken)
                taken.add(id)
                yield Edit(before=None, after=Customer(id=id, name=spelt, region=region))


def _with_remark(row: PlannedRow, remark: Message) -> PlannedRow:
    return row._replace(reasons=(*row.reasons, remark))
