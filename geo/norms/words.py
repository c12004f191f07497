"""What has to be known of norms and of verdicts by them, in sentences."""

from data.reference.norms import Norm, NormStatus
from data.schema import Language, Status
from geo.norms.verdict import Judgement, asked_title, joined
from geo.study.edited_facilities import what_if_notes
from geo.words.wording import say


def judgement_notes(judgement: Judgement, language: Language) -> list[str]:
    """Return what verdicts rest on, the most important first."""
    norm = judgement.norm
    notes = [
        *what_if_notes(judgement.edits, language),
        source_note(norm, language),
        *_radius_notes(judgement, language),
        *(remark.text(language) for remark in judgement.remarks),
    ]
    if note := norm.note.in_language(language).strip():
        notes.append(note)
    return notes


def source_note(norm: Norm, language: Language) -> str:
    """Return what a row asks for, how far that can be relied on, and where it stands."""
    asked = asked_title(norm).in_language(language)
    status = norm.standing.label.in_language(language)
    if not norm.has_source:
        return say("norm_note_no_source", language, asked=asked)
    where = [norm.source.in_language(language), norm.article, norm.date]
    source = say("cli_comma", language).join(part for part in where if part.strip())
    said = [say("norm_note_source", language, asked=asked, status=status, source=source)]
    if norm.secondary:
        said.append(say("norm_note_secondary", language))
    if norm.standing is not norm.status and norm.standing is not NormStatus.UNKNOWN:
        said.append(say("norm_note_changed", language))
    return joined(said, language)


def reach_text(norm: Norm, language: Language) -> str:
    """Return how far a row reaches and how that is known; empty where it is not."""
    if norm.reach_m is None:
        return ""
    radius = f"{norm.reach_m / 1000:,.10g}"
    if norm.radius_m is None:
        return say(
            "norm_note_speed",
            language,
            radius=radius,
            minutes=f"{norm.minutes:g}",
            speed=f"{norm.speed_kmh:g}",
        )
    assumed = norm.footing in (NormStatus.ASSUMPTION, NormStatus.UNKNOWN)
    return say("norm_note_radius_set" if assumed else "norm_note_radius", language, radius=radius)


def _radius_notes(judgement: Judgement, language: Language) -> list[str]:
    norm = judgement.norm
    if judgement.reach_m is None:
        return []
    notes = [reach_text(norm, language), say("norm_note_straight", language)]
    if assumed := judgement.by_status.get(Status.ASSUMED, 0):
        count = sum(judgement.by_status.values())
        notes.append(say("norm_note_assumed", language, assumed=f"{assumed:,}", count=f"{count:,}"))
    if judgement.modelled:
        notes.append(say("cli_note_modelled", language))
    return notes


def table_notes(language: Language) -> list[str]:
    """Return what has to be known of the table of norms."""
    return [say("norm_note_table", language), say("norm_note_statuses", language)]
