"""What a referral chain is: where it starts, and its steps from tier to tier."""

from dataclasses import dataclass

from data.facility_key import FacilityKey
from data.schema import Status, Tier


@dataclass(frozen=True, slots=True)
class Start:
    """Where a chain starts: a place where somebody lives, or a facility.

    Attributes
    ----------
    lon, lat
        Degrees (EPSG:4326).
    adcode
        County it lies in; 0 for none.
    facility, name, tier
        The facility that it starts at; None and empty for a place, which is below every tier.
    """

    lon: float
    lat: float
    adcode: int
    facility: FacilityKey | None = None
    name: str = ""
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain, up to a facility of a higher tier.

    Attributes
    ----------
    lon, lat, adcode, status
        Of the facility: degrees (EPSG:4326), its county, and how its existence is known.
    distance_m, cumulative_m
        Geodesic distance of the step, and of the chain up to its end.
    leaves_county
        Whether the facility is the first one of the chain outside the county of the start;
        False throughout for a start in no county.
    skipped
        Tiers passed over by this step.
    link_status
        How the tie that the step follows is known; None where it follows distance alone.
    """

    facility: FacilityKey
    name: str
    tier: Tier
    lon: float
    lat: float
    adcode: int
    status: Status
    distance_m: float
    cumulative_m: float
    leaves_county: bool
    skipped: tuple[Tier, ...] = ()
    link_status: Status | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """A referral chain, from the bottom up.

    Attributes
    ----------
    skipped
        Tiers above the last step, of which no facility is at hand.
    """

    start: Start
    steps: tuple[Step, ...]
    skipped: tuple[Tier, ...] = ()

    @property
    def distance_m(self) -> float:
        """Length of the chain in metres."""
        return self.steps[-1].cumulative_m if self.steps else 0.0
