"""How a file of the user was read, in words."""

from collections.abc import Sequence

from data.findings import Reason
from data.layer.loaded import Loaded
from data.schema import Language
from geo.words.wording import say


def read_note(name: str, loaded: Loaded, language: Language) -> str:
    """Return what was read of a file of points, and how text, coordinates and datum are known.

    Parameters
    ----------
    name
        What the user reads for the file.
    """
    several = len(loaded.layers) > 1
    return say(
        "cli_note_own_file",
        language,
        file=name,
        layer=say("cli_brackets", language, text=loaded.layer) if several else "",
        count=f"{len(loaded.records):,}",
        why=reason_sentences(reasons_of(loaded), language),
    )


def reasons_of(loaded: Loaded) -> tuple[Reason, ...]:
    """Return how text, coordinates and datum of a layer are known."""
    return loaded.encoding_why, loaded.crs_why, loaded.datum_why


def reason_sentences(reasons: Sequence[Reason], language: Language) -> str:
    """Return how something is known, in sentences."""
    said = [say(reason.code, language, **reason.facts) for reason in reasons]
    return say("cli_full_stop", language).join(said)
