"""A workspace that uses every key loads into exactly what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from stratreport.errors import ParamsError, UnknownName
from stratreport.params import defaults_root, find_region, load_workspace, locate, place_of, plan_for
from stratreport.params import specs as s
from stratreport.periods import build_calendar

Make = Callable[..., Path]


@pytest.fixture
def workspace(make: Make) -> s.Workspace:
    return load_workspace(make(), env={})


def test_the_workspace_says_what_its_file_says(workspace: s.Workspace) -> None:
    assert (workspace.id, workspace.company, workspace.currency) == ("acme", "Acme Optics", "USD")
    assert (workspace.locale, workspace.paper, workspace.rep_display) == ("en_GB", "letter", "codes")
    assert workspace.as_of == date(2025, 12, 1)
    assert workspace.calendar == s.CalendarSpec(start_month=2, label="FY{yy}")
    assert workspace.brand is None


def test_regions_come_in_order_of_id_and_the_key_stays_text(workspace: s.Workspace) -> None:
    assert workspace.regions == (
        s.RegionSpec("apac", "Asia Pacific", "apac"),
        s.RegionSpec("emea", "EMEA", "007"),
    )


def test_a_chapter_without_slug_takes_the_name_of_its_notebook(workspace: s.Workspace) -> None:
    assert [(c.notebook, c.slug) for c in workspace.packs[0].chapters] == [
        ("notebooks/summary.ipynb", "summary"),
        ("notebooks/bridge_long.ipynb", "bridge"),
    ]


def test_the_mapping_stays_plain_and_remembers_its_places(workspace: s.Workspace) -> None:
    source = workspace.source
    assert source.tables == {
        "bookings": {
            "file": "bookings.csv",
            "columns": {"amount": {"from": "NET_AMT", "scale": 1000.0}, "line_id": "0123"},
        }
    }
    assert source.files == {"defaults": {"encoding": "utf-8", "country": "NO"}}
    assert source.origin["tables.bookings.columns.amount"] == "params/sources/crm.yaml:11:9"
    assert source.origin["tables.bookings.columns.amount.from"] == "params/sources/crm.yaml:11:24"


def test_the_source_folder_follows_the_environment(make: Make, tmp_path: Path) -> None:
    root = make()
    away = tmp_path / "away"
    assert load_workspace(root, env={}).source.root == root / "data/export"
    assert load_workspace(root, env={"ACME_DATA": ""}).source.root == root / "data/export"
    assert load_workspace(root, env={}).source.folder == "data/export"
    assert load_workspace(root, env={"ACME_DATA": str(away)}).source.root == away
    assert load_workspace(root, env={"ACME_DATA": str(away)}).source.folder == str(away)


def test_the_baseline_is_the_frozen_first_version(workspace: s.Workspace) -> None:
    (plan,) = workspace.strategies
    assert (plan.current.version, plan.baseline.version) == (2, 1)
    assert plan.current.file == "params/strategy/growth-fy26.yaml"
    assert plan.baseline.file == "params/strategy/growth-fy26.v1.yaml"
    assert plan.current.sha256 != plan.baseline.sha256


def test_every_key_of_a_strategy_arrives(workspace: s.Workspace) -> None:
    strategy = workspace.strategies[0].current
    assert strategy.calendar == s.PlanCalendar(date(2025, 2, 1), "FY26", 1)
    assert strategy.measure == s.Measure("acv", "net", "booked_on", "USD", "plan_FY26")
    assert strategy.axes == s.Axes(
        product=s.ProductAxis(8, "ga_date", exclude_replacements=True),
        customer=s.CustomerAxis(24, 12, 12, "existing", "ultimate_parent"),
        segment=s.SegmentAxis(("healthcare", "public_sector"), "account.segment"),
        persona=s.PersonaAxis(("cfo", "ciso")),
    )
    assert strategy.phasing == {"Q1": 0.20, "Q2": 0.23, "Q3": 0.24, "Q4": 0.33}
    assert strategy.count_targets == (s.CountTarget("logos", (s.Selector("customer", ("new",)),), "rep", 5, 0.1),)
    assert strategy.tags == (s.Tag("security_line", (s.Selector("product_line", ("security",)),)),)
    assert strategy.balances == (
        s.Balance("product_line", {"security": 0.4, "network": 0.6}),
        s.Balance("segment", {"healthcare": 0.25, "industry": 0.75}),
    )
    assert strategy.tolerances == s.Tolerances(0.02, 0.10, 0.30)
    assert strategy.thresholds == s.Thresholds(1.0, 0.8, 0.05, 4, 0.03)
    assert strategy.statistics == s.Statistics(5, 10, 0.10, 2000, 20260101)
    assert strategy.eligibility == s.Eligibility(("overlay", "renewals"), (0.0, 0.25, 0.5, 0.75, 1.0))


def test_motions_keep_their_order_and_every_form_of_target(workspace: s.Workspace) -> None:
    motions = workspace.strategies[0].current.motions
    assert [(m.id, m.cell_class) for m in motions] == [
        ("diversify", "strategic"),
        ("new_product", "strategic"),
        ("new_segment", "strategic"),
        ("new_logo", "strategic"),
        ("new_persona", "strategic"),
        ("core", "core"),
        ("off_plan", "off_plan"),
    ]
    assert [m.target for m in motions[2:]] == [
        s.Target("share_of_quota", share=0.10),
        s.Target("ceiling", share=0.10),
        s.Target("amount", amounts={"Q1": 40000, "Q2": 50000, "Q3": 50000, "Q4": 60000}, per="region"),
        s.Target("remainder"),
        s.Target("none"),
    ]
    assert motions[1].label == "New products"
    assert motions[0].label == "Diversify"
    assert motions[1].support == s.Support("npi", "npi_cert", "vp_product_sales")
    assert motions[-1].otherwise
    assert motions[-1].where == ()


def test_overrides_spell_quarters_the_way_the_calendar_does(workspace: s.Workspace) -> None:
    assert workspace.strategies[0].current.overrides == (
        s.Override(
            region="emea",
            first="FY26Q2",
            last="FY26Q4",
            targets={"new_segment": s.Target("share_of_quota", share=0.05)},
            absorb_into="new_product",
            reason="regulation",
            approved_by="evp",
            dated=date(2025, 4, 28),
        ),
    )


def test_every_file_has_a_digest(workspace: s.Workspace) -> None:
    assert sorted(workspace.digests) == [
        "params/packs/region.yaml",
        "params/regions/apac.yaml",
        "params/regions/emea.yaml",
        "params/sources/crm.yaml",
        "params/strategy/growth-fy26.v1.yaml",
        "params/strategy/growth-fy26.yaml",
        "params/workspace.yaml",
    ]
    assert all(len(digest) == 64 for digest in workspace.digests.values())


def test_the_shipped_workspace_loads() -> None:
    workspace = load_workspace(defaults_root(), env={})
    assert "emea" in [region.id for region in workspace.regions]
    assert {pack.scope for pack in workspace.packs} == {"region", "company"}


def test_packaged_packs_serve_a_workspace_without_its_own(make: Make) -> None:
    workspace = load_workspace(make({"params/packs/region.yaml": None}), env={})
    assert {pack.id for pack in workspace.packs} >= {"region", "company"}


def test_a_folder_without_params_is_not_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as caught:
        load_workspace(tmp_path, env={})
    assert str(caught.value) == (
        f"error[C10]: params/workspace.yaml: no params/workspace.yaml in the folder {tmp_path}\n"
        "  expected: a workspace: a folder with params/\n"
        "  fix: run from a workspace or give --workspace DIR"
    )


def test_a_workspace_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=f"the folder {tmp_path / 'nowhere'} does not exist"):
        load_workspace(tmp_path / "nowhere", env={})


def test_plan_for_finds_the_strategy_of_a_period(workspace: s.Workspace) -> None:
    calendar = build_calendar(workspace.calendar, first=date(2025, 2, 1), last=date(2026, 2, 1))
    assert plan_for(workspace, calendar.get("FY26Q1")) is workspace.strategies[0]
    assert plan_for(workspace, calendar.get("FY26Q4")) is workspace.strategies[0]
    with pytest.raises(UnknownName) as caught:
        plan_for(workspace, calendar.get("FY27Q1"))
    assert str(caught.value) == (
        "error[C101]: params/strategy: no strategy covers FY27Q1\n"
        "  expected: a strategy whose calendar holds FY27\n"
        "  fix: write params/strategy/<id>.yaml for FY27, or report another period"
        " (growth-fy26 covers FY26Q1 to FY26Q4)"
    )


@pytest.mark.parametrize(
    ("text", "hint"), [("emae", "emea"), ("EMEA", "emea"), ("Asia Pacific", "apac"), ("007", "emea")]
)
def test_an_unknown_region_names_the_nearest(workspace: s.Workspace, text: str, hint: str) -> None:
    assert find_region(workspace, "emea").key == "007"
    with pytest.raises(UnknownName) as caught:
        find_region(workspace, text)
    assert str(caught.value) == (
        f'error[C101]: unknown region "{text}"\n'
        "  expected: a declared region\n"
        f"  fix: did you mean {hint}? known: apac, emea"
    )


def test_files_come_from_the_workspace_first_then_from_the_package(workspace: s.Workspace) -> None:
    own = workspace.root / "params/packs/region.yaml"
    assert locate(workspace, "params/packs/region.yaml") == own
    assert locate(workspace, "params/packs/company.yaml") == defaults_root() / "params/packs/company.yaml"
    with pytest.raises(ParamsError, match=r"notebooks/absent\.ipynb"):
        locate(workspace, "notebooks/absent.ipynb")


def test_a_value_can_be_found_again_for_a_fault_that_needs_data(workspace: s.Workspace) -> None:
    file = workspace.strategies[0].current.file
    place = place_of(workspace, file, "strategy", "axes", "segment", "new", "list", 1)
    line = (workspace.root / file).read_text(encoding="utf-8").splitlines()[(place.line or 0) - 1]
    assert line[(place.column or 0) - 1 :].startswith("public_sector")
    assert str(place_of(workspace, "params/absent.yaml", "a")) == "params/absent.yaml"
