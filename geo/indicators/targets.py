"""The numbers of planning norms that published figures are drawn against."""

from collections.abc import Mapping, Sequence
from typing import Final

from data.reference.indicators import PERCENT, ThemeTarget
from data.reference.norms import Measure, Norm, NormUnit
from data.schema import Title
from geo.norms.judge import Target, targets_of

# What a norm measures and a report publishes; most norms are of what no report tells.
_THEMES: Final[Mapping[Measure, str]] = {Measure.CARE_IN_COUNTY: "care-in-county"}
_UNITS: Final[Mapping[NormUnit, str]] = {NormUnit.PERCENT: PERCENT}


def theme_targets(norms: Sequence[Norm]) -> tuple[ThemeTarget, ...]:
    """Return the targets of the themes that a norm is about.

    Parameters
    ----------
    norms
        The table of norms (data.project.norm_edits.table_of). A row without a source, whose
        status is unknown, gives no target; of others the label says how far they can be relied on.
    """
    return tuple(
        ThemeTarget(
            _THEMES[target.measure],
            target.value,
            _UNITS[target.unit],
            _label(target),
        )
        for target in targets_of(norms)
        if target.measure in _THEMES and target.unit in _UNITS
    )


def _label(target: Target) -> Title:
    """Return what is measured, and how far the number can be relied on.

    A row's own title may hold the number it was bundled with, which the planner may have edited.
    """
    measure, status = target.measure.label, target.status.label
    return Title(f"{measure.zh}（{status.zh}）", f"{measure.en} ({status.en})")
