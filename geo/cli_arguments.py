"""What the command line asks for: argv -> Request.

argparse takes the line apart; the values are judged here, so that every mistake is one
sentence in the reader's language.
"""

import argparse
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from data.catalog import Level
from data.errors import DataError
from data.schema import ANY_TIER, MAX_RADIUS_M, Province, Tier

ALL: Final = "all"
DEFAULT_PROVINCE: Final = Province.SICHUAN
DEFAULT_TIER: Final = Tier.TOWNSHIP
DEFAULT_SIZE: Final = (1600, 1000)
MIN_SIDE: Final = 200
MAX_SIDE: Final = 8000
METRES_PER_KM: Final = 1000.0
HELP: Final = frozenset({"-h", "--help"})


class Command(StrEnum):
    """What the program does without a window."""

    LAYERS = "layers"
    FACILITIES = "facilities"
    COVERAGE = "coverage"
    MAP = "map"
    CHECK = "check"


class Form(StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    GPKG = "gpkg"
    GEOJSON = "geojson"


@dataclass(frozen=True, slots=True)
class Request:
    """A command line, understood.

    Attributes
    ----------
    province, tier
        None for all four provinces, None for any tier.
    output
        Where the result goes; None for the standard output.
    facilities, population
        Files of the user in place of what is bundled.
    size
        Width and height of the picture in pixels.
    """

    command: Command
    province: Province | None
    tier: Tier | None
    radius_m: float
    level: Level
    form: Form
    output: Path | None
    facilities: Path | None
    population: Path | None
    size: tuple[int, int]


_WHAT: Final = ("--province", "--tier", "--radius-km", "--facilities", "--population")
OPTIONS: Final = {
    Command.LAYERS: ("--json", "--output"),
    Command.FACILITIES: ("--province", "--tier", "--json", "--csv", "--output"),
    Command.COVERAGE: (*_WHAT, "--by", "--json", "--csv", "--output"),
    Command.MAP: (*_WHAT, "--size", "--output"),
    Command.CHECK: ("--json", "--output"),
}
FLAGS: Final = frozenset({"--json", "--csv"})
SHORT: Final = {"--output": "-o"}
ENDINGS: Final = {
    ".gpkg": Form.GPKG,
    ".geojson": Form.GEOJSON,
    ".csv": Form.CSV,
    ".json": Form.JSON,
}


def command_of(argv: Sequence[str]) -> Command:
    """Return the command that `argv` begins with."""
    try:
        return Command(argv[0])
    except ValueError:
        raise DataError("cli_unknown_command", found=argv[0], known=_known(Command)) from None


def parse(argv: Sequence[str]) -> Request:
    """Return what `argv` asks for.

    Raises
    ------
    DataError
        If a command, an option or a value is not one of those there are.
    """
    command = command_of(argv)
    given = _given(command, argv[1:])
    # A table of facilities needs no tier: nothing in it is measured.
    no_tier = None if command is Command.FACILITIES else DEFAULT_TIER
    tier = _tier(given["--tier"]) if "--tier" in given else no_tier
    form = _form(given)
    output = given.get("--output")
    path = _path("--output", output)
    if command is Command.MAP:
        _require_png(output)
    if command is Command.FACILITIES and path is not None:
        form = _form_of_ending(path, form)
    return Request(
        command=command,
        province=_province(given.get("--province")),
        tier=tier,
        radius_m=_radius_m(given.get("--radius-km"), tier, command),
        level=_level(given.get("--by")),
        form=form,
        output=path,
        facilities=_path("--facilities", given.get("--facilities")),
        population=_path("--population", given.get("--population")),
        size=_size(given.get("--size")),
    )


def _given(command: Command, argv: Sequence[str]) -> dict[str, str]:
    """Return the options given with their values; a flag's value is its own name."""
    try:
        found, unknown = _parser(command).parse_known_args(argv)
    except argparse.ArgumentError as error:
        raise _misused(str(error.argument_name).partition("/")[0]) from None
    if unknown:
        raise DataError(
            "cli_unknown_option", command=command, found=unknown[0], known=_listed(command)
        )
    given = {name: set(values) for name, values in vars(found).items() if values}
    for option, values in given.items():
        if len(values) > 1:
            # Of two files or provinces one would go unused without a word.
            raise DataError("cli_option_twice", option=SHORT.get(option, option))
    return {option: values.pop() for option, values in given.items()}


def _parser(command: Command) -> argparse.ArgumentParser:
    """Return a parser that keeps every value of every option of `command`."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    for option in OPTIONS[command]:
        names = [option, SHORT[option]] if option in SHORT else [option]
        if option in FLAGS:
            parser.add_argument(*names, dest=option, action="append_const", const=option)
        else:
            parser.add_argument(*names, dest=option, action="append")
    return parser


def _misused(option: str) -> DataError:
    """Return what is the matter with an option that argparse refuses."""
    if option in FLAGS:
        return DataError("cli_flag_with_value", option=option)
    return DataError("cli_value_missing", option=SHORT.get(option, option), long=option)


def _listed(command: Command) -> str:
    return ", ".join(SHORT.get(option, option) for option in OPTIONS[command])


def _known(values: type[StrEnum], *more: str) -> str:
    return ", ".join([*(value.value for value in values), *more])


def _province(text: str | None) -> Province | None:
    if text is None:
        return DEFAULT_PROVINCE
    if text == ALL:
        return None
    try:
        return Province(text)
    except ValueError:
        known = _known(Province, ALL)
        raise DataError("cli_unknown_province", found=text, known=known) from None


def _tier(text: str) -> Tier | None:
    if text == ANY_TIER:
        return None
    try:
        return Tier(text)
    except ValueError:
        raise DataError("cli_unknown_tier", found=text, known=_known(Tier, ANY_TIER)) from None


def _level(text: str | None) -> Level:
    try:
        return Level.COUNTY if text is None else Level(text)
    except ValueError:
        raise DataError("cli_unknown_level", found=text, known=_known(Level)) from None


def _radius_m(text: str | None, tier: Tier | None, command: Command) -> float:
    if text is None:
        if tier is None and "--radius-km" in OPTIONS[command]:
            # The tiers' own radii differ: which one is meant has to be said.
            raise DataError("cli_radius_needed")
        return (tier or DEFAULT_TIER).default_radius_m
    radius_m = _number(text) * METRES_PER_KM
    if not 0 < radius_m <= MAX_RADIUS_M:
        raise DataError("cli_bad_radius", found=text, largest=f"{MAX_RADIUS_M / METRES_PER_KM:g}")
    return radius_m


def _number(text: str) -> float:
    """Return a number as people write one, full-width digits included; NaN for another text."""
    try:
        # Python would also read the 1_000 of its own programs.
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan


def _form(given: dict[str, str]) -> Form:
    if "--json" in given and "--csv" in given:
        raise DataError("cli_two_forms")
    if "--json" in given:
        return Form.JSON
    return Form.CSV if "--csv" in given else Form.TABLE


def _form_of_ending(path: Path, asked: Form) -> Form:
    """Return how a file is written by its name, which a --json or --csv must not contradict."""
    form = ENDINGS.get(path.suffix.lower())
    if form is None:
        raise DataError("cli_output_ending", file=path, known=", ".join(ENDINGS))
    if asked not in (Form.TABLE, form):
        raise DataError("cli_output_other_form", file=path, option=f"--{asked}", ending=f".{asked}")
    return form


def _path(option: str, text: str | None) -> Path | None:
    if text is None:
        return None
    if not text.strip() or "\0" in text:
        raise _misused(option)
    return Path(text)


def _require_png(output: str | None) -> None:
    if output is None:
        raise DataError("cli_output_needed")
    if not output.lower().endswith(".png"):
        raise DataError("cli_output_not_png", file=output)


def _size(text: str | None) -> tuple[int, int]:
    if text is None:
        return DEFAULT_SIZE
    found = re.fullmatch(r"([0-9]{1,5})[xX×]([0-9]{1,5})", text)
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in sides):
        raise DataError("cli_bad_size", found=text, smallest=MIN_SIDE, largest=MAX_SIDE)
    return sides
