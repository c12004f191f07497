"""What a command line takes from a project of the window: its choices, and its files."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.project.project import AccessChoice, Criterion, Project
from data.schema import ANY_TIER, Method, Province, Scope, Tier
from geo.cli.parsing.combinations import HIGHEST
from geo.cli.parsing.options import Command
from geo.cli.parsing.values import ALL

PROJECT: Final = "--project"
MEASURED: Final = (Command.COVERAGE, Command.ACCESS, Command.EQUITY, Command.MAP)
_ACCESS: Final = (Command.ACCESS, Command.EQUITY)


def project_at(path: Path, output: Path | None) -> Project:
    """Return the project in a file.

    Raises
    ------
    DataError
        Why it cannot be read; `cli_output_is_input` where the result would take its place.
    """
    from data.project.project_file import load_project  # noqa: PLC0415 - help needs none of it

    if output is not None and output.is_file() and path.is_file() and path.samefile(output):
        raise DataError("cli_output_is_input", file=output)
    return load_project(path)


def choices_of(project: Project, command: Command, given: Mapping[str, str]) -> dict[str, str]:
    """Return the options given, and for those that are not what the project chooses."""
    choices = {"--province": project.province.value if project.province else ALL}
    if project.all_hospitals:
        choices["--all-hospitals"] = "--all-hospitals"
    if command not in MEASURED:
        return {**choices, **given}
    if command in _ACCESS:
        choices |= {"--method": project.access.method.value}
    if {**choices, **given}.get("--method") != Method.HIERARCHICAL and "--tier" not in given:
        choices |= _tier_choices(project)
    if command in (Command.COVERAGE, Command.MAP):
        choices["--at-least"] = str(project.at_least)
    return {**choices, **given}


def project_radius_m(project: Project, command: Command, tier: Tier | None) -> float:
    """Return the radius that a project has for a tier, None for that of its own, in metres."""
    own = project.access.radius_m
    if command in _ACCESS and own is not None:
        return own
    return project.radius_m(tier or project.tier)


def _tier_choices(project: Project) -> dict[str, str]:
    if project.scope is Scope.ANY:
        return {"--tier": ANY_TIER}
    choices = {"--tier": project.tier.value}
    if project.scope is Scope.OR_HIGHER and project.tier is not HIGHEST:
        choices["--or-higher"] = "--or-higher"
    return choices


def with_choices(
    project: Project, province: Province | None, criterion: Criterion, access: AccessChoice
) -> Project:
    """Return a project with what a command line chooses in place of its own choices.

    A criterion of any tier has none of its own.
    """
    tier = project.tier if criterion.scope is Scope.ANY else criterion.tier
    return replace(
        project,
        province=province,
        tier=tier,
        scope=criterion.scope,
        at_least=criterion.at_least,
        access=access,
    )


def with_one_radius(project: Project, radius_m: float) -> Project:
    """Return a project with the same radius for every tier, in metres."""
    for tier in Tier:
        project = project.with_radius(tier, radius_m)
    return project
