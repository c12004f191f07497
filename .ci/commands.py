"""Writes docs/commands.md and docs/commands.zh.md from what every command says of itself.

`python .ci/commands.py`; with --check nothing is written, and it fails when either would change.
"""

import io
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADS = {
    "docs/commands.md": """# Commands

Every result without a window: `python -m uv run main.py COMMAND`. What stands here is what
`main.py COMMAND --help` says; `.ci/commands.py` writes it down.""",
    "docs/commands.zh.md": """# 命令

不打开窗口也能得到全部结果：`python -m uv run main.py 命令`。以下内容即 `main.py 命令 --help`
的输出，由 `.ci/commands.py` 写成。""",
}
LANGUAGES = {"docs/commands.md": "en_US.UTF-8", "docs/commands.zh.md": "zh_CN.UTF-8"}


def said(*arguments: str) -> str:
    """Return what the program prints in the language of the environment."""
    from main import command  # noqa: PLC0415 - found only once ROOT is a place to look

    out = io.StringIO()
    with redirect_stdout(out):
        command([*arguments, "--help"])
    return out.getvalue().rstrip()


def page(head: str) -> str:
    """Return one page: the list of commands, then each with its options."""
    from geo.cli.parsing.options import Command  # noqa: PLC0415 - likewise

    parts = [head, f"```\n{said()}\n```"]
    parts += [f"## {each.value}\n```\n{said(each.value)}\n```" for each in Command]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Write the pages, or tell whether they are up to date."""
    sys.path.insert(0, str(ROOT))
    stale = 0
    for name, head in HEADS.items():
        os.environ["LC_ALL"] = LANGUAGES[name]
        path, text = ROOT / name, page(head)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            print(f"{name} is not up to date: python .ci/commands.py", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
