"""The brand: a `_brand.yml` becomes resolved colour tokens; every contrast is computed, none is believed.

The file speaks the brand.yml vocabulary and is read by the `brand-yml` library. A company may set its name, its logo,
its brand colour (`color.primary`) and its accent (`color.secondary`). What carries meaning (good, bad, watch, ink) is
the same in every pack and cannot be set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from stratreport.errors import BrandError, Place, did_you_mean

TEXT_CONTRAST: Final = 4.5
MARK_CONTRAST: Final = 3.0

LIGHT: Final[Mapping[str, str]] = MappingProxyType({
    "ink": "#16212C", "ink-2": "#47545F", "ink-3": "#66727D",
    "actual": "#2F3E4C", "prior": "#A3AEB8",
    "good": "#00737A", "bad": "#B5400D", "watch": "#E0A100",
    "accent": "#0A6C8E", "brand": "#123A5E",
    "rule": "#C7CED4", "hair": "#E4E8EB", "wash": "#F4F6F7", "paper": "#FFFFFF",
})  # fmt: skip

DARK: Final[Mapping[str, str]] = MappingProxyType({
    "ink": "#E8EDF1", "ink-2": "#B4BFC8", "ink-3": "#8B98A3",
    "actual": "#C9D3DB", "prior": "#5F6E7A",
    "good": "#3CC9A0", "bad": "#FF8A5C", "watch": "#E9B949",
    "accent": "#5CB8DA", "brand": "#8FB8DC",
    "rule": "#46535F", "hair": "#2C3843", "wash": "#1C2630", "paper": "#121A22",
})  # fmt: skip

#: token → the lowest contrast it may have on paper; watch and prior are outlined or labelled and exempt (pack.md 2)
_FLOORS: Final = {
    "ink": TEXT_CONTRAST, "ink-2": TEXT_CONTRAST, "ink-3": TEXT_CONTRAST, "good": TEXT_CONTRAST, "bad": TEXT_CONTRAST,
    "brand": TEXT_CONTRAST, "accent": TEXT_CONTRAST, "actual": MARK_CONTRAST,
}  # fmt: skip

_FIXED_COLOURS: Final = {
    "foreground": "ink", "background": "paper", "success": "good", "danger": "bad", "warning": "watch",
    "info": None, "light": None, "dark": None, "tertiary": None,
}  # fmt: skip
_FAMILIES: Final = {"base": "Source Sans Pro", "headings": "Source Serif Pro"}
_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_MAX_BYTES: Final = 1_000_000
_OWN_KEYS: Final = ("dark-brand", "dark-accent")


@dataclass(frozen=True)
class Brand:
    """What a pack wears: resolved tokens (`ink`, …, and `dark-…`), the company's name, the logo file if any."""

    tokens: Mapping[str, str]
    name: str = ""
    logo: Path | None = None


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB` after WCAG 2.2: 0 for black, 1 for white.

    >>> luminance("#000000"), luminance("#FFFFFF")
    (0.0, 1.0)
    """
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast of two colours: (lighter + 0.05) ÷ (darker + 0.05), from 1 to 21; order does not matter.

    >>> contrast("#FFFFFF", "#000000")
    21.0
    """
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def load_brand(path: Path | None) -> Brand:
    """Read a brand file into resolved tokens; None gives the house look.

    Raises BrandError (exit 2) with the key path when the file cannot be read, when it sets what is not brandable, or
    when a colour falls below 4.5 (text) or 3 (mark) on its ground; the computed numbers are in the message.
    """
    if path is None:
        return Brand(tokens=resolve({}))
    data = _read(path)
    chosen = _chosen(data, path)
    tokens = resolve(chosen)
    _check(tokens, path)
    return Brand(tokens=tokens, name=_name(data), logo=_logo(data, path))


def resolve(chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Return all tokens, light and `dark-…`, with the chosen brand and accent; dark ones are lightened until they read.

    >>> resolve({})["dark-ink"]
    '#E8EDF1'
    """
    tokens = {**LIGHT, **{f"dark-{name}": value for name, value in DARK.items()}}
    for name in ("brand", "accent"):
        if name in chosen and chosen[name].upper() != LIGHT[name]:
            tokens[name] = chosen[name].upper()
            tokens[f"dark-{name}"] = _lightened(tokens[name], ground=DARK["paper"])
        if f"dark-{name}" in chosen:
            tokens[f"dark-{name}"] = chosen[f"dark-{name}"].upper()
    return MappingProxyType(tokens)


def _lightened(colour: str, *, ground: str) -> str:
    """Mix a colour with white in steps of a twentieth until it reads as text with a little room to spare."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(21):
        mixed = "#" + "".join(f"{round(c + (255 - c) * step / 20):02X}" for c in channels)
        if contrast(mixed, ground) >= TEXT_CONTRAST + 1:
            return mixed
    return "#FFFFFF"


def _read(path: Path) -> dict[str, Any]:
    from brand_yml import Brand as BrandFile  # noqa: PLC0415 - slow import, needed only when a brand is read
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BrandError("the brand file is over 1 MB", where=str(path), fix="keep colours and names only")
        data: dict[str, Any] = BrandFile.from_yaml(path).model_dump(mode="json", exclude_none=True)
    except OSError as error:
        raise BrandError(
            f"the brand file cannot be read: {error.strerror}",
            where=str(path),
            expected="a brand.yml file",
            fix="correct `brand` in workspace.yaml, or remove the key for the house look",
        ) from error
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        raise BrandError(
            f"the brand file is not YAML: {getattr(error, 'problem', None) or _first_line(error)}",
            where=Place(str(path), mark.line + 1, mark.column + 1) if mark else str(path),
            fix="correct it at that place",
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:  # pydantic, YAML and the library's own
        raise BrandError(
            f"the brand file is not valid: {_first_line(error)}",
            where=str(path),
            expected="the brand.yml vocabulary (meta, logo, color, typography)",
            fix="see reports/brand/_brand.yml",
        ) from error
    return data


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[1:3]) if len(lines) > 1 else (lines[0] if lines else type(error).__name__)


def _chosen(data: Mapping[str, Any], path: Path) -> dict[str, str]:
    colours = data.get("color", {})
    for key, token in _FIXED_COLOURS.items():
        value = colours.get(key)
        if value is not None and (token is None or _hex(value, f"color.{key}", path) != LIGHT[token]):
            _refuse_fixed(f"color.{key}", value, token, path)
    for key, family in _FAMILIES.items():
        value = (data.get("typography", {}).get(key) or {}).get("family")
        if value is not None and value != family:
            raise BrandError(
                f'typography.{key}.family is "{value}"',
                where=str(path),
                expected=f'"{family}": its digits are tabular and its licence lets us embed it',
                fix=f"remove the key or set it to {family}",
            )
    chosen = {
        token: _hex(colours[key], f"color.{key}", path)
        for key, token in (("primary", "brand"), ("secondary", "accent"))
        if key in colours
    }
    return chosen | _own(data, path)


def _own(data: Mapping[str, Any], path: Path) -> dict[str, str]:
    own = ((data.get("defaults") or {}).get("stratreport")) or {}
    for key in own:
        if key not in _OWN_KEYS:
            raise BrandError(
                f'defaults.stratreport has the unknown key "{key}"', where=str(path), fix=did_you_mean(key, _OWN_KEYS)
            )
    return {key: _hex(value, f"defaults.stratreport.{key}", path) for key, value in own.items()}


def _refuse_fixed(key: str, value: object, token: str | None, path: Path) -> None:
    meaning = f"{token} is {LIGHT[token]} in every pack" if token else "this pack has no such colour"
    raise BrandError(
        f"{key} is {value}, which a brand cannot change",
        where=str(path),
        expected=f"only color.primary (brand) and color.secondary (accent); {meaning}",
        fix=f"remove {key}",
    )


def _hex(value: object, key: str, path: Path) -> str:
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise BrandError(
            f"{key} is {value!r}", where=str(path), expected='a colour as "#RRGGBB"', fix='write it as "#123A5E"'
        )
    return value.upper()


_KEY_OF: Final = {
    "brand": "color.primary", "accent": "color.secondary",
    "dark-brand": "defaults.stratreport.dark-brand", "dark-accent": "defaults.stratreport.dark-accent",
}  # fmt: skip


def _check(tokens: Mapping[str, str], path: Path) -> None:
    for prefix in ("", "dark-"):
        ground = tokens[f"{prefix}paper"]
        for token, floor in _FLOORS.items():
            ratio = contrast(tokens[prefix + token], ground)
            if ratio < floor:
                key = _KEY_OF.get(prefix + token, prefix + token)
                raise BrandError(
                    f"{key} {tokens[prefix + token]} has a contrast of {ratio:.2f} on {ground}",
                    where=str(path),
                    expected=f"at least {floor} ({'text' if floor == TEXT_CONTRAST else 'mark'})",
                    fix="choose a lighter colour" if prefix else "choose a darker colour",
                )


def _name(data: Mapping[str, Any]) -> str:
    name = (data.get("meta") or {}).get("name") or ""
    return str(name.get("short") or name.get("full") or "") if isinstance(name, dict) else str(name)


def _logo(data: Mapping[str, Any], path: Path) -> Path | None:
    logo = data.get("logo")
    for size in ("medium", "small", "large"):
        entry = logo.get(size) if isinstance(logo, dict) else logo
        entry = entry.get("path") if isinstance(entry, dict) else entry
        if not isinstance(entry, str):
            continue
        folder = path.resolve().parent
        file = (folder / entry).resolve()
        if not file.is_relative_to(folder) or not file.is_file():
            raise BrandError(f'logo.{size} names "{entry}"', where=str(path), expected="a file beside the brand file",
                             fix="put the file there or remove the key")  # fmt: skip
        return file
    return None
