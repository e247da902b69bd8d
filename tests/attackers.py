"""Books as somebody could leave them who wants to reach what is not in them, and what must not be reached."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from running import ACME, METHOD, new_book, run

from funnel_cli.store.editor import FILES, write_schemas
from funnel_cli.store.journal.entry import FORMAT, _checksum, machine
from funnel_cli.store.layout import schema_file
from funnel_cli.store.methods import method

Attack = Callable[[Path, Path], None]
"""What is done to a book, with a folder outside of it that the attacker would like to write to."""

CUSTOMER = "id: acme\nname: Acme Ltd\n"
LEAD = "id: zed\nname: Zed\nowner: li.wei\ncreated: 2026-11-01\nhistory:\n- {date: 2026-11-01, status: new}\n"
REVIEW = "week: 2026-W46\ndate: 2026-11-15\n"


def victim(folder: Path) -> Path:
    """A book with a record of each kind, schemas and a journal."""
    book = new_book(folder)
    for path, text in (
        ("data/customers/acme.yaml", CUSTOMER),
        ("data/leads/zed.yaml", LEAD),
        ("data/reviews/2026-W46.yaml", REVIEW),
    ):
        (book / path).parent.mkdir(exist_ok=True)
        (book / path).write_text(text, "utf-8")
    write_schemas(book, method("stages.yaml", METHOD.encode())[0])
    run("log acme-erp Spoke", book)
    return book


def outside(folder: Path) -> Path:
    """What belongs to the user and not to any book: files and folders, a repository, a book of their own."""
    shutil.copytree(victim(folder / "book") / "data", folder / "data")
    (folder / "empty").mkdir(mode=0o755)
    for name in ("rc", "targets.yaml", "stages.yaml"):
        (folder / name).write_text({"rc": "mine\n", "stages.yaml": METHOD}.get(name, "[]\n"), "utf-8")
    _git(folder, "init", "--quiet", "repository")
    return folder


def tree_of(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything below a folder: its permissions, when it was written, and what it holds."""
    found = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        facts = path.lstat()
        is_file = path.is_file() and not path.is_symlink()
        found[os.fspath(path)] = (facts.st_mode, facts.st_mtime_ns, path.read_bytes() if is_file else b"")
    return found


def _git(folder: Path, *words: str) -> None:
    line = ["git", "-c", "user.email=a@b", "-c", "user.name=x", *words]
    subprocess.run(line, cwd=folder, check=True, capture_output=True)


def _freed(path: Path) -> Path:
    """The path with nothing there, in a folder that exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def linked(path: str, to: str) -> Attack:
    """A link in the place of the path, to something outside."""
    return lambda book, outside: _freed(book / path).symlink_to(outside / to)


def led_away(path: str, to: str) -> Attack:
    """A link in the place of the path, to somewhere in the system."""
    return lambda book, _: _freed(book / path).symlink_to(to)


def piped(*paths: str) -> Attack:
    """Pipes that nobody writes into."""

    def attack(book: Path, _: Path) -> None:
        for path in paths:
            os.mkfifo(_freed(book / path))

    return attack


def all_of(*attacks: Attack) -> Attack:
    """Several at once."""

    def attack(book: Path, outside: Path) -> None:
        for each in attacks:
            each(book, outside)

    return attack


def hard(path: str, to: str) -> Attack:
    """A second name of something outside in the place of the path."""
    return lambda book, outside: os.link(outside / to, _freed(book / path))


def settings(text: str) -> Attack:
    """A repository with this in its settings."""

    def attack(book: Path, outside: Path) -> None:
        _git(book, "init", "--quiet")
        with (book / ".git/config").open("a", encoding="utf-8") as file:
            file.write(text.format(outside=outside))

    return attack


def large(path: str) -> Attack:
    """Twenty gigabytes of nothing."""

    def attack(book: Path, _: Path) -> None:
        with _freed(book / path).open("wb") as file:
            file.truncate(20_000_000_000)

    return attack


def forged(where: str, *, name: str | None = None, **body: Any) -> Attack:
    """A change in the journal, of this machine unless another `name` is given, with this in its manifest."""

    def attack(book: Path, _: Path) -> None:
        whole = {
            "format": FORMAT,
            "machine": name or machine(),
            "kind": "do",
            "day": "2026-11-20",
            "note": "x",
            "files": [["data/opportunities/acme-erp.yaml", None, None, None]],
        } | body
        folder = _freed(book / "data/.funnel" / where / "manifest.json").parent
        text = json.dumps({"checksum": _checksum(whole), "body": whole})
        (folder / "manifest.json").write_text(text, "utf-8")
        (folder / "0.new").write_text(ACME, "utf-8")
        (folder / "0.old").write_text(ACME, "utf-8")

    return attack


def hostile(book: Path, outside: Path) -> None:
    """A repository that names a program wherever git lets it."""
    _git(book, "init", "--quiet")
    run_it = f"touch {outside}/PWNED; false"
    for name in (
        "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "diff.external",
        "diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge", "filter.x.process",
        "merge.x.driver", "credential.helper", "alias.ls-files", "alias.config", "alias.check-attr",
        "gpg.program", "sequence.editor", "uploadpack.packObjectsHook", "core.alternateRefsCommand",
    ):  # fmt: skip
        _git(book, "config", name, run_it)
    _git(book, "config", "merge.funnel.driver", f"sh -c 'touch {outside}/PWNED' %A")
    _git(book, "config", "core.hooksPath", "hooks")
    (book / ".gitattributes").write_text("* diff=x filter=x merge=x\n", "utf-8")
    for hooks in (book / "hooks", book / ".git/hooks"):
        hooks.mkdir(exist_ok=True)
        for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-commit"):
            (hooks / hook).write_text(f"#!/bin/sh\ntouch {outside}/PWNED\n", "utf-8")
            (hooks / hook).chmod(0o755)


def lazy(book: Path, outside: Path, *, is_embedded: bool) -> None:
    """A sparse repository with a tree missing, to be fetched from where a command says."""
    for name in ("hid", "keep"):
        (book / name).mkdir()
        (book / name / "a").write_text(name, "utf-8")
    _git(book, "init", "--quiet")
    _git(book, "add", "-A")
    _git(book, "commit", "--quiet", "-m", "x")
    _git(book, "sparse-checkout", "set", "--cone", "--sparse-index", "data", "keep")
    done = subprocess.run(
        ["git", "rev-parse", "HEAD:hid"], cwd=book, check=True, capture_output=True, text=True
    )
    tree = done.stdout.strip()
    (book / ".git/objects" / tree[:2] / tree[2:]).unlink()
    for name, value in (
        ("core.repositoryformatversion", "1"), ("extensions.partialClone", "o"),
        ("remote.o.url", "ssh://evil.test/x"), ("remote.o.promisor", "true"),
        ("core.sshCommand", f"touch {outside}/PWNED; false"),
    ):  # fmt: skip
        _git(book, "config", name, value)
    if is_embedded:
        for name in ("HEAD", "config", "index", "objects", "refs"):
            shutil.move(book / ".git" / name, book / name)
        shutil.rmtree(book / ".git")
        _git(book, "config", "-f", "config", "core.worktree", ".")


def elsewhere(book: Path, outside: Path) -> None:
    """A `.git` that says the repository is the user's own."""
    (book / ".git").write_text(f"gitdir: {outside}/repository/.git\n", "utf-8")


def common(book: Path, outside: Path) -> None:
    """A repository whose settings are said to be those of the user's own."""
    _git(book, "init", "--quiet")
    (book / ".git/commondir").write_text(f"{outside}/repository/.git\n", "utf-8")


def set_elsewhere(book: Path, outside: Path) -> None:
    """A repository whose settings are a link to those of the user's own."""
    _git(book, "init", "--quiet")
    _freed(book / ".git/config").symlink_to(outside / "repository/.git/config")


def repository(attack: Attack) -> Attack:
    """The attack on a book that is a repository."""

    def attacked(book: Path, outside: Path) -> None:
        _git(book, "init", "--quiet")
        _git(book, "add", "-A")
        attack(book, outside)

    return attacked


def _deep(depth: int) -> Any:
    note: Any = "x"
    for _ in range(depth):
        note = {"text": "{a}", "args": {"a": note}}
    return note


DEALS = "data/opportunities"
NOTES: dict[str, Any] = {
    "a gap without a word": {"text": "{count:deal|deals} {who}", "args": {"count": 1}},
    "a deep note": _deep(300),
    "a number for a note": 7,
    "money that is none": {"text": "{a}", "args": {"a": {"amount": "1e9999999", "currency": "X"}}},
    "labels that are no words": {"texts": {"en": 7}},
}

ATTACKS: dict[str, Attack] = {
    "data is a link": linked("data", "data"),
    "the deals are a link": linked(DEALS, "data/opportunities"),
    "records are links": all_of(
        *(linked(f"data/{name}", f"data/{name}") for name in ("customers", "leads", "reviews")),
        *(linked(f"data/{name}.yaml", "targets.yaml") for name in ("targets", "goals", "rates")),
        *(linked(f"data/{name}.yaml", "targets.yaml") for name in ("calls", "counts")),
        linked(f"{DEALS}/acme-erp.yaml", "data/opportunities/acme-erp.yaml"), linked(f"{DEALS}/x.yaml", "rc"),
    ),
    "the method is a link": linked("stages.yaml", "stages.yaml"),
    "the schemas are in a link": linked("data/.schema", "empty"),
    "every schema is a link": all_of(*(linked(schema_file(name), "rc") for name in FILES)),
    "the journal is a link": linked("data/.funnel", "empty"),
    "the lock is a link": linked("data/.funnel/lock", "rc"),
    "the lock is a link to nothing": linked("data/.funnel/lock", "new"),
    "what can be undone is in a link": linked("data/.funnel/undo", "book/data/.funnel/undo"),
    "what was kept is in a link": linked("data/.funnel/kept", "empty"),
    "drafts are in a link": linked("data/.funnel/drafts", "empty"),
    "what git ignores is a link": linked("data/.funnel/.gitignore", "rc"),
    "an unfinished change is a link": linked("data/.funnel/tx.go", "book/data/.funnel/undo/1"),
    "staged changes are links": linked("data/.funnel/tx.new-0", "data"),
    "a way out for exports": linked("out", "empty"),
    "how records are merged is a link": repository(linked(".gitattributes", "rc")),
    "records are pipes": piped(
        f"{DEALS}/p.yaml", "data/customers/p.yaml", "data/leads/p.json", "data/reviews/2026-W45.yaml",
        "data/targets.yaml", "data/goals.yaml", "data/rates.yaml", "data/calls.yaml", "data/counts.yaml",
    ),
    "the method is a pipe": piped("stages.yaml"),
    "the journal is of pipes": piped(
        "data/.funnel/lock", "data/.funnel/.gitignore", "data/.funnel/tx.go/manifest.json",
        "data/.funnel/undo/7/manifest.json", "data/.schema/opportunity.json",
    ),
    "folders are pipes": piped("data/customers", "data/leads", "data/.funnel", "data/.schema"),
    "records are endless": all_of(
        led_away(f"{DEALS}/z.yaml", "/dev/zero"), led_away("data/leads/z.json", "/dev/zero"),
        led_away("data/customers/z.yaml", "/dev/full"), large(f"{DEALS}/y.json"),
    ),
    "files have second names": all_of(
        *(hard(path, "rc") for path in (
            "data/.funnel/lock", "data/.funnel/.gitignore", ".gitattributes", schema_file("lead"), "out.csv",
        )),
        hard(f"{DEALS}/acme-erp.yaml", f"{DEALS}/acme-erp.yaml"), hard("stages.yaml", "stages.yaml"),
    ),
    "names to be written are links to nothing": all_of(
        *(linked(path, f"new{n}") for n, path in enumerate((
            f"{DEALS}/new.yaml", "data/customers/newco.yaml", "data/leads/newlead.yaml", "data/counts.yaml",
            "data/reviews/2026-W47.yaml", "data/reviews/2026-W47.li.wei.yaml", ".gitattributes", "out.csv",
        ))),
    ),
    "a folder for a book is a link": linked("new", "empty"),
    "the settings include a pipe": all_of(settings("[include]\n\tpath = ../pipe\n"), piped("pipe")),
    "the settings are in three places": settings(
        "[extensions]\n\tworktreeConfig = true\n[include]\n\tpath = {outside}/rc\n[core]\n"
        "\tworktree = {outside}\n\tfsmonitor = touch {outside}/PWNED\n\tattributesFile = /dev/zero\n"
        "[submodule]\n\trecurse = true\n"
    ),
    "left-overs are deep": all_of(
        forged("tx.new-0/" + "a/" * 200), linked("data/.funnel/tx.new-1/link", "data"),
    ),
    "the journal is endless": all_of(
        large("data/.funnel/tx.go/manifest.json"), large("data/.funnel/undo/7/manifest.json"),
    ),
    "git is told of programs": hostile,
    "git lacks a tree": lambda book, outside: lazy(book, outside, is_embedded=False),
    "a repository in the repository": lambda book, outside: lazy(book, outside, is_embedded=True),
    "the repository is elsewhere": elsewhere,
    "the repository is a link": linked(".git", "repository/.git"),
    "the settings are shared": common,
    "the settings are a link": set_elsewhere,
    "the settings are a pipe": repository(piped(".git/config")),
    "what git knows is a pipe": repository(piped(".git/index")),
    "how records are merged is a pipe": repository(piped(".gitattributes", "data/.gitattributes")),
    "a change of another machine": forged("tx.go", name="another", files=[["../x.yaml", None, None, None]]),
    "a change that leads out": forged("tx.go", files=[["../../outside/rc.yaml", None, "0" * 64, 511]]),
    "changes of no shape": all_of(
        forged("tx.go", files=[["data/opportunities/acme-erp.yaml", 7, [], "x"]]),
        forged("undo/20", files=[[]]), forged("undo/21", files=7), forged("undo/22", day=7, kind=[]),
        forged("undo/23", files=[["data/opportunities/acme-erp.yaml", None, "0" * 64, -1]]),
    ),
    "changes whose notes cannot be said": all_of(
        *(forged(f"undo/{30 + n}", note=note) for n, note in enumerate(NOTES.values())),
        forged("tx.go", note=NOTES["a gap without a word"]),
    ),
}  # fmt: skip
"""The ways to attack, by what a reader of the folder would see."""
