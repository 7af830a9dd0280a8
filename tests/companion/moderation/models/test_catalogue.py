"""What is offered: named, described, and from where it is said to be."""

from __future__ import annotations

import pytest

from companion.domain.errors import ModelError
from companion.moderation.models.catalogue import OFFERS, SEVEN_LANGUAGES, offer_of
from companion.moderation.models.download import is_safe


def test_there_is_a_small_a_good_and_a_multilingual_one() -> None:
    first, second, third = (one.manifest for one in OFFERS[:3])

    assert [one.id for one in (first, second, third)] == [
        "english-small",
        "english-quality",
        "seven-languages",
    ]
    assert third.languages == SEVEN_LANGUAGES
    assert all(not offer.needs for offer in OFFERS[:3])


def test_every_model_of_detoxify_is_there() -> None:
    names = {one.manifest.id for one in OFFERS if one.needs == "detoxify"}

    assert names == {
        f"detoxify-{name}"
        for name in (
            "original",
            "unbiased",
            "multilingual",
            "original-small",
            "unbiased-small",
        )
    }


@pytest.mark.parametrize("offer", OFFERS, ids=lambda one: one.manifest.id)
def test_an_offer_is_complete(offer: object) -> None:
    assert offer in OFFERS
    manifest = offer.manifest  # type: ignore[attr-defined]  # it is an Offer

    assert manifest.licence == "Apache-2.0"
    assert all(is_safe(file.address) for file in manifest.files.values())
    assert len({file.address for file in manifest.files.values()}) == len(
        manifest.files
    )


def test_names_are_different() -> None:
    names = [one.manifest.id for one in OFFERS]

    assert len(set(names)) == len(names)


def test_the_usual_choice_is_pinned_by_its_makers_checksum() -> None:
    assert "model.onnx" not in offer_of("english-small").unpinned
    assert "model.onnx" not in offer_of("english-quality").unpinned


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ModelError, match=r"no model “x”.*english-small"):
        offer_of("x")
