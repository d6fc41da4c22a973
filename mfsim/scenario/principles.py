"""Settings of the three principles of a multifactory: a community project, diversity, a productive vocation."""

from __future__ import annotations

from typing import Literal

from mfsim.scenario.declare import Section, setting


class Principles(Section):
    """The three principles that define a multifactory; one that is off sets other settings aside."""

    community_project: bool = setting(True, "stated", "book 3.1", when={"processes.governance": True})
    """Members run the place together; without it a manager decides and makes the rules, staff keep the place up, members
    neither help one another nor take jobs together."""
    diversity: bool = setting(True, "stated", "book 3.1")
    """Members are of many trades; without it all are of one sector, as many, of the same size and skill."""
    sector: Literal[
        "wood_furniture", "metal_mechanics", "fashion_leather", "craft_objects", "digital_fabrication",
        "software_electronics", "design_communication", "photo_film_sound", "architecture_building", "arts",
        "research_consulting", "food", "community_services",
    ] = setting("design_communication", when={"principles.diversity": False})  # fmt: skip
    """The sector that all are of, without diversity."""
    productive_vocation: bool = setting(True, "stated", "book 3.1")
    """There are craftspeople and others who make goods; without it all render services."""
