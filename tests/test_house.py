"""The house rules that a reader would otherwise have to police: ceilings, banned names, one-way prose."""

from __future__ import annotations

import ast
import os
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "stratreport"
FILES = sorted(PACKAGE.rglob("*.py"))
FILE_CEILING, FUNCTION_CEILING, ARGUMENT_CEILING, MEDIAN_CEILING = 300, 50, 5, 12
BANNED = {"utils", "helpers", "common", "misc", "data2", "process", "handle"}
COMMANDS = PACKAGE / "cli" / "main.py"  # one option of a command is one argument there


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code from `def` to the end, its docstring not counted."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return length - ((first.end_lineno or 0) - first.lineno + 1 if documented else 0)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_under_their_ceilings(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= FILE_CEILING, f"{lines} lines: a missing noun?"
    for node in functions(path):
        assert body_lines(node) <= FUNCTION_CEILING, f"{node.name} has {body_lines(node)} lines"
        arguments = [
            a for a in node.args.posonlyargs + node.args.args + node.args.kwonlyargs if a.arg not in ("self", "cls")
        ]
        if path != COMMANDS:
            assert len(arguments) <= ARGUMENT_CEILING, f"{node.name} takes {len(arguments)} arguments"


def test_the_median_function_is_short() -> None:
    lengths = [body_lines(node) for path in FILES for node in functions(path)]
    assert statistics.median(lengths) <= MEDIAN_CEILING


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_positional_booleans(path: Path) -> None:
    for node in functions(path):
        for argument in node.args.posonlyargs + node.args.args:
            annotation = ast.unparse(argument.annotation) if argument.annotation else ""
            if path != COMMANDS:
                assert annotation != "bool", f"{node.name}({argument.arg}) takes a boolean by position"


def test_modules_are_named_after_what_they_are() -> None:
    named = {path.stem for path in FILES} | {path.parent.name for path in FILES}
    assert not named & BANNED


def test_metrics_and_findings_never_read_a_clock_the_environment_or_a_file() -> None:
    forbidden = {"os", "pathlib", "time", "logging", "io"}
    for path in [*PACKAGE.glob("metrics/*.py"), *PACKAGE.glob("findings/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & forbidden, f"{path.name} imports {names}"


def test_no_requirement_names_an_index() -> None:
    for path in (ROOT / "requirements").glob("*"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, f"{path.name} names an address"
        assert "--index-url" not in text


def test_every_pinned_package_is_hashed() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pins = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if "==" in line and not line.startswith((" ", "#"))
        ]
        assert pins
        assert all(pin.rstrip().endswith("\\") for pin in pins), "a pin without hashes"


def test_tests_that_share_what_is_dear_run_on_one_worker(request: pytest.FixtureRequest) -> None:
    """The runner must know the groups: a version that does not makes every worker build every pack."""
    on_a_worker = "PYTEST_XDIST_WORKER" in os.environ
    assert ("@" in request.node.nodeid) == on_a_worker
