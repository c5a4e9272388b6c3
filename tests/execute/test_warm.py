"""Warm kernels: forked from a server that has imported ahead, and yet alone, scrubbed and mortal."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from stratreport.execute import warm
from stratreport.execute.chapter import run_chapter
from tests.execute.test_chapter import chapter, outputs_text

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing can be forked there")


def said(tmp_path: Path, code: str) -> str:
    return outputs_text(run_chapter(chapter(tmp_path, textwrap.dedent(code)))).strip()


def test_a_kernel_has_the_libraries_before_its_first_import(tmp_path: Path) -> None:
    look = "import sys\nprint([name in sys.modules for name in ('pandas', 'seaborn', 'stratreport.review')])"
    assert said(tmp_path, look) == "[True, True, True]"


def test_a_figure_that_a_cell_leaves_open_is_shown(tmp_path: Path) -> None:
    """matplotlib comes from the server, the inline backend from the kernel itself."""
    done = run_chapter(chapter(tmp_path, "import seaborn as sns\nax = sns.countplot(x=['a', 'b', 'b'])"))
    shown = [output for cell in done.cells for output in cell.get("outputs", ()) if "data" in output]
    assert any("image/png" in output["data"] or "image/svg+xml" in output["data"] for output in shown)


def test_a_kernel_never_sees_the_press_or_the_engine(tmp_path: Path) -> None:
    look = "import sys\nprint([n for n in ('duckdb', 'ibis', 'weasyprint', 'papermill') if n in sys.modules])"
    assert said(tmp_path, look) == "[]"


def test_a_kernel_is_forked_not_executed_and_leads_its_own_group(tmp_path: Path) -> None:
    look = """
        import os, multiprocessing
        print(os.getpgrp() == os.getpid(), os.getsid(0) == os.getpid(), os.getppid())
    """
    alone, session, parent = said(tmp_path, look).split()
    assert (alone, session) == ("True", "True")
    assert int(parent) not in (1, os.getpid())  # the fork server


def test_nothing_of_our_environment_is_in_a_kernel_not_even_where_the_process_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_PASSWORD", "canary-7392")
    look = """
        from pathlib import Path
        here = [Path('/proc/self/environ'), Path(f'/proc/{__import__("os").getppid()}/environ')]
        print(any(b'canary-7392' in place.read_bytes() for place in here if place.is_file()))
    """
    assert said(tmp_path, look) == "False"


def test_the_order_of_sets_is_the_same_in_every_kernel(tmp_path: Path) -> None:
    assert said(tmp_path, "import os\nprint(os.environ['PYTHONHASHSEED'], hash('a'))") == (
        "0 " + subprocess.run(
            [sys.executable, "-c", "print(hash('a'))"], env={**os.environ, "PYTHONHASHSEED": "0"},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
    )  # fmt: skip


def test_a_notebook_may_start_processes_of_its_own(tmp_path: Path) -> None:
    look = """
        import multiprocessing
        with multiprocessing.get_context("fork").Pool(1) as pool:
            print(pool.map(abs, [-3]))
    """
    assert said(tmp_path, look) == "[3]"


def test_a_program_without_a_guard_runs_once(tmp_path: Path) -> None:
    job = chapter(tmp_path, "print('in the kernel')")
    program = tmp_path / "program.py"
    program.write_text(
        "from pathlib import Path\n"
        "from stratreport.execute.chapter import ChapterJob, run_chapter\n"
        "print('started', flush=True)\n"
        f"job = ChapterJob(notebook=Path({str(job.notebook)!r}), output=Path({str(job.output)!r}),\n"
        f"    snapshot=Path({str(tmp_path)!r}), pack='p', region='r', reopen='')\n"
        "run_chapter(job)\n"
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("started") == 1


def test_kernels_end_with_the_program_that_was_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    job = chapter(tmp_path, f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)")
    program = tmp_path / "program.py"
    program.write_text(
        "from pathlib import Path\n"
        "from stratreport.execute.chapter import ChapterJob, run_chapter\n"
        f"run_chapter(ChapterJob(notebook=Path({str(job.notebook)!r}), output=Path({str(job.output)!r}),\n"
        f"    snapshot=Path({str(tmp_path)!r}), pack='p', region='r', reopen=''))\n"
    )
    running = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert waited(lambda: note.is_file() and note.read_text().isdigit(), seconds=40)
    running.kill()
    running.wait()
    kernel = int(note.read_text())
    assert waited(lambda: not alive(kernel), seconds=15)


def waited(true: object, *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_lost_server_costs_time_not_the_chapter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(self: object, launch: object) -> None:
        raise EOFError("unexpected end")

    monkeypatch.setattr(warm.ForkedKernel, "__init__", gone)
    with caplog.at_level("WARNING"):
        assert said(tmp_path, "print('still here')") == "still here"
    assert "the fork server is gone" in caplog.text


def test_where_nothing_forks_an_ordinary_kernel_starts_and_that_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warm.multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    warm._can_fork.cache_clear()
    try:
        with caplog.at_level("WARNING"):
            first, second = (said(tmp_path, "import os\nprint(os.getppid())") for _ in range(2))
        assert first == second == str(os.getpid())
        assert caplog.text.count("cannot fork") == 1
    finally:
        warm._can_fork.cache_clear()
