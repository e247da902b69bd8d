"""Texts that are no record, or hardly one: what hands, editors, clients and merges make of a file."""

from collections.abc import Iterator

from running import ACME, GAMMA

KEYS = (
    *("id", "customer", "name", "amount", "currency", "stage", "owner", "source", "created"),
    *("expected_close", "next_step", "milestones", "history", "log", "probability", "paused"),
    *("contacts", "tags", "refs", "lost", "closed", "removed", "strength", "contract", "category"),
)
VALUES = (
    *("", "null", "[]", "{}", "[1]", "{a: b}", "true", "1.5", "-1", "2026-02-30", "0000-00-00", "1e400"),
    *(
        ".nan",
        "１２３",
        "1__0",
        "'",
        '"',
        "[[[[[[[[[[[[[[]]]]]]]]]]]]]]",
        "&a b",
        "*a",
        "!!binary x",
        "x" * 300,
    ),
)

MEGABYTE = 1_000_000

YAMLS: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\n\t\n",
    "only a comment": b"# nothing\n",
    "only a start": b"---\n",
    "only an end": b"...\n",
    "a word": b"hello\n",
    "a list": b"- id: x\n",
    "a number": b"7\n",
    "two documents": ACME.encode() + b"---\n" + ACME.encode(),
    "a directive": b"%YAML 1.1\n---\n" + ACME.encode(),
    "a tag": b"id: !!python/object/apply:os.system [true]\n",
    "an anchor": b"id: &a acme-erp\nname: *a\n",
    "a merge key": b"base: &b {stage: verify}\n<<: *b\n",
    "laughs": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 105)),
    "a key twice": ACME.encode() + b"stage: won\n",
    "a key twice far apart": b"id: x\nx: 1\n" + b"".join(b"k%d: 1\n" % n for n in range(999)) + b"x: 2\n",
    "a number as a key": ACME.encode() + b"7: x\n",
    "nothing as a key": ACME.encode() + b"~: x\n",
    "a list as a key": ACME.encode() + b"? [a, b]\n: x\n",
    "an open quote": b'id: acme-erp\nname: "ERP\nstage: develop\n',
    "an open bracket": b"id: acme-erp\ntags: [a, b\nstage: develop\n",
    "a tab for spaces": b"id: acme-erp\nnext_step:\n\tdue: 2026-11-20\n",
    "a lost indent": b"id: acme-erp\nnext_step:\ndue: 2026-11-20\n action: x\n",
    "a colon in a name": b"id: acme-erp\nname: ERP: the second\n",
    "a full-width colon": "id：acme-erp\n".encode(),
    "merge conflict": b"id: acme-erp\n<<<<<<< HEAD\nstage: won\n=======\nstage: lost\n>>>>>>> theirs\n",
    "merge conflict of three": b"<<<<<<< a\nid: a\n||||||| b\nid: b\n=======\nid: c\n>>>>>>> c\n",
    "a zero byte": b"id: acme-erp\nname: a\0b\n",
    "a bell": b"id: acme-erp\nname: a\x07b\n",
    "only zero bytes": bytes(4096),
    "latin-1": "id: acme-erp\nname: Café\n".encode("latin-1"),
    "gb18030": "id: acme-erp\ncustomer: 北京某某科技有限公司\n".encode("gb18030"),
    "utf-16": ACME.encode("utf-16"),
    "overlong": b"id: acme-erp\nname: \xc0\xaf\n",
    "a surrogate": b"id: acme-erp\nname: \xed\xa0\x80\n",
    "a byte order mark": b"\xef\xbb\xbf" + ACME.encode(),
    "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbf" + ACME.encode(),
    "carriage returns": ACME.replace("\n", "\r").encode(),
    "dos": ACME.replace("\n", "\r\n").encode(),
    "mixed ends": ACME.replace("\n", "\r\n", 5).encode(),
    "next lines": ACME.replace("\n", "\x85").encode(),
    "somebody else's id": ACME.replace("acme-erp", "other-id").encode(),
    "a page of HTML": b"<!DOCTYPE html><html><body>Sign in to continue</body></html>\n",
    "a zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(256)),
    "a stage of another method": ACME.replace("develop", "negotiate").encode(),
}
"""Texts of a YAML record, by what is wrong with them; a few are right."""

JSONS: dict[str, bytes] = {
    "empty object": b"{}",
    "a list": b"[]",
    "null": b"null",
    "a text": b'"x"',
    "not a number": b'{"id": "gamma-gates", "amount": NaN}',
    "infinity": b'{"id": "gamma-gates", "amount": -Infinity}',
    "a key twice": b'{"id": "gamma-gates", "stage": "won", "stage": "lost"}',
    "a comma too many": b'{"id": "gamma-gates",}',
    "a comment": b'{"id": "gamma-gates" /* mine */}',
    "single quotes": b"{'id': 'gamma-gates'}",
    "two values": b"{} {}",
    "a huge number": b'{"id": "gamma-gates", "amount": 1' + b"0" * 5000 + b"}",
    "a tiny number": b'{"id": "gamma-gates", "amount": 1e-999999999}',
    "a lone surrogate": b'{"id": "gamma-gates", "name": "\\ud800"}',
    "an escaped zero": b'{"id": "gamma-gates", "name": "\\u0000"}',
    "deep": b"[" * 30_000,
    "deep objects": b'{"a":' * 30_000,
    "yaml": ACME.encode(),
    "utf-16": GAMMA.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + GAMMA.encode(),
}
"""Texts of a JSON record, by what is wrong with them."""

BOMBS: dict[str, bytes] = {
    "a line of brackets": b"[" * 30_000,
    "four megabytes of brackets": b"[" * (4 * MEGABYTE - 1),
    "four megabytes of a word": b"id: " + b"x" * (4 * MEGABYTE - 5),
    "four megabytes of keys": b"".join(b"k%07d: 1\n" % n for n in range(MEGABYTE // 3)),
    "as many keys as are read": b"id: bomb\n" + b"".join(b"k%06d: '1'\n" % n for n in range(100_900)),
    "as long a log as is read": b"id: bomb\nstage: verify\nlog:\n"
    + b"- {date: 2026-10-20, kind: visit, text: x}\n" * 25_200,
    "four megabytes of one list": b"tags:\n" + b"- x\n" * (MEGABYTE - 2),
    "four megabytes of flow": b"tags: [" + b"a," * (2 * MEGABYTE - 5) + b"]",
    "four megabytes of comments": b"# \n" * (4 * MEGABYTE // 3),
    "four megabytes of spaces": b"id: a" + b" " * (4 * MEGABYTE - 10) + b"b",
    "four megabytes of quotes": b'id: "' + b'\\"' * (2 * MEGABYTE - 10) + b'"',
    "four megabytes of log": b"id: acme-erp\nlog:\n"
    + b"- {date: 2026-10-20, kind: visit, text: x}\n" * 97_000,
    "four megabytes of a key": b"x" * (4 * MEGABYTE - 5) + b": 1\n",
    "a colon behind four megabytes": b"x" * (4 * MEGABYTE - 20) + b"\n y: 1\n",
    "two colons around four megabytes": b"id: " + b"x " * (2 * MEGABYTE - 10) + b": b\n",
    "a quote in four megabytes": b"id: 'x'" + b"y" * (4 * MEGABYTE - 20) + b"\n",
    "four megabytes of nothing": bytes(4 * MEGABYTE),
    "five megabytes": b"# " + b"x" * (5 * MEGABYTE),
    "laughs": YAMLS["laughs"],
    "merge keys": b"a: &a {k: 1}\n" + b"".join(b"m%d: {<<: [*a, *a]}\n" % n for n in range(40)),
}
"""Files that take a careless reader minutes, gigabytes or its life."""


def wrong_values() -> Iterator[tuple[str, bytes]]:
    """A good record with one of its values replaced by each of the wrong ones."""
    lines = [line for line in ACME.splitlines(keepends=True) if not line.startswith(("#", "- ", " "))]
    for key in KEYS:
        rest = "".join(
            line for line in lines if not line.startswith((f"{key}:", "history:", "log:", "milestones:"))
        )
        for value in VALUES:
            yield f"{key}: {value[:20]}", f"{rest}{key}: {value}\n".encode()


def cut_short(text: str, step: int) -> Iterator[tuple[str, bytes]]:
    """The text as a client leaves it that was stopped while it copied."""
    data = text.encode()
    for end in range(0, len(data), step):
        yield f"cut at {end}", data[:end]
        yield f"zeros from {end}", data[:end] + bytes(len(data) - end)
