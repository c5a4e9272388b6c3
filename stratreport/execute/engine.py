"""The papermill engine `stratreport`: nbclient with a scrubbed kernel, display failures caught, output capped.

papermill's own metadata is written as papermill writes it, but success is never judged by it: a killed kernel, a
timeout or an interrupt leaves its cell marked "completed". The proof is `Replies`: one reply with status ok per cell.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_output
from papermill.engines import Engine, papermill_engines

from stratreport.execute.warm import adopt, warm_up

ENGINE = "stratreport"
SNAPSHOT_VARIABLE = "STRATREPORT_SNAPSHOT"
READING_VARIABLE = "STRATREPORT_READING"
CELL_TIMEOUT = 300
CELL_OUTPUT_LIMIT = 8_000_000  # bytes of output of one cell
#: what a kernel inherits of our environment; no credential has a name like these
KERNEL_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "SYSTEMROOT", "TMPDIR", SNAPSHOT_VARIABLE)
REPLIES_KEY = "stratreport_replies"


def kernel_environment(environment: Mapping[str, str], *, scratch: Path) -> dict[str, str]:
    """Return the allow-listed environment of a kernel, with its own folders for configuration and caches.

    >>> kernel_environment({"PATH": "/bin", "DB_PASSWORD": "x"}, scratch=Path("s"))["PATH"]
    '/bin'
    >>> "DB_PASSWORD" in kernel_environment({"PATH": "/bin", "DB_PASSWORD": "x"}, scratch=Path("s"))
    False
    """
    kept = {name: environment[name] for name in KERNEL_ENVIRONMENT if name in environment}
    return kept | {
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "IPYTHONDIR": str(scratch / "ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


@dataclass
class Replies:
    """The execute replies of a run, by cell index; the proof that a cell really ran."""

    status: dict[int, str] = field(default_factory=dict)

    def missing(self, cells: list[Any]) -> list[int]:
        """Return the indices of code cells without a reply of status ok."""
        return [i for i, cell in enumerate(cells) if _is_run(cell) and self.status.get(i) != "ok"]


def _is_run(cell: Any) -> bool:
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and "skip-execution" not in tags


class OutputTooLarge(CellExecutionError):
    """A cell printed more than `CELL_OUTPUT_LIMIT` bytes."""


class ChapterClient(NotebookClient):
    """nbclient, with replies recorded and the output of a cell capped."""

    def __init__(self, nb: Any, **options: Any) -> None:
        super().__init__(nb, **options)
        self.replies = Replies()
        self._bytes: dict[int, int] = {}
        self.on_cell_executed = self._record

    def _record(self, cell: Any, cell_index: int, execute_reply: Any) -> None:  # noqa: ARG002  (nbclient's signature)
        self.replies.status[cell_index] = execute_reply["content"]["status"]

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        """Count the bytes of a cell's output and stop the run when there are too many."""
        size = self._bytes.get(cell_index, 0) + len(repr(msg["content"]))
        self._bytes[cell_index] = size
        if size > CELL_OUTPUT_LIMIT:
            limit = f"the cell printed more than {CELL_OUTPUT_LIMIT:,} bytes"
            raise OutputTooLarge(limit, ename="OutputTooLarge", evalue=limit)
        return super().process_message(msg, cell, cell_index)


def display_failure(cell: Any) -> CellExecutionError | None:
    """Return the error of a display that failed while its cell replied ok; nbclient lets those pass."""
    if "raises-exception" in cell.metadata.get("tags", []):
        return None
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            text = "\n".join(output.get("traceback", []))
            return CellExecutionError(text, ename=output.ename, evalue=output.evalue)
    return None


class StratreportEngine(Engine):  # type: ignore[misc]
    """Runs a managed notebook cell by cell on a kernel that sees one snapshot and a scrubbed environment."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Execute every cell of `nb_man.nb`; the first failing cell or display ends the run, marked as failed."""
        scratch = Path(tempfile.mkdtemp(prefix="sr-"))
        try:
            client = _client(nb_man.nb, kernel_name=kernel_name, scratch=scratch, options=options)
            environment = kernel_environment(os.environ, scratch=scratch)
            if options.get("reading"):
                environment[READING_VARIABLE] = str(options["reading"])
            with client.setup_kernel(env=environment, stderr=subprocess.DEVNULL):
                _run_cells(client, nb_man)
                kernel: Any = client.kc
                info: Any = client.wait_for_reply(kernel.kernel_info())
                nb_man.nb.metadata["language_info"] = info["content"]["language_info"]
            nb_man.nb.metadata[REPLIES_KEY] = {str(index): status for index, status in client.replies.status.items()}
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _client(nb: Any, *, kernel_name: str, scratch: Path, options: Mapping[str, Any]) -> ChapterClient:
    timeout = options.get("execution_timeout") or CELL_TIMEOUT
    folder = options.get("working_folder") or str(Path.cwd())  # as papermill does; our own runs name a scratch folder
    client = ChapterClient(
        nb,
        kernel_name=kernel_name,
        timeout=timeout,
        startup_timeout=options.get("start_timeout", 60),
        resources={"metadata": {"path": folder}},
        store_widget_state=False,
        ipython_hist_file=":memory:",
    )
    manager = client.create_kernel_manager()
    manager.transport = "ipc"
    manager.connection_file = str(scratch / "k.json")
    if warm_kernels():
        adopt(manager)
    return client


def warm_kernels() -> bool:
    """Start the server that kernels are forked from, unless it runs; call it early, it imports while others work."""
    return warm_up(kernel_environment(os.environ, scratch=Path(os.devnull)))


def _run_cells(client: ChapterClient, nb_man: Any) -> None:
    for index, cell in enumerate(nb_man.nb.cells):
        try:
            nb_man.cell_start(cell, index)
            client.execute_cell(cell, index)
            failure = display_failure(cell)
            if failure is not None:
                raise failure
        except CellExecutionError as error:
            if display_failure(cell) is None:  # the run itself stopped the cell: say so where papermill looks
                cell.outputs = [_error_output(error)]
            nb_man.cell_exception(nb_man.nb.cells[index], cell_index=index, exception=error)
            break
        finally:
            nb_man.cell_complete(nb_man.nb.cells[index], cell_index=index)


def _error_output(error: CellExecutionError) -> Any:
    fields = {"ename": error.ename, "evalue": error.evalue, "traceback": []}
    return new_output("error", **fields)  # type: ignore[no-untyped-call]


def register() -> None:
    """Make the engine known to papermill even where the package's entry points are not installed."""
    papermill_engines.register(ENGINE, StratreportEngine)
