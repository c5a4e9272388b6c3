"""Every code a fault can carry is explained, and the freeze command says what it did."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stratreport.params
from stratreport.params.codes import CODES
from stratreport.params.gather import Gathering
from stratreport.params.specs import CalendarSpec
from stratreport.params.strategies import Setting, read_strategies

Make = Callable[..., Path]
EXAMPLE = Path(__file__).parent / "example" / "params" / "strategy" / "growth-fy26.yaml"
STRATEGY = EXAMPLE.read_text(encoding="utf-8").replace("version: 2\n", "version: 1\n")
SETTING = Setting(CalendarSpec(start_month=2, label="FY{yy}"), "USD", ("emea", "apac"))


def test_every_code_in_the_room_has_its_line() -> None:
    sources = Path(stratreport.params.__file__).parent.glob("*.py")
    used = {code for path in sources for code in re.findall(r'"(C\d+)"', path.read_text(encoding="utf-8"))}
    assert used <= set(CODES)
    assert all(CODES.values())


def test_the_freeze_command_says_what_it_added(make: Make) -> None:
    root = make(freeze=False)

    def freeze() -> str:
        command = [sys.executable, "-m", "stratreport.params.freeze", str(root)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert freeze().startswith("params/strategy/baselines.lock: added growth-fy26@1: sha256:")
    assert freeze() == "params/strategy/baselines.lock: nothing to add\n"


edits = st.tuples(
    st.integers(0, len(STRATEGY) - 1),
    st.integers(0, 12),
    st.sampled_from(["", "x", "0", "[]", "{", ": ", "\n", "-1", "~"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edit=edits)
def test_no_edit_of_a_strategy_ends_in_anything_but_clear_faults(tmp_path: Path, edit: tuple[int, int, str]) -> None:
    at, length, text = edit
    path = tmp_path / "params" / "strategy" / "growth-fy26.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(STRATEGY[:at] + text + STRATEGY[at + length :], encoding="utf-8")
    gathering = Gathering(tmp_path)
    plans = read_strategies(gathering, SETTING)
    frozen = [fault for fault in gathering.faults if fault.code != "C215"]
    assert plans or frozen
    for fault in gathering.faults:
        assert fault.place.file
        assert fault.found
        assert fault.expected
        assert fault.fix
        assert len(str(fault).splitlines()) == 3
