"""The outlines of gaps as the map page takes them."""

from collections.abc import Iterable

from geo.coverage.cell_outline import rings_of
from geo.coverage.gaps import Gaps, gap_polygons
from geo.page.layers import script_json
from geo.progress import Progress, silent


def gap_outlines(gaps: Gaps, rows: Iterable[int], progress: Progress = silent) -> list[str]:
    """Return the outline of each of some gaps, as JSON.

    Parameters
    ----------
    rows
        Rows of `gaps.table`.
    progress
        Told how many are done, as a fraction.

    Returns
    -------
    list of str
        For each gap a list of rings, outer and inner alike, each lon, lat, lon, lat and so
        on in degrees (EPSG:4326). To be filled even-odd.
    """
    wanted, outlines = list(rows), []
    for number, row in enumerate(wanted, start=1):
        polygon = gap_polygons(gaps, [row]).geometry.iloc[0]
        outlines.append(script_json(rings_of(polygon)))
        progress(number / len(wanted))
    return outlines


def joined(outlines: Iterable[str]) -> str:
    """Return outlines as one list, as the page's `show_gaps` takes it."""
    return f"[{','.join(outlines)}]"
