"""The table of norms: what its rows say, how far they can be relied on, and how it is edited."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.project.norm_edits import (
    checked,
    norm_of,
    own_norm,
    table_of,
    with_norm,
    with_reset,
    without_norm,
)
from data.project.project import Project, new_project
from data.reference.catalog import entry_of, read_townships
from data.reference.norms import (
    NOTHING,
    Comparator,
    Measure,
    Norm,
    NormStatus,
    NormUnit,
    bundled_norm,
    bundled_norms,
)
from data.schema import Language, Province, Tier, Title
from geo.words.wording import explain

CIRCLE, CARE = "circle_15_minutes", "care_in_county"
SOURCE = Title("某规范", "Some standard")


def row(norm_id: str) -> Norm:
    norm = bundled_norm(norm_id)
    assert norm is not None
    return norm


def test_the_bundled_rows_say_what_their_sources_say() -> None:
    said = {
        norm.id: (norm.comparator.value, norm.number, norm.unit, norm.status, norm.secondary)
        for norm in bundled_norms()
    }
    guidance = NormStatus.GUIDANCE
    assert said == {
        CIRCLE: (">", 90, NormUnit.PERCENT, guidance, True),
        "township_hospital_each": (">=", 1, NormUnit.PER_TOWNSHIP, guidance, True),
        "central_township_hospitals": (">=", 1, NormUnit.PER_COUNTY, guidance, True),
        "community_centre_each": (">=", 1, NormUnit.PER_STREET, guidance, True),
        CARE: (">=", 90, NormUnit.PERCENT, guidance, True),
        "physicians_2030": (">=", 3.0, NormUnit.PER_1000, guidance, True),
        "nurses_2030": (">=", 4.7, NormUnit.PER_1000, guidance, True),
        "village_15_minutes": (">=", None, NormUnit.PERCENT, NormStatus.ASSUMPTION, False),
        "township_30_minutes": (">=", None, NormUnit.PERCENT, NormStatus.ASSUMPTION, False),
        "county_60_minutes": (">=", None, NormUnit.PERCENT, NormStatus.ASSUMPTION, False),
    }
    assert entry_of("norms").rows == len(bundled_norms())


@pytest.mark.parametrize("norm", bundled_norms(), ids=lambda norm: norm.id)
def test_a_bundled_row_is_whole(norm: Norm) -> None:
    assert checked(norm) is norm
    assert norm.has_source
    assert norm.unit is norm.measure.unit
    for text in (norm.title, norm.source, norm.note):
        assert text.zh
        assert text.en
        assert text.zh != text.en
    # No source that was read says how far anything reaches.
    assert norm.reach_m is None


def test_a_radius_is_made_from_minutes_and_speed_or_set() -> None:
    circle = row(CIRCLE)
    assert replace(circle, speed_kmh=40.0).reach_m == pytest.approx(10_000)
    assert replace(circle, speed_kmh=40.0, radius_m=3_000.0).reach_m == 3_000.0
    assert replace(circle, minutes=None, speed_kmh=40.0).reach_m is None


class TestStanding:
    @pytest.mark.parametrize("status", NormStatus)
    @pytest.mark.parametrize("source", [NOTHING, Title(" ", "\t"), SOURCE])
    def test_without_a_source_nothing_is_known(self, status: NormStatus, source: Title) -> None:
        own = Norm("own-1", SOURCE, Measure.CARE_IN_COUNTY, 90, source=source, status=status)
        assert own.standing is (status if source is SOURCE else NormStatus.UNKNOWN)

    @pytest.mark.parametrize(
        "change",
        [
            {"number": 50.0},
            {"comparator": Comparator.AT_MOST},
            {"status": NormStatus.BINDING},
            {"secondary": False},
            {"minutes": 30.0},
        ],
    )
    def test_a_source_answers_for_what_it_says_only(self, change: dict[str, object]) -> None:
        changed = replace(row(CIRCLE), **change)  # type: ignore[arg-type]
        assert changed.standing is NormStatus.ASSUMPTION
        renewed = replace(changed, source=SOURCE)
        assert renewed.standing is renewed.status

    def test_a_note_or_a_speed_changes_nothing_of_it(self) -> None:
        changed = replace(row(CIRCLE), speed_kmh=30.0, note=SOURCE)
        assert changed.standing is NormStatus.GUIDANCE
        assert changed.is_changed

    def test_an_assumed_radius_makes_an_assumed_verdict(self) -> None:
        circle = row(CIRCLE)
        assert replace(circle, speed_kmh=30.0).footing is NormStatus.ASSUMPTION
        assert replace(circle, radius_m=2_000.0).footing is NormStatus.ASSUMPTION
        own = Norm(
            *("own-1", SOURCE, Measure.COVERAGE_SHARE, 90),
            source=SOURCE,
            status=NormStatus.BINDING,
            minutes=15.0,
        )
        assert replace(own, radius_m=2_000.0).footing is NormStatus.BINDING
        assert replace(own, speed_kmh=30.0).footing is NormStatus.ASSUMPTION
        assert replace(own, source=NOTHING, speed_kmh=30.0).footing is NormStatus.UNKNOWN
        assert row(CARE).footing is NormStatus.GUIDANCE


class TestEditing:
    def test_a_new_project_has_the_bundled_table(self) -> None:
        project = new_project(Province.QINGHAI)
        assert project.norms == ()
        assert table_of(project.norms) == bundled_norms()

    def test_a_changed_row_keeps_its_place(self) -> None:
        norms = with_norm((), replace(row(CARE), number=85.0))
        assert [norm.id for norm in norms] == [norm.id for norm in bundled_norms()]
        changed = norm_of(norms, CARE)
        assert changed is not None
        assert changed.number == 85.0
        assert changed.is_changed
        assert norm_of((), CARE) == row(CARE)
        assert norm_of((), "none") is None

    def test_a_row_changed_back_leaves_no_trace(self) -> None:
        norms = with_norm((), replace(row(CARE), number=85.0))
        assert with_norm(norms, row(CARE)) == ()
        assert with_reset(norms, CARE) == ()

    def test_rows_of_the_planner_come_last_and_are_told_apart(self) -> None:
        norms: tuple[Norm, ...] = ()
        for number in range(3):
            norms = with_norm(norms, own_norm(norms, f"标准{number}", Measure.NURSES_PER_1000))
        norms = without_norm(norms, "own-2")
        norms = with_norm(norms, own_norm(norms, "又一", Measure.COVERAGE_SHARE))
        own = [norm for norm in norms if norm.is_own]
        assert [norm.id for norm in own] == ["own-1", "own-3", "own-2"]
        assert own == list(norms[-3:])
        assert not any(norm.is_changed for norm in own)
        assert own[0].unit is NormUnit.PER_1000
        assert own[0].standing is NormStatus.UNKNOWN

    def test_one_row_or_all_can_be_had_back(self) -> None:
        own = own_norm((), "我的", Measure.CARE_IN_COUNTY)
        norms = with_norm(with_norm((), own), replace(row(CARE), number=85.0))
        norms = without_norm(norms, CIRCLE)
        assert norm_of(norms, CIRCLE) is None
        norms = with_reset(norms, CIRCLE)
        assert norms[0] == row(CIRCLE)
        norms = with_reset(norms, CARE)
        assert norms == (*bundled_norms(), own)
        assert with_reset(norms, own.id) is norms
        assert without_norm(norms, own.id) == ()

    def test_a_table_without_rows_is_the_bundled_one(self) -> None:
        norms: tuple[Norm, ...] = ()
        for norm in bundled_norms():
            norms = without_norm(norms, norm.id)
        assert table_of(norms) == bundled_norms()

    @settings(deadline=None)
    @given(steps=st.lists(st.tuples(st.sampled_from("cdro"), st.integers(0, 9)), max_size=25))
    def test_any_edits_leave_a_table_that_can_be_had_back(
        self, steps: list[tuple[str, int]]
    ) -> None:
        norms: tuple[Norm, ...] = ()
        for step, number in steps:
            table = table_of(norms)
            norm = table[number % len(table)]
            if step == "c":
                norms = with_norm(norms, replace(norm, number=float(number)))
            elif step == "d":
                norms = without_norm(norms, norm.id)
            elif step == "r":
                norms = with_reset(norms, bundled_norms()[number].id)
            else:
                norms = with_norm(norms, own_norm(norms, "我的", Measure.CARE_IN_COUNTY))
            ids = [each.id for each in table_of(norms)]
            assert len(set(ids)) == len(ids) > 0
            assert norms != bundled_norms()
        for norm in bundled_norms():
            norms = with_reset(norms, norm.id)
        for norm in [each for each in norms if each.is_own]:
            norms = without_norm(norms, norm.id)
        assert norms == ()

    def test_the_project_compares_by_it(self) -> None:
        project = new_project(None)
        changed: Project = replace(project, norms=with_norm((), replace(row(CARE), number=1.0)))
        assert changed != project
        assert replace(changed, norms=()) == project


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": Title(" ", "x")}, "norm_no_title"),
        ({"number": 101.0}, "norm_bad_number"),
        ({"number": -1.0}, "norm_bad_number"),
        ({"number": float("nan")}, "norm_bad_number"),
        ({"minutes": 0.0}, "norm_bad_minutes"),
        ({"minutes": float("inf")}, "norm_bad_minutes"),
        ({"speed_kmh": 0.5}, "norm_bad_speed"),
        ({"radius_m": 1.0}, "norm_bad_radius"),
        ({"radius_m": float("nan")}, "norm_bad_radius"),
        ({"minutes": 1440.0, "speed_kmh": 300.0}, "norm_bad_radius"),
        ({"date": "2025-13"}, "norm_bad_date"),
        ({"date": "昨天"}, "norm_bad_date"),
    ],
)
def test_what_no_norm_can_be_is_refused_in_words(change: dict[str, object], code: str) -> None:
    wrong = replace(row(CIRCLE), **change)  # type: ignore[arg-type]
    with pytest.raises(DataError) as refused:
        with_norm((), wrong)
    assert refused.value.code == code
    for language in Language:
        assert explain(refused.value, language)


@pytest.mark.parametrize("date", ["", "2025", "2025-11", "2025-11-27"])
def test_dates_may_be_short(date: str) -> None:
    assert checked(replace(row(CIRCLE), date=date)).date == date


def test_comparisons_hold_as_they_read() -> None:
    assert [each.holds(1.0, 1.0) for each in Comparator] == [False, True, True, False]
    assert [each.holds(2.0, 1.0) for each in Comparator] == [True, True, False, False]
    assert not any(each.holds(float("nan"), 1.0) for each in Comparator)
    assert [each.sign for each in Comparator] == [">", "≥", "≤", "<"]


def test_every_term_has_both_languages() -> None:
    for title in [each.label for kind in (NormStatus, NormUnit, Measure) for each in kind]:
        assert title.zh
        assert title.en
    assert {norm.tier for norm in bundled_norms()} <= {None, *Tier}


def test_the_codes_of_townships_agree_with_their_names() -> None:
    townships = read_townships(None)
    number = townships["code"].astype(str).str[6:].astype(int)
    for least, most, ending in ((1, 99, "街道"), (100, 199, "镇"), (200, 399, "乡")):
        names = townships["name"][number.between(least, most)]
        other = [name for name in names if not name.endswith(ending)]
        # A number that stands for villages which belong to no town.
        assert other == (["龙港县直辖村级区划"] if ending == "镇" else [])
