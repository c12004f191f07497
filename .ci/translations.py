"""Keep the Chinese translation complete.

Without arguments: bring resources/i18n/yiquan_zh.ts up to date with the sources and
compile it to yiquan_zh.qm. With --check: change nothing and fail when either would
change or a text has no translation.
"""

import filecmp
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parent.parent
TS = ROOT / "resources" / "i18n" / "yiquan_zh.ts"
QM = TS.with_suffix(".qm")
BIN = Path(sys.executable).parent


def tool(name: str, *args: str | Path) -> None:
    """Run one of the translation tools that come with PySide6."""
    subprocess.run([BIN / name, *args], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def update(ts: Path) -> None:
    """Bring `ts` up to date with every text in gui."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "gui").rglob("*.py"))
    # TRAP tr-in-f-string
    tool("pyside6-lupdate", "-no-obsolete", "-locations", "none", *sources, "-ts", ts)


def unfinished(ts: Path) -> list[str]:
    """Return the texts that have no finished translation."""
    messages = ET.parse(ts).getroot().iter("message")
    return [
        message.findtext("source") or ""
        for message in messages
        if (found := message.find("translation")) is None
        or found.get("type") == "unfinished"
        or not found.text
    ]


def check() -> int:
    """Return 1, and say why, when the translation is not complete and compiled."""
    with tempfile.TemporaryDirectory() as folder:
        ts, qm = Path(folder, TS.name), Path(folder, QM.name)
        shutil.copy(TS, ts)
        update(ts)
        tool("pyside6-lrelease", "-silent", ts, "-qm", qm)
        problems = [f"no Chinese for: {text}" for text in unfinished(ts)]
        if ts.read_text(encoding="utf-8") != TS.read_text(encoding="utf-8"):
            problems.append(f"{TS.name} is not up to date")
        if not QM.is_file() or not filecmp.cmp(qm, QM, shallow=False):
            problems.append(f"{QM.name} is not up to date")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def main() -> int:
    """Update, or only check."""
    if sys.argv[1:] == ["--check"]:
        return check()
    update(TS)
    tool("pyside6-lrelease", "-silent", TS, "-qm", QM)
    for text in unfinished(TS):
        print(f"no Chinese for: {text}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
