"""What-if questions on the command line: facilities edited, figures before and after."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.project import Edit, EditKind, Project, bundled_layer
from data.reference.catalog import Level
from data.schema import FacilityColumn, Language, Province, Tier
from geo.cli.commands.coverage.figures import coverage_document, unit_rows
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.edits import AskedEdit
from geo.cli.reports import heads
from geo.cli.worlds.world import World
from geo.coverage.answer import CoverageAnswer, asked_line
from geo.study.edited_facilities import (
    EditedFrames,
    edit_title,
    edited_frames,
    site_at,
    what_if_notes,
)
from geo.study.units import unit_name
from geo.tables.files.forms import (
    Row,
    csv_text,
    json_text,
    plain,
    table_text,
)
from geo.words.numbers import kilometres, people, percent
from geo.words.wording import say

_FIXED: Final = ("adcode", "name", "population")
_HEAD: Final = (
    *_FIXED,
    *("covered_after", "change", "ratio_before", "ratio_after", "mean_before", "mean_after"),
)
_LEVELS: Final = {
    Level.COUNTY: "what_if_level_county",
    Level.PREFECTURE: "what_if_level_prefecture",
    Level.PROVINCE: "what_if_level_province",
}
_TEXT_COLUMNS: Final = frozenset({0, 1})


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """The figures before and after some edits."""

    edits: tuple[Edit, ...]
    before: CoverageAnswer
    after: CoverageAnswer


def edited_world(request: Request, world: World, language: Language) -> World:
    """Return the world with the edits asked for in its facilities.

    Raises
    ------
    DataError
        If an edit cannot be made, or would change nothing.
    """
    if not request.edits:
        return world
    whole, frames = world.project, dict(world.frames)
    if request.facilities is None:
        # A facility may come from a tier that does not count, or go to one.
        whole = replace(whole, layers=tuple(map(bundled_layer, Tier)))
        frames = dict(world.study.facilities)
    anywhere = not world.study.modelled
    for asked in request.edits:
        if asked.kind is EditKind.ADD:
            whole = _with_added(whole, asked, language, anywhere=anywhere)
        else:
            whole = _with_changed(whole, EditedFrames(frames), asked, anywhere=anywhere)
    _refuse_without_effect(request, whole)
    edited = edited_frames(whole, frames).frames
    project = replace(world.project, edits=whole.edits)
    basis = replace(world.basis, told=tuple(what_if_notes(whole.edits, language)))
    return World(world.study, project, {each: edited[each] for each in world.frames}, basis)


def _with_added(
    project: Project, asked: AskedEdit, language: Language, *, anywhere: bool
) -> Project:
    site = site_at(asked.lon, asked.lat, project.province, anywhere=anywhere)
    number = 1 + sum(edit.kind is EditKind.ADD for edit in project.edits)
    name = asked.facility or say("what_if_name", language, number=number)
    return project.with_added(project.tier, site, name)


def _with_changed(
    project: Project, frames: EditedFrames, asked: AskedEdit, *, anywhere: bool
) -> Project:
    found = [frames.row_of(FacilityKey(layer.id, asked.facility)) for layer in project.layers]
    place = next((each for each in found if each), None)
    if place is None:
        raise DataError("what_if_unknown_facility", option=asked.option, found=asked.facility)
    key, row = FacilityKey(place[0], asked.facility), frames.frames[place[0]].iloc[place[1]]
    name = str(row[FacilityColumn.NAME])
    if asked.kind is EditKind.REMOVE:
        return project.with_removed(key, name)
    if asked.tier is not None:
        if project.layer(key.layer).tier is asked.tier:
            raise DataError("what_if_same_tier", found=name, tier=asked.tier.value)
        return project.with_raised(key, name, asked.tier)
    site = site_at(asked.lon, asked.lat, project.province, anywhere=anywhere)
    own, there = str(row[FacilityColumn.PROVINCE]), Province.of_adcode(site.adcode)
    if own and there is not None and own != there.value:
        raise DataError("what_if_other_province", found=name)
    return project.with_moved(key, name, site)


def _refuse_without_effect(request: Request, project: Project) -> None:
    """Refuse edits of facilities that count neither before nor after them."""
    counted = {layer.id for layer in project.counted_layers(request.criterion.tiers)}
    raised = {edit.facility: edit.tier for edit in project.edits if edit.kind is EditKind.RAISE}
    for edit in project.edits:
        if edit.kind is EditKind.ADD or edit.facility.layer in counted:
            continue
        found = edit.facility.id
        if edit.facility not in raised:
            option = f"--{edit.kind.value}"
            raise DataError("what_if_unknown_facility", option=option, found=found)
        if raised[edit.facility] not in request.criterion.tiers:
            raise DataError("what_if_not_counted", found=found)


def changed_rows(answer: WhatIf) -> list[Row]:
    """Return the units whose figures differ: each figure but the fixed ones before and after."""
    rows = []
    for before, after in zip(unit_rows(answer.before), unit_rows(answer.after), strict=True):
        if before != after:
            row: Row = {name: after[name] for name in _FIXED}
            for name in (each for each in after if each not in _FIXED):
                row |= {f"{name}_before": before[name], f"{name}_after": after[name]}
            rows.append(row)
    return rows


def what_if_json(answer: WhatIf, notes: Sequence[str], *, with_outside: bool) -> str:
    """Return the edits, the figures of the whole before and after, and the units that change."""
    return json_text(
        {
            "what_if": [_edit_row(edit) for edit in answer.edits],
            "before": coverage_document(answer.before, with_outside=with_outside),
            "after": coverage_document(answer.after, with_outside=with_outside),
            "units": changed_rows(answer),
            "notes": list(notes),
        }
    )


def _edit_row(edit: Edit) -> Row:
    site = edit.site
    return {
        "kind": edit.kind.value,
        "id": edit.facility.id,
        "name": edit.name,
        "lon": plain(site.lon) if site else None,
        "lat": plain(site.lat) if site else None,
        "adcode": site.adcode or None if site else None,
        "tier": edit.tier.value if edit.tier else None,
    }


def what_if_csv(answer: WhatIf, notes: Sequence[str], language: Language) -> str:
    """Return the units that change as CSV; the first row's `note` says what was supposed."""
    rows = changed_rows(answer)
    columns = list(rows[0]) if rows else list(_FIXED)
    # Without a row there would be no place for what has to be known.
    rows = rows or [{}]
    rows[0]["note"] = " ".join([*_head(answer, language), *notes])
    return csv_text([*columns, "note"], rows)


def what_if_table(answer: WhatIf, notes: Sequence[str], language: Language) -> str:
    """Return the edits, the figures before and after and the units that change."""
    before = answer.before.report.units.to_dict("records")
    after = answer.after.report.units.to_dict("records")
    changed = [str(row["adcode"]) for row in changed_rows(answer)]
    rows = [
        _cells(old, new, language)
        for old, new in zip(before, after, strict=True)
        if str(new["adcode"]) in changed
    ]
    level = say(_LEVELS[answer.after.report.level], language)
    lines = [*_head(answer, language), ""]
    if rows:
        lines.append(say("what_if_units", language, level=level, count=f"{len(rows):,}"))
        lines.append(table_text(heads(_HEAD, language), rows, _TEXT_COLUMNS))
    else:
        lines += [say("what_if_no_units", language, level=level), ""]
    return "\n".join([*lines, *notes, ""])


def _cells(
    before: Mapping[Hashable, float], after: Mapping[Hashable, float], language: Language
) -> list[str]:
    return [
        str(after["adcode"]),
        unit_name(after, language),
        people(after["population"]),
        people(after["covered"]),
        _signed(round(after["covered"]) - round(before["covered"])),
        percent(before["ratio"]),
        percent(after["ratio"]),
        kilometres(before["mean_m"]),
        kilometres(after["mean_m"]),
    ]


def _head(answer: WhatIf, language: Language) -> list[str]:
    """Return what was asked, what was supposed, and the figures of the whole."""
    before, after = answer.before.report, answer.after.report
    more = round(after.covered) - round(before.covered)
    return [
        asked_line(answer.after, language),
        *(edit_title(edit, language) for edit in answer.edits),
        *(
            say(
                sentence,
                language,
                facilities=f"{report.facilities:,}",
                covered=people(report.covered),
                ratio=percent(report.ratio),
                mean=kilometres(report.distances.mean_m),
            )
            for sentence, report in (("what_if_before", before), ("what_if_after", after))
        ),
        say(
            "what_if_change",
            language,
            covered=_signed(more),
            points=f"{100 * (after.ratio - before.ratio):+.2f}",
        ),
    ]


def _signed(number: float) -> str:
    return f"{number:+,}" if number else "0"
