"""The words of the pack: titles, verdicts and bullets as templates over computed evidence."""

from stratreport.present.sentences.check import contradictions, unbacked_numbers
from stratreport.present.sentences.narrate import narrate
from stratreport.present.sentences.narrative import Definition, Group, Line, Narrative, Status

__all__ = ["Definition", "Group", "Line", "Narrative", "Status", "contradictions", "narrate", "unbacked_numbers"]
