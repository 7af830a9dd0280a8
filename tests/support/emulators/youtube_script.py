"""What the YouTube emulator can be told to say: messages as the REST interface writes
them, without id and time, which are given when they are pushed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Item = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody in the chat."""

    id: str = "UCann00000000000000000A"
    name: str = "@ann"
    picture: str = "https://yt3.example/ann=s88"
    is_owner: bool = False
    is_moderator: bool = False
    is_member: bool = False
    is_verified: bool = False


ANN = Person()
BEN = Person("UCben00000000000000000B", "Ben", "https://yt3.example/ben=s88")
MIRA = Person("UCmira0000000000000000M", "@mira", is_owner=True)
MOD = Person("UCmod00000000000000000D", "@mo", is_moderator=True, is_member=True)


def message(
    kind: str, by: Person | None = ANN, *, shown: str = "", **details: Any
) -> Item:
    """Return a message of a kind; details: one of the snippet's parts."""
    snippet: Item = {"type": kind, "hasDisplayContent": bool(shown), **details}
    if shown:
        snippet["displayMessage"] = shown
    item: Item = {"kind": "youtube#liveChatMessage", "etag": "e", "snippet": snippet}
    if by is not None:
        snippet["authorChannelId"] = by.id
        item["authorDetails"] = {
            "channelId": by.id,
            "channelUrl": f"http://www.youtube.com/channel/{by.id}",
            "displayName": by.name,
            "profileImageUrl": by.picture,
            "isVerified": by.is_verified,
            "isChatOwner": by.is_owner,
            "isChatSponsor": by.is_member,
            "isChatModerator": by.is_moderator,
        }
    return item


def chat(text: str, by: Person = ANN) -> Item:
    return message(
        "textMessageEvent", by, shown=text, textMessageDetails={"messageText": text}
    )


def super_chat(
    micros: int, currency: str = "EUR", text: str = "", by: Person = ANN, tier: int = 2
) -> Item:
    details = {
        "amountMicros": str(micros),
        "currency": currency,
        "amountDisplayString": f"{micros / 1_000_000:.2f} {currency}",
        "tier": tier,
    }
    if text:
        details["userComment"] = text
    return message(
        "superChatEvent", by, shown=f"paid: {text}", superChatDetails=details
    )


def super_sticker(micros: int, currency: str = "JPY", by: Person = ANN) -> Item:
    picture = {"stickerId": "hippo_1", "altText": "Hippo waving", "language": "en"}
    details = {
        "amountMicros": str(micros),
        "currency": currency,
        "amountDisplayString": f"{micros} {currency}",
        "tier": 3,
        "superStickerMetadata": picture,
    }
    return message("superStickerEvent", by, shown="s", superStickerDetails=details)


def gift(name: str, jewels: int, combo: int = 1, by: Person = ANN) -> Item:
    details = {
        "giftName": name,
        "jewelsAmount": jewels,
        "comboCount": combo,
        "giftUrl": "https://yt3.example/gift.webp",
        "hasVisualEffect": False,
    }
    return message("giftEvent", by, giftDetails=details)


def member(level: str = "Crew", by: Person = ANN, *, upgrade: bool = False) -> Item:
    details = {"memberLevelName": level, "isUpgrade": upgrade}
    return message("newSponsorEvent", by, shown="hi", newSponsorDetails=details)


def milestone(months: int, text: str = "", by: Person = ANN) -> Item:
    details = {"memberLevelName": "Crew", "memberMonth": months, "userComment": text}
    return message(
        "memberMilestoneChatEvent", by, shown=text or "m",
        memberMilestoneChatDetails=details,
    )  # fmt: skip


def gifting(count: int, by: Person = ANN, level: str = "Crew") -> Item:
    details = {"giftMembershipsCount": count, "giftMembershipsLevelName": level}
    return message(
        "membershipGiftingEvent", by, shown="g", membershipGiftingDetails=details
    )


def received(gifting_id: str, by: Person = BEN, giver: Person = ANN) -> Item:
    details = {
        "memberLevelName": "Crew",
        "gifterChannelId": giver.id,
        "associatedMembershipGiftingMessageId": gifting_id,
    }
    return message(
        "giftMembershipReceivedEvent", by, shown="r",
        giftMembershipReceivedDetails=details,
    )  # fmt: skip


def deleted(message_id: str, by: Person = MOD) -> Item:
    details = {"deletedMessageId": message_id}
    return message("messageDeletedEvent", by, messageDeletedDetails=details)


def retracted(message_id: str, by: Person = ANN) -> Item:
    details = {"retractedMessageId": message_id}
    return message("messageRetractedEvent", by, messageRetractedDetails=details)


def banned(who: Person, seconds: int | None = None, by: Person = MOD) -> Item:
    details: Item = {
        "bannedUserDetails": {"channelId": who.id, "displayName": who.name},
        "banType": "permanent" if seconds is None else "temporary",
    }
    if seconds is not None:
        details["banDurationSeconds"] = str(seconds)
    return message("userBannedEvent", by, userBannedDetails=details)


def poll(
    question: str, *options: tuple[str, int], is_open: bool = True, by: Person = MIRA
) -> Item:
    told = [{"optionText": text, "tally": str(votes)} for text, votes in options]
    details = {
        "metadata": {"questionText": question, "options": told},
        "status": "active" if is_open else "closed",
    }
    return message("pollEvent", by, pollDetails=details)


def members_only(on: bool) -> Item:
    return message(f"sponsorOnlyMode{'Started' if on else 'Ended'}Event", None)


def chat_ended() -> Item:
    return message("chatEndedEvent", None)


def tombstone(message_id: str) -> Item:
    return {**message("tombstone", None), "id": message_id}
