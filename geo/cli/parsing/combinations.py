"""Which options of the command line go together.

An option that another would leave without effect is refused, not passed over.
"""

from collections.abc import Mapping
from typing import Final

from data.errors import DataError
from data.schema import ANY_TIER, Method, Tier
from geo.cli.parsing.edits import EDIT_OPTIONS

# What stands by itself on a command line, without an option before it.
FILE: Final = "FILE"
HIGHEST: Final = next(iter(Tier))

_APART: Final = (
    # A project has lists and what-ifs of its own.
    *(("--project", other) for other in ("--facilities", "--population", *EDIT_OPTIONS)),
    ("--curve", "--gaps"),
    ("--curve", "--interval"),
    ("--curve", "--share"),
    ("--gaps", "--interval"),
    ("--gaps", "--share"),
    # A row is a gap, whatever the units are.
    ("--gaps", "--by"),
    # A list of the user is taken as one tier, in place of everything bundled.
    ("--or-higher", "--facilities"),
    # One place at a time.
    ("--county", "--province"),
    ("--county", "--point"),
    ("--county", "--facility"),
    ("--point", "--facility"),
    # The outermost zone is the catchment.
    ("--zones", "--radius-km"),
    ("--speed-kmh", "--radius-km"),
    # Before and after are compared by what is counted, not by what is drawn by lot.
    *((option, other) for option in EDIT_OPTIONS for other in ("--interval", "--share")),
)
_NEEDED: Final = {
    "--facilities-layer": "--facilities",
    "--population-layer": "--population",
    "--facilities-crs": "--facilities",
    "--population-crs": "--population",
    "--speed-kmh": "--norm",
}
_FILES: Final = ("--facilities", "--population", FILE)
_ALL_TIERS_SHOWN: Final = ("indicators", "networks", "referral")
_ONE_RADIUS: Final = ("--curve", "--gaps", "--interval", "--facilities")
_ALL_TIERS: Final = ("--radius-km", "--facilities")


def refuse_combinations(
    given: Mapping[str, str], tier: Tier | None, at_least: int, method: Method
) -> None:
    """Refuse options that do not go together.

    Parameters
    ----------
    given
        The options given with their values.
    tier, at_least, method
        The tier asked for, None for any; how many facilities have to be near; the method
        of access.

    Raises
    ------
    DataError
        Naming the options.
    """
    for option, other in _APART:
        if option in given and other in given:
            raise _apart(option, other)
    for option, needed in _NEEDED.items():
        if option in given and needed not in given:
            raise DataError("cli_goes_with", option=option, other=needed)
    _require_one_file(given)
    if "--zones" in given and method is not Method.ENHANCED:
        raise DataError("cli_zones_method", method=Method.ENHANCED.value)
    if method is Method.HIERARCHICAL:
        _require_all_tiers(given, tier)
    if tier is None and "--add" in given:
        raise DataError("what_if_add_tier")
    if "--or-higher" in given:
        _require_higher(tier)
    if tier is None and "--radius-km" not in given and method is Method.TWO_STEP:
        _refuse_own_radii(given, at_least)


def _require_higher(tier: Tier | None) -> None:
    """Refuse `--or-higher` where there is no one tier, or none above it."""
    if tier is None:
        raise _apart("--or-higher", "--tier any")
    if tier is HIGHEST:
        raise DataError("cli_no_higher_tier", tier=tier)


def _require_one_file(given: Mapping[str, str]) -> None:
    """Refuse `--crs` where it would not say of which file, or there is none."""
    if "--crs" not in given:
        return
    files = [option for option in _FILES if option in given]
    if not files:
        raise DataError("cli_goes_with", option="--crs", other="--population")
    if len(files) > 1:
        raise DataError("cli_crs_of_which")
    if f"{files[0]}-crs" in given:
        raise _apart("--crs", f"{files[0]}-crs")


def refuse_idle_tier(command: str, given: Mapping[str, str]) -> None:
    """Refuse a tier where it says nothing but whose place a list of the user takes.

    Raises
    ------
    DataError
        Where there is no such list, or it would take the place of every tier.
    """
    if command not in _ALL_TIERS_SHOWN or "--tier" not in given:
        return
    if "--facilities" not in given:
        raise DataError("cli_goes_with", option="--tier", other="--facilities")
    if given["--tier"] == ANY_TIER:
        raise _apart(f"--tier {ANY_TIER}", "--facilities")


def _require_all_tiers(given: Mapping[str, str], tier: Tier | None) -> None:
    hierarchical = f"--method {Method.HIERARCHICAL}"
    if tier is not None:
        raise _apart(f"--tier {tier}", hierarchical)
    for option in _ALL_TIERS:
        if option in given:
            raise _apart(option, hierarchical)


def _refuse_own_radii(given: Mapping[str, str], at_least: int) -> None:
    """Refuse what has no answer where each tier has a radius of its own."""
    asked = [option for option in _ONE_RADIUS if option in given]
    asked += ["--at-least"] if at_least > 1 else []
    if asked:
        raise DataError("cli_one_radius", option=asked[0])


def _apart(option: str, other: str) -> DataError:
    return DataError("cli_not_together", option=option, other=other)
