"""Finds out which patients a hospital takes: by a table of known ones, else by its name."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from data.bundled.build.facilities.names import split_campus
from data.bundled.build.records import rows_of
from data.schema import Speciality

# The first that a name holds counts: 中医骨伤医院 takes injuries, 妇女儿童医院 women first.
_WORDS: Final = (
    (Speciality.DENTAL, "口腔|牙"),
    (Speciality.EYE, "眼"),
    (Speciality.PSYCHIATRIC, "精神|心理卫生|康宁"),
    (Speciality.INFECTIOUS, "传染|公共卫生临床|结核"),
    (Speciality.CANCER, "肿瘤"),
    (Speciality.ORTHOPAEDIC, "骨科|骨伤"),
    (Speciality.CARDIOVASCULAR, "心血管|心脑血管"),
    (Speciality.REHABILITATION, "康复"),
    (Speciality.MATERNITY, "妇女儿童|妇产|妇幼|妇保|妇计"),
    (Speciality.CHILDREN, "儿童"),
    (Speciality.TCM, "中医|中西医|中藏医|藏医|蒙医|民族医院|针灸"),
)
_PATTERNS: Final = tuple((speciality, re.compile(words)) for speciality, words in _WORDS)


class Specialities:
    """Which patients hospitals take.

    Parameters
    ----------
    known
        Of hospitals whose names do not say it, by name without campus.
    """

    def __init__(self, known: Mapping[str, Speciality]) -> None:
        self._known = known

    def of(self, name: str) -> Speciality:
        """Return which patients the hospital of a name takes; general where nothing tells."""
        base, _ = split_campus(name)
        if base in self._known:
            return self._known[base]
        return next((each for each, words in _PATTERNS if words.search(base)), Speciality.GENERAL)


def read_specialities(table: Path) -> Specialities:
    """Return the specialities by the build's table of known ones."""
    return Specialities({row["hospital"]: Speciality(row["speciality"]) for row in rows_of(table)})
