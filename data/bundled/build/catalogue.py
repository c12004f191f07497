"""Writes catalog.toml: what each layer is, from layers.toml, and what the build measured."""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from data.bundled.build.facilities.facility import Facility
from data.schema import Province, Tier

_LAYERS: Final = Path(__file__).with_name("layers.toml")
_ORDER: Final = (
    "id",
    "title_zh",
    "title_en",
    "file",
    "layer",
    "kind",
    "province",
    "tier",
    "source",
    "licence",
    "credits_zh",
    "credits_en",
    "date",
    "crs",
    "accuracy_zh",
    "accuracy_en",
    "modelled",
    "rows",
    "sha256",
)
_HEAD: Final = "# Written by `python -m data.bundled.build`; edit data/bundled/build/layers.toml.\n"


def write_catalogue(out: Path, rows: Mapping[str, int], facilities: Sequence[Facility]) -> None:
    """Write catalog.toml for the files in `out`.

    Parameters
    ----------
    rows
        Rows, or cells for a raster, by layer id; facility layers count themselves.
    """
    source = tomllib.loads(_LAYERS.read_text(encoding="utf-8"))
    parts = [_HEAD]
    for entry in _expand(source["layer"]):
        tier = entry.get("tier")
        ours = [row for row in facilities if row.tier == tier]
        entry["rows"] = len(ours) if tier else rows[entry["id"]]
        entry["sha256"] = hashlib.sha256((out / entry["file"]).read_bytes()).hexdigest()
        said = [source["texts"][key] for key in entry["credits"]]
        entry["credits_zh"] = [text["zh"] for text in said]
        entry["credits_en"] = [text["en"] for text in said]
        lines = [f"{key} = {_toml(entry[key])}" for key in _ORDER if key in entry]
        parts.append("\n".join(["", "[[layer]]", *lines, *_counts(ours), ""]))
    text = "".join(parts)
    (out / "catalog.toml").write_text(text, encoding="utf-8", newline="\n")


def _expand(layers: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the layers, those that stand for each province or tier once for each."""
    for layer in layers:
        match layer.get("each"):
            case "province":
                for province in Province:
                    words = {"zh": province.label.zh, "en": province.label.en}
                    yield _filled(layer, "province", province.value, words)
            case "tier":
                for tier in Tier:
                    words = {"zh": tier.label.zh, "en": tier.label.en}
                    own = {**layer, **layer[tier.value], "modelled": False}
                    yield _filled(own, "tier", tier.value, words)
            case _:
                yield dict(layer)


def _filled(
    layer: Mapping[str, Any], key: str, value: str, words: Mapping[str, str]
) -> dict[str, Any]:
    """Return one of the layers that an entry stands for."""
    titles = {
        f"title_{language}": layer[f"title_{language}"].format(**{key: word})
        for language, word in words.items()
    }
    file = layer["file"].format(id=value)
    return {**layer, **titles, "id": f"{layer['id']}_{value}", "file": file, key: value}


def _counts(facilities: Sequence[Facility]) -> Iterator[str]:
    """Yield the lines that count facilities by province and status."""
    for province in Province:
        ours = [row for row in facilities if Province.of_adcode(row.adcode) is province]
        by_status = Counter(row.status.value for row in ours)
        if by_status:
            inside = ", ".join(f"{status} = {n}" for status, n in sorted(by_status.items()))
            yield f"counts.{province.value} = {{ {inside} }}"


def _toml(value: object) -> str:
    """Return a plain value in TOML; JSON writes strings, numbers, truth and lists so too."""
    return json.dumps(value, ensure_ascii=False)
