"""What each room's tests cost: `python .ci/costs.py FILE`, of pytest's `--junitxml`."""

import sys
from collections import Counter
from xml.etree import ElementTree as ET


def costs(path: str) -> Counter[str]:
    """Return the seconds of all tests of a room, by its folder."""
    seconds: Counter[str] = Counter()
    for case in ET.parse(path).getroot().iter("testcase"):
        # tests.geo.coverage.test_index -> tests/geo/coverage
        folder = (case.get("classname") or "").split(".test_")[0].replace(".", "/")
        seconds[folder] += float(case.get("time") or 0)
    return seconds


def main() -> None:
    """Print the rooms, the dearest first."""
    for room, seconds in costs(sys.argv[1]).most_common():
        print(f"{seconds:7.1f} s  {room}")


if __name__ == "__main__":
    main()
