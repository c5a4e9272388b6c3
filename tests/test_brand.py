"""The brand file: what may change does, what carries meaning does not, and every contrast is computed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stratreport.brand import DARK, LIGHT, Brand, contrast, load_brand, luminance
from stratreport.errors import BrandError

REPOSITORY = Path(__file__).resolve().parents[1]


def brand(folder: Path, text: str) -> Brand:
    path = folder / "_brand.yml"
    path.write_text(text, encoding="utf-8")
    return load_brand(path)


def test_no_file_gives_the_house_look_with_every_token_light_and_dark() -> None:
    tokens = load_brand(None).tokens
    assert {name: tokens[name] for name in LIGHT} == dict(LIGHT)
    assert {name: tokens[f"dark-{name}"] for name in DARK} == dict(DARK)
    assert set(tokens) == set(LIGHT) | {f"dark-{name}" for name in LIGHT}


def test_the_embedded_brand_file_is_valid_and_names_the_company() -> None:
    assert load_brand(REPOSITORY / "reports" / "brand" / "_brand.yml").name == "Halden Instruments"


def test_primary_becomes_brand_and_secondary_becomes_accent(tmp_path: Path) -> None:
    tokens = brand(tmp_path, 'color: {palette: {plum: "#5b1a5e"}, primary: plum, secondary: "#7A2E00"}').tokens
    assert (tokens["brand"], tokens["accent"]) == ("#5B1A5E", "#7A2E00")
    assert {tokens[name] for name in ("good", "bad", "watch", "ink")} == {
        LIGHT[n] for n in ("good", "bad", "watch", "ink")
    }


def test_a_chosen_colour_is_lightened_until_it_reads_in_the_dark(tmp_path: Path) -> None:
    tokens = brand(tmp_path, 'color: {primary: "#200030"}').tokens
    assert contrast(tokens["dark-brand"], tokens["dark-paper"]) >= 4.5


def test_contrast_of_known_pairs() -> None:
    # WCAG: black on white is 21; #767676 is the lightest grey that passes 4.5 on white
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") >= 4.5 > contrast("#777777", "#FFFFFF")
    assert luminance("#00FF00") == pytest.approx(0.7152)


@pytest.mark.parametrize("prefix", ["", "dark-"])
@pytest.mark.parametrize("token", ["ink", "ink-2", "ink-3", "good", "bad", "accent", "brand"])
def test_every_text_token_reads_on_paper_and_on_wash(prefix: str, token: str) -> None:
    tokens = load_brand(None).tokens
    assert contrast(tokens[prefix + token], tokens[f"{prefix}paper"]) >= 4.5
    assert contrast(tokens[prefix + token], tokens[f"{prefix}wash"]) >= 4.5


def test_a_pale_brand_colour_is_refused_with_key_and_numbers(tmp_path: Path) -> None:
    with pytest.raises(BrandError) as caught:
        brand(tmp_path, 'color: {primary: "#8FB8DC"}')
    text = str(caught.value)
    assert "color.primary" in text
    assert f"{contrast('#8FB8DC', '#FFFFFF'):.2f}" in text
    assert "4.5" in text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("success", "#00AA00"),
        ("danger", "#FF0000"),
        ("warning", "#FFFF00"),
        ("foreground", "#000000"),
        ("info", "#123456"),
    ],
)
def test_what_carries_meaning_is_not_brandable(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(BrandError, match=f"color.{key}"):
        brand(tmp_path, f'color: {{{key}: "{value}"}}')


def test_the_meaning_colours_may_be_stated_as_they_are(tmp_path: Path) -> None:
    assert brand(tmp_path, f'color: {{success: "{LIGHT["good"]}", foreground: "{LIGHT["ink"].lower()}"}}').tokens == (
        load_brand(None).tokens
    )


@pytest.mark.parametrize("value", ["navyish", "#12", "rgb(1,2,3)", "#123A5E; } body { display: none"])
def test_anything_but_a_hex_colour_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(BrandError):
        brand(tmp_path, f'color: {{primary: "{value}"}}')


def test_another_typeface_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(BrandError, match="tabular"):
        brand(tmp_path, "typography: {base: {family: Comic Sans}}")


def test_unknown_own_keys_are_refused_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(BrandError, match="did you mean dark-brand"):
        brand(tmp_path, 'defaults: {stratreport: {dark-brnd: "#FFFFFF"}}')


def test_own_dark_colours_are_taken_and_checked(tmp_path: Path) -> None:
    tokens = brand(tmp_path, 'defaults: {stratreport: {dark-brand: "#FFD0D0"}}').tokens
    assert tokens["dark-brand"] == "#FFD0D0"
    with pytest.raises(BrandError, match="dark-accent"):
        brand(tmp_path, 'defaults: {stratreport: {dark-accent: "#202020"}}')


@pytest.mark.parametrize("text", ["", "[", "color: 7", "color: {primary: nowhere}", "- a\n- b", "meta: {nme: x}"])
def test_a_file_that_is_no_brand_is_one_error_or_the_house_look(tmp_path: Path, text: str) -> None:
    try:
        assert brand(tmp_path, text).tokens == load_brand(None).tokens
    except BrandError as error:
        assert "_brand.yml" in str(error)  # noqa: PT017 - either outcome is allowed, never another exception


def test_an_absent_file_says_where_and_how_to_go_on(tmp_path: Path) -> None:
    with pytest.raises(BrandError, match="house look"):
        load_brand(tmp_path / "none.yml")


def test_the_logo_lies_beside_the_brand_file(tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text("<svg/>", encoding="utf-8")
    assert brand(tmp_path, "logo: {small: mark.svg}").logo == (tmp_path / "mark.svg").resolve()
    for outside in ("../mark.svg", "/etc/hostname", "absent.svg"):
        with pytest.raises(BrandError, match="logo"):
            brand(tmp_path, f"logo: {{small: {outside}}}")
