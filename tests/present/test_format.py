"""How values are shown: signs, zeros, scales, thresholds and dates."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratreport.present import format as fmt
from stratreport.present.format import MILLIONS, MINUS, NBSP, THOUSANDS, UNITS, Formatter

EURO = Formatter("EUR", "en", MILLIONS)
WAYS = [
    EURO.money, EURO.amount, EURO.percent, EURO.points, EURO.multiple, EURO.number, EURO.money_exact,
    Formatter("USD", "de", THOUSANDS).money,
]  # fmt: skip
finite = st.floats(-1e12, 1e12)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@given(finite, st.sampled_from(WAYS))
def test_never_minus_zero(value, way):
    text = way(value)
    assert not re.fullmatch(rf"[{MINUS}-][^1-9]*", text)


@given(finite, st.sampled_from(WAYS))
def test_the_sign_survives(value, way):
    text = way(value)
    if re.search(r"[1-9]", text):
        assert text.startswith(MINUS) == (value < 0)
    assert "-" not in text


@given(finite)
def test_plus_only_on_variances_and_never_on_zero(value):
    assert "+" not in EURO.money(value)
    signed = EURO.money(value, signed=True)
    assert signed.startswith("+") == (value > 0 and bool(re.search(r"[1-9]", signed)))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_absent_and_infinite_are_a_dash(way, value):
    assert way(value) == "–"


@given(finite)
def test_money_read_back_is_within_half_a_step(value):
    text = EURO.money(value)
    factor = {"m": 1e6, "k": 1e3}.get(text[-1], 1.0)
    digits = re.sub(r"[^\d.]", "", text)
    step = 0.05e6 if text[-1] == "m" else factor / 2
    assert abs(float(digits) * factor - abs(value)) <= step * 1.0001


@given(finite)
def test_an_amount_worth_showing_is_never_shown_as_zero(value):
    if abs(value) >= 0.5:
        assert re.search(r"[1-9]", EURO.money(value))


@pytest.mark.parametrize(
    ("value", "scale", "shown"),
    [
        (25_100_000, MILLIONS, "€25.1m"),
        (820_000, THOUSANDS, "€820k"),
        (2_047_123, THOUSANDS, "€2,047k"),
        (-1_900_000, MILLIONS, "−€1.9m"),
        (40_000, MILLIONS, "€40k"),
        (0, MILLIONS, "€0"),
        (-0.2, MILLIONS, "€0"),
        (1_234_567, UNITS, "€1,234,567"),
    ],
)
def test_money_in_one_scale(value, scale, shown):
    assert EURO.money(value, scale=scale) == shown


@pytest.mark.parametrize(
    ("currency", "locale", "shown"),
    [("USD", "en", "$25.1m"), ("SEK", "en", "SEK 25.1m"), ("EUR", "de", "25,1m €"), ("CHF", "de_CH", "CHF 25.1m")],
)
def test_the_symbol_stands_where_the_locale_puts_it(currency, locale, shown):
    assert plain(Formatter(currency, locale, MILLIONS).money(25.1e6)) == shown


def test_the_largest_value_decides_the_scale_of_an_exhibit():
    assert fmt.scale_of([9_999_999, 12]) is THOUSANDS
    assert fmt.scale_of([10_000_000, None, 12]) is MILLIONS
    assert fmt.scale_of([-10_000_000]) is MILLIONS
    assert fmt.scale_of([9_999.0, float("nan")]) is UNITS
    assert plain(EURO.unit_name()) == "€ million"


@pytest.mark.parametrize(
    ("ratio", "threshold", "shown"),
    [
        (0.996, 1.0, "99.6%"), (0.9996, 1.0, "99.96%"), (1.0, 1.0, "100%"), (1.046, 1.0, "105%"),
        (0.7996, 0.8, "79.96%"), (0.795, 0.8, "79.5%"), (0.8, 0.8, "80%"), (0.41, 0.8, "41%"),
        (0.799999984, 0.8, "80%"), (0.99996, 1.0, "100%"), (0.79994, 0.8, "79.99%"), (0.998663, 1.0, "99.9%"),
    ],
)  # fmt: skip
def test_a_percentage_never_rounds_over_a_threshold_it_missed(ratio, threshold, shown):
    assert EURO.percent_near(ratio, threshold) == shown


@given(st.floats(0, 3), st.sampled_from([0.8, 1.0]))
def test_shown_percentage_and_threshold_agree(ratio, threshold):
    shown = float(EURO.percent_near(ratio, threshold).rstrip("%")) / 100
    if abs(ratio - threshold) > 1e-4:
        assert (shown >= threshold - 1e-12) == (ratio >= threshold)


def test_a_difference_no_page_can_show_is_no_difference():
    assert fmt.reaches(0.799999984, 0.8)
    assert not fmt.reaches(0.7999, 0.8)
    assert EURO.percent_near(0.99996, 1.0, digits=1) == "100.0%"
    assert EURO.percent_near(0.9996, 1.0, digits=1) == "99.96%"


def test_halves_round_away_from_zero_and_points_have_a_unit():
    assert EURO.percent(0.125) == "13%"
    assert EURO.percent(-0.125) == "−13%"
    assert plain(EURO.points(-0.046, signed=True)) == "−4.6 pts"
    assert EURO.multiple(2.6) == "2.6×"


def test_dates_periods_and_spans():
    assert plain(fmt.day(date(2026, 10, 3))) == "3 October 2026"
    label = fmt.period_label("FY2026Q3", date(2026, 7, 1), date(2026, 10, 1))
    assert plain(label) == "Q3 FY2026 · July to September 2026"
    assert plain(fmt.span(date(2013, 5, 30), date(2013, 8, 30))) == "30 May to 29 August 2013"
    assert plain(fmt.span(date(2025, 12, 1), date(2026, 3, 1))) == "December 2025 to February 2026"
    assert plain(fmt.span(date(2026, 2, 1), date(2026, 3, 1))) == "February 2026"


def test_a_long_title_never_ends_on_a_lonely_word():
    title = "North beat quota by 5% and missed its strategic target by 12%: the mix is the problem"
    assert fmt.balance(title).endswith(f"the{NBSP}problem")
    assert fmt.balance("Short title") == "Short title"
