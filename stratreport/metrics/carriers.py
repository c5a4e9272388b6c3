"""Who carries a quota now: the people of rates that are counted per head."""

from __future__ import annotations

import pandas as pd

from stratreport.metrics.frames import Atoms


def current_carriers(atoms: Atoms) -> pd.DataFrame:
    """Return one row per base and rep with a quota in the reported quarter who has not left by its end.

    Columns out: base, region, rep_id, manager_id (the last of the quarter; may be missing). A rep who carries in two
    regions stands once in each. Edge cases: a quota that ramp reduces to 0 in the quarter makes no carrier.
    """
    rows = atoms.quotas
    now = rows[(rows["kind"] == "base") & (rows["period"] == atoms.window.current) & (rows["quota"] > 0)]
    now = now[~now["rep_id"].isin(atoms.gone)].drop_duplicates(["base", "rep_id"], keep="last")
    return now[["base", "region", "rep_id", "manager_id"]].reset_index(drop=True)
