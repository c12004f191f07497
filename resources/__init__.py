"""Plain files: the page's scripts and styles, texts, icons. Imports nothing of ours."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
