"""Facilities and people from files of the user, and what is told of how they were read."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import DataError
from data.findings import Problem, Reason
from data.formats.raster import POPULATION, RasterPeople, read_people
from data.layer.loaded import Loaded
from data.project.project import Layer, LayerKind
from data.read.by_suffix import RASTER_SUFFIXES, kind_of
from data.read.reader import as_facilities, as_population
from data.reference.catalog import read_units
from data.reference.demand import Demand
from data.schema import Language, Province, Tier, UnitColumn
from geo.cli.console import ConsoleClosed, one_line, write_console
from geo.cli.parsing.sources import Source
from geo.intake.own_people import demand_of_points, living_inside
from geo.intake.words import read_note, reason_sentences
from geo.words.numbers import people
from geo.words.places import place_name
from geo.words.wording import say

USER_LAYER: Final = "user"
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OwnFacilities:
    """A list of facilities: its layer, the facilities, how they were read, and its columns."""

    layer: Layer
    frame: gpd.GeoDataFrame
    note: str
    attributes: pd.DataFrame


def own_facilities(
    source: Source, tier: Tier, language: Language, counties: gpd.GeoDataFrame | None = None
) -> OwnFacilities:
    """Return a file's points as facilities of one tier; what was mended is told on stderr.

    Parameters
    ----------
    counties
        Polygons that tell the county of a point without a code of its own, where it matters.

    Raises
    ------
    DataError
        If the file cannot be used: `cli_raster_facilities` for a raster of people.
    """
    loaded = source.read()
    if is_raster(loaded):
        raise DataError("cli_raster_facilities", file=source.name)
    frame = as_facilities(loaded, tier, counties)
    _tell_problems(source, loaded.problems, language)
    path = Path(source.name) if isinstance(source.path, str) else source.path
    layer = Layer(USER_LAYER, LayerKind.FACILITIES, tier.colour, path.stem, path, tier)
    attributes = loaded.records.attributes()
    return OwnFacilities(layer, frame, read_note(source.name, loaded, language), attributes)


def own_people(source: Source, province: Province | None, language: Language) -> tuple[Demand, str]:
    """Return a file's people as demand, and how they were read.

    Points are used whole for all four provinces; for one, those in none of its counties
    are left out and their number told on stderr. Of a raster the cells in the province
    are taken, each in the county its centre lies in.

    Raises
    ------
    DataError
        If the file cannot be used.
    """
    path = source.path
    if isinstance(path, Path) and path.is_file() and kind_of(path) in RASTER_SUFFIXES:
        raster = _read_raster(path, province, source.crs)
        _tell_problems(source, raster.problems, language)
        cells = (raster.lon, raster.lat, raster.population, raster.adcode)
        reasons = [raster.crs_why]
        return _raster_demand(source, cells, reasons, province, language)
    loaded = source.read()
    if is_raster(loaded):
        _tell_problems(source, loaded.problems, language)
        records = loaded.records
        cells = (
            *records.lon_lat(),
            np.asarray(records[POPULATION], dtype=np.float64),
            np.asarray(records[UnitColumn.ADCODE.value], dtype=np.int64),
        )
        return _raster_demand(source, cells, [loaded.crs_why], province, language)
    lon, lat, population = as_population(loaded)
    _tell_problems(source, loaded.problems, language)
    demand = demand_of_points(lon, lat, population, province)
    if province is not None:
        demand, left_out = living_inside(demand, source.name)
        if left_out:
            place = place_name(province, language)
            _tell(say("cli_left_out", language, people=people(left_out), place=place))
    return demand, read_note(source.name, loaded, language)


def is_raster(loaded: Loaded) -> bool:
    """Return whether a layer's points are the cells of a raster."""
    return PurePosixPath(loaded.parts[0]).suffix.lower() in RASTER_SUFFIXES


def _read_raster(path: Path, province: Province | None, crs: str | None) -> RasterPeople:
    try:
        return read_people(path, province, crs=crs)
    except OSError as error:
        found = error.strerror or str(error)
        raise DataError("file_not_opened", file=path.name, found=found) from error


def _raster_demand(
    source: Source,
    cells: tuple[Floats, Floats, Floats, npt.NDArray[np.int64]],
    reasons: list[Reason],
    province: Province | None,
    language: Language,
) -> tuple[Demand, str]:
    """Return the cells in the province's counties as demand, and what is told of them."""
    lon, lat, population, adcode = cells
    units = read_units(province)
    unit = pd.Index(units[UnitColumn.ADCODE]).get_indexer(adcode).astype(np.int32)
    inside = unit >= 0
    if not inside.any():
        raise DataError("raster_elsewhere", file=source.name)
    demand = Demand(lon[inside], lat[inside], population[inside], unit[inside], units, grid=None)
    note = say(
        "cli_note_own_raster",
        language,
        file=source.name,
        people=people(float(demand.population.sum())),
        place=place_name(province, language),
        why=reason_sentences(reasons, language),
    )
    return demand, note


def _tell_problems(source: Source, problems: tuple[Problem, ...], language: Language) -> None:
    """Say what was mended in a file that can be used; one that cannot has its own sentence."""
    for problem in problems:
        _tell(f"{source.name}: {say(problem.code, language, **problem.facts)}")


def _tell(sentence: str) -> None:
    """Say something on stderr; a result does not fail because nobody hears it."""
    with suppress(ConsoleClosed, DataError):
        write_console(one_line(sentence) + "\n", sys.stderr)
