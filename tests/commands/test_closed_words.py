"""Words that a screen shows are words to type: every key of a query, every option with a closed list."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from running import METHOD, new_book, run
from surface import CLOSED

import funnel_cli
from funnel_cli.cli import loaded
from funnel_cli.directory import COMMANDS
from funnel_cli.finding.deal_keys import AMOUNTS, DAYS, OF_CUSTOMER, STATES, TEXTS
from funnel_cli.finding.deal_keys import CLOSED as CLOSED_KEYS
from funnel_cli.finding.names import NoSuchWord
from funnel_cli.finding.query import KEYS
from funnel_cli.finding.words import SAME, choice_named
from funnel_cli.records.method import Choice, Method
from funnel_cli.reports.customer_data import AGES
from funnel_cli.store.methods import method
from funnel_cli.time.standing import DEAL_PLACES
from funnel_cli.values.languages import LANGUAGES
from funnel_cli.values.message import Label, message

BOOKS: Mapping[str, str] = {
    "deals": METHOD
    + "entry: [{id: budget, title: {en: There is a budget, zh: 有预算}, required: true}]\n"
    + "grades: [{id: high, title: {en: High, zh: 高}}, {id: low, title: {en: Low, zh: 低}}]\n"
    + "strength:\n  power: {title: {en: Power, zh: 权力}, rungs: [{at: 3, title: {en: Some, zh: 有}}]}\n",
    "counts": (
        "method: ads\nkind: counts\nsettings: {currency: CNY}\n"
        "steps:\n- {id: clicks, title: {en: Clicks, zh: 点击}}\n"
        "- {id: orders, title: {en: Orders, zh: 订单}}\n"
    ),
}
DEALS: Method = method("stages.yaml", BOOKS["deals"].encode())[0]
COUNTS: Method = method("stages.yaml", BOOKS["counts"].encode())[0]

MILESTONES = [Choice(id=each.id, title=each.title) for each in DEALS.milestones]
ENTRY = [Choice(id=each.id, title=each.title) for each in DEALS.entry]
STAGES = [Choice(id=each.id, title=each.title) for each in DEALS.stages]
STEPS = [Choice(id=each.id, title=each.title) for each in COUNTS.steps]
AXES = [Choice(id=id, title=axis.title) for id, axis in DEALS.strength.items()]

OF_METHOD: Mapping[str, Sequence[Choice]] = {
    "STAGE": STAGES,
    "SOURCE": DEALS.sources,
    "KIND": DEALS.activities,
    "REASON": DEALS.lost_reasons,
    "MILESTONE": ENTRY,
    "[MILESTONE]...": MILESTONES,
    "GRADE": DEALS.grades,
    "[AXIS=N]...": AXES,
    "[STEP=NUMBER]...": STEPS,
}
"""Lists that are the book's own, by what stands for a word of them."""

PARTS: Mapping[str, str] = {
    "month|quarter": "PERIOD_KIND",
    "amount|close": "LIST_ORDER",
    "CRITERION=LEVEL": "CRITERION",
    "[SCHEMA]": "SCHEMA",
    "[METHOD]": "METHOD",
    "METHOD|FILE": "METHOD",
}
"""Other words of the help for a closed list of the table."""

LINES: Mapping[tuple[str, str], str] = {
    ("add", "stage"): "add A --customer B --stage {} -n",
    ("add", "source"): "add A --customer B --source {} -n",
    ("add", "met"): "add A --customer B --met {} -n",
    ("list", "by"): "list --by {}",
    ("log", "kind"): "log acme-erp text --kind {} -n",
    ("check", "milestones"): "check acme-erp {} -n",
    ("demote", "to"): "demote acme-erp --to {} --reason x -n",
    ("score", "words"): "score acme-erp {}=4 -n",
    ("promote", "to"): "promote acme-erp --to {} -n",
    ("lose", "reason"): "lose acme-erp --reason {} --said x -n",
    ("reopen", "to"): "reopen delta-doors --to {} --reason x -n",
    ("forecast", "basis"): "forecast --basis {}",
    ("forecast", "by"): "forecast --by {}",
    ("forecast", "include"): "forecast --include {}",
    ("accuracy", "kind"): "accuracy --kind {}",
    ("health", "against"): "health --against {}",
    ("matrix", "by"): "matrix --by {}",
    ("kpi", "by"): "kpi --by {}",
    ("losses", "by"): "losses --by {}",
    ("sources", "by"): "sources --by {}",
    ("territory", "by"): "territory --by {}",
    ("target", "tier"): "target --tier {}",
    ("target", "quota"): "target --quota {}",
    ("target", "stage"): "target 2027 5 --stage {} -n",
    ("counts add", "words"): "counts add 2026-11 baidu {}=4 -n",
    ("counts show", "against"): "counts show --against {}",
    ("lead rates", "by"): "lead rates --by {}",
    ("lead add", "source"): "lead add A --source {} -n",
    ("lead add", "grade"): "lead add A --grade {} -n",
    ("lead add", "mark"): "lead add A --mark {}=high -n",
    ("lead contact", "kind"): "lead contact pump text --kind {} -n",
    ("lead qualify", "grade"): "lead qualify pump --grade {} -n",
    ("lead qualify", "mark"): "lead qualify pump --mark {}=high -n",
    ("lead convert", "stage"): "lead convert pump --stage {} -n",
    ("brief", "role"): "brief acme-erp --person Tom --role {} -n",
    ("import", "date_order"): "import nothing.csv --date-order {} -n",
    ("import", "decimal"): "import nothing.csv --decimal {} -n",
    ("import", "profile"): "import nothing.csv --profile {} -n",
    ("export", "report"): "export {}",
    ("methods", "name"): "methods {}",
    ("methods", "switch"): "methods --switch {} -n",
    ("init", "method"): "init elsewhere --method {}",
    ("schema", "name"): "schema {}",
    ("across", "by"): "across forecast . --by {}",
    ("across", "question"): "across {} .",
    ("schedule", "timer"): "schedule --for {}",
    ("sql", "dialect"): "sql forecast --dialect {}",
    ("completion", "shell"): "completion {}",
}
"""A command line for each option or argument with a closed list, its word left open."""

MORE: Sequence[tuple[str, Sequence[Choice]]] = (
    ("lead add A --mark budget={} -n", CLOSED["LEVEL"]),
    ("customer add B kind={} -n", CLOSED["CUSTOMER_KIND"]),
    ("customer add B grade={} -n", DEALS.grades),
    ("customer add B attraction={} -n", CLOSED["LEVEL"]),
    ("set acme-erp source={} -n", DEALS.sources),
    ("set acme-erp category={} -n", CLOSED["CATEGORY"]),
    ("set delta-doors erp={} -n", CLOSED["ERP"]),
    ("customer list kind:{}", CLOSED["CUSTOMER_KIND"]),
    ("customer list grade:{}", DEALS.grades),
    ("customer list data:{}", AGES),
    ("lead set pump grade={} -n", DEALS.grades),
    ("lead set pump source={} -n", DEALS.sources),
    ("lead set pump budget={} -n", CLOSED["LEVEL"]),
    ("lead list stage:{}", CLOSED["LEAD_STAGE"]),
    ("lead list grade:{}", DEALS.grades),
    ("lead list source:{}", DEALS.sources),
    ("list -f {}", CLOSED["FORMAT"]),
    ("list --color {}", CLOSED["WHEN"]),
    ("list --lang {}", [Choice(id=id, title=Label(names)) for id, names in LANGUAGES.items()]),
)
"""The same for words behind an equals sign or a colon, and for the options of every command."""

QUERIES: Mapping[str, Sequence[Choice]] = {
    "source": DEALS.sources,
    "category": CLOSED["CATEGORY"],
    "reason": DEALS.lost_reasons,
    "erp": CLOSED["ERP"],
    "payment": CLOSED["PAYMENT"],
    "grade": DEALS.grades,
    "stage": [*STAGES, *DEAL_PLACES],
    "is": STATES,
}

SAID_OTHERWISE = {"call", "new"}
"""English words that mean two things: a call of a customer and that of a rep; a new lead and a change."""

OPEN_KEYS = {*TEXTS, *DAYS, *AMOUNTS, *OF_CUSTOMER, "currency", "team", "form", "q", "not"}
"""Keys whose words are the book's own, days, numbers, codes, or words of another query."""


def choices_of(metavar: str | None) -> Sequence[Choice] | None:
    """The closed list that an option or argument takes a word of; `None` where it takes none."""
    name = metavar or ""
    return OF_METHOD.get(name) or CLOSED.get(PARTS.get(name, name))


def params() -> Iterator[tuple[str, str, Sequence[Choice]]]:
    """Command, option and list of every option and argument that takes a word of a closed list."""
    for command in COMMANDS:
        for param in loaded(command).params:
            if choices := choices_of(param.metavar):
                yield command, param.name, choices


LISTED = {(command, option): choices for command, option, choices in params()}

CASES = [
    *((LINES[where], choices) for where, choices in LISTED.items() if where in LINES),
    *MORE,
    *((f"list {key}:{{}}", choices) for key, choices in QUERIES.items()),
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A book of deals with a lead, and one of counts."""
    made = {kind: new_book(tmp_path_factory.mktemp(kind)) for kind in BOOKS}
    for kind, folder in made.items():
        (folder / "stages.yaml").write_text(BOOKS[kind], encoding="utf-8")
    leads = made["deals"] / "data" / "leads"
    leads.mkdir()
    (leads / "pump.yaml").write_text("id: pump\nname: Pump\n", encoding="utf-8")
    return made


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line may found a book in the folder that it is run in."""
    monkeypatch.chdir(tmp_path)


def book_for(line: str, books: Mapping[str, Path]) -> Path:
    return books["counts" if line.startswith("counts") else "deals"]


def test_every_option_with_a_closed_list_and_every_key_of_a_query_has_its_line_here() -> None:
    assert set(LISTED) == set(LINES)

    assert {*OPEN_KEYS, *QUERIES} == set(KEYS)
    assert set(CLOSED_KEYS) <= set(QUERIES)


@pytest.mark.parametrize(("line", "choices"), CASES, ids=[line for line, _ in CASES])
def test_a_word_of_no_list_is_refused_with_the_list(
    line: str, choices: Sequence[Choice], books: Mapping[str, Path]
) -> None:
    answer = run(line.format("xyzzyq"), book_for(line, books), FUNNEL_LANG="zh")
    assert answer.exit == 2
    assert "xyzzyq" in answer.err
    shown = [choice.label.texts.get("zh") or choice.label.texts["en"] for choice in choices]
    assert [word for word in shown if word not in answer.err] == []


@pytest.mark.parametrize(("line", "choices"), CASES, ids=[line for line, _ in CASES])
def test_a_word_of_the_list_is_taken_in_every_language(
    line: str, choices: Sequence[Choice], books: Mapping[str, Path]
) -> None:
    for name in dict.fromkeys((choices[-1].id, *choices[-1].label.texts.values())):
        answer = run(line.replace("{}", shlex.quote(name)), book_for(line, books))
        assert "There is: " not in answer.err
        assert f"called {name}" not in answer.err


@pytest.mark.parametrize("kind", [*CLOSED, *OF_METHOD])
def test_every_name_in_a_list_means_its_own_choice(kind: str) -> None:
    choices = CLOSED.get(kind) or OF_METHOD[kind]
    for choice in choices:
        for name in (choice.id, *choice.label.texts.values()):
            for typed in (name, name.upper(), f" {name} ", name.replace(" ", "-")):
                assert choice_named(message("word"), typed, choices) is choice


@pytest.mark.parametrize("kind", CLOSED)
def test_a_name_in_a_list_is_what_the_screen_says(kind: str) -> None:
    catalogue = Path(funnel_cli.__file__).parent / "locale" / "zh" / "LC_MESSAGES" / "funnel.po"
    with catalogue.open("rb") as file:
        chinese = {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
    for choice in CLOSED[kind]:
        texts = choice.label.texts
        if choice.id in SAID_OTHERWISE or "zh" not in texts:
            continue
        assert chinese.get(texts["en"], texts.get("zh")) == texts.get("zh")


@pytest.mark.parametrize("same", SAME)
def test_other_chinese_words_for_the_same_are_taken(same: Sequence[str]) -> None:
    choices = [Choice(id="it", title=Label({"zh": same[0]})), Choice(id="other", title=Label({"zh": "别的"}))]
    for word in same:
        assert choice_named(message("word"), word, choices).id == "it"


@pytest.mark.parametrize("word", ["", " ", "xyzzyq", "o", "-"])
def test_what_begins_like_none_or_like_two_means_none(word: str) -> None:
    with pytest.raises(NoSuchWord):
        choice_named(message("word"), word, [Choice(id="one"), Choice(id="other")])
