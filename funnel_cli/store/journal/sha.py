"""SHA-256 as Python has it built in: `hashlib` loads OpenSSL first, which takes longer than the journal."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

__all__ = ["sha256"]

_PLACES = ("_sha2", "_sha256", "hashlib")
"""Where it is: from 3.12 on, in 3.11, and in a Python that leaves all of this to OpenSSL."""

if TYPE_CHECKING:
    from hashlib import sha256
else:
    sha256 = import_module(next(filter(find_spec, _PLACES))).sha256
