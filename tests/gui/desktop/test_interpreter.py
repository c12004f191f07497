"""What the interpreter is told when the window opens."""

import subprocess
import sys

from resources import FOLDER

ROOT = FOLDER.parent
# In a process of its own: what is frozen stays so, for every test after it.
CODE = """
import gc, sys
from gui.desktop import interpreter

class Knot:
    def __init__(self):
        self.me = self

gone, kept = Knot(), Knot()
del gone
interpreter.favour_window()
young = Knot()
del young
print(sys.getswitchinterval() <= 0.001, gc.get_freeze_count() > 1000)
print(sum(isinstance(each, Knot) for each in gc.get_objects()), gc.collect() > 0)
print(sum(isinstance(each, Knot) for each in gc.get_objects()))
"""


def test_old_objects_are_exempt_from_collection_and_young_ones_are_not() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines() == ["True True", "1 True", "0"]
