"""Makes one row of the several features that one hospital's grounds may have."""

from collections.abc import Sequence
from typing import Final

from data.bundled.build.facilities.osm import Finding
from data.bundled.build.places.counties import distance_m

# Features of one name closer than this are one campus; a second campus lies farther off.
SAME_CAMPUS_M: Final = 1_000.0
# Features of one kind closer than this are one, whatever their names.
SAME_GROUNDS_M: Final = 150.0


def one_a_campus(
    findings: Sequence[tuple[Finding, str]],
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings to keep, and those that repeat a kept one.

    Parameters
    ----------
    findings
        Each with the name to compare by, without place and campus.

    Notes
    -----
    A hospital feature is kept before a building, and the plainest name before others.
    """
    order = sorted(findings, key=lambda each: _worth(each[0]))
    kept: list[tuple[Finding, str]] = []
    repeats = []
    for finding, name in order:
        if any(_same(finding, name, other, its_name) for other, its_name in kept):
            repeats.append(finding)
        else:
            kept.append((finding, name))
    return [finding for finding, _ in kept], repeats


def _worth(finding: Finding) -> tuple[bool, int, int]:
    feature = finding.feature
    return (feature.fclass == "building", len(feature.name), feature.osm_id)


def _same(finding: Finding, name: str, other: Finding, its_name: str) -> bool:
    if (finding.kind, finding.feature.adcode) != (other.kind, other.feature.adcode):
        return False
    here, there = finding.feature, other.feature
    apart_m = distance_m(here.lon, here.lat, there.lon, there.lat)
    return apart_m < (SAME_CAMPUS_M if name == its_name else SAME_GROUNDS_M)
