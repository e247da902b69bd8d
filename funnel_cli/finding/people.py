"""The words for customers, leads and the people there, and whom a name means."""

from __future__ import annotations

from dataclasses import replace

from funnel_cli.finding.finder import Ambiguous, Found, How, by_id_or_name, by_name
from funnel_cli.finding.names import ids_of, term_of
from funnel_cli.finding.words import bare_choices, choice_called
from funnel_cli.records.book import Book
from funnel_cli.records.customer import MOTIVES, Contact, Customer
from funnel_cli.records.deal import Opportunity
from funnel_cli.records.form import last_filing
from funnel_cli.records.lead import CONTACTED, CONVERTED, NEW, QUALIFIED, RETURNED, Lead
from funnel_cli.records.method import Choice, Method
from funnel_cli.values.errors import NotFound
from funnel_cli.values.grades import LEAD_GRADES, customer_grade, lead_grade
from funnel_cli.values.message import N_, Label, Term
from funnel_cli.values.typed import normal

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


class NoSuchCustomer(NotFound):
    """No record and no deal names a customer like that."""

    sentence = N_("No customer answers to {word}.")
    cure = N_("See: funnel customer list")


class AmbiguousCustomer(Ambiguous):
    """Several customers answer to the name; the details list them, those with open deals first."""

    sentence = N_("{count} customers answer to {word}.")
    cure = N_("Give more of the name, or the id.")


class NoSuchLead(NotFound):
    """No lead has that in its id, customer or name."""

    sentence = N_("No lead answers to {word}.")
    cure = N_("See: funnel lead list")


class AmbiguousLead(Ambiguous):
    """Several leads answer to the name; the details list them, those that are still at work first."""

    sentence = N_("{count} leads answer to {word}.")


def customer_grades(method: Method) -> tuple[Choice, ...]:
    """The closed list of a customer's grades, the best first."""
    return method.grades or GRADES


def lead_grades(method: Method) -> tuple[Choice, ...]:
    """The closed list of a lead's grades, the best first."""
    return method.grades or bare_choices(LEAD_GRADES)


def grade(whom: Customer | Lead, method: Method) -> str | None:
    """The grade as written, else from a form, attraction × potential, or a lead's marks; `None` if unknown.

    One that is written by its title is the grade of that title; one that the list lacks stands as it is.
    """
    words = ids_of(method.grades)
    if whom.grade:
        grades = customer_grades(method) if isinstance(whom, Customer) else lead_grades(method)
        known = choice_called(whom.grade, grades)
        return known.id if known else whom.grade
    if isinstance(whom, Customer):
        return _by_form(whom, method) or customer_grade(whom.attraction, whom.potential, words)
    return lead_grade(whom.marks, words)


def _by_form(customer: Customer, method: Method) -> str | None:
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


def customer_named(book: Book, word: str) -> Found[Customer]:
    """The customer of that name, former name or id, else the only one with it in one of these.

    A whole name means its customer, whatever case and width it is typed in. Raises `NoSuchCustomer` or
    `AmbiguousCustomer`.
    """
    everyone, name = customers(book), normal(word)
    exact = book.customers_by_name.get(name) or book.customers.get(word)
    if exact := exact or next((each for each in everyone if normal(each.name) == name), None):
        return Found(exact, How.ID)
    deals = book.opportunities.values()
    busy = {normal(deal.customer) for deal in deals if deal.is_open and deal.customer}
    named = [
        (each, (each.name, each.id, *each.former_names))
        for each in sorted(everyone, key=lambda each: normal(each.name) not in busy)
    ]
    names = [each.name for each in everyone]
    return by_name(word, named, (), names, (NoSuchCustomer, AmbiguousCustomer))


def lead_named(book: Book, word: str) -> Found[Lead]:
    """The lead of that id or whole name, else the only one whose id begins so, or with it in its names.

    Raises `NoSuchLead` or `AmbiguousLead`.
    """
    refusals = NoSuchLead, AmbiguousLead
    return by_id_or_name(word, book.leads, lambda lead: lead.stage in (RETURNED, CONVERTED), refusals)


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


CONTACT_KEYS = ("title", "role", "stance", "phone", "email", *MOTIVES)
"""What is said of a person beside the name."""


def one_person(first: Contact, second: Contact) -> Contact:
    """One person told twice: what the first does not say, the second does."""
    told = {key: getattr(first, key) or getattr(second, key) for key in CONTACT_KEYS}
    return replace(second, **told)
