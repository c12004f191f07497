"""Takes names of hospitals and townships apart, so that two spellings can be compared."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_BRACKETS: Final = re.compile(r"[(\[【《].*?[)\]】》]|[(\[].*$")
_CAMPUS: Final = re.compile(r"(?<=院)[·\-—]?[^院]{0,8}(?:院区|园区|[东南西北新老][院区])$")
_ETHNIC: Final = re.compile(
    r"(?:藏|羌|彝|回|土|撒拉|蒙古|畲|苗|土家|傈僳|纳西|满|傣|布依|白|壮|蒙)(?:族)"
)
_UNIT_SUFFIX: Final = re.compile(r"(?:自治州|自治县|行政委员会|省|市|州|县|区)$")
_TOWNSHIP_SUFFIX: Final = re.compile(r"(?:街道办事处|街道|民族乡|镇|乡|街)$")


def plain(name: str) -> str:
    """Return a name with full-width forms made plain and spaces removed."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))


def displayed(name: str) -> str:
    """Return a Chinese name with full-width brackets, none of them empty or left open."""
    text = re.sub(r"\s*[(（]\s*", "（", name.strip()).replace(")", "）")
    return re.sub(r"（）?$", "", text)


def split_campus(name: str) -> tuple[str, str]:
    """Return a hospital's own name and what names its campus, which may be empty."""
    text = plain(name)
    notes = "".join(_BRACKETS.findall(text))
    base = _BRACKETS.sub("", text)
    if found := _CAMPUS.search(base):
        return base[: found.start()], found.group() + notes
    return base, notes


def unit_forms(name: str) -> tuple[str, ...]:
    """Return the ways a county, prefecture or province is written, the longest first.

    北川羌族自治县 is also written 北川县 and 北川; a name of one character (泸县) has no
    shorter form.
    """
    stem = _UNIT_SUFFIX.sub("", _ETHNIC.sub("", name))
    forms = {name, stem} if len(stem) > 1 else {name}
    if name.endswith("自治县"):
        forms |= {f"{stem}县"}
    if name.endswith("自治州"):
        forms |= {f"{stem}州"}
    if name.endswith("行政委员会"):
        forms |= {f"{stem}行委"}
    return tuple(sorted(forms, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Place:
    """The names of a county and of what it lies in, as hospital names begin with them."""

    county: tuple[str, ...]
    above: tuple[str, ...]

    @classmethod
    def of(cls, county: str, prefecture: str, province: str) -> "Place":
        """Return the place of a county."""
        above = (*unit_forms(province), *unit_forms(prefecture))
        # Where county and prefecture share a stem, the bare stem means the prefecture.
        own = tuple(form for form in unit_forms(county) if form not in above)
        return cls(own, tuple(sorted(above, key=len, reverse=True)))

    def after_county(self, name: str) -> str | None:
        """Return what follows the county's name at the start of `name`, None without it."""
        for text in (name, self.without_above(name)):
            for form in self.county:
                if text.startswith(form) and text != form:
                    return text.removeprefix(form)
        return None

    def without_above(self, name: str) -> str:
        """Return `name` without the province and the prefecture it begins with."""
        text = name
        for _ in range(2):
            for form in self.above:
                if text.startswith(form) and text != form:
                    text = text.removeprefix(form)
                    break
        return text

    def local(self, name: str) -> str:
        """Return `name` without any of the place's names at its start."""
        rest = self.after_county(name)
        return self.without_above(name) if rest is None else rest


@dataclass(frozen=True, slots=True)
class Township:
    """A township, town or subdistrict."""

    code: str
    name: str
    adcode: int

    @property
    def stem(self) -> str:
        """The name without its kind: 怀远镇 is 怀远."""
        return township_stem(self.name)


def township_stem(name: str) -> str:
    """Return a township's name without the kind of unit and without peoples' names."""
    stem = _TOWNSHIP_SUFFIX.sub("", name)
    shorter = _ETHNIC.sub("", stem)
    return shorter if len(shorter) > 1 else stem


def match_township(place: str, townships: Sequence[Township]) -> Township | None:
    """Return the township a health centre is named after, None where none or several fit.

    The full name counts before the stem, so that a 镇 and a 街道 of one name stay apart;
    a full name may stand after others, as that of a former district.
    """
    for same in (
        [t for t in townships if t.name == place],
        [t for t in townships if t.stem == place],
        [t for t in townships if t.stem == township_stem(place)],
        [t for t in townships if place.endswith(t.name)],
    ):
        if len(same) == 1:
            return same[0]
    return None


def begins_with_township(place: str, townships: Iterable[Township]) -> Township | None:
    """Return the township whose full name `place` begins with, going on after it."""
    fitting = [t for t in townships if place.startswith(t.name) and place != t.name]
    return max(fitting, key=lambda t: len(t.name), default=None)
