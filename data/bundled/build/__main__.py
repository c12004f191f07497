"""Command line of the build: `python -m data.bundled.build [--out FOLDER] [--cache FOLDER]`."""

import argparse
from pathlib import Path

from data.bundled.build.inputs import cache_folder
from data.bundled.build.products import build_all

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m data.bundled.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--cache", type=Path, default=cache_folder())
    options = parser.parse_args()
    for line in build_all(options.out, options.cache):
        print(line)
