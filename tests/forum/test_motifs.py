"""Motifs: the same place always looks the same, every place has a picture, nothing in it is too big."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string

from forum import atlas, chain, member_map, motifs, patterns

DORTMUND, AACHEN, BOEBLINGEN = "05913000", "05334002", "08115"


def tile(ags: str | None = DORTMUND, field: str = "daten", seed: str = "ort", theme: str = "") -> str:
    return motifs.tile(ags, field, seed, theme)


@pytest.mark.parametrize(
    "ags", [DORTMUND, BOEBLINGEN, "08115001", None], ids=["nrw", "district", "elsewhere", "unknown"]
)
def test_tile_is_well_formed_and_decorative(ags):
    root = ET.fromstring(tile(ags))

    assert root.get("aria-hidden") == "true"
    assert root.get("viewBox") == "0 0 320 160"
    assert [path.get("class") for path in root] == ["tile__ground", "tile__lines", "tile__body"]


def test_municipality_elsewhere_wears_its_district():
    body = tile("08115001").split("tile__body")[1]

    assert body == tile(BOEBLINGEN).split("tile__body")[1]


def test_body_fills_three_quarters_of_the_height_and_is_centred():
    for ags in (DORTMUND, AACHEN, BOEBLINGEN, None):
        points = absolute_points(re.search(r'tile__body".* d="([^"]+)"', tile(ags))[1])
        ys = [y for _x, y in points]

        assert 100 <= max(ys) - min(ys) <= 140, ags
        assert abs((max(ys) + min(ys)) / 2 - 80) < 12, ags


def test_every_place_has_a_tile_below_twelve_kilobytes():
    keys = [*atlas.municipalities().places, *atlas.districts().places]

    sizes = [len(tile(key)) for key in keys]

    assert len(keys) == 396 + 400
    assert min(sizes) > 300
    assert max(sizes) < 12_000


def test_invented_place_depends_on_its_seed_only():
    assert tile(None, seed="rurtal") == tile(None, seed="rurtal")
    assert tile(None, seed="rurtal") != tile(None, seed="neuhafen")


def test_honeycomb_cells_share_their_borders():
    body, lines = motifs._hexagon_field("rurtal", width=320, height=160, radius=69)
    ends = [point for line in lines for point in (line[0], line[-1])]
    corners = body[:-1:3]

    assert len(corners) == 6
    assert all(corner in ends for corner in corners)


def test_theme_chooses_a_finer_pattern_of_the_same_family_only():
    assert "#muster-parken" in tile(field="mobilitaet", theme="smart-parking")
    assert "#muster-routen" in tile(field="mobilitaet")
    assert "#muster-knoten" in tile(field="daten", theme="smart-parking")


def test_every_field_of_action_has_family_and_pattern_in_that_family():
    drawn = drawn_patterns()

    assert len(patterns.FAMILIES) == 15
    assert patterns.FAMILIES.keys() == patterns.BY_FIELD.keys()
    for field, name in patterns.BY_FIELD.items():
        assert drawn[name].get("class") == f"pattern tile--{patterns.FAMILIES[field]}"


def test_themes_with_patterns_exist_in_the_vocabulary_and_are_drawn():
    drawn = drawn_patterns()
    slugs = {line.split(",")[0] for line in (atlas.BOUNDARIES.parent / "themes.csv").read_text().splitlines()[1:]}

    assert patterns.BY_THEME.keys() <= slugs
    for family, name in patterns.BY_THEME.values():
        assert drawn[name].get("class") == f"pattern tile--{family}"


def test_patterns_have_at_most_three_shapes_on_their_ground():
    for name, pattern in drawn_patterns().items():
        assert 2 <= len(pattern) <= 4, name


def test_map_links_members_and_escapes_their_names():
    members = [
        {"ags": AACHEN, "name": 'Aachen <b>"', "url": "/mitglieder/aachen/"},
        {"ags": "11000000", "name": "Berlin", "url": "/mitglieder/berlin/"},
    ]

    root = ET.fromstring(member_map.draw(members, [DORTMUND, "05382"]))

    links = list(root.iter("a"))
    assert [link.get("href") for link in links] == ["/mitglieder/aachen/"]
    assert "".join(links[0].itertext()) == 'Aachen <b>"'
    practices = [title.text for title in root.iter("title")]
    assert "Dortmund" in practices
    assert "Hennef (Sieg)" in practices  # a district's practice marks its municipalities


def test_germany_has_a_point_for_each_member_in_its_place():
    members = [
        {"ags": "02000000", "name": "Hamburg", "url": "/mitglieder/hamburg/", "latitude": 53.55, "longitude": 10.0},
        {"ags": "09162000", "name": "München <b>", "url": "/m/", "latitude": 48.14, "longitude": 11.58},
    ]

    drawn = member_map.draw_germany(members)

    root = ET.fromstring(drawn)
    hamburg, munich = root.iter("circle")
    assert float(hamburg.get("cy")) < 200
    assert float(munich.get("cy")) > 500
    assert float(hamburg.get("cx")) < float(munich.get("cx"))
    assert [link.get("href") for link in root.iter("a")] == ["/mitglieder/hamburg/", "/m/"]
    assert "".join(root.itertext()) == "HamburgMünchen <b>"
    assert len(atlas.laender()) == 16
    assert len(drawn) < 40_000


def test_map_stays_small_and_names_do_not_cover_each_other():
    keys = [*atlas.municipalities().places][::9]
    members = [{"ags": key, "name": atlas.municipalities().names[key], "url": f"/mitglieder/{key}/"} for key in keys]

    drawn = member_map.draw(members, [])

    assert len(drawn) < 130_000
    boxes = [
        atlas.bounds([[(x - w, y - 12), (x + w, y)]])
        for x, y, w in ((float(x), float(y), 0.1) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', drawn))
    ]
    assert len(boxes) >= 10
    assert not any(member_map._overlap(one, other) for i, one in enumerate(boxes) for other in boxes[i + 1 :])
    # Who has no label has its name for assistive technology.
    assert all("<text" in link or "aria-label=" in link for link in re.findall(r"<a .*?</a>", drawn))


def test_letters_take_two_words_or_two_letters_and_are_escaped():
    assert ">SN</text>" in motifs.letters("Stadtwerke Neuhafen")
    assert ">AS</text>" in motifs.letters("ASEAG")
    assert ">&lt;B</text>" in motifs.letters("<b")


def drawn_patterns() -> dict[str, ET.Element]:
    root = ET.fromstring(render_to_string("components/patterns.html"))
    found = {pattern.get("id", ""): pattern for pattern in root.iter("pattern")}
    del found["schraffur"]  # hatching of "no data", no pattern of a place
    return {name.removeprefix("muster-"): pattern for name, pattern in found.items()}


def absolute_points(data: str) -> list[tuple[float, float]]:
    points = []
    for part in data.split("M")[1:]:
        start, _l, steps = part.rstrip("z").partition("l")
        x, y = (float(value) for value in start.split())
        points.append((x, y))
        values = [float(value) for value in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
    return points


def test_chain_puts_each_generation_in_a_column_and_escapes_names():
    nodes = [
        {"key": 1, "parent": None, "name": "Neuhafen", "line": "im Betrieb", "state": "operation"},
        {"key": 2, "parent": 1, "name": "Rurtal", "line": "im Betrieb", "state": "operation"},
        {"key": 3, "parent": 1, "name": "<Bergheide>", "line": "in Umsetzung", "state": "progress"},
        {"key": 4, "parent": 2, "name": "Musterstadt", "line": "in Prüfung", "state": "inside", "here": True},
    ]

    root = ET.fromstring(chain.draw(nodes))

    texts = [text.text for text in root.iter("text")]
    assert texts[:3] == ["Herkunft", "1. Nachnutzung", "2. Nachnutzung"]
    assert "<Bergheide>" in texts
    classes = [path.get("class") for path in root.iter("path")]
    assert classes.count("chain__edge") == 2
    assert classes[2] == "chain__edge chain__edge--inside"
    assert classes[-1] == "chain__node chain__node--inside chain__node--here"
    assert root.get("viewBox") == "0 0 540 242"


def test_chain_without_nodes_is_nothing():
    assert chain.draw([]) == ""
