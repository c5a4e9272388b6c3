"""`stratreport`: every command takes `--workspace`; data goes to stdout, messages to stderr."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stratreport import __version__
from stratreport.cli.show import ProgressLines, fail, paths_of, say, warn
from stratreport.errors import InternalError, StratReportError

if TYPE_CHECKING:
    from stratreport.pipeline import Prepared

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="The quarterly review that says whether sales executes the strategy, not only whether it hits the number.",
)

WorkspaceOption = Annotated[Path, typer.Option("--workspace", "-w", help="The folder that holds params/.")]
PeriodOption = Annotated[
    str | None, typer.Option("--period", "-p", help="A quarter like FY2026Q3; default: the latest complete one.")
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
HERE = Path()


def _version(*, value: bool) -> None:
    if value:
        typer.echo(f"stratreport {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _version(value=value), is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Link quota results to strategic balance, region by region."""


@app.command()
def report(
    region: Annotated[str, typer.Argument(help="A region id, or `company`.")],
    workspace: WorkspaceOption = HERE,
    period: PeriodOption = None,
    notebook: Annotated[Path | None, typer.Option(help="Your own notebook, added as the last chapter.")] = None,
    debug: DebugOption = False,
) -> None:
    """Build one region's pack: PDF, HTML, data book and manifest."""

    def run() -> None:
        from stratreport import pipeline  # noqa: PLC0415
        from stratreport.execute.engine import warm_kernels  # noqa: PLC0415

        warm_kernels()
        if notebook is not None and not notebook.is_file():
            from stratreport.execute.adhoc import prepare  # noqa: PLC0415

            prepare(notebook)
        with ProgressLines() as progress, open_facts(workspace, period, region) as prepared:
            built = pipeline.build_pack(prepared, region, notebook=notebook, progress=progress)
        warn(built)
        say(built.verdict)
        for path in paths_of(built):
            say(path)

    _guard(run, debug=debug)


@app.command()
def reports(workspace: WorkspaceOption = HERE, period: PeriodOption = None, debug: DebugOption = False) -> None:
    """Build every region's pack and the company pack; one failure does not stop the others."""

    def run() -> None:
        from stratreport import pipeline  # noqa: PLC0415
        from stratreport.execute.engine import warm_kernels  # noqa: PLC0415

        warm_kernels()
        failures: list[tuple[str, StratReportError]] = []
        with ProgressLines() as progress, open_facts(workspace, period) as prepared:
            for scope in pipeline.regions_of(prepared):
                try:
                    built = pipeline.build_pack(prepared, scope, progress=progress)
                except StratReportError as error:
                    failures.append((scope, error))
                else:
                    warn(built)
                    say(f"{scope}: {built.verdict}")
                    say(f"  {built.folder}")
        for scope, failure in failures:
            typer.echo(f"{scope}: {failure.message()}", err=True)
        if failures:
            raise typer.Exit(worst([failure.exit_code for _, failure in failures]))

    _guard(run, debug=debug)


#: when several packs fail, the code that matters most is returned
SEVERITY = (6, 70, 4, 5, 3, 2, 7, 1)


def worst(codes: list[int]) -> int:
    """Return the exit code of a batch: isolation, bugs, environment, upstream, data, params, locks, then failures.

    >>> worst([1, 3, 6])
    6
    """
    return min(codes, key=lambda code: SEVERITY.index(code) if code in SEVERITY else 1)


@app.command()
def check(workspace: WorkspaceOption = HERE, period: PeriodOption = None, debug: DebugOption = False) -> None:
    """Validate params and data, and print every fault at once; builds nothing."""

    def run() -> None:
        from stratreport.pipeline import quality_notes  # noqa: PLC0415

        with open_facts(workspace, period) as prepared:
            notes = quality_notes(prepared)
        for note in notes:
            say(
                f"{note['severity']:5}  {note['title']}: {note['detail']}"
                + (f"\n       fix: {note['fix']}" if note["fix"] else "")
            )
        checked = prepared.workspace
        counts = f"{len(checked.regions)} regions, {len(notes)} notes"
        say(f"ok: {checked.company}, {prepared.period.id}, {counts}")

    _guard(run, debug=debug)


@app.command()
def demo(workspace: WorkspaceOption = HERE, debug: DebugOption = False) -> None:
    """Write the demo company's CSV files: a template for your own data."""

    def run() -> None:
        from stratreport.sources.demo import write_demo  # noqa: PLC0415

        folder = workspace / "build" / "data" / "demo"
        write_demo(folder)
        for path in sorted(folder.glob("*.csv")):
            say(str(path))

    _guard(run, debug=debug)


@app.command()
def metrics(
    region: Annotated[str, typer.Argument(help="A region id, or `company`.")],
    workspace: WorkspaceOption = HERE,
    period: PeriodOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
    debug: DebugOption = False,
) -> None:
    """Print every metric of a region: value, numerator, denominator, unit, n, caveat."""

    def run() -> None:
        from stratreport import pipeline  # noqa: PLC0415
        from stratreport.review import metric_rows  # noqa: PLC0415

        with open_facts(workspace, period, region) as prepared:
            rows = metric_rows(pipeline.freeze(prepared, region))
        for row in rows:
            say(json.dumps(row, ensure_ascii=False) if as_json else _metric_line(row))

    _guard(run, debug=debug)


def _metric_line(row: dict[str, Any]) -> str:
    value = "–" if row["value"] is None else f"{row['value']:.6g}"
    caveat = f"  ({row['caveat']})" if row["caveat"] else ""
    return f"{row['period']:18}  {row['metric']:34} {row['scope']:44} {value:>14} {row['unit']}{caveat}"


@app.command()
def lab(
    region: Annotated[str, typer.Argument(help="A region id, or `company`.")],
    workspace: WorkspaceOption = HERE,
    period: PeriodOption = None,
    debug: DebugOption = False,
) -> None:
    """Open JupyterLab on the chapters, bound to a fresh snapshot of the region."""

    def run() -> None:
        from stratreport import pipeline  # noqa: PLC0415
        from stratreport.cli.lab import open_lab  # noqa: PLC0415

        with open_facts(workspace, period, region) as prepared:
            snapshot = pipeline.freeze(prepared, region)
        open_lab(prepared.workspace, snapshot=snapshot, environment=os.environ)

    _guard(run, debug=debug)


@app.command()
def doctor(workspace: WorkspaceOption = HERE) -> None:
    """Check this machine: Python, libraries, Pango, fonts, kernel, space."""
    from stratreport.cli.doctor import findings  # noqa: PLC0415

    rows = findings(workspace)
    for ok, name, detail, fix in rows:
        say(f"{'ok  ' if ok else 'FAIL'}  {name}: {detail}" + (f"\n      fix: {fix}" if not ok else ""))
    if not all(row[0] for row in rows):
        raise typer.Exit(4)


def open_facts(workspace: Path, period: str | None, scope: str = "company") -> AbstractContextManager[Prepared]:
    """Return the facts of a period as a context; the pipeline is imported here, so that `--help` stays quick."""
    from stratreport.pipeline import prepared_facts  # noqa: PLC0415

    return prepared_facts(workspace, period=period, environment=os.environ, scope=scope)


def _guard(run: Callable[[], None], *, debug: bool) -> None:
    """Run a command; print one paragraph for an error of ours and exit with its code."""
    try:
        run()
    except StratReportError as error:
        if debug:
            raise
        fail(error)
    except KeyboardInterrupt:
        typer.echo("interrupted; published packs are as they were", err=True)
        raise typer.Exit(130) from None
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123  (for the interpreter's last flush)
    except Exception as error:
        if debug or isinstance(error, typer.Exit):
            raise
        fail(
            InternalError(f"{type(error).__name__}: {error}", fix="this is a bug; run again with --debug and report it")
        )


def main() -> None:
    """Run the command line; an interrupt ends with 130 (see `_guard`), a termination with 143."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    app(prog_name="stratreport")
