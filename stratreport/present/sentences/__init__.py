"""The words of the pack: titles, verdicts and bullets as templates over computed evidence."""

from stratreport.present.sentences.narrative import Definition, Group, Line, Narrative, Status

__all__ = ["Definition", "Group", "Line", "Narrative", "Status"]
