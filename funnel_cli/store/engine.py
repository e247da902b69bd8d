"""The engine of pydantic, without the package around it.

When `pydantic_core` is imported it spells out what a schema may be, in eighty typed mappings that nothing
here asks for: that takes ten times as long as the engine itself. So the compiled module is loaded alone;
where the package is imported all the same, each finds the module that the other has loaded.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = [
    "ErrorDetails",
    "PydanticCustomError",
    "Schema",
    "SchemaValidator",
    "ValidationError",
    "validating",
]

Schema = dict[str, Any]
"""What the engine is to validate, as it takes it."""

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails, PydanticCustomError, SchemaValidator, ValidationError
else:
    NAME = "pydantic_core._pydantic_core"

    def _loaded() -> ModuleType:
        """The compiled module alone, or the whole package of a release that keeps it elsewhere."""
        package = find_spec("pydantic_core")
        spec = package and PathFinder.find_spec(NAME, package.submodule_search_locations)
        if spec is None or spec.loader is None:
            return import_module("pydantic_core")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[NAME] = module
        return module

    engine = sys.modules.get(NAME) or _loaded()
    ErrorDetails = dict
    PydanticCustomError = engine.PydanticCustomError
    SchemaValidator = engine.SchemaValidator
    ValidationError = engine.ValidationError


def validating(schema: Schema) -> SchemaValidator:
    """The validator of that schema."""
    return SchemaValidator(schema)
