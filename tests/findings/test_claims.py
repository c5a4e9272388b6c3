"""Everything the demo company's packs say, page by page, is what the book says."""

from __future__ import annotations

import math

import pytest

from stratreport.findings import FACTS
from stratreport.metrics import METRICS
from stratreport.pack.audit import audit, claims_of
from stratreport.pack.blocks import Chapter, Pack
from stratreport.present.pages import catalogue, cover
from stratreport.present.pages.reading import Reading
from stratreport.present.sentences import narrate
from stratreport.present.sentences.saying import NAME
from stratreport.sources.demo.stories import STORIES

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("stories")]
COMPANY_ONLY = {"overview", "regions"}
SLUGS = {metric.slug for metric in METRICS}


@pytest.fixture(scope="module", params=[*(story.region for story in STORIES), "company"])
def told(request, demo) -> tuple[Pack, Reading]:
    """Return every page of a scope as one pack, and the reading it was made from."""
    found = demo(request.param)
    reading = Reading(found.snapshot, found.book, narrate(found.snapshot, found.book, found.findings))
    company = request.param == "company"
    pages = {slug: page for slug, page in catalogue.PAGES.items() if company or slug not in COMPANY_ONLY}
    chapters = tuple(Chapter(slug, slug, at, page(reading)) for at, (slug, page) in enumerate(pages.items()))
    meta = found.snapshot.meta
    pack = Pack(
        "Review", meta.company, meta.scope, request.param, meta.region_name, meta.period, "", meta.as_of, meta.currency,
        meta.locale, meta.paper, "", "", "final", "", meta.tokens, cover.cover(reading), chapters,
    )  # fmt: skip
    return pack, reading


def test_no_page_shows_a_number_that_was_not_computed(told):
    assert [str(fault) for fault in audit(told[0])] == []


def test_every_claim_is_a_metric_a_fact_or_a_name(told):
    known = SLUGS | set(FACTS) | {NAME}
    named = {claim.metric.partition(".")[0] for claim in claims_of((told[0].cover, told[0].chapters))}
    assert named <= known


def test_every_claim_of_a_metric_has_the_value_of_the_book(told):
    pack, reading = told
    frame = reading.book.everything()
    values = {(row.metric, row.scope, row.period): row.value for row in frame.itertuples()}
    checked = 0
    for claim in claims_of((pack.cover, pack.chapters)):
        key = (claim.metric, claim.scope, claim.period)
        if claim.metric in SLUGS and claim.value is not None and key in values:
            assert math.isclose(values[key], claim.value, rel_tol=1e-9, abs_tol=1e-12), key
            checked += 1
    assert checked > 50
