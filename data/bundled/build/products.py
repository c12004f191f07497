"""Makes every bundled file, one after the other, and says what went into them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from data.bundled.build.catalogue import write_catalogue
from data.bundled.build.facilities.table import FacilityTable, build_facilities, facility_frame
from data.bundled.build.inputs import unpack_inputs
from data.bundled.build.people.demand import demand_raster
from data.bundled.build.people.population import read_units
from data.bundled.build.places.boundaries import boundary_layers, read_counties
from data.bundled.build.places.counties import Counties
from data.bundled.build.places.pinyin import Readings, load_reader
from data.bundled.build.records import read_townships, rows_of
from data.bundled.build.write import write_csv, write_demand, write_geopackage
from data.schema import Province, UnitColumn

TABLES: Final = Path(__file__).with_name("tables")
_COPIED: Final = (
    *("networks", "network_patterns", "network_supports"),
    *("published_indicators", "indicator_themes", "indicator_links", "norms", "sources"),
)


def build_all(out: Path, cache: Path) -> Iterator[str]:
    """Write every bundled file into `out`; yield a line for each thing worth knowing.

    Files are made aside and moved when all are whole, so that `out` never holds a half.
    """
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".build-") as aside:
        report = _write_all(Path(aside), cache)
        for path in sorted(Path(aside).iterdir()):
            path.replace(out / path.name)
    yield from report


def _write_all(out: Path, cache: Path) -> list[str]:
    """Write every file into the empty folder `out`; return the report's lines."""
    inputs = unpack_inputs(cache)
    readings = Readings(load_reader(inputs))
    units = read_units(TABLES / "county_population_2020.csv", readings)
    counties = read_counties(inputs)
    write_csv(out / "county_population.csv", list(UnitColumn), units.to_dict("records"))
    layers = boundary_layers(counties, units, readings)
    write_geopackage(out / "boundaries.gpkg", layers)
    rows = {f"boundaries_{name}": len(frame) for name, frame in layers.items()}
    rows["county_population"] = len(units)
    rasters = {}
    for province in Province:
        inside = (units["province"] == province).to_numpy()
        ours = units[inside].reset_index(drop=True)
        raster = demand_raster(counties[inside].reset_index(drop=True), ours, inputs, cache)
        write_demand(out / f"demand_{province}.tif", raster)
        rasters[province.value] = raster
        rows[f"demand_{province}"] = int((raster.adcode > 0).sum())
    table = build_facilities(TABLES, Counties(counties), units, rasters)
    write_geopackage(out / "facilities.gpkg", {"facilities": facility_frame(table.facilities)})
    rows |= _write_tables(out, table.unplaced)
    write_catalogue(out, rows, table.facilities)
    return list(_report(rows, table))


def _write_tables(out: Path, unplaced: Sequence[Mapping[str, object]]) -> dict[str, int]:
    """Write the plain tables; return their rows by layer."""
    write_csv(out / "unplaced_townships.csv", ["code", "name", "adcode", "province"], unplaced)
    counts = {"unplaced_townships": len(unplaced)}
    by_villages = TABLES / "townships_via_shared_villages.csv"
    seats = read_townships(TABLES / "townships_2023.csv", by_villages)
    townships = [row.fields() for row in seats]
    write_csv(out / "townships.csv", list(townships[0]), townships)
    counts["townships"] = len(townships)
    for name in _COPIED:
        rows = list(rows_of(TABLES / f"{name}.csv"))
        write_csv(out / f"{name}.csv", list(rows[0]), rows)
        counts[name] = len(rows)
    return counts


def _report(rows: Mapping[str, int], table: FacilityTable) -> Iterator[str]:
    """Yield the numbers of rows, of facilities by status, and of what stayed out."""
    yield from (f"{name}: {count} rows" for name, count in rows.items())
    counts = Counter((row.tier.value, row.status.value) for row in table.facilities)
    yield from (f"{tier} {status}: {count}" for (tier, status), count in counts.items())
    yield from (f"left out, {reason}: {count}" for reason, count in table.excluded.items())
