"""What makes a table in a key equal."""

import pandas as pd

from geo.study.same import Same


def test_tables_in_a_key_are_equal_when_they_are_the_same_object() -> None:
    table, copy = pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]})
    assert (Same(table), 1) == (Same(table), 1)
    assert hash(Same(table)) == hash(Same(table))
    assert Same(table) != Same(copy)
    assert Same(table) != table.size
