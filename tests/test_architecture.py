"""The rules of the house that no linter knows."""

import ast
import re
import string
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from geo.words.wording import sentences

ROOT = Path(__file__).parent.parent
ROOMS = ("data", "geo", "gui")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


def sources() -> list[Path]:
    """Return every Python file of the program."""
    found = [ROOT / "main.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    return sorted(found)


def source_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def data_error_codes(path: Path) -> set[str]:
    """Return the codes that a file raises."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    )
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id == "DataError"
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


@pytest.mark.parametrize("path", sources(), ids=source_id)
def test_a_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_FILE_LINES
    assert ast.get_docstring(ast.parse(text))
    assert path.stem not in VAGUE_NAMES


@pytest.mark.parametrize("path", sources(), ids=source_id)
def test_functions_are_short(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    too_long = {
        node.name
        for node in functions
        if node.end_lineno and node.end_lineno - node.lineno >= MAX_FUNCTION_LINES
    }
    assert not too_long


@pytest.mark.parametrize(
    "module", ["data", "geo", "geo.cli.run", "data.read.reader", "geo.study.study", "main"]
)
def test_no_qt_below_the_gui(module: str) -> None:
    code = f"import sys, {module}; sys.exit(any('PySide6' in name for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("path", sources(), ids=source_id)
def test_how_far_it_is_is_measured_in_one_room(path: Path) -> None:
    if path.is_relative_to(ROOT / "geo" / "distance"):
        return
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    asked = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    asked |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    asked |= {
        f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert not {each for each in asked if each.startswith(("scipy.spatial", "sklearn"))}


def test_every_sentence_has_both_languages_and_the_same_facts() -> None:
    for key, texts in sentences().items():
        assert texts.keys() == {"zh", "en"}, key
        facts = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in texts.values()
        ]
        assert all(text.strip() for text in texts.values()), key
        assert facts[0] == facts[1], key


def test_kilometres_are_written_out_in_chinese() -> None:
    """Options, columns and placeholders keep their names."""
    window = ET.parse(ROOT / "resources" / "i18n" / "yiquan_zh.ts")
    texts = [texts["zh"] for texts in sentences().values()]
    texts += [node.text or "" for node in window.iter("translation")]
    assert not [text for text in texts if re.search(r"(?<![\w{-])km(?![\w}])", text)]


def test_every_error_has_its_sentence() -> None:
    codes = {code for path in sources() for code in data_error_codes(path)}
    assert len(codes) > 10
    assert codes <= sentences().keys()


def test_the_script_files_are_short() -> None:
    scripts = sorted((ROOT / "resources" / "web").glob("*.js"))
    assert scripts
    assert all(len(path.read_text("utf-8").splitlines()) <= MAX_FILE_LINES for path in scripts)


def filled(node: ast.AST) -> bool:
    """Return whether something has been put into a text already."""
    return any(
        isinstance(each, ast.JoinedStr)
        or (
            isinstance(each, ast.Call)
            and isinstance(each.func, ast.Attribute)
            and each.func.attr == "format"
        )
        for each in ast.walk(node)
    )


def filled_twice(function: ast.AST) -> list[int]:
    """Return the lines that format a text in which there may be words of the user's."""
    names = {
        name.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and filled(node.value)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }
    calls = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
    ]
    templates = [(call.lineno, call.func.value) for call in calls if hasattr(call.func, "value")]
    return [
        line
        for line, template in templates
        if filled(template) or (isinstance(template, ast.Name) and template.id in names)
    ]


@pytest.mark.parametrize("path", [p for p in sources() if "build" not in p.parts], ids=source_id)
def test_a_text_is_formatted_once(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert [line for each in functions for line in filled_twice(each)] == []


def test_each_trap_is_told_and_named_where_it_is_obeyed() -> None:
    page = (ROOT / "docs" / "traps.md").read_text("utf-8")
    told = re.findall(r"^- \*\*([a-z0-9-]+)\*\*", page, re.MULTILINE)
    tag = re.compile(r"(?:#|//) TRAP ([a-z0-9-]+)$", re.MULTILINE)
    places = [*sources(), *(ROOT / "benchmarks").glob("*.py"), *(ROOT / ".ci").glob("*.py")]
    places += [ROOT / "pyproject.toml", *(ROOT / "resources" / "web").glob("*.js")]
    tags = {name for path in places for name in tag.findall(path.read_text("utf-8"))}
    assert len(told) == len(set(told))
    assert set(told) == tags
