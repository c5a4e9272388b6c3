"""How sure, how large, which colour: the gates between a number and a claim."""

from __future__ import annotations

from stratreport.findings.finding import Certainty, Evidence, Tone
from stratreport.units import reaches


def certainty(evidence: Evidence, threshold: float, *, min_n: int) -> Certainty:
    """Return the rung of the wording ladder for a value judged against `threshold`.

    count_only below `min_n`; "is" when the interval excludes the threshold; "appears" when it touches or straddles it,
    or when there is no interval to tell.

    >>> certainty(Evidence("m", "s", 0.41, n=60, low=0.35, high=0.47), 0.8, min_n=10)
    'is'
    >>> certainty(Evidence("m", "s", 0.75, n=60, low=0.66, high=0.8), 0.8, min_n=10)
    'appears'
    >>> certainty(Evidence("m", "s", 0.2, n=9, low=0.1, high=0.3), 0.8, min_n=10)
    'count_only'
    """
    if evidence.n < min_n or evidence.value is None:
        return "count_only"
    if evidence.low is None or evidence.high is None:
        return "appears"
    return "is" if evidence.high < threshold or evidence.low > threshold else "appears"


def is_material(gap: float, *, target: float, median_deal: float, share: float) -> bool:
    """Return whether a gap in money is worth a sentence: at least `share` of the target and at least one median deal.

    >>> is_material(-50, target=1000, median_deal=50, share=0.05)
    True
    >>> is_material(49.9, target=1000, median_deal=10, share=0.05)
    False
    >>> is_material(60, target=1000, median_deal=61, share=0.05)
    False
    """
    return abs(gap) >= share * target and abs(gap) >= median_deal and gap != 0


def strategy_tone(value: float, threshold: float, *, band: float, sure: bool, before: float | None = None) -> Tone:
    """Return the colour of strategy execution: good at the threshold, bad below it, watch in between.

    Bad needs to be `sure` (the interval excludes the threshold) or repeated (`before`, the quarter before, was below it
    too), and more than `band` below. After a quarter below the threshold, good needs the threshold plus `band`
    (hysteresis), so that the colour does not flap.

    >>> strategy_tone(0.8, 0.8, band=0.05, sure=True)
    'good'
    >>> strategy_tone(0.82, 0.8, band=0.05, sure=True, before=0.7)
    'watch'
    >>> strategy_tone(0.76, 0.8, band=0.05, sure=True), strategy_tone(0.74, 0.8, band=0.05, sure=True)
    ('watch', 'bad')
    >>> strategy_tone(0.7, 0.8, band=0.05, sure=False), strategy_tone(0.7, 0.8, band=0.05, sure=False, before=0.6)
    ('watch', 'bad')
    """
    was_below = before is not None and not reaches(before, threshold)
    if reaches(value, threshold):
        return "watch" if was_below and not reaches(value, threshold + band) else "good"
    if reaches(value, threshold - band):
        return "watch"
    return "bad" if sure or was_below else "watch"
