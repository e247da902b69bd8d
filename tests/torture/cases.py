"""The commands that are tortured, each on a small book, and what is to be true of it afterwards."""

import shutil
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path

from faulty_disk import DAY, Texts, texts
from running import new_book, run

from funnel_cli.store.journal.commit import commit
from funnel_cli.store.journal.entry import Entry
from funnel_cli.store.journal.recovery import pending
from funnel_cli.values.message import message

LEADS = """\
Deal ID,Account Name,Deal Name,Amount,Deal Stage,Close Date,Create Date,Deal Owner
D-1,Orchard Lane Ltd,Sorting line,"84,000.00",Verify,2027-02-26,2026-10-05,anna
D-2,Hill Farm,Grain dryer,"48,500.50",Develop,2027-01-13,2026-07-01,anna
D-3,Mill Lane,Crane,"12,000.00",Verify,2027-03-30,2026-08-11,ben
"""

COMMANDS = {
    "set": "set acme amount=130k name=Renamed",
    "promote": "promote acme --force --reason 'The board meets today'",
    "import": "import {book}/leads.csv",
    "bulk": "set owner:li.wei name=Same -y",
    "review": "review --done --notes 'Call more'",
    "undo": "undo",
}
"""What each case runs; before an undo there is something to take back."""


@dataclass(frozen=True, slots=True)
class Case:
    """A command on a book in `root`, what the book holds before it and after it."""

    words: str
    template: Path
    root: Path
    old: Texts
    new: Texts

    def prepare(self) -> None:
        """Put the book back to what it was before."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root)

    def run(self) -> int:
        """Run the command; its exit code."""
        return run(self.words, self.root).exit


def case(name: str, folder: Path) -> Case:
    """The case of that name in a folder; the command has run once, so that everything is loaded."""
    template, root = new_book(folder / "template"), folder / "book"
    (template / "leads.csv").write_text(LEADS, encoding="utf-8")
    if name == "undo":
        run("set owner:li.wei name=Other -y", template)
    words = COMMANDS[name].format(book=root)
    draft = Case(words, template, root, texts(template), {})
    draft.prepare()
    assert draft.run() == 0
    recover(root)
    return Case(words, template, root, draft.old, texts(root))


def seen(root: Path) -> Texts:
    """The book as a reader sees it."""
    overlay = {path.relative_to(root).as_posix(): text for path, text in pending(root, 0).items()}
    return {path: text for path, text in {**texts(root), **overlay}.items() if text is not None}


def recover(root: Path, day: Day = DAY) -> Entry:
    """What every next command does first, by one that writes nothing."""
    return commit(root, {}, message("nothing"), day=day, patience=0)


def is_whole(root: Path, old: Texts, new: Texts) -> bool:
    """Whether no file is torn: each is as before or as after."""
    return all(text in (old.get(path), new.get(path)) for path, text in texts(root).items())
