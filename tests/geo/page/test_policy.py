"""The page's policy: its own scripts by their hashes, and nothing that came in later."""

import base64
import hashlib
import re

import pytest

from geo.page.policy import page_policy, tile_sources, with_policy

PAGE = (
    "<!DOCTYPE html>\n<html>\n<head>\n<style>a{}</style><script>one()</script>\n</head>\n"
    "<body>\nBODY\n<script>\ntwo()\n</script>\n</body>\n</html>\n"
)


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def said(html: str) -> dict[str, list[str]]:
    """Return directive -> values of the policy that stands in a page."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found is not None
    return {name: values for name, *values in (rule.split() for rule in found[1].split("; "))}


def test_a_page_allows_its_own_scripts_and_styles() -> None:
    rules = said(with_policy(PAGE))
    assert {hashed("one()"), hashed("\ntwo()\n")} <= set(rules["script-src"])
    assert hashed("a{}") in rules["style-src"]
    assert "'unsafe-inline'" not in rules["script-src"] + rules["style-src"]
    for shut in ("connect-src", "frame-src", "worker-src", "form-action", "base-uri"):
        assert rules[shut] == ["'none'"]


@pytest.mark.parametrize(
    "evil",
    [
        "<script>evil()</script>",
        "<SCRIPT>evil()</SCRIPT>",
        "</script><script>evil()</script>",
        "<style>b{}</style>",
    ],
)
def test_what_a_name_brought_into_the_page_is_not_allowed(evil: str) -> None:
    rules = said(with_policy(PAGE.replace("BODY", evil)))
    allowed = set(rules["script-src"] + rules["style-src"])
    assert not allowed & {hashed("evil()"), hashed("b{}")}


def test_pictures_come_from_us_and_from_the_chosen_tile_hosts() -> None:
    policy = page_policy("https://{s}.tiles.example.org:8080/{z}/{x}/{y}.png")
    images = next(rule for rule in policy.split("; ") if rule.startswith("img-src"))
    assert "https://b.tiles.example.org:8080" in images.split()
    assert "default-src 'none'" in policy
    assert "http" not in page_policy()


@pytest.mark.parametrize(
    "template",
    [
        "",
        "ftp://a.org/{z}",
        "https://{evil}.org/{z}",
        "https://a.org;script-src */{z}",
        "https:///",
    ],
)
def test_an_address_that_is_no_tile_host_opens_nothing(template: str) -> None:
    assert tile_sources(template) == ()
