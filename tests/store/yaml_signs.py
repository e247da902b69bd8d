"""The signs of which texts are made that may or may not be YAML."""

SIGNS = [
    *" \n-:,[]{}#&*!|>'\"%@`?~\\\t\r\x00\x7f\x85\xa0\u2028\ufeff灯：💡ab1.",
    *("  ", ": ", ", ", "- ", "? ", " #", "\n  ", "\n    ", "\n- ", "\n\n", "...", "---", "---\n", "null"),
    *('""', '"a, b: c"', "{}", "[]", "{a: b}", "[a, b]", "a: {b: c}", "a: [b]", "<<: ", "a:", "b: c"),
    *("key: ", "key:\n", "  key: a\n", "a:\n  b: c\n", "- a\n", "- {a: b, c: d}\n", "  - a: b\n"),
]
