"""What the terminal shows: progress per chapter, the closing lines, and one paragraph for an error."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

import typer

from stratreport.errors import StratReportError

if TYPE_CHECKING:
    from stratreport.pipeline import Built


def say(text: str) -> None:
    """Print a line to stdout."""
    typer.echo(text)


def fail(error: StratReportError) -> NoReturn:
    """Print the error's paragraph to stderr and exit with its code."""
    typer.echo(f"stratreport: {error.message()}", err=True)
    raise typer.Exit(error.exit_code)


def warn(built: Built) -> None:
    """Print what a person should look at in a pack that was published all the same, to stderr."""
    for text in built.warnings:
        typer.echo(f"look at {built.region}: {text}", err=True)


def paths_of(built: Built) -> tuple[str, ...]:
    """Return the published files, relative to the working folder where they lie below it.

    The pack's folder comes last, so that it is the line a person sees.
    """
    return tuple(f"  {_near(path)}" for path in (*built.files, built.folder))


def _near(path: Path) -> str:
    try:
        return os.path.relpath(path) if path.absolute().is_relative_to(Path.cwd()) else str(path)
    except ValueError:
        return str(path)


class ProgressLines:
    """Progress: a live line on a terminal, plain lines otherwise; call it with (region, step)."""

    def __init__(self) -> None:
        self._status = None
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415

            self._status = Console(stderr=True).status("reading params and data")

    def __enter__(self) -> Self:
        """Start the live line."""
        if self._status:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the live line."""
        if self._status:
            self._status.stop()

    def __call__(self, region: str, event: str) -> None:
        """Say that a region has reached a step."""
        if self._status:
            self._status.update(f"{region}: {event}")
        else:
            typer.echo(f"{region}: {event}", err=True)
