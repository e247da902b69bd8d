import json
from pathlib import Path

import pytest
from running import DAY, run, tree
from terminal import CTRL_C, sit

ORCHARD = (
    "lead add Scales --customer 'Orchard Ltd' --amount 40k --region Wales --mark budget=high "
    "--mark cycle=middle --mark fit=high --owner li.wei --date 2026-11-18"
)


def test_a_group_explains_itself_and_help_knows_commands_of_two_words(book: Path) -> None:
    answer = run("customer --help", book)
    assert answer.exit == 0
    assert [line.split()[0] for line in answer.out.splitlines()[-5:]] == [
        "add",
        "list",
        "show",
        "set",
        "merge",
    ]

    assert "--mark" in run("help lead add", book).out
    assert "convert" in run("help lead", book).out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("customer", "Missing command."),
        ("customer ad", "Did you mean add?"),
        ("leed add", "Did you mean lead?"),
        ("customer add --bogus", "See: funnel customer add --help"),
        ("help customer ad", "There is no topic and no command called customer ad."),
    ],
)
def test_a_slip_in_a_command_of_two_words_is_a_usage_error(book: Path, line: str, said: str) -> None:
    answer = run(line, book)
    assert (answer.exit, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize(
    "line",
    ["--json customer list", "customer --json list", "customer list --json", "customer -f json list acme"],
)
def test_options_of_every_command_stand_anywhere(book: Path, line: str) -> None:
    assert run(line, book).json["schema"] == "funnel.customers/1"


def test_a_customer_is_added_shown_and_taken_back(book: Path) -> None:
    before = tree(book)
    run("customer add 'Orchard Ltd' region=Wales facts.staff=12 --contact 'Tom Hill, coach'", book)
    shown = run("customer show orchard --json", book).json
    assert (shown["region"], shown["facts"]) == ("Wales", {"staff": "12"})
    assert [person["role"] for person in shown["items"]] == ["coach"]
    run("undo", book)
    assert tree(book) == before


def test_a_customer_whose_name_reads_like_an_option_is_shown_by_what_is_advised(book: Path) -> None:
    show, _ = run('customer add -- "-Minus"', book).out.splitlines()[-2:]
    assert run("--json " + show.partition("funnel ")[2], book).json["name"] == "-Minus"


@pytest.mark.parametrize("word", ["name=Foo", "owner=wang", "区域=北", "facts.staff=3", "amount＝5k"])
def test_what_sets_a_field_is_no_name_of_something_new(word: str, book: Path) -> None:
    before, refused = tree(book), 0
    for command in ("add", "lead add", "customer add"):
        answer = run(f"{command} {word} --dry-run", book)
        refused += answer.exit == 2 and "would be taken for the name" in answer.err
    assert (refused > 0, tree(book)) == (True, before)
    assert run("customer add A=B", book).exit == 0


def test_a_rename_is_one_step_over_all_files(book: Path) -> None:
    before = tree(book)
    run("customer set 'Acme Ltd' name='Acme Group'", book)
    assert run("show acme-erp --json", book).json["customer"] == "Acme Group"
    assert run("customer show 'Acme Ltd' --json", book).json["former_names"] == ["Acme Ltd"]
    run("undo", book)
    assert tree(book) == before


def test_a_part_of_a_name_is_not_enough_to_change_a_customer(book: Path) -> None:
    answer = run("customer set acme industry=mining", book)
    assert answer.exit == 3
    assert "Acme Ltd" in answer.err


@pytest.mark.parametrize(
    "line", ["add Belts --customer Resale --amount 5k --close eoq", "set acme-erp customer=Resale"]
)
def test_no_deal_goes_to_a_dealer(book: Path, line: str) -> None:
    run("customer add Resale kind=dealer", book)
    before = tree(book)
    answer = run(line, book)
    assert (answer.exit, tree(book)) == (2, before)
    assert "Resale is a dealer: only end customers have deals." in answer.err


def test_the_reason_is_said_in_chinese_too(book: Path) -> None:
    run("customer add Resale kind=dealer", book)
    assert "经销商" in run("set acme-erp customer=Resale", book, FUNNEL_LANG="zh").err


def test_a_lead_goes_all_the_way_to_a_deal_and_back_in_one_step(book: Path) -> None:
    run(ORCHARD, book)
    run("lead contact orchard 'They want two' --next 'Send offer' --due fri", book)
    assert run("lead convert orchard", book).exit == 4
    run("lead qualify orchard", book)
    before = tree(book)
    run("lead convert orchard", book)
    assert not (book / "data/leads/orchard-scales.yaml").exists()
    deal = run("show orchard-scales --json", book).json
    assert (deal["amount"], deal["stage"]) == ("40000.00", "verify")
    assert run("list region:wales --json", book).ids == ["orchard-scales"]
    run("undo", book)
    assert tree(book) == before


LEAD = """\
id: m
name: M
stage: qualified
created: 2026-11-01
region: Wales # only the north
history:
# how she came
- {date: 2026-11-01, stage: qualified, reason: She rang, x-src: fair} # h1
x-own: 1
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_a_lead_said_in_its_own_words_still_speaks_of_the_same(book: Path, end: str) -> None:
    (book / "data/leads").mkdir(exist_ok=True)
    (book / "data/leads/m.yaml").write_bytes(LEAD.replace("\n", end).encode())
    assert run("lead convert m", book).exit == 0
    text = (book / "data/opportunities/m.yaml").read_bytes().decode()
    assert (
        f"""\
lead:
  region: Wales # only the north
  history:
  # how she came
  - {{date: 2026-11-01, stage: qualified, reason: She rang, x-src: fair}} # h1
  - {{date: {DAY}, stage: converted}}
  created: 2026-11-01
""".replace("\n", end)
        in text
    )
    assert f"history:{end}- {{date: {DAY}, stage: verify, owner: li.wei}}{end}" in text


def test_a_lead_in_json_keeps_its_own_keys_too(book: Path) -> None:
    (book / "data/leads").mkdir(exist_ok=True)
    line = {"date": "2026-11-01", "stage": "qualified", "x-n": 3}
    lead = {"id": "m", "name": "M", "stage": "qualified", "region": "Wales", "history": [line]}
    (book / "data/leads/m.json").write_text(json.dumps(lead), "utf-8")
    assert run("lead convert m", book).exit == 0
    deal = json.loads((book / "data/opportunities/m.json").read_text("utf-8"))
    assert (deal["lead"]["history"][0], "x-n" in deal["history"][0]) == (line, False)


def test_a_deal_that_was_a_lead_is_a_lead_on_earlier_days(book: Path) -> None:
    run(ORCHARD, book)
    run("lead qualify orchard", book)
    run("lead convert orchard", book)
    assert run("lead list --json", book).ids == []
    assert run("lead list --as-of 2026-11-20 --json", book).ids == ["orchard-scales"]
    assert run("list orchard --as-of 2026-11-20 --json", book).ids == []

    run(ORCHARD, book)
    run("lead return orchard --reason 'No answer'", book)
    assert run("lead list owner: --json", book).json["in_pool"] == 1


def test_a_review_lists_leads_that_wait_and_customers_to_call(book: Path) -> None:
    run(ORCHARD, book)
    run("customer set 'Acme Ltd' grade=A", book)
    method = (book / "stages.yaml").read_text("utf-8")
    (book / "stages.yaml").write_text(f"{method}follow_up: {{A: 7}}\n", "utf-8")
    review = run("review --json", book).json
    assert [(row["id"], row["want"]) for row in review["leads"]["items"]] == [
        ("orchard-scales", "first_contact")
    ]
    assert [(row["customer"], row["days"]) for row in review["follow_up"]["items"]] == [("Acme Ltd", 33)]
    assert "Leads that wait" in run("review --all", book).out


def test_a_review_of_a_book_without_leads_says_nothing_of_them(book: Path) -> None:
    assert "Leads" not in run("review --all", book).out


def test_a_visit_is_written_and_printed_as_markdown(book: Path) -> None:
    run("visit acme-erp --with 'Zhang, Li (CFO)' --ours li.wei --result 'They agree' --open-ours Price", book)
    printed = run("visit acme-erp --show", book).out
    assert printed.startswith("# Visit report: Acme Ltd · ERP roll-out")
    assert "| the customer | Li (CFO) |" in printed
    assert run("visit acme-erp --show --date 2026-10-20 --json", book).json["result"].startswith("They want")


def test_a_brief_and_the_report_of_a_loss_are_written_and_printed(book: Path) -> None:
    run("brief acme-erp --person Zhang --role coach --problem 'No overview'", book)
    run("brief acme-erp --person Zhang --value '90k a year'", book)
    (person,) = run("brief acme-erp --json", book).json["items"]
    assert (person["role"], person["problem"], person["value"]) == ("coach", "No overview", "90k a year")

    run("lose acme-erp --reason price --said 'Too dear' --avoid 'Ask for the budget'", book)
    answer = run("lose acme-erp --show --json", book).json
    assert (answer["reason"], answer["stage"]) == ("price", "develop")
    assert "| Next time | Ask for the budget" in " ".join(run("lose acme-erp --show", book).out.split())


@pytest.mark.parametrize(("language", "greeting"), [("en", "Dear Zhang,"), ("zh", "Zhang，您好：")])
def test_the_letter_is_in_the_readers_language_in_text_and_json(
    book: Path, language: str, greeting: str
) -> None:
    run("brief acme-erp --person Zhang --problem 'No overview'", book)
    letter = run(f"brief acme-erp --letter --lang {language}", book)
    assert letter.out.startswith(greeting)
    assert run(f"brief acme-erp --letter --lang {language} --json", book).json["text"] == letter.out


def test_a_visit_is_asked_for_with_defaults_and_a_step_back(book: Path) -> None:
    sitting = sit(
        "visit acme-erp",
        book,
        ("visit for?", "Show it\n"),
        ("for them", "<\n"),
        ("visit for? Show it", "\n"),
        ("for them", "Zhang\n"),
        ("for us?", "\n"),
        ("came of it?", "\n"),
        ("needs its result", "They agree\n"),
        ("agreed next?", "Send the plan\n"),
        ("Until when?", "fri\n"),
        ("their side?", "\n"),
        ("our side?", "Price\n"),
    )
    assert sitting.exit == 0
    visit = run("visit acme-erp --show --json", book).json
    assert [visit[key] for key in ("purpose", "result", "next", "open_ours")] == [
        "Show it",
        "They agree",
        "Send the plan",
        "Price",
    ]
    assert [row["name"] for row in visit["items"]] == ["Zhang", "li.wei"]


def test_what_there_is_to_learn_from_a_loss_is_asked_for(book: Path) -> None:
    sitting = sit(
        "lose acme-erp",
        book,
        ("lost?", "价格\n"),
        ("won it?", "\n"),
        ("they say?", "Too dear\n"),
        ("we think", "No sponsor\n"),
        ("next time?", "\n"),
    )
    assert sitting.exit == 0
    answers = run("lose acme-erp --show --json", book).json["items"]
    assert [row["answer"] for row in answers] == [None, "Too dear", "No sponsor", None]


def test_leaving_the_questions_leaves_no_trace(book: Path) -> None:
    before = tree(book)
    assert sit("lose acme-erp --reason price", book, ("won it?", CTRL_C)).exit == 130
    assert tree(book) == before


def test_what_moves_a_person_is_asked_for_with_what_is_known(book: Path) -> None:
    run("brief acme-erp --person Zhang --problem Dust", book)
    sit(
        "brief acme-erp --person Zhang",
        book,
        ("[Dust]", "\n"),
        ("come from?", "Old seals\n"),
        ("to do?", "\n"),
        ("worth?", "\n"),
    )
    (person,) = run("brief acme-erp --json", book).json["items"]
    assert (person["problem"], person["cause"]) == ("Dust", "Old seals")


@pytest.mark.parametrize(("words", "is_told"), [("", True), ("acme", True), ("delta", False)])
def test_a_list_names_customers_that_may_be_one(words: str, is_told: bool, book: Path) -> None:
    run("add Fan --customer 'Acme Limited'", book)
    run("add Fan --customer 'Acme GmbH'", book)
    said = [line for line in run(f"customer list {words} -f plain", book).out.splitlines() if "merge" in line]
    assert len(said) == is_told


def test_a_list_of_many_customers_that_may_be_one_names_three_groups(book: Path) -> None:
    for name in ("Orchard", "Quarry", "Hillside", "Meadow", "Fjordlaks"):
        for form in ("Ltd", "GmbH"):
            run(f"customer add '{name} {form}'", book)
    said = run("customer list -f plain", book).out
    assert (said.count("customer merge"), "2 more groups" in said) == (3, True)
