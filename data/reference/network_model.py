"""County medical networks: who leads, who belongs, who supports, and how they are linked.

A network (县域医共体) joins one or more lead hospitals of a county with its township
hospitals and village clinics; hospitals of the regional tier support it. What is known of
one is in part published and in part assumed, and each part and link says which.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from data.facility_key import FacilityKey
from data.schema import Status, Tier, Title

USER_SOURCE: Final = "user"
IN_NO_NETWORK: Final = ""


class LinkKind(StrEnum):
    """What joins two facilities of a network; the lower one is served by the upper one."""

    MANAGEMENT = "management"
    REFERRAL_UP = "referral-up"
    REFERRAL_DOWN = "referral-down"
    TELEMEDICINE = "telemedicine"
    RECOGNITION = "recognition"
    TWINNING = "twinning"
    TRUSTEESHIP = "trusteeship"
    ALLIANCE = "alliance"
    SPECIALTY = "specialty"

    @property
    def label(self) -> Title:
        """The kind in a few words."""
        return _KIND_TITLES[self]

    @property
    def is_support(self) -> bool:
        """Whether it joins a supporter from outside the network to a facility in it."""
        return self in _SUPPORT


_KIND_TITLES: Final = {
    LinkKind.MANAGEMENT: Title("统一管理", "Management"),
    LinkKind.REFERRAL_UP: Title("向上转诊", "Referral up"),
    LinkKind.REFERRAL_DOWN: Title("向下转诊", "Referral down"),
    LinkKind.TELEMEDICINE: Title("远程医疗", "Telemedicine"),
    LinkKind.RECOGNITION: Title("检查检验结果互认", "Recognised examinations"),
    LinkKind.TWINNING: Title("县乡对口帮扶", "Twinning"),
    LinkKind.TRUSTEESHIP: Title("托管", "Trusteeship"),
    LinkKind.ALLIANCE: Title("协作", "Alliance"),
    LinkKind.SPECIALTY: Title("专科联盟", "Specialty alliance"),
}
_SUPPORT: Final = frozenset({LinkKind.TRUSTEESHIP, LinkKind.ALLIANCE, LinkKind.SPECIALTY})


class Role(StrEnum):
    """What a facility is in a network."""

    LEAD = "lead"
    MEMBER = "member"
    SUPPORTER = "supporter"

    @property
    def label(self) -> Title:
        """The role in a few words."""
        return _ROLE_TITLES[self]


_ROLE_TITLES: Final = {
    Role.LEAD: Title("牵头医院", "Lead hospital"),
    Role.MEMBER: Title("成员单位", "Member"),
    Role.SUPPORTER: Title("支援医院", "Supporter"),
}


class LeadRule(StrEnum):
    """How the lead hospitals of a published network are found."""

    NAMED = "named"
    ONE_PER_COUNTY = "one-per-county"
    EACH_GENERAL = "each-general"


@dataclass(frozen=True, slots=True)
class PublishedNetwork:
    """What a report says of one network, or of all those of a prefecture or province.

    Attributes
    ----------
    name, pattern
        As published, such as `1+8+N`; the pattern is empty where none is.
    adcode
        County, prefecture or province the network or networks are in.
    leads
        Names of the lead hospitals; empty where the report names none.
    townships, villages
        Members published at each of the two tiers, None where no number is. The former
        count sub-centres too, which are township hospitals raised.
    county_networks, urban_networks
        How many networks of each kind the record stands for.
    county_hospitals
        County hospitals they take in, None where no number is published.
    lead_rule
        How leads that are not named are assumed.
    kinds
        Links that the report says its members have; those to supporters come by name.
    twins
        Names of the hospitals that the township hospitals are twinned with; which with which
        is not told.
    source_id
        The report, in sources.csv.
    """

    name: str
    adcode: int
    pattern: str
    leads: tuple[str, ...]
    townships: int | None
    villages: int | None
    county_networks: int
    urban_networks: int
    county_hospitals: int | None
    lead_rule: LeadRule
    kinds: tuple[LinkKind, ...]
    source_id: str
    twins: tuple[str, ...] = ()

    @property
    def networks(self) -> int:
        """How many networks the record stands for."""
        return self.county_networks + self.urban_networks


@dataclass(frozen=True, slots=True)
class Support:
    """A published tie between a hospital of the regional tier and one that it supports.

    Attributes
    ----------
    facility, adcode
        Name and county of the one supported; no name for the township level of the county.
    supporter, supporter_adcode
        Name and county of the one that supports it.
    outside
        The city of a supporter in a province that is not bundled; None for the others.
    """

    facility: str
    adcode: int
    supporter: str
    supporter_adcode: int
    kind: LinkKind
    source_id: str
    outside: Title | None = None

    @property
    def is_of_townships(self) -> bool:
        """Whether it is the township level of a county that is supported."""
        return not self.facility


@dataclass(frozen=True, slots=True)
class Part:
    """A facility as a part of a network.

    Attributes
    ----------
    tier, adcode, lon, lat, status
        Of the facility: degrees (EPSG:4326), and how its existence is known.
    membership
        How it is known to belong: `reported`, `user` or `assumed`.
    parent
        Who stands over it; None for a lead and for a supporter.
    source
        Of the membership: an id of sources.csv, a file of the user, `user`, or empty.
    """

    facility: FacilityKey
    name: str
    tier: Tier
    adcode: int
    lon: float
    lat: float
    status: Status
    role: Role
    membership: Status
    parent: FacilityKey | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One tie between two facilities, the lower one served by the upper one.

    Attributes
    ----------
    status
        How it is known: `reported`, `user` or `assumed`.
    source
        As in `Part`.
    """

    lower: FacilityKey
    upper: FacilityKey
    kind: LinkKind
    status: Status
    source: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """One county medical network.

    Attributes
    ----------
    id
        Its county's code and a number, or `user-` and a number.
    adcode
        County it is in.
    status
        How it is known to exist: `reported`, `user` or `assumed`.
    parts
        Leads, then members by tier from above, then supporters.
    links
        Between parts; a supporter from outside is a part, too.
    published
        What a report says of it, or of all the networks around it; None without one.
    missing_leads
        Names of published leads that no facility at hand bears.
    """

    id: str
    name: Title
    adcode: int
    status: Status
    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    published: PublishedNetwork | None = None
    missing_leads: tuple[str, ...] = ()

    @property
    def leads(self) -> tuple[Part, ...]:
        """The lead hospitals."""
        return tuple(part for part in self.parts if part.role is Role.LEAD)

    @property
    def members(self) -> tuple[Part, ...]:
        """Who belongs, without leads and supporters."""
        return tuple(part for part in self.parts if part.role is Role.MEMBER)

    @property
    def supporters(self) -> tuple[Part, ...]:
        """Hospitals from outside that support it."""
        return tuple(part for part in self.parts if part.role is Role.SUPPORTER)

    def members_of(self, *tiers: Tier) -> tuple[Part, ...]:
        """Return the members of some tiers."""
        return tuple(part for part in self.members if part.tier in tiers)

    def part_of(self, facility: FacilityKey) -> Part | None:
        """Return a facility's part in the network; None when it has none."""
        return next((part for part in self.parts if part.facility == facility), None)


class NetworkEditKind(StrEnum):
    """What a planner says of a network."""

    CREATE = "create"
    LEAD = "lead"
    ASSIGN = "assign"
    LINK = "link"
    UNLINK = "unlink"


@dataclass(frozen=True, slots=True)
class NetworkEdit:
    """One thing a planner says of networks.

    Attributes
    ----------
    kind
        `create` a network led by `facility`; have it `lead` one more; `assign` it to a
        network, or to none; `link` it to `upper`, or take that link away.
    network
        Id of the network; `IN_NO_NETWORK` to assign to none, and for links.
    facility
        The facility: the lower one of a link.
    upper, link
        Upper end and kind of a link.
    name, adcode
        Name and county of a network that is created.
    source
        `user`, or the file that says so.
    """

    kind: NetworkEditKind
    facility: FacilityKey
    network: str = IN_NO_NETWORK
    upper: FacilityKey | None = None
    link: LinkKind | None = None
    name: str = ""
    adcode: int = 0
    source: str = USER_SOURCE
