"""Write the page that the window shows first, in both languages, to where it is kept.

To be run when the bundled data, the words or the make of the page have changed:
tests/gui/map/test_first_page.py says so.
"""

import gzip
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from data.project.project import new_project
from data.schema import Language
from geo.study.study import load_study
from gui.map.first_page import kept_file, written_page
from gui.start import DEFAULT_PROVINCE


def main() -> None:
    """Write the files."""
    project, study = new_project(DEFAULT_PROVINCE), load_study(DEFAULT_PROVINCE)
    for language in Language:
        path = kept_file(DEFAULT_PROVINCE, language)
        path.parent.mkdir(exist_ok=True)
        html = written_page(project, study, language).encode("utf-8")
        path.write_bytes(gzip.compress(html, mtime=0))


if __name__ == "__main__":
    main()
