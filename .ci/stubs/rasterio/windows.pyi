from .transform import Affine

class Window:
    col_off: int
    row_off: int
    width: int
    height: int
    def __init__(self, col_off: int, row_off: int, width: int, height: int) -> None: ...

def transform(window: Window, transform: Affine) -> Affine: ...
