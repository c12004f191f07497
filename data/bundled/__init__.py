"""The files shipped with the program; `build` holds the scripts that made them."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
