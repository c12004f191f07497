"""Sentences for places that Qt's translation does not reach: errors, the console, the map.

Each file in resources/i18n/*.toml maps a key to a table of `zh` and `en`; the values
hold named placeholders in `str.format` syntax.
"""

import locale
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Final

from data.errors import DataError
from data.lists import Several
from data.place.undecided import UndecidedError
from data.schema import Language, SupplyKind
from resources import FOLDER

# The facts that say of how many things a sentence speaks.
COUNTS: Final = ("count", "facilities")
I18N_FOLDER: Final = FOLDER / "i18n"


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Return every sentence: key -> language -> text."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(I18N_FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := found.keys() & table.keys():
            raise KeyError(f"{path.name} repeats {sorted(twice)}")
        found |= table
    return found


@cache
def of_one() -> dict[str, str]:
    """Return the English sentences that speak of just one thing: key -> text."""
    return tomllib.loads((I18N_FOLDER / "of_one" / "en.toml").read_text(encoding="utf-8"))


def say(key: str, language: Language, **facts: object) -> str:
    """Return the sentence called `key` in `language`, its placeholders filled.

    What a fact lists stands with the commas of the language between. What is shared out among
    people stands in the language's words, and as a column is called under the fact's name with
    `_code`.
    """
    told = dict(facts)
    for name, fact in facts.items():
        if isinstance(fact, Several):
            told[name] = listed(fact, language)
        elif isinstance(fact, SupplyKind):
            told |= {name: fact.label.in_language(language), f"{name}_code": fact.value}
    return _text(key, language, facts).format(**told)


def _text(key: str, language: Language, facts: Mapping[str, object]) -> str:
    """Return a sentence's text: the English one of one thing where there is just one."""
    one = language is Language.EN and any(str(facts.get(name)) == "1" for name in COUNTS)
    text = sentences()[key][language.value]
    return of_one().get(key, text) if one else text


def listed(things: Several, language: Language) -> str:
    """Return things as one text, as a sentence of the language lists them."""
    return things.joined(sentences()["cli_comma"][language.value])


def explain(error: DataError, language: Language) -> str:
    """Return what is wrong and what to do next, in a few sentences."""
    told = say(error.code, language, **error.facts)
    if not isinstance(error, UndecidedError) or not error.candidates:
        return told
    reasons = [each.why for each in error.candidates]
    said = [say(reason.code, language, **reason.facts) for reason in reasons]
    semicolon = say("cli_semicolon", language)
    return say("crs_candidates", language, told=told, candidates=semicolon.join(said))


def explain_to_console(error: DataError, language: Language) -> str:
    """Return what `explain` does, and the option of the command line that helps, if one does."""
    undecided = isinstance(error, UndecidedError) and bool(error.candidates)
    hint = f"cli_hint_{'crs_candidates' if undecided else error.code}"
    told = explain(error, language)
    if hint not in sentences():
        return told
    space = "" if language is Language.ZH else " "
    return told + space + say(hint, language)


def system_language() -> Language:
    """Return Chinese when the system speaks it, English otherwise."""
    names = [os.environ.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")]
    spoken = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return Language.ZH if spoken.lower().startswith(("zh", "chinese")) else Language.EN
