"""Network tables as edits: names, networks, links, and what is left out and told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from data.facility_key import FacilityKey
from data.project.network_edits import Edits
from data.project.project import new_project
from data.read.network_table import read_network_table
from data.reference.catalog import read_units
from data.reference.network_model import LinkKind, Network, NetworkEdit, NetworkEditKind, Role
from data.reference.networks import published_networks, published_supports
from data.schema import CRS, FacilityColumn, Language, Province, Status, Tier
from geo.network_table.names import NameIndex, Way
from geo.network_table.plan import TablePlan, plan_of
from geo.network_table.rows import problem_text
from geo.network_table.words import plan_text
from geo.networks.assemble import networks_of
from geo.networks.facilities import Places, places_of
from geo.networks.rules import membership
from geo.study.edited_facilities import EditedFrames
from geo.study.study import load_study
from geo.tables.files.network_file import write_networks
from geo.tables.networks import told_networks
from geo.tables.notes import Basis

JIA, YI = 510823, 510824
UNITS = pd.DataFrame(
    {
        "adcode": [JIA, YI],
        "name": ["剑阁县", "苍溪县"],
        "pinyin": ["Jiange County", "Cangxi County"],
        "prefecture": ["广元市", "广元市"],
    }
)
FACILITIES = (
    ("剑阁县人民医院", Tier.COUNTY, 105.0, 32.0, JIA),
    ("剑阁县中医医院", Tier.COUNTY, 105.2, 32.0, JIA),
    ("广元市中心医院", Tier.REGIONAL, 105.1, 32.4, JIA),
    ("东镇中心卫生院", Tier.TOWNSHIP, 105.19, 32.0, JIA),
    ("西乡卫生院", Tier.TOWNSHIP, 105.01, 32.0, JIA),
    ("南镇卫生院", Tier.TOWNSHIP, 105.02, 32.0, JIA),
    ("南乡卫生院", Tier.TOWNSHIP, 105.03, 32.0, JIA),
    ("西乡甲村卫生室", Tier.VILLAGE, 105.011, 32.0, JIA),
    ("苍溪县人民医院", Tier.COUNTY, 106.0, 32.0, YI),
    ("西乡卫生院", Tier.TOWNSHIP, 106.01, 32.0, YI),
)
LEAD, OTHER = FacilityKey("county", "0"), FacilityKey("county", "1")
EAST, WEST = FacilityKey("township", "3"), FacilityKey("township", "4")
CENTRE = FacilityKey("regional", "2")


@pytest.fixture(scope="module")
def places() -> Places:
    frames = {}
    for tier in Tier:
        ours = [(n, each) for n, each in enumerate(FACILITIES) if each[1] is tier]
        table = pd.DataFrame(
            {column.value: [""] * len(ours) for column in FacilityColumn}, dtype=object
        )
        for column, values in (
            ("id", [str(n) for n, _ in ours]),
            ("name", [each[0] for _, each in ours]),
            ("tier", [tier.value] * len(ours)),
            ("lon", [each[2] for _, each in ours]),
            ("lat", [each[3] for _, each in ours]),
            ("adcode", [each[4] for _, each in ours]),
            ("status", ["mapped"] * len(ours)),
        ):
            table[column] = values
        points = gpd.points_from_xy(table["lon"], table["lat"])
        frames[tier.value] = gpd.GeoDataFrame(table, geometry=points, crs=CRS)
    return places_of(new_project(Province.SICHUAN), EditedFrames(frames))


Read = Callable[..., TablePlan]


@pytest.fixture
def plan(tmp_path: Path, places: Places) -> Read:
    def read(text: str, edits: Edits = ()) -> TablePlan:
        path = tmp_path / "名单.csv"
        path.write_text(text, encoding="utf-8")
        return plan_of(read_network_table(path), places, UNITS, [], [], edits)

    return read


def told(plan: TablePlan) -> dict[str, tuple[int, ...]]:
    for problem in plan.problems:
        for language in Language:
            assert problem_text(problem, language)
    return {problem.code: problem.rows for problem in plan.problems}


def by_name(networks: Sequence[Network], name: str) -> Network:
    (found,) = [each for each in networks if each.name.zh == name]
    return found


def names(network: Network, role: Role) -> set[str]:
    return {part.name for part in network.parts if part.role is role}


class TestNames:
    @pytest.mark.parametrize(
        ("written", "found", "way"),
        [
            ("剑阁县人民医院", 0, Way.EXACT),
            (" 剑阁县 人民医院 ", 0, Way.EXACT),
            ("广元市剑阁县人民医院", 0, Way.PLACE),
            ("县人民医院", 0, Way.PLACE),
            ("人民医院", 0, Way.PLACE),
            ("剑阁中医医院", 1, Way.PLACE),
            ("市中心医院", 2, Way.PLACE),
            ("东镇卫生院", 3, Way.VARIANT),
            ("剑阁县东镇卫生院", 3, Way.VARIANT),
            ("东卫生院", 3, Way.VARIANT),
            ("甲村卫生室", 7, Way.VARIANT),
            ("西乡卫生院", 4, Way.EXACT),
        ],
    )
    def test_what_is_meant(self, places: Places, written: str, found: int, way: Way) -> None:
        match = NameIndex(places, UNITS).find(written, JIA)
        assert [places.keys[row].id for row in match.rows] == [str(found)]
        assert match.way is way

    @pytest.mark.parametrize(
        "written",
        [
            # Of another kind of township, prefecture, county or village than the one at hand.
            *("东乡卫生院", "中心医院", "苍溪县人民医院", "北乡甲村卫生室", "市人民医院"),
            *("第二人民医院", "广元市人民医院", "北镇卫生院", "乙村卫生室", ""),
        ],
    )
    def test_what_is_not_guessed(self, places: Places, written: str) -> None:
        assert NameIndex(places, UNITS).find(written, JIA).rows == ()

    def test_several_are_ambiguous(self, places: Places) -> None:
        index = NameIndex(places, UNITS)
        assert len(index.find("南卫生院", JIA).rows) == 2
        assert len(index.find("西乡卫生院", 0).rows) == 2

    def test_elsewhere_only_the_exact_name_will_do(self, places: Places) -> None:
        index = NameIndex(places, UNITS)
        assert index.find("苍溪县人民医院", JIA, anywhere=True).row is not None
        assert index.find("苍溪人民医院", JIA, anywhere=True).row is None

    def test_every_bundled_name_is_found_or_ambiguous(self) -> None:
        study = load_study(Province.ZHEJIANG)
        at_hand = places_of(new_project(Province.ZHEJIANG), EditedFrames(study.facilities))
        index = NameIndex(at_hand, study.demand.units)
        for row in range(len(at_hand.keys)):
            name, adcode = str(at_hand.name[row]), int(at_hand.adcode[row])
            # The oracle: every facility of the county, letter by letter.
            same = {
                other
                for other in range(len(at_hand.keys))
                if at_hand.adcode[other] == adcode and at_hand.name[other] == name
            }
            assert set(index.find(name, adcode).rows) == same


class TestPlaces:
    def test_a_new_network_with_its_members(self, plan: Read) -> None:
        done = plan(
            "医共体,机构名称,角色,县\n"
            "新医共体,剑阁县中医医院,牵头医院,剑阁县\n"
            "新医共体,东镇卫生院,成员单位,剑阁县\n"
        )
        assert done.added == (
            NetworkEdit(
                NetworkEditKind.CREATE,
                OTHER,
                "user-1",
                name="新医共体",
                adcode=JIA,
                source="名单.csv",
            ),
            NetworkEdit(NetworkEditKind.ASSIGN, EAST, "user-1", source="名单.csv"),
        )
        assert told(done) == {}
        new = by_name(done.after, "新医共体")
        assert names(new, Role.LEAD) == {"剑阁县中医医院"}
        (member,) = [part for part in new.members if part.facility == EAST]
        assert (member.membership, member.source) == (Status.USER, "名单.csv")

    def test_members_join_a_network_that_there_is(self, plan: Read) -> None:
        done = plan("网络,成员\n剑阁县医共体,剑阁县东镇卫生院\nJiange network,西乡卫生院\n")
        assert [(each.kind, each.network) for each in done.added] == [
            (NetworkEditKind.ASSIGN, f"{JIA}-1"),
            (NetworkEditKind.ASSIGN, f"{JIA}-1"),
        ]

    def test_a_list_in_one_cell_and_a_lead_column(self, plan: Read) -> None:
        done = plan(
            "县,牵头医院,成员单位\n剑阁县,剑阁县中医医院,剑阁县中医医院、东镇卫生院；西乡卫生院\n"
        )
        assert told(done) == {}
        new = by_name(done.after, "剑阁县中医医院医共体")
        assert names(new, Role.MEMBER) >= {"东镇中心卫生院", "西乡卫生院"}
        assert {edit.kind for edit in done.added} == {
            NetworkEditKind.CREATE,
            NetworkEditKind.ASSIGN,
        }

    def test_to_be_in_no_network(self, plan: Read) -> None:
        done = plan("医共体,机构,县\n未加入,西乡卫生院,剑阁县\n")
        (edit,) = done.added
        assert (edit.kind, edit.facility, edit.network) == (NetworkEditKind.ASSIGN, WEST, "")
        assert WEST not in membership(done.after)

    def test_one_name_in_two_counties_means_two_networks(self, plan: Read) -> None:
        done = plan(
            "医共体,机构,角色,县\n"
            "第一医共体,县人民医院,牵头,剑阁县\n"
            "第一医共体,西乡卫生院,成员,剑阁县\n"
            "第一医共体,县人民医院,牵头,苍溪县\n"
            "第一医共体,西乡卫生院,成员,苍溪县\n"
        )
        assert told(done).keys() <= {"network_vanishes"}
        found = [each for each in done.after if each.name.zh == "第一医共体"]
        assert [each.adcode for each in found] == [JIA, YI]
        assert all("西乡卫生院" in names(each, Role.MEMBER) for each in found)

    def test_a_second_lead_and_a_demoted_one(self, plan: Read) -> None:
        done = plan(
            "医共体,机构,角色,县\n"
            "剑阁县医共体,剑阁县中医医院,牵头,剑阁县\n"
            "剑阁县医共体,剑阁县人民医院,成员,剑阁县\n"
        )
        network = by_name(done.after, "剑阁县医共体")
        assert names(network, Role.LEAD) == {"剑阁县中医医院"}
        assert "剑阁县人民医院" in names(network, Role.MEMBER)

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            ("剑阁县医共体,北镇卫生院,成员,剑阁县,", "network_name_near"),
            ("剑阁县医共体,某某某某某,成员,剑阁县,", "network_name_unknown"),
            ("剑阁县医共体,南卫生院,成员,剑阁县,", "network_name_ambiguous"),
            ("没有,西乡卫生院,成员,剑阁县,", "network_without_lead"),
            ("剑阁县医共体,广元市中心医院,成员,剑阁县,", "network_member_regional"),
            ("剑阁县医共体,剑阁县人民医院,成员,剑阁县,", "network_only_lead_row"),
            ("剑阁县医共体,西乡卫生院,院长,剑阁县,", "network_role_unread"),
            ("剑阁县医共体,=A1,成员,剑阁县,", "network_row_formula"),
            ("桐庐县医共体,桐君街道卫生院,成员,桐庐县,", "network_county_elsewhere"),
            ("某医共体,某卫生院,成员,没有县,", "network_county_unknown"),
            ("剑阁县医共体,广元市中心医院,支援,剑阁县,", "network_kind_missing"),
            ("剑阁县医共体,,成员,,", "network_row_nobody"),
            ("剑阁县医共体,剑阁县人民医院,,剑阁县,", ""),
        ],
    )
    def test_what_is_left_out_is_told(self, plan: Read, row: str, code: str) -> None:
        if code == "network_kind_missing":
            row = row.replace("广元市中心医院", "苍溪县人民医院")
        done = plan(f"医共体,机构,角色,县,联系\n{row}\n")
        assert code in {*told(done), ""}
        assert all(rows in ((2,), ()) for rows in told(done).values())
        if code:
            assert done.added == ()
            assert done.after == done.before

    def test_two_networks_for_one_facility(self, plan: Read) -> None:
        done = plan(
            "医共体,机构,县\n剑阁县医共体,东镇卫生院,剑阁县\n苍溪县医共体,东镇中心卫生院,剑阁县\n"
        )
        assert told(done) == {"network_conflict": (2, 3)}
        assert done.added == ()

    def test_a_low_lead_and_a_network_that_vanishes_are_noted(self, plan: Read) -> None:
        low = plan("医共体,机构,角色,县\n小,西乡卫生院,牵头,剑阁县\n")
        assert told(low) == {"network_lead_low": (2,)}
        gone = plan("医共体,机构,角色,县\n新,剑阁县人民医院,牵头,剑阁县\n")
        assert told(gone) == {"network_vanishes": ()}

    def test_the_county_comes_from_code_sheet_network_or_lead(self, plan: Read) -> None:
        for text in (
            f"医共体,机构,行政区划代码\n剑阁县医共体,西乡卫生院,{JIA}001\n",
            "医共体,机构\n剑阁县医共体,西乡卫生院\n",
            "牵头医院,机构\n剑阁县人民医院,西乡卫生院\n",
        ):
            assert plan(text).added[-1].facility == WEST


class TestLinks:
    HEAD = "医共体,机构,角色,上级,联系,县\n"

    def links(self, plan: Read, row: str) -> set[tuple[str, str, LinkKind]]:
        done = plan(f"{self.HEAD}{row}\n")
        assert told(done) == {}
        return {
            (edit.facility.id, edit.upper.id, edit.link)
            for edit in done.added
            if edit.upper is not None and edit.link is not None
        }

    def test_kinds_without_an_upper_end_run_to_the_lead(self, plan: Read) -> None:
        found = self.links(plan, "剑阁县医共体,西乡卫生院,成员,,双向转诊、远程医疗,剑阁县")
        lead = LEAD.id
        assert found == {
            (WEST.id, lead, LinkKind.REFERRAL_UP),
            (WEST.id, lead, LinkKind.REFERRAL_DOWN),
            (WEST.id, lead, LinkKind.TELEMEDICINE),
        }

    def test_a_supporter_is_the_upper_end(self, plan: Read) -> None:
        found = self.links(plan, "剑阁县医共体,广元市中心医院,支援,,托管,剑阁县")
        assert found == {(LEAD.id, CENTRE.id, LinkKind.TRUSTEESHIP)}

    def test_a_table_of_links_alone(self, plan: Read) -> None:
        done = plan("县,下级机构,上级机构,关系\n剑阁县,东镇卫生院,剑阁县中医医院,上转\n")
        assert told(done) == {}
        (edit,) = done.added
        assert (edit.kind, edit.facility, edit.upper) == (NetworkEditKind.LINK, EAST, OTHER)

    ADDED = (
        "县,下级机构,上级机构,关系\n"
        "剑阁县,东镇卫生院,剑阁县中医医院,上转、托管\n"
        "剑阁县,西乡卫生院,剑阁县中医医院,远程医疗\n"
    )

    @pytest.mark.parametrize(
        ("kind", "gone"),
        [
            ("取消托管", {LinkKind.TRUSTEESHIP}),
            ("-托管", {LinkKind.TRUSTEESHIP}),
            ("－ 托管", {LinkKind.TRUSTEESHIP}),
            ("remove trusteeship", {LinkKind.TRUSTEESHIP}),
            ("解除上转和托管", {LinkKind.TRUSTEESHIP, LinkKind.REFERRAL_UP}),
            ("取消", {LinkKind.TRUSTEESHIP, LinkKind.REFERRAL_UP}),
            ("取消全部联系", {LinkKind.TRUSTEESHIP, LinkKind.REFERRAL_UP}),
            ("-", set()),
            ("", set()),
        ],
    )
    def test_a_link_is_taken_away(self, plan: Read, kind: str, gone: set[LinkKind]) -> None:
        first = plan(self.ADDED)
        row = f"剑阁县,东镇卫生院,剑阁县中医医院,{kind}"
        done = plan(f"县,下级机构,上级机构,关系\n{row}\n", first.edits)
        if gone:
            assert told(done) == {}
        taken = [edit for edit in done.added if edit.kind is NetworkEditKind.UNLINK]
        assert {(edit.facility, edit.upper, edit.link) for edit in taken} == {
            (EAST, OTHER, each) for each in gone
        }
        left = {
            (link.lower, link.upper, link.kind) for each in done.after for link in each.links
        } & {(EAST, OTHER, kind) for kind in (LinkKind.TRUSTEESHIP, LinkKind.REFERRAL_UP)}
        assert len(left) == 2 - len(gone)
        for language in Language:
            assert len(plan_text(done, UNITS, language).changes) >= len(gone)

    def test_one_kind_goes_and_another_comes(self, plan: Read) -> None:
        row = "剑阁县,东镇卫生院,剑阁县中医医院,远程医疗、取消托管"
        done = plan(f"县,下级机构,上级机构,关系\n{row}\n", plan(self.ADDED).edits)
        assert told(done) == {}
        assert {(edit.kind, edit.link) for edit in done.added} == {
            (NetworkEditKind.LINK, LinkKind.TELEMEDICINE),
            (NetworkEditKind.UNLINK, LinkKind.TRUSTEESHIP),
        }

    @pytest.mark.parametrize(
        ("rows", "code", "added"),
        [
            (["取消专科联盟"], "network_tie_absent", 0),
            (["远程医疗", "取消远程医疗"], "network_tie_both", 1),
            (["取消远程医疗", "远程医疗"], "network_tie_both", 1),
            (["取消饮食"], "network_kind_unread", 0),
        ],
    )
    def test_what_cannot_be_taken_away_is_told(
        self, plan: Read, rows: list[str], code: str, added: int
    ) -> None:
        lines = [f"剑阁县,东镇卫生院,剑阁县中医医院,{kind}" for kind in rows]
        text = "\n".join(["县,下级机构,上级机构,关系", *lines])
        done = plan(f"{text}\n", plan(self.ADDED).edits)
        assert set(told(done)) == {code}
        assert len(done.added) == added

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            ("剑阁县医共体,剑阁县中医医院,成员,剑阁县中医医院,托管,剑阁县", "network_link_self"),
            ("剑阁县医共体,剑阁县中医医院,成员,西乡卫生院,上转,剑阁县", "network_link_tiers"),
            ("剑阁县医共体,西乡卫生院,成员,没有的医院,上转,剑阁县", "network_name_unknown"),
            ("剑阁县医共体,西乡卫生院,成员,,饮食,剑阁县", "network_kind_unread"),
        ],
    )
    def test_links_that_make_no_sense(self, plan: Read, row: str, code: str) -> None:
        done = plan(f"{self.HEAD}{row}\n")
        assert code in told(done)
        assert all(edit.kind is NetworkEditKind.ASSIGN for edit in done.added)

    def test_two_rows_that_run_in_a_circle(self, plan: Read) -> None:
        done = plan(
            "县,下级机构,上级机构,关系\n"
            "剑阁县,东镇卫生院,西乡卫生院,上转\n"
            "剑阁县,西乡卫生院,东镇卫生院,上转\n"
        )
        assert told(done) == {"network_link_circle": (3,)}
        assert [edit.facility for edit in done.added] == [EAST]

    def test_a_member_stands_under_the_one_that_the_table_names(self, plan: Read) -> None:
        two_leads = "剑阁县医共体,剑阁县中医医院,牵头,,,剑阁县"
        done = plan(
            f"{self.HEAD}{two_leads}\n剑阁县医共体,西乡卫生院,成员,剑阁县中医医院,,剑阁县\n"
        )
        part = by_name(done.after, "剑阁县医共体").part_of(WEST)
        assert part is not None
        assert part.parent == OTHER


def shape(networks: Sequence[Network]) -> list[tuple[object, ...]]:
    return [
        (
            each.name,
            each.adcode,
            {(part.facility, part.role, part.parent) for part in each.parts},
            {(link.lower, link.upper, link.kind) for link in each.links},
        )
        for each in networks
    ]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("language", Language)
def test_an_exported_table_reads_back_as_the_same_networks(
    tmp_path: Path, language: Language, suffix: str
) -> None:
    province = Province.QINGHAI
    study = load_study(province)
    at_hand = places_of(new_project(province), EditedFrames(study.facilities))
    known = (at_hand, read_units(province), published_networks(), published_supports())
    plain = networks_of(*known)
    path = tmp_path / f"networks{suffix}"
    basis = Basis(province, tuple(Tier))
    units = read_units(province)
    write_networks(path, told_networks(plain, at_hand, units, basis, language))
    again = plan_of(read_network_table(path), *known)
    assert again.added == ()
    assert again.problems == ()
    edits = edited(plain)
    changed = networks_of(*known, edits)
    write_networks(path, told_networks(changed, at_hand, units, basis, language))
    over = plan_of(read_network_table(path), *known)
    assert shape(over.after) == shape(changed)
    assert plan_of(read_network_table(path), *known, over.edits).added == ()


def edited(networks: Sequence[Network]) -> Edits:
    """Return edits of all kinds but the one that takes a link away."""
    first, second = [each for each in networks if len(each.members) > 3][:2]
    mover, lead, linked = first.members[-1], second.members_of(Tier.TOWNSHIP)[0], second.members[-1]
    return (
        NetworkEdit(NetworkEditKind.ASSIGN, mover.facility, second.id),
        NetworkEdit(
            NetworkEditKind.CREATE,
            lead.facility,
            "user-1",
            name="新医共体",
            adcode=second.adcode,
        ),
        NetworkEdit(
            NetworkEditKind.LINK,
            linked.facility,
            upper=first.leads[0].facility,
            link=LinkKind.TELEMEDICINE,
        ),
    )


def test_a_long_table_can_be_stopped(places: Places, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("医共体,机构,县\n" + "剑阁县医共体,某院,剑阁县\n" * 2000, encoding="utf-8")
    table = read_network_table(path)

    class StopError(Exception):
        pass

    def stop(fraction: float) -> None:
        if fraction > 0.2:
            raise StopError

    with pytest.raises(StopError):
        plan_of(table, places, UNITS, [], [], progress=stop)
    done = plan_of(replace(table, rows=table.rows[:50]), places, UNITS, [], [])
    (problem,) = done.problems
    assert len(problem.rows) == 50
