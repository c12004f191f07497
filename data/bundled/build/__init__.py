"""Builds every bundled file from named packages and the small tables beside it.

`python -m data.bundled.build` writes the files of data/bundled anew; twice in a
row it writes the same bytes. Users never run it.
"""
