"""Folders as sync clients, merges, other systems and other people leave them."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from running import ACME, METHOD

Breakage = Callable[[Path], object]
DEALS = "data/opportunities"

COPIES = (
    "acme-erp (conflicted copy 2026-11-22).yaml",  # Dropbox
    "acme-erp (Li Wei's conflicted copy 2026-11-22).yaml",  # Dropbox, with a name
    "acme-erp-DESKTOP-AB12CD.yaml",  # OneDrive
    "acme-erp (1).yaml",  # Google Drive
    "acme-erp 2.yaml",  # iCloud Drive
    "acme-erp.sync-conflict-20261122-101500-ABCDEFG.yaml",  # Syncthing
    "acme-erp (conflicted copy 2026-11-22 101500).yaml",  # Nextcloud
    "acme-erp_conflict-20261122-101500.yaml",  # ownCloud
    "acme-erp.Conflict.yaml",  # Resilio Sync
    "acme-erp (SFConflict li.wei@example.com 2026-11-22-10-15-00).yaml",  # Seafile
    "acme-erp_DiskStation_Nov-22-101500-2026_Conflict.yaml",  # Synology Drive
    "acme-erp [conflicted].yaml",  # pCloud
    "acme-erp (Li Wei's MacBook 的冲突副本).yaml",  # Jianguoyun
    "acme-erp.yaml.orig.yaml",
    "acme-erp_LOCAL_4711.yaml",  # git mergetool
    "acme-erp - Copy.yaml",  # Windows Explorer
    "acme-erp copy.yaml",  # Finder
    "Copy of acme-erp.yaml",
    "ACME-ERP.yaml",
    "Acme-erp.yaml",
    "acme-erp.yml",
    "acme-erp.json",
    ".acme-erp.yaml.icloud",  # moved away by iCloud
    "caf\u00e9.yaml",
    "cafe\u0301.yaml",
    "acme-erp .yaml",
    "acme-erp\n.yaml",
    "con.yaml",
    "-rf.yaml",
    "a" * 65 + ".yaml",
)
"""Names under which a second copy of a deal may stand beside it."""


def written(path: str, text: str | bytes) -> Breakage:
    """A file of that text."""

    def write(book: Path) -> None:
        (book / path).parent.mkdir(parents=True, exist_ok=True)
        (book / path).write_bytes(text.encode() if isinstance(text, str) else text)

    return write


def linked(path: str, target: str) -> Breakage:
    """A link instead of the file or folder."""

    def link(book: Path) -> None:
        _out_of_the_way(book / path)
        (book / path).symlink_to(target)

    return link


def folder(path: str) -> Breakage:
    """A folder instead of the file."""

    def make(book: Path) -> None:
        _out_of_the_way(book / path)
        (book / path).mkdir(parents=True)

    return make


def fifo(path: str) -> Breakage:
    """A pipe that nobody writes into."""

    def make(book: Path) -> None:
        _out_of_the_way(book / path)
        os.mkfifo(book / path)

    return make


def _socket(book: Path) -> None:
    here = Path.cwd()
    os.chdir(book / DEALS)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("acme-sock.yaml")
    finally:
        os.chdir(here)


def _sparse(book: Path) -> None:
    with (book / DEALS / "sparse.yaml").open("wb") as file:
        file.truncate(20_000_000_000)


def _planted(manifest: str) -> Breakage:
    """An unfinished change from somebody else, that wants to write outside of the records."""

    def plant(book: Path) -> None:
        change = book / "data/.funnel/tx.go"
        change.mkdir(parents=True)
        (change / "manifest.json").write_text(manifest)
        (change / "0.new").write_text("owned\n")

    return plant


def _both(*some: Breakage) -> Breakage:
    def all_of_them(book: Path) -> None:
        for each in some:
            each(book)

    return all_of_them


def _out_of_the_way(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(path):
        path.rename(path.with_name(f".{path.name}~"))


OUTSIDE = '{"checksum": "x", "body": {"format": "funnel.journal/1", "files": [["../../x", null, "y", 420]]}}'

FOLDERS: dict[str, Breakage] = {
    **{f"a copy called {name!r}": written(f"{DEALS}/{name}", ACME) for name in COPIES},
    "a link to a record": linked(f"{DEALS}/link.yaml", "acme-erp.yaml"),
    "a link out of the book": linked(f"{DEALS}/passwd.yaml", "/etc/passwd"),
    "a link to itself": linked(f"{DEALS}/loop.yaml", "loop.yaml"),
    "a link to nothing": linked(f"{DEALS}/nothing.yaml", "nowhere"),
    "a link to endless zeros": linked(f"{DEALS}/zero.yaml", "/dev/zero"),
    "a folder called like a record": folder(f"{DEALS}/folder.yaml"),
    "a pipe": fifo(f"{DEALS}/pipe.yaml"),
    "a socket": _socket,
    "twenty gigabytes of nothing": _sparse,
    "no data": lambda book: (book / "data").rename(book / "elsewhere"),
    "data is a file": _both(folder("data"), lambda book: (book / "data").rmdir(), written("data", "x")),
    "the deals are a file": _both(
        folder(DEALS), lambda book: (book / DEALS).rmdir(), written(DEALS, "x")
    ),
    "the deals are a loop": linked(DEALS, "opportunities"),
    "the deals are a link to nothing": linked(DEALS, "nowhere"),
    "data is a link to nothing": linked("data", "nowhere/at/all"),
    "the deals under another name": lambda book: (book / DEALS).rename(book / f"{DEALS} (1)"),
    "targets moved away": written("data/.targets.yaml.icloud", ""),
    "customers are a pipe": fifo("data/customers"),
    "targets are a pipe": fifo("data/targets.yaml"),
    "targets twice": written("data/targets.json", "[]"),
    "targets are a mapping": written("data/targets.yaml", "a: b\n"),
    "rates are words": written("data/rates.yaml", "- x\n- {currency: EUR}\n"),
    "calls are zeros": written("data/calls.yaml", bytes(100)),
    "a review of no week": written("data/reviews/2026-W99.yaml", "week: 2026-W99\n"),
    "a review of nothing": written("data/reviews/2026-W40.yaml", "{}\n"),
    "a customer of nothing": written("data/customers/acme.yaml", "- x\n"),
    "a method of nothing": written("stages.yaml", ""),
    "a method of bombs": written("stages.yaml", b"[" * 30_000),
    "a method is a folder": folder("stages.yaml"),
    "a method is a pipe": fifo("stages.yaml"),
    "a method with twins": written("stages.yaml", METHOD + "stages: []\n"),
    "a method in a merge": written("stages.yaml", "<<<<<<< HEAD\n" + METHOD + "=======\n>>>>>>> x\n"),
    "the journal is a file": written("data/.funnel", "x"),
    "the journal is a link": linked("data/.funnel", "/tmp"),  # noqa: S108 - nothing may be written there
    "the journal is a pipe": fifo("data/.funnel"),
    "the lock is a pipe": _both(folder("data/.funnel"), fifo("data/.funnel/lock")),
    "the lock is a folder": folder("data/.funnel/lock"),
    "the lock is a link": linked("data/.funnel/lock", "/etc/passwd"),
    "a change planted": _planted(OUTSIDE),
    "a change torn": _planted(OUTSIDE[:40]),
    "a change of nothing": _planted(""),
    "a change and a pipe for a lock": _both(_planted(OUTSIDE), fifo("data/.funnel/lock")),
    "a change whose list is a pipe": _both(
        folder("data/.funnel/tx.go"), fifo("data/.funnel/tx.go/manifest.json")
    ),
    "a change that is a file": written("data/.funnel/tx.go", "x"),
    "undo is a file": written("data/.funnel/undo", "x"),
    "undo is full of strangers": _both(
        folder("data/.funnel/undo/1"), written("data/.funnel/undo/2/manifest.json", OUTSIDE),
        written("data/.funnel/undo/999999999", "x"), fifo("data/.funnel/undo/3"),
    ),
    "what git ignores is a folder": folder("data/.funnel/.gitignore"),
    "a merge in git": _both(
        written(".git/MERGE_HEAD", "0" * 40), written(".git/HEAD", "ref: refs/heads/main\n"),
        written(f"{DEALS}/acme-erp.yaml", "<<<<<<< HEAD\n" + ACME + "=======\n" + ACME + ">>>>>>> x\n"),
    ),
    "schemas are a pipe": fifo("data/.schema"),
}  # fmt: skip
"""What can be wrong with the folders of a book, by name."""
