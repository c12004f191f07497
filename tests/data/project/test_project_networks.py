"""What a planner says of networks comes back with the project."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from data.facility_key import FacilityKey
from data.project.network_edits import with_network_edits
from data.project.project import new_project
from data.project.project_file import load_project, project_bytes, project_of_bytes, save_project
from data.reference.network_model import IN_NO_NETWORK, LinkKind, NetworkEdit, NetworkEditKind
from data.schema import Province

HERE = Path(__file__)
KEYS = st.builds(
    FacilityKey,
    st.sampled_from(["county", "township", "user_1"]),
    st.sampled_from(["reported-510184-1", "township-510184001", "甲"]),
)
EDITS = st.one_of(
    st.builds(
        NetworkEdit,
        st.sampled_from([NetworkEditKind.CREATE, NetworkEditKind.LEAD]),
        KEYS,
        st.sampled_from(["510184-1", "user-1"]),
        name=st.sampled_from(["", "新<b>医共体"]),
        adcode=st.sampled_from([0, 510184]),
        source=st.sampled_from(["user", "名单.xlsx"]),
    ),
    st.builds(
        NetworkEdit,
        st.just(NetworkEditKind.ASSIGN),
        KEYS,
        st.sampled_from([IN_NO_NETWORK, "510184-1", "user-1"]),
    ),
    st.builds(
        NetworkEdit,
        st.sampled_from([NetworkEditKind.LINK, NetworkEditKind.UNLINK]),
        KEYS,
        upper=KEYS,
        link=st.sampled_from(LinkKind),
    ),
)


@given(st.lists(EDITS, max_size=8))
def test_edits_come_back(edits: list[NetworkEdit]) -> None:
    project = replace(new_project(Province.SICHUAN), networks=with_network_edits((), edits))
    content = project_bytes(project, HERE.parent)
    assert project_of_bytes(content, HERE) == project


def test_edits_come_back_from_a_file(tmp_path: Path) -> None:
    key = FacilityKey("township", "township-510184001")
    upper = FacilityKey("county", "reported-510184-1")
    edits = (
        NetworkEdit(NetworkEditKind.CREATE, key, "user-1", name="新医共体", adcode=510184),
        NetworkEdit(NetworkEditKind.UNLINK, key, upper=upper, link=LinkKind.TELEMEDICINE),
    )
    path = tmp_path / "方案.yiquan"
    save_project(replace(new_project(Province.SICHUAN), networks=edits), path)
    assert load_project(path).networks == edits
