"""The words for customers, leads and the people there, and whom a name means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Generic, TypeVar

from funnel_cli.finding.names import CUTOFF, MAX_CANDIDATES, How, did_you_mean, ids_of, term_of
from funnel_cli.finding.words import bare_choices, choice_called
from funnel_cli.records.book import Book
from funnel_cli.records.customer import MOTIVES, Contact, Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import last_filing
from funnel_cli.records.lead import CONTACTED, CONVERTED, NEW, QUALIFIED, RETURNED, Lead
from funnel_cli.records.method import Choice, Method
from funnel_cli.values.errors import NotFound
from funnel_cli.values.grades import LEAD_GRADES, customer_grade, lead_grade
from funnel_cli.values.message import N_, Label, Message, Term, message
from funnel_cli.values.typed import folded, normal

T = TypeVar("T", Customer, Lead)

END_CUSTOMER = "end-customer"
DECISION_MAKER = "decision-maker"

CUSTOMER_KINDS = (
    Choice(id=END_CUSTOMER, title=Label({"en": "end customer", "zh": "最终客户"})),
    Choice(id="dealer", title=Label({"en": "dealer", "zh": "经销商"})),
    Choice(id="contractor", title=Label({"en": "contractor", "zh": "承包商"})),
)
"""What a customer can be; only the first has deals."""

ROLES = (
    Choice(id="user", title=Label({"en": "user", "zh": "使用者"})),
    Choice(id="influencer", title=Label({"en": "influencer", "zh": "影响者"})),
    Choice(id=DECISION_MAKER, title=Label({"en": "decision maker", "zh": "决策者"})),
    Choice(id="buyer", title=Label({"en": "buyer", "zh": "购买者"})),
    Choice(id="coach", title=Label({"en": "coach", "zh": "指导员"})),
)
"""The buying roles."""

STANCES = (
    Choice(id="supporter", title=Label({"en": "supporter", "zh": "支持"})),
    Choice(id="neutral", title=Label({"en": "neutral", "zh": "中立"})),
    Choice(id="opponent", title=Label({"en": "opponent", "zh": "反对"})),
    Choice(id="unknown", title=Label({"en": "unknown", "zh": "未知"})),
)
"""Where a person stands."""

LEVELS = (
    Choice(id="high", title=Label({"en": "high", "zh": "高"})),
    Choice(id="middle", title=Label({"en": "middle", "zh": "中"})),
    Choice(id="low", title=Label({"en": "low", "zh": "低"})),
)
"""How much of something there is."""

CRITERIA = (
    Choice(id="recency", title=Label({"en": "Recency", "zh": "最近购买"})),
    Choice(id="frequency", title=Label({"en": "Frequency", "zh": "购买频次"})),
    Choice(id="money", title=Label({"en": "Money", "zh": "购买金额"})),
    Choice(id="budget", title=Label({"en": "Budget", "zh": "预算"})),
    Choice(id="cycle", title=Label({"en": "Decision cycle", "zh": "决策周期"})),
    Choice(id="fit", title=Label({"en": "Fit", "zh": "匹配度"})),
)
"""What a lead is marked by: how it bought before, then how well it can be served now."""

LEAD_STAGES = (
    Choice(id=NEW, title=Label({"en": "new", "zh": "新线索"})),
    Choice(id=CONTACTED, title=Label({"en": "contacted", "zh": "已联系"})),
    Choice(id=QUALIFIED, title=Label({"en": "qualified", "zh": "已确认"})),
    Choice(id=RETURNED, title=Label({"en": "returned", "zh": "已退回"})),
    Choice(id=CONVERTED, title=Label({"en": "converted", "zh": "已转商机"})),
)
"""How far a lead is."""

GRADES = (
    Choice(id="A", title=Label({"en": "A, key customer", "zh": "A，重点客户"})),
    Choice(id="B", title=Label({"en": "B, possible key customer", "zh": "B，可能的重点客户"})),
    Choice(id="C", title=Label({"en": "C, ordinary customer", "zh": "C，普通客户"})),
    Choice(id="D", title=Label({"en": "D, to be left aside", "zh": "D，可忽略"})),
)
"""The grades of customers where the method has no words of its own."""


@dataclass(frozen=True, slots=True)
class Meant(Generic[T]):
    """Whom a name means, and how it led there."""

    whom: T
    how: How


class NoSuchCustomer(NotFound):
    """No record and no deal names a customer like that."""

    sentence = N_("No customer answers to {word}.")
    cure = N_("See: funnel customer list")


class AmbiguousCustomer(NotFound):
    """Several customers answer to the name; the details list them."""

    sentence = N_("{count} customers answer to {word}.")
    cure = N_("Give more of the name, or the id.")
    code = "ambiguous"

    def __init__(self, word: str, found: Sequence[Customer]) -> None:
        """Name the customers in the order given."""
        self.found = found[:MAX_CANDIDATES]
        super().__init__(word=word, count=len(found), details=_listed(each.name for each in found))


class NoSuchLead(NotFound):
    """No lead has that in its id, customer or name."""

    sentence = N_("No lead answers to {word}.")
    cure = N_("See: funnel lead list")


class AmbiguousLead(NotFound):
    """Several leads answer to the name; the details list them."""

    sentence = N_("{count} leads answer to {word}.")
    cure = N_("Give more of the id.")
    code = "ambiguous"

    def __init__(self, word: str, found: Sequence[Lead]) -> None:
        """Name the leads, those that are still at work first."""
        ordered = sorted(found, key=lambda lead: lead.stage in (RETURNED, CONVERTED))
        self.found = ordered[:MAX_CANDIDATES]
        lines = _listed(f"{lead.id}  {lead.title}" for lead in ordered)
        super().__init__(word=word, count=len(found), details=lines)


def customer_grades(method: Method) -> tuple[Choice, ...]:
    """The closed list of a customer's grades, the best first."""
    return method.grades or GRADES


def lead_grades(method: Method) -> tuple[Choice, ...]:
    """The closed list of a lead's grades, the best first."""
    return method.grades or bare_choices(LEAD_GRADES)


def _grades_of(whom: Customer | Lead, method: Method) -> tuple[Choice, ...]:
    """The closed list of the grades that a customer or a lead may have."""
    return customer_grades(method) if isinstance(whom, Customer) else lead_grades(method)


def grade(whom: Customer | Lead, method: Method) -> str | None:
    """The grade as written, else from a form, attraction × potential, or a lead's marks; `None` if unknown.

    One that is written by its title is the grade of that title; one that the list lacks stands as it is.
    """
    words = ids_of(method.grades)
    if whom.grade:
        known = choice_called(whom.grade, _grades_of(whom, method))
        return known.id if known else whom.grade
    if isinstance(whom, Customer):
        return _by_form(whom, method) or customer_grade(whom.attraction, whom.potential, words)
    return lead_grade(whom.marks, words)


def _by_form(customer: Customer, method: Method) -> str | None:
    """The grade that the last filing of the method's form for it comes to."""
    grading = method.grading
    if grading is None:
        return None
    form, filing = method.form(grading.form), last_filing(customer.forms, grading.form)
    return grading.grade(form, filing) if form and filing else None


def grade_term(whom: Customer | Lead, method: Method) -> Term | str | None:
    """The grade with what it means, where the method or the usual letters of customers say it."""
    return term_of(
        grade(whom, method), customer_grades(method) if isinstance(whom, Customer) else method.grades
    )


def grade_titled(whom: Customer | Lead, method: Method) -> Term | str | None:
    """The grade by the method's title for it, a bare letter where there is none."""
    return term_of(grade(whom, method), method.grades)


def customers(book: Book) -> tuple[Customer, ...]:
    """Every customer by name: those with a record, and those that only deals and leads name.

    The latter have no `file`, and an empty id.
    """
    recorded = tuple(book.customers.values())
    deals, leads = book.opportunities.values(), book.leads.values()
    spoken = (*(deal.customer for deal in deals), *(lead.customer for lead in leads))
    bare = {normal(name): name for name in spoken if name and normal(name) not in book.customers_by_name}
    return tuple(
        sorted(
            (*recorded, *(Customer(id="", name=name) for name in bare.values())),
            key=lambda customer: (normal(customer.name).casefold(), customer.id),
        )
    )


def customer_named(book: Book, word: str) -> Meant[Customer]:
    """The customer of that name, former name or id, else the only one with it in one of these.

    A whole name means its customer, whatever case and width it is typed in. Raises `NoSuchCustomer` or
    `AmbiguousCustomer`, which names those with open deals first.
    """
    everyone = customers(book)
    names = [(each, (each.name, each.id, *each.former_names)) for each in everyone]
    exact = book.customers_by_name.get(normal(word)) or book.customers.get(word)
    exact = exact or next((each for each in everyone if normal(each.name) == normal(word)), None)
    exact = exact or _only_whole(names, word)
    if exact:
        return Meant(exact, How.ID)
    found = _with_part(names, word)
    if len(found) == 1:
        return Meant(found[0], How.PART)
    if found:
        busy = {
            normal(deal.customer) for deal in book.opportunities.values() if deal.is_open and deal.customer
        }
        raise AmbiguousCustomer(word, sorted(found, key=lambda each: normal(each.name) not in busy))
    raise NoSuchCustomer(word=word, details=_near(word, (each.name for each in everyone)))


def lead_named(book: Book, word: str) -> Meant[Lead]:
    """The lead of that id or whole name, else the only one whose id begins so, or with it in its names.

    Raises `NoSuchLead` or `AmbiguousLead`.
    """
    if exact := book.leads.get(word.lower()):
        return Meant(exact, How.ID)
    leads = sorted(book.leads.values(), key=lambda lead: lead.id)
    starting = [lead for lead in leads if word and lead.id.startswith(word.lower())]
    names = [(lead, (lead.customer or "", lead.name or "")) for lead in leads]
    if whole := _only_whole(((lead, (*some, lead.title)) for lead, some in names), word):
        return Meant(whole, How.ID)
    for how, found in ((How.PREFIX, starting), (How.PART, _with_part(names, word))):
        if len(found) == 1:
            return Meant(found[0], how)
        if found:
            raise AmbiguousLead(word, found)
    raise NoSuchLead(word=word, details=_near(word, book.leads))


def lead_called(book: Book, id: str) -> Lead:
    """The lead with exactly that id; raises `NoSuchLead`."""
    if id not in book.leads:
        raise NoSuchLead(word=id)
    return book.leads[id]


def contacts_of(deal: Opportunity, book: Book) -> tuple[Contact, ...]:
    """The people of the deal, then those of its customer who are not among them."""
    customer = book.customer_of(deal)
    own = {normal(person.name): person for person in deal.contacts}
    theirs = {normal(person.name): person for person in (customer.contacts if customer else ())}
    told = {name: one_person(person, theirs.get(name, person)) for name, person in own.items()}
    return tuple((theirs | told)[name] for name in dict.fromkeys((*own, *theirs)))


def one_person(first: Contact, second: Contact) -> Contact:
    """One person told twice: what the first does not say, the second does."""
    keys = ("title", "role", "stance", "phone", "email", *MOTIVES)
    told = {key: getattr(first, key) or getattr(second, key) for key in keys}
    return replace(second, **told)


def _only_whole(names: Iterable[tuple[T, Iterable[str]]], word: str) -> T | None:
    """The only one that has that name to the last letter, without regard to case and width."""
    name = folded(word)
    whole = [each for each, some in names if name and any(folded(known) == name for known in some)]
    return whole[0] if len(whole) == 1 else None


def _with_part(names: Iterable[tuple[T, Iterable[str]]], word: str) -> list[T]:
    """Those with the word in one of their names, without regard to case; no word is in none."""
    part = normal(word).casefold()
    return [each for each, some in names if part and any(part in normal(name).casefold() for name in some)]


def _listed(names: Iterable[str]) -> list[Message]:
    """A line for each of the first candidates, and how many more there are."""
    lines = [message("{name}", name=name) for name in names]
    more = len(lines) - MAX_CANDIDATES
    return [*lines[:MAX_CANDIDATES], message("and {count} more", count=more)] if more > 0 else lines


def _near(word: str, names: Iterable[str]) -> list[Message]:
    """What may have been meant."""
    known = {name.casefold(): name for name in names}
    close = get_close_matches(word.casefold(), list(known), n=3, cutoff=CUTOFF)
    return did_you_mean([known[each] for each in close])
