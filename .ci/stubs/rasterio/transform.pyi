from collections.abc import Iterator

class Affine:
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    determinant: float
    is_identity: bool
    def __invert__(self) -> Affine: ...
    def __iter__(self) -> Iterator[float]: ...
    def __init__(self, a: float, b: float, c: float, d: float, e: float, f: float) -> None: ...
    @staticmethod
    def identity() -> Affine: ...
