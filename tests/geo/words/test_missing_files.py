"""Exports name the files of the user that could not be read."""

from dataclasses import replace

from data.project.project import Layer, LayerKind, new_project
from data.schema import Language, Province, Tier
from geo.words.missing_files import missing_notes


def test_each_missing_file_is_named_once_and_others_are_not() -> None:
    def layer(layer_id: str, title: str, tier: Tier) -> Layer:
        kind = LayerKind.FACILITIES
        return Layer(id=layer_id, kind=kind, colour="#444444", title=title, tier=tier)

    project = new_project(Province.QINGHAI)
    for each in (
        layer("user_1", "甲.xlsx", Tier.TOWNSHIP),
        layer("user_2", "甲.xlsx", Tier.VILLAGE),
        layer("user_3", "乙.csv", Tier.COUNTY),
        layer("user_4", "丙.csv", Tier.COUNTY),
    ):
        project = project.with_layer(each)
    gone = {"user_1", "user_2", "user_4"}
    (zh,) = missing_notes(project, gone, Language.ZH)
    (en,) = missing_notes(project, gone, Language.EN)
    assert "甲.xlsx、丙.csv。" in zh
    assert "甲.xlsx, 丙.csv." in en
    assert missing_notes(project, (), Language.ZH) == []
    # Ids of another project's layers name nothing.
    assert missing_notes(replace(project, layers=()), gone, Language.ZH) == []
