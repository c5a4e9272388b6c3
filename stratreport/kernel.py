"""What runs in a process forked from the warm server: the child's end of `execute.warm`. It imports no room by itself.

A kernel forked from the server has the libraries of a notebook in memory already. Everything else it shares with
nobody: own session and process group, the environment and folder it is given, no terminal.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass

#: what the fork server imports once, so that no kernel has to
IMPORTED_AHEAD = (
    "ipykernel.kernelapp", "matplotlib.pyplot", "pandas", "pyarrow.parquet", "scipy.stats", "seaborn",
    "stratreport.review", "stratreport.kernel",
)  # fmt: skip


@dataclass(frozen=True)
class Launch:
    """How to start one kernel: arguments of ipykernel, its whole environment, its folder."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str


def run_kernel(launch: Launch) -> None:
    """Become the kernel of a `Launch`; returns when it was shut down.

    The kernel leaves the process group of the program, so an interrupt at the terminal reaches the program alone, which
    then ends its kernels; should the program die without a word, the kernel and all it started end themselves.
    """
    os.setsid()
    multiprocessing.current_process().daemon = False  # a notebook may start processes of its own
    os.environ.clear()
    os.environ.update(launch.environment)
    os.chdir(launch.folder)
    threading.Thread(target=_end_with_program, daemon=True).start()
    _leave_terminal()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler if name == signal.SIGINT else signal.SIG_DFL)
    sys.argv = ["ipykernel_launcher", *launch.arguments]
    _draw_inline()
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.curdir)]

    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415  (in memory already)

    IPKernelApp.launch_instance(argv=list(launch.arguments))


def run_quietly(name: str, arguments: tuple[str, ...]) -> None:
    """Run the function "module:function" with its arguments, away from the terminal; its failure is the exit code.

    >>> run_quietly("os.path:join", ("a", "b"))
    """
    if multiprocessing.parent_process() is not None:
        _leave_terminal()
    module, _, function = name.partition(":")
    getattr(importlib.import_module(module), function)(*arguments)


def _draw_inline() -> None:
    """Make the backend what the kernel's environment says; the server imported matplotlib before there was a kernel.

    The inline backend must be imported in the kernel: only then does it show the figures that a cell leaves open.
    """
    import matplotlib as mpl  # noqa: PLC0415  (in memory already)

    mpl.rcParams["backend"] = os.environ.get("MPLBACKEND", "module://matplotlib_inline.backend_inline")


def _end_with_program() -> None:
    program = multiprocessing.parent_process()
    if program is not None:
        program.join()
        os.killpg(0, signal.SIGKILL)


def _leave_terminal() -> None:
    sink = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(sink, stream)
    os.close(sink)
