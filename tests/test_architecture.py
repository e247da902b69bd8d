"""The house's own rules: who may import whom, what the core may not do, what a run may not load."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import typer

import funnel_cli

PACKAGE = Path(funnel_cli.__file__).parent
ROOT = PACKAGE.parent

FLOORS = (
    ("values", "__init__"),
    ("records",),
    ("time",),
    ("finding",),
    ("forecasting",),
    ("reports", "rules"),
    ("store",),
    ("exchange", "render"),
    ("completing", "directory", "usage", "wishes"),
    ("voice",),
    ("session",),
    ("masked_session",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""Folders and modules from the ground up; each may import what stands on a lower floor, or itself."""

FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}

HEAVY = frozenset(
    {
        "anyascii", "icalendar", "jinja2", "pydantic", "pydantic_core", "python_calamine", "rich",
        "tabulate", "xlsxwriter", "yaml",
    }
)  # fmt: skip
HOME = {
    "anyascii": {"store", "exchange", "finding"},
    "duckdb": {"exchange"},
    "platformdirs": {"store"},
    "pydantic": {"store", "records"},
    "pydantic_core": {"store", "records"},
    "rich": {"render"},
    "tabulate": {"render"},
    "yaml": {"store"},
    "icalendar": {"render"},
    "jinja2": {"render"},
    "python_calamine": {"exchange"},
    "xlsxwriter": {"render"},
    "typer": {"commands", "cli", "voice", "usage"},
}
"""Which folders may import a library; no other library is imported at all."""

TYPER = {
    "typer": {name for name in dir(typer) if not name.startswith("_")},
    "typer.core": {"TyperCommand", "TyperGroup"},
    "typer.main": {"get_command"},
}
"""What of Typer may be used."""

IMPURE_MODULES = frozenset(
    {"glob", "io", "locale", "logging", "os", "random", "shutil", "socket", "subprocess", "sys", "tempfile"}
    | {"threading", "time", "urllib", "uuid", "secrets"}
)
IMPURE_NAMES = frozenset({"breakpoint", "exec", "eval", "input", "open", "print", "__import__"})
IMPURE_METHODS = frozenset({"now", "today", "utcnow", "read_bytes", "read_text", "write_bytes", "write_text"})

BOTH_WAYS = frozenset({"store.system", "render.terminal_input"})
"""Where the ways of Windows and of the others stand side by side."""

OF_SOME_SYSTEMS = {
    "": {"fcntl", "termios", "tty", "pty", "pwd", "grp", "resource", "readline", "ctypes", "msvcrt"},
    "os": {
        "O_BINARY", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "O_PATH", "chown", "fchmod",
        "fork", "getegid", "geteuid", "getgid", "getlogin", "getuid", "killpg", "mkfifo", "name",
        "pread", "pwrite", "set_blocking", "statvfs", "sync", "uname",
    },
    "os.path": {"islink", "isjunction"},
    "signal": {"SIGALRM", "SIGHUP", "SIGPIPE", "SIGQUIT", "SIGTSTP", "pthread_sigmask"},
    "sys": {"platform"},
}  # fmt: skip
"""Modules, and names in them, that one system has and another has not, or that ask which one it is.

`mypy --platform win32` (in `make test`) knows them all; this says where they may stand.
"""

ASKING = ("tests", "tools", "benchmarks")
"""Folders beside the program that ask for what it has."""

LONGEST_FILE = 400
LONGEST_FUNCTION = 50

SOURCES = sorted(PACKAGE.rglob("*.py"))


def name_of(source: Path) -> str:
    """`store.patch` for the file store/patch.py."""
    return ".".join(source.relative_to(PACKAGE).with_suffix("").parts)


def unit_of(source: Path) -> str:
    """The folder or module of the package that a file belongs to: what stands on a floor."""
    return source.relative_to(PACKAGE).with_suffix("").parts[0]


CORE = [source for source in SOURCES if FLOOR_OF.get(unit_of(source), 0) < FLOOR_OF["store"]]


def offences(
    found: Callable[[Path], Iterable[object]], sources: Iterable[Path] = SOURCES
) -> dict[str, list[object]]:
    """What was found in each file, for the files in which anything was."""
    each = {name_of(source): sorted(found(source), key=str) for source in sources}
    return {name: some for name, some in each.items() if some}


@cache
def tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"))


def imported(source: Path) -> Iterator[tuple[str, str]]:
    """Every module that is imported anywhere in the file, with the name that is taken from it."""
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say their whole name"
            yield from ((node.module or "", alias.name) for alias in node.names)


def libraries(source: Path) -> set[str]:
    """The top names of what is imported and is neither Python's own nor ours."""
    tops = {module.partition(".")[0] for module, _ in imported(source)}
    return tops - sys.stdlib_module_names - {"funnel_cli"}


def functions(source: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(source)) if isinstance(node, ast.FunctionDef))


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes that others may use: of the module, and of its public classes."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def test_every_file_stands_on_a_floor() -> None:
    assert {unit_of(source) for source in SOURCES} - FLOOR_OF.keys() == set()


def test_a_file_imports_from_lower_floors_or_its_own_folder() -> None:
    def from_above(source: Path) -> set[str]:
        here = unit_of(source)
        units = {
            module.split(".")[1] if "." in module else name if name in FLOOR_OF else "__init__"
            for module, name in imported(source)
            if module.partition(".")[0] == "funnel_cli"
        }
        return {unit for unit in units - {here} if FLOOR_OF[unit] >= FLOOR_OF[here]}

    assert offences(from_above) == {}


@pytest.mark.parametrize("room", sorted({each.parent for each in SOURCES if each.parent != PACKAGE}))
def test_no_files_of_a_room_import_each_other_in_a_circle(room: Path) -> None:
    names = {name_of(source) for source in SOURCES if source.is_relative_to(room)}
    arrows = {
        name_of(source): {
            target
            for module, name in imported(source)
            for target in (f"{module}.{name}".removeprefix("funnel_cli."), module.removeprefix("funnel_cli."))
            if target in names
        }
        for source in SOURCES
        if source.is_relative_to(room)
    }
    while done := {name for name, targets in arrows.items() if not targets & arrows.keys()}:
        arrows = {name: targets for name, targets in arrows.items() if name not in done}
    assert arrows == {}


def test_a_library_is_imported_in_its_own_folders_only() -> None:
    def far_from_home(source: Path) -> set[str]:
        return {name for name in libraries(source) if unit_of(source) not in HOME.get(name, ())}

    assert offences(far_from_home) == {}


def test_typer_is_used_by_its_public_names_only() -> None:
    def private(source: Path) -> set[str]:
        taken = {(module, name) for module, name in imported(source) if name}
        taken |= {
            ("typer", node.attr)
            for node in ast.walk(tree(source))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "typer"
            and node.attr not in TYPER  # typer.core, typer.main
        }
        return {
            f"{module}.{name}"
            for module, name in taken
            if module.partition(".")[0] == "typer" and name not in TYPER.get(module, ())
        }

    assert offences(private) == {}


def test_the_core_imports_nothing_that_touches_the_world() -> None:
    def impure(source: Path) -> set[str]:
        return {module for module, _ in imported(source) if module.partition(".")[0] in IMPURE_MODULES}

    assert offences(impure, CORE) == {}


def test_the_core_makes_no_impure_call() -> None:
    def impure(source: Path) -> set[str]:
        calls = [node.func for node in ast.walk(tree(source)) if isinstance(node, ast.Call)]
        names = {call.id for call in calls if isinstance(call, ast.Name)}
        methods = {call.attr for call in calls if isinstance(call, ast.Attribute)}
        return names & IMPURE_NAMES | methods & IMPURE_METHODS

    assert offences(impure, CORE) == {}


@cache
def loaded_by_help() -> frozenset[str]:
    """The modules that every run has loaded, in a process of its own."""
    program = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "sys.argv = ['funnel', '--help']\n"
        "import funnel_cli.session\n"
        "from funnel_cli.__main__ import answer_arguments\n"
        "answer_arguments()\n"
    )
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("FUNNEL_", "COV_"))}
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    return frozenset(done.stderr.split())


def test_neither_help_nor_what_every_run_imports_loads_a_heavy_library() -> None:
    """What each kind of run may load is held beside; this holds with every Typer."""
    assert {module.partition(".")[0] for module in loaded_by_help()} & HEAVY == set()


def test_a_command_imports_at_the_top_what_every_run_has_loaded() -> None:
    """An import inside of a function is for what only some runs load."""

    def late(source: Path) -> set[str]:
        nodes = [node for node in ast.walk(tree(source)) if isinstance(node, ast.ImportFrom)]
        inner = {node.module or "" for node in nodes if node.col_offset}
        return {module for module in inner & loaded_by_help() if module.startswith("funnel_cli.")}

    sources = [source for source in SOURCES if source.parent.name == "commands" or source.stem == "voice"]
    assert offences(late, [*sources, PACKAGE / "session.py"]) == {}


def test_what_only_some_systems_have_stands_where_both_ways_do() -> None:
    def of_some(source: Path) -> set[str]:
        whole = {(".", module) for module, _ in imported(source)} | {*imported(source)}
        dotted = {
            (ast.unparse(node.value), node.attr)
            for node in ast.walk(tree(source))
            if isinstance(node, ast.Attribute)
        }
        names = {(module.strip("."), name) for module, name in whole | dotted}
        return {name for module, name in names if name in OF_SOME_SYSTEMS.get(module, ())}

    assert {*offences(of_some)} == BOTH_WAYS


def test_every_public_name_is_documented() -> None:
    def silent(source: Path) -> list[str]:
        module = tree(source)
        found = [node.name for node in public(module.body) if not ast.get_docstring(node)]
        return found if ast.get_docstring(module) else ["module", *found]

    assert offences(silent) == {}


def test_every_function_is_annotated() -> None:
    def bare(source: Path) -> Iterator[str]:
        for node in functions(source):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if node.returns is None or any(
                each.annotation is None and each.arg not in ("self", "cls") for each in arguments
            ):
                yield node.name

    assert offences(bare) == {}


CLASS = "a class"


def own_names(source: Path, sign: str = "") -> dict[str, str]:
    """What stands at the left margin of a file under a public name, a constant or type with its value.

    With the sign `_`, under a private one.

    Names of one letter, which stand for any type, are left out.
    """
    found = {}
    for node in tree(source).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = CLASS
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = ""
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            found[ast.unparse(target)] = ast.unparse(node.value or target)
    return {name: value for name, value in found.items() if re.fullmatch(rf"{sign}[^\W_]\w+", name)}


def test_what_is_a_file_s_own_is_used_in_it() -> None:
    """Private functions, classes and constants of the file, and functions inside of others.

    Sentences that only the catalogue asks for are marked with `N_`.
    """

    def unused(source: Path) -> set[str]:
        whole = tree(source)
        names = [node for node in ast.walk(whole) if isinstance(node, ast.Name)]
        read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        own = {name for name, value in own_names(source, "_").items() if "N_(" not in value}
        for node in ast.walk(whole):
            for inner in ast.iter_child_nodes(node):
                if isinstance(inner, ast.FunctionDef) and isinstance(node, ast.FunctionDef):
                    own.add(inner.name)
        return own - read

    assert offences(unused) == {}


def test_a_public_name_is_asked_for_by_another_file() -> None:
    """Of the program, its tests, its tools or its documentation; what none asks for is the file's own."""
    asking = [*SOURCES, *chain.from_iterable((ROOT / folder).rglob("*.py") for folder in ASKING)]
    asking += [ROOT / "pyproject.toml", *(ROOT / "docs").glob("*.md")]
    words = (set(re.findall(r"\w+", each.read_text(encoding="utf-8"))) for each in asking)
    said = Counter(chain.from_iterable(words))
    by_name = PACKAGE / "commands"  # a command is asked for by what is typed
    sources = [each for each in SOURCES if each.parent != by_name]

    def alone(source: Path) -> set[str]:
        return {name for name, value in own_names(source).items() if value != CLASS and said[name] == 1}

    assert offences(alone, sources) == {}


def test_a_public_name_means_one_thing() -> None:
    """What has the same value does; a command may be called like the rule or the report that it asks for."""
    meant: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for source in SOURCES:
        for name, value in own_names(source).items():
            if source.parent.name != "commands" or value == CLASS:
                meant[name][name_of(source)] = value or name_of(source)
    assert {name: files for name, files in meant.items() if len(set(files.values())) > 1} == {}


def test_a_file_name_stands_once() -> None:
    """A command's file is called what the command is about, and so may be its record or its report."""
    stems = Counter(each.stem for each in SOURCES if each.parent.name != "commands")
    assert {stem for stem, count in stems.items() if count > 1} == {"__init__"}


def test_a_report_tells_a_column_in_one_line() -> None:
    """Its key, title, kind and value stand together; no row is made by counting places."""

    def apart(source: Path) -> set[str]:
        called = {node.func.id for node in ast.walk(tree(source)) if isinstance(node, ast.Call)
                  if isinstance(node.func, ast.Name)}  # fmt: skip
        return called & {"Column", "Table"}

    found = offences(apart)
    assert {name: names for name, names in found.items() if not name.startswith(("render", "values"))} == {}


def test_files_stay_small() -> None:
    lengths = {name_of(source): len(source.read_text(encoding="utf-8").splitlines()) for source in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_stay_small() -> None:
    """Counted from the docstring on: the options of a command are as many as they are."""

    def long(source: Path) -> set[str]:
        return {
            node.name
            for node in functions(source)
            if (node.end_lineno or 0) - node.body[0].lineno >= LONGEST_FUNCTION
        }

    assert offences(long) == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "manager", "service", "handler"}
    assert {name_of(source) for source in SOURCES if empty & set(source.stem.split("_"))} == set()


def test_no_problem_is_swallowed_wholesale() -> None:
    def broad(source: Path) -> list[int]:
        return [
            node.lineno
            for node in ast.walk(tree(source))
            if isinstance(node, ast.ExceptHandler)
            and (
                node.type is None or (isinstance(node.type, ast.Name) and node.type.id.endswith("Exception"))
            )
        ]

    assert offences(broad) == {}
