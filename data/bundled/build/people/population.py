"""Makes the table of counties: census figures beside names, pinyin and codes."""

import csv
from pathlib import Path

import pandas as pd

from data.bundled.build.places.pinyin import Readings
from data.schema import Province, UnitColumn

_WHOLE = ("adcode", "population", "urban", "rural", "households")
_SHARES = ("share_0_14", "share_65_plus")


def read_units(table: Path, readings: Readings) -> pd.DataFrame:
    """Return the counties (data.schema.UnitColumn), sorted by adcode.

    Shares stay as the census tabulation rounds them: four decimals of one.
    """
    with table.open(encoding="utf-8", newline="") as file:
        source = list(csv.DictReader(file))
    provinces = {p.label.zh: p.value for p in Province}
    rows = []
    for row in source:
        adcode = int(row["adcode"])
        whole = {name: int(row[name]) for name in _WHOLE}
        shares = {name: float(row[name]) for name in _SHARES}
        names = {
            "name": row["name"],
            "pinyin": readings.place(adcode, row["name"]),
            "province": provinces[row["province"]],
            "prefecture_adcode": adcode // 100 * 100,
            "prefecture": row["prefecture"],
            "method": row["method"],
        }
        rows.append({**whole, **shares, **names})
    units = pd.DataFrame(rows).sort_values("adcode", ignore_index=True)
    return units[[str(column) for column in UnitColumn]]


def people_65_plus(units: pd.DataFrame) -> "pd.Series[int]":
    """Return the people of 65 and more by county: the share of the population, rounded."""
    return (units["share_65_plus"] * units["population"]).round().astype("int64")
