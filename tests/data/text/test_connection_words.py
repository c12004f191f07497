"""Nothing that is shown or kept of a connection holds a password."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.text.connection import sayable, without_password, without_secrets

FORMS = (
    "postgresql://planner:{}@h/d",
    "postgres://planner:{}@h:5432/d?sslmode=require",
    "POSTGRESQL://planner:{}@h/d",
    "postgresql://planner:{}@[::1]:5432/d",
    "postgresql://planner:{}@/d?host=/var/run",
    "postgresql://h/d?user=planner&password={}",
    "postgresql://h/d?password={}&user=planner",
    "postgresql://h/d?PASSWORD={}",
    "postgresql://h/d?p%61ssword={}",
    "postgresql://h/d?sslpassword={}&sslmode=require",
    "postgresql:///d?host=/x&passfile={}",
)
PASSWORDS = ("s3cr", "s3:cr", "s3@cr", "s3/cr", "s3?cr", "s3?cr@x", "s3#cr", "s3%40cr", "s3=cr")


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_connection_shows_a_password(form: str, password: str) -> None:
    url = form.format(password)
    for shown in (without_password(url), without_secrets(url), sayable(f"--lair={url}")):
        assert "s3" not in shown
        assert "cr" not in shown
    assert "planner" not in sayable(url)


@given(st.text(min_size=1))
def test_a_text_without_a_connection_is_said_as_it_is(text: str) -> None:
    assert sayable(f"--{text.replace('://', '')}") == f"--{text.replace('://', '')}"


def test_where_a_connection_leads_is_said() -> None:
    assert sayable("--lair=postgresql://u:p@h:1/d?x=y") == "--lair=postgresql://h:1/d"
