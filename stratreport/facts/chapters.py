"""Which chapters of a scope's pack are left out, because tables they need are not connected."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from stratreport.params.specs import PackSpec
from stratreport.snapshot import CutChapter


def cut_chapters(packs: Iterable[PackSpec], *, scope: str, connected: Collection[str]) -> tuple[CutChapter, ...]:
    """Return the chapters that the pack of a scope does without, each with the tables that are missing.

    `scope` is "region" or "company"; of several packs of a scope the first is built, so the first counts. No pack of
    that scope: nothing is cut.

    >>> from stratreport.params.specs import ChapterSpec
    >>> pay = ChapterSpec("notebooks/pay.ipynb", "Pay", "pay", needs=("payouts",))
    >>> pack = PackSpec("region", "Review", "region", (pay,))
    >>> cut_chapters([pack], scope="region", connected=())
    (CutChapter(slug='pay', title='Pay', missing=('payouts',)),)
    >>> cut_chapters([pack], scope="region", connected=("payouts",))
    ()
    """
    pack = next((item for item in packs if item.scope == scope), None)
    left_out = pack.cut(connected) if pack else ()
    return tuple(CutChapter(chapter.slug, chapter.title, chapter.needs) for chapter in left_out)
