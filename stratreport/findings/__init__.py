"""Judgement: metric frames to ranked findings, each with its evidence, its certainty and not a word of prose."""

from stratreport.findings.finding import Certainty, Evidence, Finding, Tone
from stratreport.findings.rules import RULES, Rule, detect
from stratreport.findings.view import FACTS, View

__all__ = ["FACTS", "RULES", "Certainty", "Evidence", "Finding", "Rule", "Tone", "View", "detect"]
