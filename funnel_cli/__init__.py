"""funnel: plain-text sales funnel for the terminal."""

__version__ = "0.2.0"
