"""A file is written whole or not at all, however many write at once, and drafts go."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from data.whole_file import draft_folder, remove_stale_drafts, replace_file
from data.write.output_file import write_file
from resources import FOLDER

ROOT = FOLDER.parent


@pytest.mark.parametrize("write", [replace_file, write_file])
def test_saves_into_one_folder_at_once_do_not_mix(write: object, tmp_path: Path) -> None:
    assert callable(write)
    contents = {tmp_path / f"{name}.csv": name.encode() * 300_000 for name in "abcd"}
    with ThreadPoolExecutor(4) as pool:
        for _ in range(25):
            jobs = [pool.submit(write, path, each) for path, each in contents.items()]
            for job in jobs:
                job.result()
            assert all(path.read_bytes() == each for path, each in contents.items())
    assert sorted(tmp_path.iterdir()) == sorted(contents)


def test_of_two_saves_of_one_file_one_is_there_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    contents = [letter * 200_000 for letter in (b"a", b"b")]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(25):
            for job in [pool.submit(partial(write_file, path, each)) for each in contents]:
                job.result()
            assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def killed_while_writing(path: Path) -> None:
    """Have a program of its own be killed with half of a file on the disk."""
    code = (
        "import os, signal, sys; from pathlib import Path; from data import whole_file;"
        "whole_file.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL);"
        "whole_file.replace_file(Path(sys.argv[1]), b'new')"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process with a signal")
def test_a_kill_while_writing_leaves_the_old_file_and_its_draft_goes(tmp_path: Path) -> None:
    path, other = tmp_path / "西宁.yiquan", tmp_path / "other.yiquan"
    for each in (path, other):
        each.write_bytes(b"old")
        killed_while_writing(each)
        assert each.read_bytes() == b"old"
    drafts = sorted(tmp_path.glob(".*.tmp"))
    assert len(drafts) == 2
    # One that is seconds old may be at its very beginning.
    remove_stale_drafts(tmp_path)
    assert sorted(tmp_path.glob(".*.tmp")) == drafts
    for draft in drafts:
        os.utime(draft, (time.time() - 60,) * 2)
    remove_stale_drafts(tmp_path, of=path)
    assert [draft.name[:6] for draft in tmp_path.glob(".*.tmp")] == [".other"]
    remove_stale_drafts(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["other.yiquan", "西宁.yiquan"]


def test_a_draft_that_is_being_written_stays_and_so_does_what_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "a.csv", list[str]()
    note = tmp_path / ".note-of-mine.tmp"
    note.touch()
    real = os.fsync

    def looked(handle: int) -> None:
        for draft in tmp_path.glob(".a-*.tmp"):
            os.utime(draft, (time.time() - 60,) * 2)
        remove_stale_drafts(tmp_path)
        seen.extend(each.name for each in tmp_path.glob(".a-*.tmp"))
        real(handle)

    monkeypatch.setattr(os, "fsync", looked)
    replace_file(path, b"new")
    assert seen
    assert path.read_bytes() == b"new"
    assert note.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process with a signal")
def test_a_kill_while_a_layer_is_written_leaves_nothing_for_long(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from data import whole_file;"
        "held = whole_file.draft_folder(Path(sys.argv[1])); (held.__enter__() / 'a.shp').touch();"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False)
    (stale,) = tmp_path.iterdir()
    notes = [tmp_path / ".yiquan-notes", tmp_path / ".yiquan-12345678"]
    notes[0].mkdir()
    notes[1].touch()
    for path in (stale, *notes):
        os.utime(path, (time.time() - 60,) * 2)
    with draft_folder(tmp_path) as living:
        os.utime(living, (time.time() - 60,) * 2)
        assert sorted(tmp_path.iterdir()) == sorted([living, *notes])
        with draft_folder(tmp_path) as other:
            assert sorted(tmp_path.iterdir()) == sorted([living, other, *notes])
    assert sorted(tmp_path.iterdir()) == sorted(notes)
