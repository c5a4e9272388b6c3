from __future__ import annotations

from pathlib import Path

import pytest
from sample_pack import sample

from stratreport.errors import RenderError
from stratreport.render import render_html
from stratreport.render.templates import FOLDER, Templates


def workspace(root: Path, name: str, text: str) -> Path:
    file = root / FOLDER / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return root


def test_a_workspace_template_wins_over_the_packaged_one(tmp_path: Path) -> None:
    root = workspace(tmp_path, "blocks/notice.html.j2", "<p>ours: {{ block.title }}</p>")
    assert "<p>ours: Personas not connected</p>" in render_html(sample(), workspace=root).decode()


def test_an_unknown_name_in_a_template_is_an_error_with_file_and_line(tmp_path: Path) -> None:
    root = workspace(tmp_path, "blocks/notice.html.j2", "<p>\n{{ block.titel }}</p>")
    with pytest.raises(RenderError, match=r"notice\.html\.j2:2"):
        render_html(sample(), workspace=root)


def test_a_broken_template_is_an_error_with_file_and_line(tmp_path: Path) -> None:
    root = workspace(tmp_path, "blocks/notice.html.j2", "<p>\n\n{% if %}</p>")
    with pytest.raises(RenderError, match=r"notice\.html\.j2:3"):
        render_html(sample(), workspace=root)


def test_every_template_escapes_and_knows_no_silent_name(tmp_path: Path) -> None:
    environment = Templates().environment
    assert environment.autoescape is True
    assert environment.from_string("{{ x }}").render(x="<b>\u202e") == "&lt;b&gt;"
    with pytest.raises(Exception, match="undefined"):
        environment.from_string("{{ y }}").render()


def test_a_style_sheet_cannot_close_its_element(tmp_path: Path) -> None:
    root = workspace(tmp_path, "screen.css", "p::after{content:'</style><script>'}")
    with pytest.raises(RenderError, match="'</'"):
        render_html(sample(), workspace=root)


def test_the_packaged_templates_hold_no_comment_no_style_attribute_and_no_address() -> None:
    for folder in Templates().folders:
        for file in folder.rglob("*.j2"):
            text = file.read_text(encoding="utf-8")
            for banned in ("<!--", "{#", "|safe", "style=", "http:", "https:", "onclick"):
                assert banned not in text, (file.name, banned)
