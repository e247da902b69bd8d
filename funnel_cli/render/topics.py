"""The pages of `funnel help`: a text a topic and language in `topics/`, at most a screen each."""

from __future__ import annotations

from pathlib import Path

TOPICS = ("query", "dates", "money", "stages", "json", "exit-codes")
"""The topics, in the order of the list."""

DIRECTORY = "commands"
"""What `funnel help` calls the list of all commands."""

PAGES = Path(__file__).parents[1] / "topics"


def page(topic: str, language: str) -> list[str]:
    """The lines of a topic of the list, in "en" or "zh"; the first is its title."""
    return (PAGES / language / f"{topic}.txt").read_text(encoding="utf-8").splitlines()


def topic_list(language: str) -> list[str]:
    """A line for each topic, with its title."""
    width = max(map(len, TOPICS))
    return [f"  {topic:{width}}  {page(topic, language)[0]}" for topic in TOPICS]
