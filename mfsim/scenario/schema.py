"""What a user may set: one frozen class per part of a scenario, every field with unit, range, default and source.

The documentation of parameters, the JSON schema, ``mfsim explain`` and the default ranges of sensitivity studies
are all made from the fields below.
"""

from __future__ import annotations

from typing import Literal

from mfsim.scenario.commons import Commons
from mfsim.scenario.declare import Section, quantity, setting
from mfsim.scenario.economy import Demand, Finance, Production
from mfsim.scenario.events import Events
from mfsim.scenario.founding import Founding
from mfsim.scenario.governance import Governance
from mfsim.scenario.growth import Growth
from mfsim.scenario.lease import Lease
from mfsim.scenario.local_chain import LocalChain
from mfsim.scenario.machines import Machines
from mfsim.scenario.network import Network
from mfsim.scenario.norms import Norms
from mfsim.scenario.people import Community, Knowledge, Members, Membership, MutualHelp
from mfsim.scenario.principles import Principles
from mfsim.scenario.projects import JointProjects
from mfsim.scenario.surplus import Surplus


class Processes(Section):
    """Which processes of the month run; one that is off has no effect and draws nothing."""

    founding: bool = setting(True)
    """A place is founded, opens, moves and ends; off, it is open."""
    events: bool = setting(True)
    """What the scenario names happens in its month; nothing by default."""
    demand: bool = setting(True)
    """Orders reach the firms."""
    joint_projects: bool = setting(True)
    """Teams of firms take on large jobs."""
    mutual_help: bool = setting(True)
    """Firms ask colleagues for what they cannot do themselves."""
    machines: bool = setting(True)
    """Orders need machines and room, which firms own, borrow, queue for or do without."""
    production: bool = setting(True)
    """Firms work on their open orders."""
    local_chain: bool = setting(True)
    """Members buy from one another, near or far, and pass orders on."""
    knowledge: bool = setting(True)
    """Firms learn, forget and recombine."""
    norms: bool = setting(True)
    """Cases arise and are resolved; rules are adopted and struck out."""
    commons: bool = setting(True)
    """What is common wears out and is kept up."""
    governance: bool = setting(True)
    """The association decides, budgets, takes fees and pays."""
    finance: bool = setting(True)
    """Money is earned and spent."""
    community: bool = setting(True)
    """People meet; ties, care, values and satisfaction move."""
    growth: bool = setting(True)
    """Firms hire and dismiss, take more area, and people of theirs found firms of their own."""
    membership: bool = setting(True)
    """Firms leave and enter."""
    lease: bool = setting(True)
    """Rent is charged and paid."""
    network: bool = setting(False)
    """Sites are partners: work, guests, knowledge and rules cross (only with several sites)."""
    record: bool = setting(True)
    """The month is written down."""


_FLOOR_PLAN = {"place.contact": "distance"}
_RING = {"place.contact": "ring"}


class Place(Section):
    """The building."""

    sites: int = quantity(1, "sites", 1, 60_000, (1, 100))
    """Number of like sites that share the economy, and deal with one another if `processes.network` is on; each has
    members of its own."""
    units: int = quantity(20, "units", 1, 1_000, (15, 120), "stated", "book 1.4-1.6: 8 to about 120 projects")
    """Private units per site."""
    total_area_m2: float = quantity(1_000.0, "m²", 1.0, 1e6, (200.0, 15_000.0), "stated", "book 1.6")
    """Area of a site with all that is common."""
    private_share: float = quantity(0.6, "share", 0.01, 1.0, (0.4, 0.8))
    """Share of the area that is let as private units."""
    buildings: int = quantity(1, "buildings", 1, 100, (1, 6), "stated", "book 4: six buildings at R84")
    """Buildings that the units are spread over."""
    building_distance_m: float = quantity(40.0, "m", 0.0, 10_000.0, (10.0, 200.0), when=_FLOOR_PLAN)
    """Way from one building to the next."""
    contact_distance_m: float = quantity(15.0, "m", 0.1, 10_000.0, (5.0, 40.0), when=_FLOOR_PLAN)
    """Distance over which daily contact falls to 1/e."""
    contact: Literal["distance", "complete", "ring"] = setting("distance")
    """Who has contact with whom: by the floor plan; everybody alike; or a ring of units (graphs of known theory)."""
    ring_neighbours: int = quantity(3, "units", 1, 500, (2, 10), when=_RING)
    """Units on each side with which a unit of the ring has contact."""
    ring_rewiring: float = quantity(
        0.1,
        "share",
        0.0,
        1.0,
        (0.0, 1.0),
        "literature",
        "Watts and Strogatz (1998): small worlds from about .01 to .1",
        _RING,
    )
    """Share of the ring's contacts that lead to a unit drawn at random instead."""
    ring_seed: int = quantity(0, "-", 0, 2_147_483_647, (0, 1_000), when=_RING)
    """Seed of the rewiring, which is the same in every run."""
    sound_insulation: float = quantity(0.5, "share", 0.0, 1.0, (0.0, 0.9))
    """Share of a neighbour's noise that the walls of an enclosed room keep out."""
    enclosure: float = quantity(
        1.0, "0-1", 0.0, 1.0, (0.0, 1.0), "assumed", "book 1.1: cotton curtains, without partition walls, are about .3"
    )
    """How far private units are rooms: 1 with walls and doors, 0 open plan; moves noise, meetings, sight, concentration."""


class About(Section):
    """What the scenario is."""

    title: str = setting("A shared workspace")
    """One line."""
    description: str = setting("")
    """A paragraph."""
    since: str = setting("")
    """When the place opened, as the source has it."""


class Scenario(Section):
    """A multifactory to be simulated: everything a user can set."""

    about: About = About()
    processes: Processes = Processes()
    principles: Principles = Principles()
    place: Place = Place()
    members: Members = Members()
    founding: Founding = Founding()
    events: Events = Events()
    demand: Demand = Demand()
    joint_projects: JointProjects = JointProjects()
    mutual_help: MutualHelp = MutualHelp()
    machines: Machines = Machines()
    production: Production = Production()
    local_chain: LocalChain = LocalChain()
    knowledge: Knowledge = Knowledge()
    norms: Norms = Norms()
    commons: Commons = Commons()
    governance: Governance = Governance()
    finance: Finance = Finance()
    community: Community = Community()
    growth: Growth = Growth()
    membership: Membership = Membership()
    lease: Lease = Lease()
    network: Network = Network()
    surplus: Surplus = Surplus()
    sources: dict[str, str] = setting({})
    """Where values come from: key = "stated: book 1.1" or "assumed: why"."""
