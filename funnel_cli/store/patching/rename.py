"""Call keys of a mapping anew in a YAML text and leave every other byte alone, comments beside them too."""

from __future__ import annotations

from collections.abc import Mapping

from funnel_cli.store.patching.edits import KeyPath
from funnel_cli.store.patching.spans import spans
from funnel_cli.store.patching.yaml_spelling import scalar

_BOM = "\ufeff"


def with_keys_renamed(text: str, path: KeyPath, names: Mapping[str, str]) -> str:
    """The text with these keys of the mapping at `path` called by their new names.

    Nothing changes where there is no such mapping or key; whoever asks sees to it that no key comes to
    stand twice. `CannotPatch` if the text is no plain YAML document.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    try:
        node = spans(text).at(path)
    except KeyError:
        return bom + text
    for child in reversed(node.children):
        new = names.get(str(child.key))
        if new is not None and child.after is not None:
            text = f"{text[: child.start]}{scalar(new)}:{text[child.after :]}"
    return bom + text
