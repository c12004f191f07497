"""The commands of the command line, their options, and the forms of their results."""

from enum import StrEnum
from typing import Final

from geo.cli.parsing.edits import EDIT_OPTIONS

HELP: Final = frozenset({"-h", "--help"})


class Command(StrEnum):
    """What the program does without a window."""

    LAYERS = "layers"
    FACILITIES = "facilities"
    COVERAGE = "coverage"
    ACCESS = "access"
    EQUITY = "equity"
    NORMS = "norms"
    MAP = "map"
    INDICATORS = "indicators"
    NETWORKS = "networks"
    REFERRAL = "referral"
    INSPECT = "inspect"
    CHECK = "check"


class Form(StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    GPKG = "gpkg"
    GEOJSON = "geojson"


class View(StrEnum):
    """What of a coverage is shown."""

    UNITS = "units"
    CURVE = "curve"
    GAPS = "gaps"


_WHAT: Final = (
    *("--province", "--tier", "--radius-km", "--all-hospitals"),
    *("--facilities", "--facilities-layer", "--facilities-crs"),
    *("--population", "--population-layer", "--population-crs", "--crs"),
)
_ACCESS: Final = ("--project", "--method", "--supply", "--zones", *_WHAT)
_OWN_LIST: Final = ("--tier", "--facilities", "--facilities-layer")
_TEXTS: Final = ("--json", "--csv", "--output")
OPTIONS: Final = {
    Command.LAYERS: ("--json", "--output"),
    Command.FACILITIES: ("--project", "--province", "--tier", *_TEXTS),
    Command.COVERAGE: (
        "--project",
        *_WHAT,
        *("--by", "--or-higher", "--at-least", "--curve", "--gaps", "--interval", "--share"),
        *EDIT_OPTIONS,
        *_TEXTS,
    ),
    Command.ACCESS: (*_ACCESS, "--group", "--by", *_TEXTS),
    Command.EQUITY: (*_ACCESS, *_TEXTS),
    Command.NORMS: ("--project", "--norm", "--speed-kmh", *_WHAT, "--by", *_TEXTS),
    Command.MAP: ("--project", *_WHAT, *EDIT_OPTIONS, "--size", "--output"),
    Command.INDICATORS: ("--project", "--place", *_OWN_LIST, *_TEXTS),
    Command.NETWORKS: (
        *("--project", "--province", "--county", "--all-hospitals"),
        *(*_OWN_LIST, "--table", *_TEXTS),
    ),
    Command.REFERRAL: (
        *("--project", "--county", "--point", "--facility", "--all-hospitals"),
        *(*_OWN_LIST, "--table", *_TEXTS),
    ),
    Command.INSPECT: ("--layer", "--encoding", "--crs", "--datum", "--json", "--output"),
    Command.CHECK: ("--json", "--output"),
}
FLAGS: Final = frozenset(
    {"--json", "--csv", "--or-higher", "--all-hospitals", "--curve", "--gaps", "--interval"}
)
SHORT: Final = {"--output": "-o"}
ENDINGS: Final = {
    ".gpkg": Form.GPKG,
    ".geojson": Form.GEOJSON,
    ".csv": Form.CSV,
    ".json": Form.JSON,
}
