"""What a page may do: its content security policy, which Chromium holds it to.

The scripts and styles that stand in the page are allowed by their hashes, so that nothing a
name or a script adds to it later can run; pictures are our own and of the tile hosts chosen.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from string import Formatter
from typing import Final
from urllib.parse import urlsplit

ORIGIN: Final = "app://yiquan"
TILE_SUBDOMAINS: Final = "abc"
_NOTHING: Final = "'none'"
_SHUT: Final = (
    "connect-src", "font-src", "frame-src", "child-src", "worker-src", "media-src",
    "object-src", "manifest-src", "base-uri", "form-action",
)  # fmt: skip
_HEAD: Final = "<head>\n"
_INLINE: Final = {
    "script": re.compile(r"<script>(.*?)</script>", re.DOTALL | re.IGNORECASE),
    "style": re.compile(r"<style>(.*?)</style>", re.DOTALL | re.IGNORECASE),
}
# The script that ends the page: whatever ended it early would give it another hash.
_LAST_SCRIPT: Final = re.compile(r"<script>(.*)</script>\s*</body>\s*</html>\s*\Z", re.DOTALL)
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+(?::[0-9]{1,5})?")


def page_policy(tile_url: str = "") -> str:
    """Return the policy that goes with every answer, as a header says it.

    Which scripts may stand in a page is said in the page: Qt makes a header's letters small,
    and hashes with them.

    Parameters
    ----------
    tile_url
        The address of the background tiles the page uses, if any.
    """
    pictures = " ".join((f"{ORIGIN}/", "data:", "blob:", *tile_sources(tile_url)))
    inline = ("'unsafe-inline'",)
    return "; ".join(
        (
            "default-src 'none'",
            f"img-src {pictures}",
            "frame-ancestors 'none'",
            "sandbox allow-scripts",
            *_rules(inline, inline),
        )
    )


def with_policy(html: str) -> str:
    """Return a page of geo.page.page that allows the scripts it was built with, and no other."""
    head, body = html.split("<body>", 1)
    last = _LAST_SCRIPT.search(body)
    scripts = [*_INLINE["script"].findall(head), *([last.group(1)] if last else [])]
    styles = _INLINE["style"].findall(head)
    rules = "; ".join(_rules(map(_hashed, scripts), map(_hashed, styles)))
    # TRAP header-lower-case
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}"/>\n'
    return html.replace(_HEAD, _HEAD + meta, 1)


def tile_sources(template: str) -> tuple[str, ...]:
    """Return the origins that a tile address such as `https://{s}.example.org/{z}.png` uses."""
    address = urlsplit(template)
    fields = {name for _, name, _, _ in Formatter().parse(address.netloc) if name}
    if address.scheme not in {"http", "https"} or fields - {"s"}:
        return ()
    hosts = dict.fromkeys(address.netloc.format(s=letter) for letter in TILE_SUBDOMAINS)
    return tuple(f"{address.scheme}://{host}" for host in hosts if _HOST.fullmatch(host))


def _rules(scripts: Iterable[str], styles: Iterable[str]) -> tuple[str, ...]:
    ours = f"{ORIGIN}/web/ {ORIGIN}/leaflet/ {ORIGIN}/qt/"
    return (
        " ".join(("script-src", ours, *scripts)),
        " ".join(("style-src", ours, *styles)),
        *(f"{kind} {_NOTHING}" for kind in _SHUT),
    )


def _hashed(text: str) -> str:
    # Chromium hashes what its parser made of the text.
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    digest = hashlib.sha256(plain.encode("utf-8", "replace")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
