"""The command line: parse, call, print, exit code. Heavy rooms are imported inside the commands."""

from __future__ import annotations

from stratreport.cli.main import main

__all__ = ["main"]
