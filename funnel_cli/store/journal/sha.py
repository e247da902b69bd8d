"""SHA-256 as Python has it built in: `hashlib` loads OpenSSL first, which takes longer than the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["sha256"]

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256  # its name in 3.11
        except ImportError:  # a Python that leaves all of this to OpenSSL
            from hashlib import sha256
