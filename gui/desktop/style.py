"""How texts of the window look that are neither plain nor a heading of Qt's own."""

from typing import Final

STYLE: Final = """
QLabel#headline { font-size: 15pt; font-weight: 600; }
QLabel#note { color: palette(placeholder-text); }
"""
