"""What the command line asks for: argv -> Request.

argparse takes the line apart; `values` judges the values and `combinations` which options go
together, so that every mistake is one sentence in the reader's language.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.lists import Several, several
from data.project.project import AccessChoice, Criterion, Project
from data.reference.catalog import Level
from data.schema import Method, PeopleGroup, Province, Scope, SupplyKind, Tier
from data.text.connection import sayable
from geo.cli.parsing.combinations import FILE, refuse_combinations, refuse_idle_tier
from geo.cli.parsing.edits import EDIT_OPTIONS, AskedEdit, asked_edits
from geo.cli.parsing.options import ENDINGS, FLAGS, OPTIONS, SHORT, Command, Form, View
from geo.cli.parsing.own_project import (
    MEASURED,
    PROJECT,
    choices_of,
    project_at,
    project_radius_m,
    with_choices,
    with_one_radius,
)
from geo.cli.parsing.places import AskedPlace, asked_place
from geo.cli.parsing.sources import Source, source_of
from geo.cli.parsing.values import (
    at_least_of,
    group_of,
    known,
    level_of,
    method_of,
    path_of,
    province_of,
    radius_m_of,
    share_of,
    size_of,
    speed_kmh_of,
    supply_of,
    tier_of,
    zones_of,
)

DEFAULT_PROVINCE: Final = Province.SICHUAN
DEFAULT_TIER: Final = Tier.TOWNSHIP
DEFAULT_SIZE: Final = (1600, 1000)


@dataclass(frozen=True, slots=True)
class Request:
    """A command line, understood.

    Attributes
    ----------
    province, tier
        None for all four provinces, None for any tier.
    or_higher, at_least
        Whether the tiers above count too, and how many facilities have to be near.
    all_hospitals
        Whether hospitals for some patients alone count, too.
    radius_m
        In metres; None for each tier within its own.
    radius_assumed
        Whether it is not one that was given.
    level, level_assumed
        What a row of the result is.
    view, interval, share
        What of a coverage is shown, whether with an interval, and the share from 0 to 1
        whose radius is asked for, None for none.
    access, group
        How access is measured, and whose it is.
    edits
        What is supposed of the facilities.
    norm, speed_kmh
        The norm that is judged by, and the speed that makes a radius of its minutes, None
        for none.
    place
        Where networks or referrals are asked for.
    output
        Where the result goes; None for the standard output.
    facilities, population
        Files of the user in place of what is bundled.
    table
        A table of networks of the user.
    inspected
        The file of the user that is looked into.
    published_place
        Code or name of the place whose published figures are asked for; None for all.
    size
        Width and height of the picture in pixels.
    project
        The project whose files and what-ifs count, with the choices of this line in it.
    """

    command: Command
    province: Province | None
    tier: Tier | None
    or_higher: bool
    at_least: int
    all_hospitals: bool
    radius_m: float | None
    radius_assumed: bool
    level: Level
    level_assumed: bool
    view: View
    interval: bool
    share: float | None
    access: AccessChoice
    group: PeopleGroup
    edits: tuple[AskedEdit, ...]
    norm: str | None
    speed_kmh: float | None
    place: AskedPlace
    form: Form
    output: Path | None
    facilities: Source | None
    population: Source | None
    table: Path | None
    inspected: Source | None
    published_place: str | None
    size: tuple[int, int]
    project: Project | None = None

    @property
    def criterion(self) -> Criterion:
        """Return which facilities count, and how many have to be near."""
        if self.tier is None:
            return Criterion(DEFAULT_TIER, Scope.ANY, self.at_least)
        scope = Scope.OR_HIGHER if self.or_higher else Scope.TIER
        return Criterion(self.tier, scope, self.at_least)


def command_of(argv: Sequence[str]) -> Command:
    """Return the command that `argv` begins with."""
    try:
        return Command(argv[0])
    except ValueError:
        found = sayable(argv[0])
        raise DataError("cli_unknown_command", found=found, known=known(Command)) from None


def parse(argv: Sequence[str]) -> Request:
    """Return what `argv` asks for.

    Raises
    ------
    DataError
        If a command, an option or a value is not one of those there are, or options do
        not go together.
    """
    command = command_of(argv)
    values = _values(command, argv[1:])
    given = _given(values)
    path = _path("--output", given)
    project = _project(given, path)
    chosen = given if project is None else choices_of(project, command, given)
    access = _access(given, chosen, project)
    tier = _tier(command, chosen, access.method)
    radius_m = _radius_m(command, given, tier, access, project)
    view = _view(given)
    request = Request(
        command=command,
        province=province_of(chosen.get("--province", DEFAULT_PROVINCE)),
        tier=tier,
        or_higher="--or-higher" in chosen,
        at_least=at_least_of(chosen.get("--at-least", "1")),
        all_hospitals="--all-hospitals" in chosen,
        radius_m=radius_m,
        radius_assumed={"--radius-km", "--zones"}.isdisjoint(given)
        and (project is None or command not in MEASURED or _is_assumed(radius_m, tier)),
        level=level_of(given.get("--by", Level.COUNTY)),
        level_assumed="--by" not in given,
        view=view,
        interval="--interval" in given,
        share=share_of(given["--share"]) if "--share" in given else None,
        access=replace(access, radius_m=radius_m),
        group=group_of(given.get("--group", PeopleGroup.TOTAL)),
        edits=asked_edits(values),
        norm=given.get("--norm"),
        speed_kmh=speed_kmh_of(given["--speed-kmh"]) if "--speed-kmh" in given else None,
        place=asked_place(given),
        form=_form(command, view, given, path),
        output=path,
        facilities=_source("--facilities", given, "--facilities-layer"),
        population=_source("--population", given, "--population-layer"),
        table=_path("--table", given),
        inspected=_source(FILE, given, "--layer"),
        published_place=given.get("--place"),
        size=size_of(given["--size"]) if "--size" in given else DEFAULT_SIZE,
    )
    refuse_idle_tier(command, given)
    if project is not None and command in MEASURED:
        return _measured(request, project, given, chosen)
    refuse_combinations(given, tier, request.at_least, access.method)
    return request if project is None else _in_project(request, project)


def _in_project(request: Request, project: Project) -> Request:
    place = request.place
    if request.command is Command.NETWORKS and place.anywhere:
        # The window shows all there are of its province.
        place = replace(place, anywhere=False, province=request.province)
    every = request.all_hospitals
    project = replace(project, province=request.province, all_hospitals=every)
    return replace(request, project=project, place=place)


def _measured(
    request: Request, project: Project, given: Mapping[str, str], chosen: Mapping[str, str]
) -> Request:
    """Return a request with the choices of a project, and over them those of the command line."""
    radius_m, access = request.radius_m, request.access
    has_radius = radius_m is not None and "--zones" not in given
    judged = {**chosen, "--radius-km": ""} if has_radius else chosen
    refuse_combinations(judged, request.tier, request.at_least, access.method)
    asked = with_choices(project, request.province, request.criterion, access)
    if "--radius-km" in given and radius_m is not None:
        asked = with_one_radius(asked, radius_m)
    return replace(request, project=replace(asked, all_hospitals=request.all_hospitals))


def _project(given: Mapping[str, str], output: Path | None) -> Project | None:
    path = _path(PROJECT, given)
    return None if path is None else project_at(path, output)


def _is_assumed(radius_m: float | None, tier: Tier | None) -> bool:
    """Return whether a radius of a project is the one that nobody has chosen."""
    return tier is not None and radius_m == tier.default_radius_m


def _values(command: Command, argv: Sequence[str]) -> dict[str, list[str]]:
    """Return the options given with all their values; a flag's value is its own name."""
    try:
        found, unknown = _parser(command).parse_known_args(argv)
    except argparse.ArgumentError as error:
        raise _misused(str(error.argument_name).partition("/")[0]) from None
    files, unknown = _files(unknown) if command is Command.INSPECT else ([], unknown)
    if unknown:
        found_first = sayable(unknown[0])
        raise DataError(
            "cli_unknown_option", command=command, found=found_first, known=_listed(command)
        )
    if command is Command.INSPECT and len(files) != 1:
        raise DataError("cli_one_file", count=len(files))
    values = {name: values for name, values in vars(found).items() if values}
    return {**values, FILE: files} if files else values


def _files(rest: list[str]) -> tuple[list[str], list[str]]:
    """Return of what no option took the files, and the options that are unknown."""
    end = rest.index("--") if "--" in rest else len(rest)
    unknown = [text for text in rest[:end] if text.startswith("-")]
    return [text for text in rest[:end] if text not in unknown] + rest[end + 1 :], unknown


def _given(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the options given, each with its one value; of edits there may be many."""
    for option, each in values.items():
        if len(set(each)) > 1 and option not in EDIT_OPTIONS:
            # Of two files or provinces one would go unused without a word.
            raise DataError("cli_option_twice", option=SHORT.get(option, option))
    return {option: each[0] for option, each in values.items()}


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


def _listed(command: Command) -> Several:
    return several(SHORT.get(option, option) for option in OPTIONS[command])


def _access(
    given: Mapping[str, str], chosen: Mapping[str, str], project: Project | None
) -> AccessChoice:
    zones = zones_of(given["--zones"]) if "--zones" in given else ()
    if project is not None and {"--zones", "--method", "--radius-km"}.isdisjoint(given):
        zones = project.access.zones
    method = method_of(chosen.get("--method", Method.TWO_STEP))
    supply = SupplyKind.ONE if project is None else project.access.supply
    return AccessChoice(
        method=method,
        supply=supply_of(given["--supply"]) if "--supply" in given else supply,
        zones=zones if project is None or method is Method.ENHANCED else (),
    )


def _tier(command: Command, given: Mapping[str, str], method: Method) -> Tier | None:
    if "--tier" in given:
        return tier_of(given["--tier"])
    # Nothing in a table of facilities is measured, and a hierarchy is all its tiers.
    every = command is Command.FACILITIES or method is Method.HIERARCHICAL
    return None if every else DEFAULT_TIER


def _radius_m(
    command: Command,
    given: Mapping[str, str],
    tier: Tier | None,
    access: AccessChoice,
    project: Project | None,
) -> float | None:
    if "--radius-km" in given:
        return radius_m_of(given["--radius-km"])
    if project is not None and "--zones" not in given:
        hierarchical = access.method is Method.HIERARCHICAL
        return None if hierarchical else project_radius_m(project, command, tier)
    if access.zones:
        return access.zones[-1].radius_m
    if tier is not None:
        return tier.default_radius_m
    if command in (Command.MAP, Command.ACCESS, Command.EQUITY) and (
        access.method is not Method.HIERARCHICAL
    ):
        # The tiers' own radii differ: which one is meant has to be said.
        raise DataError("cli_radius_needed")
    return None


def _view(given: Mapping[str, str]) -> View:
    if "--gaps" in given:
        return View.GAPS
    return View.CURVE if "--curve" in given else View.UNITS


def _path(option: str, given: Mapping[str, str]) -> Path | None:
    if option not in given:
        return None
    path = path_of(given[option])
    if path is None:
        raise _misused(option)
    return path


def _source(option: str, given: Mapping[str, str], layer_option: str) -> Source | None:
    if option not in given:
        return None
    source = source_of(given[option], given, layer_option)
    if source is None:
        raise DataError("cli_one_file", count=0) if option == FILE else _misused(option)
    return source


def _form(command: Command, view: View, given: Mapping[str, str], path: Path | None) -> Form:
    """Return how the result is written: as asked, or by the ending of its file."""
    if command is Command.MAP:
        _require_png(path)
        return Form.TABLE
    if "--json" in given and "--csv" in given:
        raise DataError("cli_two_forms")
    asked = Form.CSV if "--csv" in given else Form.JSON if "--json" in given else None
    if path is None:
        return asked or Form.TABLE
    endings = _endings(command, view)
    form = ENDINGS.get(path.suffix.lower())
    layer = Form.GPKG in endings.values()
    if (form is None and layer) or (form is not None and form not in endings.values()):
        raise DataError("cli_output_ending", file=path, known=several(endings))
    if form is not None and asked not in (None, form):
        raise DataError("cli_output_other_form", file=path, option=f"--{asked}", ending=f".{asked}")
    return form or asked or Form.TABLE


def _endings(command: Command, view: View) -> dict[str, Form]:
    """Return the endings by which the result of a command may be asked for."""
    forms = {Form.JSON}
    if "--csv" in OPTIONS[command]:
        forms.add(Form.CSV)
    if command is Command.FACILITIES or view is View.GAPS:
        forms |= {Form.GPKG, Form.GEOJSON}
    return {ending: form for ending, form in ENDINGS.items() if form in forms}


def _require_png(path: Path | None) -> None:
    if path is None:
        raise DataError("cli_output_needed")
    if path.suffix.lower() != ".png":
        raise DataError("cli_output_not_png", file=path)
