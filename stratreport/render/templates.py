"""Where templates come from and how they are read: autoescape always, an unknown name is an error."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from stratreport.errors import EnvironmentFault, RenderError
from stratreport.params.defaults import defaults_root
from stratreport.render.text import clean

FOLDER = Path("reports") / "templates" / "pack"


class Templates:
    """The templates and style sheets of a pack: a workspace's own file wins over the packaged one."""

    def __init__(self, workspace: Path | None = None) -> None:
        roots = [root / FOLDER for root in (workspace, defaults_root()) if root is not None]
        self.folders = tuple(root for root in roots if root.is_dir())
        if not self.folders:
            raise EnvironmentFault(
                "the templates of the pack are missing", where=str(FOLDER), fix="reinstall stratreport"
            )
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([str(folder) for folder in self.folders]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_finalize,
        )

    def read(self, name: str) -> str:
        """Return a style sheet or script as it stands; raises RenderError when no folder has it."""
        for folder in self.folders:
            if (folder / name).is_file():
                return (folder / name).read_text(encoding="utf-8")
        raise RenderError(f"{name} is missing", where=str(FOLDER), fix="restore it from the packaged templates")

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return the filled template; raises RenderError with file and line when it is broken or a name is unknown."""
        try:
            return self.environment.get_template(name).render(values)
        except jinja2.TemplateSyntaxError as error:
            raise RenderError(
                f"the template is broken: {error.message}",
                where=f"{FOLDER / (error.name or name)}:{error.lineno}",
                fix="correct the template",
            ) from error
        except jinja2.UndefinedError as error:
            raise RenderError(
                f"the template uses an unknown name: {error.message}",
                where=_where(error, name),
                fix="correct the name in the template",
            ) from error
        except jinja2.TemplateNotFound as error:
            raise RenderError(f"the template {error.name} is missing", where=str(FOLDER), fix="restore it") from error


def _finalize(value: Any) -> Any:
    return clean(value) if type(value) is str else value


def _where(error: Exception, name: str) -> str:
    trace, line, file = error.__traceback__, 0, name
    while trace is not None:
        source = trace.tb_frame.f_code.co_filename
        if source.endswith((".j2", ".css")):
            file, line = Path(source).name, trace.tb_lineno
        trace = trace.tb_next
    return f"{FOLDER / file}:{line}" if line else str(FOLDER / file)
