"""A radius in kilometres as console, panels and the map's caption alike show it."""


def radius_text(radius_m: float) -> str:
    """Return a radius in metres as kilometres: up to three decimals, none that says nothing."""
    return f"{radius_m / 1000:.3f}".rstrip("0").rstrip(".")
