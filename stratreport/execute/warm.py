"""Warm kernels: a Jupyter kernel provisioner that forks kernels from a server with the libraries already imported.

A kernel start pays for a second or two of imports. The fork server (`multiprocessing`, method "forkserver") pays once
per run; every chapter still has a kernel of its own, in its own process group and with its own scrubbed environment.
Where processes cannot be forked the ordinary provisioner starts the kernels, and that is said once.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import pathlib
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import EntryPoint
from multiprocessing import forkserver, spawn
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from stratreport.kernel import IMPORTED_AHEAD, Launch, run_kernel, run_quietly

PROVISIONER = "stratreport-warm"
_STARTING = threading.Lock()
#: the processes (this one, or the one it was forked from) that have started a server
_STARTED: set[int] = set()
_LOG = logging.getLogger(__name__)


class ForkedKernel:
    """A forked kernel seen as the `subprocess.Popen` that a provisioner expects."""

    stdin = stdout = stderr = None

    def __init__(self, launch: Launch) -> None:
        self._process = ForkServerProcess(target=run_kernel, args=(launch,), daemon=True)
        with _STARTING, _without_main():
            self._process.start()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid or 0

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        return self._process.exitcode

    def wait(self) -> int:
        """Wait for the end and return the exit code."""
        self._process.join()
        return self._process.exitcode or 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the process alone; the provisioner prefers its group."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it."""
        self._process.kill()


class WarmProvisioner(LocalProvisioner):
    """Provisions a local kernel by forking it from the warm server."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork the kernel that `cmd` (python -m ipykernel_launcher …) would have started; return its connection."""
        folder = str(options.get("cwd") or pathlib.Path.cwd())
        environment = dict(options.get("env") or os.environ)
        launch = Launch(tuple(cmd[cmd.index("ipykernel_launcher") + 1 :]), environment, folder)
        try:
            kernel: Any = ForkedKernel(launch)
        except (EOFError, OSError) as error:
            _LOG.warning("the fork server is gone (%s): the kernel starts on its own, which takes longer", error)
            return await super().launch_kernel(cmd, **options)
        # it makes itself the leader of a group of its own
        self.process, self.pid, self.pgid, self.cwd = kernel, kernel.pid, kernel.pid, folder
        return self.connection_info


def warm_up(environment: Mapping[str, str]) -> bool:
    """Start the fork server, unless it runs; return whether kernels can be forked here.

    `environment` is all that the server, and so any kernel, inherits: pass a scrubbed one. The server imports while the
    caller goes on. Our own environment is another one for the moment of the start, which other threads would see: so
    the server is started once per process, before there are any.
    """
    if not _can_fork():
        return False
    if os.getpid() in _STARTED:
        return True
    with _STARTING:
        multiprocessing.set_forkserver_preload(list(IMPORTED_AHEAD))
        with _only(environment):
            forkserver.ensure_running()
        _STARTED.add(os.getpid())
    return True


def run_apart(name: str, *arguments: str) -> int:
    """Run the function "module:function" in a process forked from the server and return its exit code.

    The caller needs not import the module. Call `warm_up` first.
    """
    process = ForkServerProcess(target=run_quietly, args=(name, arguments), daemon=True)
    with _STARTING, _without_main():
        process.start()
    process.join()
    return process.exitcode or 0


def adopt(manager: Any) -> None:
    """Let a kernel manager fork its kernel, when the kernel is one of this very Python."""
    spec = manager.kernel_spec
    mine = bool(spec and spec.argv) and _same_python(spec.argv[0]) and "ipykernel_launcher" in spec.argv
    if mine and _can_fork():
        _register()
        spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": PROVISIONER}}


def _same_python(command: str) -> bool:
    return command in ("python", "python3") or Path(command).absolute() == Path(sys.executable).absolute()


@cache
def _can_fork() -> bool:
    able = "forkserver" in multiprocessing.get_all_start_methods()
    if not able:
        _LOG.warning("this platform cannot fork: every chapter starts a kernel of its own, which takes longer")
    return able


def _register() -> None:
    """Make the provisioner known even where the package's entry points are not installed."""
    known = KernelProvisionerFactory.instance().provisioners
    known.setdefault(
        PROVISIONER, EntryPoint(PROVISIONER, f"{__name__}:WarmProvisioner", "jupyter_client.kernel_provisioners")
    )


@contextmanager
def _only(environment: Mapping[str, str]) -> Iterator[None]:
    """Give the processes started inside no other environment than this one."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep a forked kernel from importing the program that started it: it would run again a script without a guard."""
    prepare = spawn.get_preparation_data

    def bare(name: str) -> dict[str, Any]:
        return {key: value for key, value in prepare(name).items() if not key.startswith("init_main")}

    spawn.get_preparation_data = bare
    try:
        yield
    finally:
        spawn.get_preparation_data = prepare
