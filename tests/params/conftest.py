"""A small valid workspace with every key of metrics.md 3.2, and a way to break it one line at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stratreport.errors import ParamsError
from stratreport.params import freeze_baselines, load_workspace

EXAMPLE = Path(__file__).parent / "example"
FILES: Mapping[str, str] = {
    path.relative_to(EXAMPLE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(EXAMPLE.rglob("*.yaml"))
}

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a writer of the workspace; keywords by file replace a whole file (None leaves it out)."""

    def write(changes: Mapping[str, str | None] | None = None, *, freeze: bool = True) -> Path:
        for name, text in {**FILES, **(changes or {})}.items():
            if text is not None:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if freeze:
            freeze_baselines(tmp_path)
        return tmp_path

    return write


@pytest.fixture
def break_line(make: Make) -> Callable[[str, str, str], str]:
    """Return the whole message of the workspace in which `old` of `file` became `new` (both strategy versions)."""

    def load(file: str, old: str, new: str) -> str:
        assert old in FILES[file], f"{old!r} is not in {file}"
        root = make()
        path = root / file
        path.write_text(FILES[file].replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ParamsError) as caught:
            load_workspace(root, env={})
        return str(caught.value)

    return load
