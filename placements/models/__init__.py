"""The nouns of the programme, one file each."""

from placements.models.application import (
    Application,
    Channel,
    DeclineReason,
    Grade,
    Preference,
)
from placements.models.commitment import (
    Commitment,
    CommitmentTemplate,
    SignatureEvidence,
)
from placements.models.placement import Placement
from placements.models.post import (
    Education,
    Hazard,
    Lunch,
    Place,
    Post,
    PostCategory,
    PostTally,
)
from placements.models.season import Season, SeasonWindow
from placements.models.selection import (
    Leftover,
    PostResult,
    SelectionResult,
    SelectionRound,
    SelectionRun,
)
from placements.models.unit import (
    KINDS_WITHOUT_CODE,
    HostUnit,
    ReturnReason,
    UnitInvitation,
    UnitKind,
    UnitMember,
)
from placements.models.workbook import ImportBatch

__all__ = [
    "KINDS_WITHOUT_CODE",
    "Application",
    "Channel",
    "Commitment",
    "CommitmentTemplate",
    "DeclineReason",
    "Education",
    "Grade",
    "Hazard",
    "HostUnit",
    "ImportBatch",
    "Leftover",
    "Lunch",
    "Place",
    "Placement",
    "Post",
    "PostCategory",
    "PostResult",
    "PostTally",
    "Preference",
    "ReturnReason",
    "Season",
    "SeasonWindow",
    "SelectionResult",
    "SelectionRound",
    "SelectionRun",
    "SignatureEvidence",
    "UnitInvitation",
    "UnitKind",
    "UnitMember",
]
