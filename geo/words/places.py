"""What a province, or all of them together, is called."""

from data.schema import ALL_PROVINCES_TITLE, Language, Province


def place_name(province: Province | None, language: Language) -> str:
    """Return a province's name, or that of all four for None."""
    return (province.label if province else ALL_PROVINCES_TITLE).in_language(language)
