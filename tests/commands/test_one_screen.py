"""What a command says first fits one screen, however bad the book is; everything is told on request."""

from pathlib import Path

import pytest
import yaml
from running import Answer, run

NAMES = (
    ("Papierfabrik Lahn GmbH & Co. KG", "Dryer section drive and controls, machine 3"),
    ("华能矿业（集团）有限责任公司", "矿区主井提升机电控系统升级改造及采场照明改造"),
    ("Wasserverband Aller-Weser-Nord", "Pump station 4 with standby power and telemetry"),
    ("北辰水泥股份有限公司", "回转窑主传动改造"),
)
LOG = """\
log:
- {date: 2026-02-10, kind: visit, text: They want it before the new year and asked for a reference plant.}
- {date: 2026-04-10, kind: call, text: "Their purchaser said that the budget has been put off once more,
    and that the board is to decide in spring; asked who is on it and got three names of five."}
- {date: 2026-05-20, kind: mail, text: 发送了修改后的技术方案，电气主管说两周内答复，并要求补充数据。}
"""
PEOPLE = """\
contacts:
- {name: Kai Brandt, title: Plant manager, role: decision-maker, phone: +49 170 1234, email: kai@lahn.example}
- {name: 王建国, title: 机电科长, role: user, phone: 13800001111}
- {name: Eva Thelen, title: Purchasing, role: buyer, email: eva.thelen@lahn.example}
"""


def deal(number: int, stages: list[str]) -> str:
    """A deal with nearly everything that can be wrong with one."""
    customer, name = NAMES[number % len(NAMES)]
    stage = stages[number % len(stages)]
    close = ("", "expected_close: 2026-11-01\n", "expected_close: 2026-12-20\n")[number % 3]
    step = (
        "",
        "next_step: {due: 2026-11-03, action: Send the revised quotation with the second pump as option}\n",
        "next_step: {due: 2026-11-27, action: 与机电科长确认停机窗口并送交修改后的技术方案}\n",
    )[number // 3 % 3]
    return (
        f'id: deal-{number}\ncustomer: "{customer}"\nname: "{name} {number}"\n'
        f"amount: {123456 * (number + 1)}\n"
        f"currency: EUR\nstage: {stage}\nowner: kai\nsource: referral\ncreated: 2026-01-15\n{close}{step}"
        f"history:\n- {{date: 2026-01-15, stage: {stage}, amount: {100000 * (number + 1)}}}\n"
        f"- {{date: 2026-11-17, amount: {123456 * (number + 1)}}}\n{PEOPLE}{LOG}"
    )


def promises() -> str:
    """A review of the week before with a promise of every deal."""
    lines = "".join(
        f"- {{deal: deal-{number}, action: Call them about the quotation, due: 2026-11-18}}\n"
        for number in range(30)
    )
    return f"week: 2026-W46\nas_of: 2026-11-15\nowner: kai\npromises:\n{lines}"


@pytest.fixture(scope="module", params=["four-stage", "solution-selling"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("thirty")
    run(f"init -q --currency EUR --owner kai --method {request.param} {folder}")
    method = yaml.safe_load((folder / "stages.yaml").read_text("utf-8"))
    stages = [stage["id"] for stage in method["stages"]]
    for number in range(30):
        (folder / f"data/opportunities/deal-{number}.yaml").write_text(deal(number, stages), "utf-8")
    (folder / "data/reviews").mkdir(exist_ok=True)
    (folder / "data/reviews/2026-W46.yaml").write_text(promises(), "utf-8")
    (folder / "data/targets.yaml").write_text(
        "- {set: 2026-01-01, period: 2026-Q4, amount: 9500000}\n", "utf-8"
    )
    return folder


def shown(line: str, book: Path, lang: str) -> Answer:
    return run(f"--lang {lang} -f table {line}", book, COLUMNS="80")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("line", "most"),
    [
        ("review", 24), ("review owner:kai", 24), ("health", 30), ("", 24), ("show deal-9", 24),
        ("show deal-11", 24), ("forecast", 24), ("check deal-11", 24), ("stalled", 24),
        ("stalled owner:kai", 24),
    ],
)  # fmt: skip
def test_the_answer_fits_one_screen(line: str, most: int, lang: str, book: Path) -> None:
    said = shown(line, book, lang)
    assert len(said.out.splitlines()) <= most, said.out
    assert said.exit == 0


@pytest.mark.parametrize("line", ["review", "health", "stalled", "show deal-9"])
def test_everything_is_shown_with_all(line: str, book: Path) -> None:
    first, whole = (shown(each, book, "en").out for each in (line, f"{line} --all"))
    assert len(whole.splitlines()) > len(first.splitlines())
    assert "--all" in first


@pytest.mark.parametrize("line", ["review", "health", "stalled", "show deal-9"])
def test_programs_get_the_same_with_and_without_all(line: str, book: Path) -> None:
    first, whole = (run(f"{each} --json", book).json["items"] for each in (line, f"{line} --all"))
    assert first == whole
