"""Makes the township rows: mapped health centres, then one assumed for each without one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from data.bundled.build.facilities.campuses import one_a_campus
from data.bundled.build.facilities.facility import Facility, mapped_facility
from data.bundled.build.facilities.osm import Finding, Kind
from data.bundled.build.places.counties import Counties
from data.bundled.build.records import TownshipRow
from data.schema import Status, Tier

# By policy a town and a township have a hospital, a subdistrict a community health centre.
_CENTRES: Final = {"镇": "卫生院", "乡": "卫生院", "街道": "社区卫生服务中心"}


@dataclass(frozen=True, slots=True)
class TownshipRows:
    """The township tier and what stays out of it.

    `unplaced` are townships with no usable position, `no_township` units of the code
    list that are none: economic zones, farms, prisons and the like.
    """

    facilities: Sequence[Facility]
    repeats: Sequence[Finding]
    unplaced: Sequence[Mapping[str, object]]
    no_township: int


def township_rows(
    findings: Iterable[Finding],
    townships: Sequence[TownshipRow],
    served: set[str],
    taken: set[int],
    counties: Counties,
) -> TownshipRows:
    """Return the township tier.

    Parameters
    ----------
    served
        Codes of townships whose facility stands in the table already.
    taken
        Features that stand in the table already.
    """
    ours = [f for f in findings if f.kind is Kind.TOWNSHIP and f.feature.osm_id not in taken]
    kept, repeats = one_a_campus(
        [(each, each.township.code if each.township else each.own_name) for each in ours]
    )
    facilities = [_mapped(each) for each in sorted(kept, key=lambda f: f.feature.osm_id)]
    known = served | {each.township.code for each in kept if each.township}
    unplaced: list[Mapping[str, object]] = []
    no_township = 0
    for row in townships:
        suffix = kind_suffix(row.township.name)
        if suffix is None:
            no_township += 1
        elif row.township.code not in known:
            facility = _assumed(row, suffix, counties)
            if facility is None:
                unplaced.append(row.fields())
            else:
                facilities.append(facility)
    return TownshipRows(facilities, repeats, unplaced, no_township)


def kind_suffix(name: str) -> str | None:
    """Return 镇, 乡 or 街道 as a township's name ends; None for any other unit."""
    return next((suffix for suffix in _CENTRES if name.endswith(suffix)), None)


def _assumed(row: TownshipRow, suffix: str, counties: Counties) -> Facility | None:
    """Return the facility a township has by policy; None where its place is not known.

    A position that lies outside the county by more than its own error is not one.
    """
    township, position = row.township, row.position
    if position is None:
        return None
    if counties.distance_m(township.adcode, position.lon, position.lat) > position.error_m:
        return None
    return Facility(
        id=f"township-{township.code}",
        name=f"{township.name}{_CENTRES[suffix]}",
        tier=Tier.TOWNSHIP,
        adcode=township.adcode,
        lon=position.lon,
        lat=position.lat,
        status=Status.ASSUMED,
        position_source=position.source,
        position_error_m=position.error_m,
        source=f"policy;township-{township.code}",
    )


def _mapped(finding: Finding) -> Facility:
    mapped = mapped_facility(finding.feature, Tier.TOWNSHIP)
    if finding.township is None:
        return mapped
    return replace(mapped, source=f"{mapped.source};township-{finding.township.code}")
