"""What can be wrong with data: a code and the facts, no sentences.

The sentences stand in resources/i18n/errors.toml under the code, in both
languages, with the facts as named placeholders; `geo.words.wording` joins the two.
"""


class DataError(Exception):
    """Something the user gave cannot be used.

    Parameters
    ----------
    code
        Key of the sentence, such as `file_missing`.
    **facts
        Values for the sentence's placeholders: file, field, what was found.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self.facts.items())
        return f"{self.code}({facts})"
