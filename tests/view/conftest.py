from __future__ import annotations

import pytest
from view_samples import TEXT, mention

from eventx.document import Document


@pytest.fixture
def document() -> Document:
    ruiz = ("actor", "Foreign Minister Ana Ruiz", {"country": "PER", "sector": "GOV"})
    return Document(
        TEXT,
        id="lima-1",
        date="2024-03-19",
        title="Ruiz meets envoy",
        mentions=(
            mention(
                TEXT,
                "a",
                "Meeting",
                "met",
                ruiz,
                ("recipient", "Chile's envoy", {"country": "CHL", "sector": "GOV"}),
                ("location", "Lima", {"country": "PER"}),
                ("time", "Monday", {"value": "2024-03-18"}),
            ),
            mention(TEXT, "a", "Meeting", "talks", ("topic", "copper exports", {})),
            mention(TEXT, "b", "RelationsDowngrade", "recall", ("actor", "Peru", {"country": "PER"}), status="negated"),
        ),
    )
