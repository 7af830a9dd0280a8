"""What settings of overlays and their choices are called in the form."""

from __future__ import annotations

from functools import cache

from companion.i18n import _, language
from overlays.catalogue import CATALOGUE


def field_title(name: str) -> str:
    """Return what a setting is called; its own word where nobody has named it."""
    return _titles(language()).get(name) or name.replace("_", " ").capitalize()


def choice_title(field: str, key: str) -> str:
    """Return what one choice of a setting is called."""
    titles = _choices(language())
    named = titles.get(f"{field}.{key}") or titles.get(key)
    return named or key.replace("_", " ").replace("-", " ").capitalize()


def is_named(name: str) -> bool:
    """Tell whether a setting has a name in the chosen language."""
    return name in _titles(language())


@cache
def _titles(_language: str) -> dict[str, str]:
    return {**_common(), **_telling(), **_supporting(), **_taking_part()}


def _common() -> dict[str, str]:
    """Return what settings of many overlays are called."""
    return {
        "theme": _("Theme"),
        "font": _("Font"),
        "animation": _("Come and go"),
        "motion": _("Motion"),
        "connections": _("Connections"),
        "platform_marks": _("Platform marks"),
        "css": _("Custom CSS"),
        "language": _("Numbers as in"),
        "background": _("Behind it"),
        "align": _("Position"),
        "margin_x": _("Free at the sides"),
        "margin_y": _("Free above, below"),
        "scale": _("Text size"),
        "slab": _("Colours"),
        "opacity": _("Background"),
        "delay_s": _("What viewers write"),
        "rows": _("Rows"),
        "lines": _("Lines"),
        "width": _("Width"),
        "height": _("Height"),
        "header": _("Heading"),
        "heading": _("Its words"),
        "direction": _("Direction"),
        "platform": _("Platform"),
        "decimals": _("Decimals"),
        "avatars": _("Avatars"),
        "title": _("Title"),
        "label": _("Label"),
        "text": _("Text"),
        "note": _("Words below"),
        "sound": _("Sound"),
        "picture": _("Picture"),
        "video": _("Film"),
        "volume": _("Volume"),
        "speed": _("Speed"),
        "seconds": _("Seconds"),
        "size": _("Size"),
        "layout": _("Layout"),
        "figure": _("Figure"),
        "measure": _("What counts"),
        "shown": _("Shown"),
        "order": _("Order"),
        "gap": _("Gap"),
    }


def _telling() -> dict[str, str]:
    """Return what settings of overlays are called that tell of Viewers and time."""
    return {
        "crown": _("Crown"),
        "medals": _("Medals"),
        "ties": _("Ties"),
        "moves": _("Moves"),
        "fade_after": _("Fade after"),
        "oldest": _("Oldest line"),
        "support": _("Support"),
        "standing": _("Standing"),
        "emotes": _("Emotes"),
        "emoji": _("Emoji"),
        "total": _("All together"),
        "platforms": _("Each platform"),
        "peak": _("Peak"),
        "likes": _("Likes"),
        "place": _("Place"),
        "points": _("Points"),
        "chats": _("Messages"),
        "per_second": _("In a second"),
        "side": _("Picture stands"),
        "always": _("Always"),
        "mode": _("Kind"),
        "minutes": _("Minutes"),
        "time": _("Time of day"),
        "at_zero": _("At zero"),
        "zero_text": _("Words at zero"),
        "with_sound": _("Its sound"),
        "words": _("Words"),
        "shows": _("Shows"),
        "chat_lines": _("Lines of chat"),
        "prompt_lines": _("Lines of run-sheet"),
        "log_lines": _("Lines of the log"),
        "canvas": _("Canvas"),
        "ending": _("Last words"),
        "names": _("Names at most"),
        "columns": _("Columns"),
        "play": _("Plays"),
        "pause_s": _("Pause"),
        "items": _("Things at most"),
        "rests": _("Rests"),
    }


def _supporting() -> dict[str, str]:
    """Return what settings are called that are about support."""
    return {
        "gifts": _("Gifts"),
        "gifts_from": _("Gifts from"),
        "cheers": _("Cheers"),
        "cheers_from": _("Cheers from"),
        "superchats": _("Super Chats"),
        "subscriptions": _("Subscriptions"),
        "follows": _("Follows"),
        "shares": _("Shares"),
        "raids": _("Raids"),
        "raids_from": _("Raids from"),
        "redemptions": _("Redemptions"),
        "medium_from": _("Medium from"),
        "large_from": _("Large from"),
        "huge_from": _("Greatest from"),
        "seconds_least": _("Seconds, least"),
        "seconds_most": _("Seconds, most"),
        "message": _("Message"),
        "icons": _("Gift’s picture"),
        "bar": _("Bar"),
        "sound_small": _("Sound, small"),
        "sound_medium": _("Sound, medium"),
        "sound_large": _("Sound, large"),
        "sound_huge": _("Sound, greatest"),
        "picture_large": _("Picture, large"),
        "picture_huge": _("Picture, greatest"),
        "speak": _("Read aloud"),
        "stay_s": _("Stays"),
        "amounts": _("Amounts"),
        "empty": _("Empty places"),
        "target": _("Goal"),
        "unit": _("Counted"),
        "currency": _("Currency"),
        "start": _("Already there"),
        "step": _("Next goal"),
        "reached_heading": _("Words when reached"),
        "when_reached": _("When reached"),
        "milestones": _("Steps on the way"),
        "seconds_per_diamond": _("Per Diamond"),
        "seconds_per_bit": _("Per Bit"),
        "seconds_per_subscription": _("Per Subscription"),
        "seconds_per_money": _("Per Super Chat unit"),
        "seconds_per_follow": _("Per Follow"),
        "most_minutes": _("At most, in all"),
        "most_minutes_an_hour": _("At most, per hour"),
        "contributors": _("Who drives it"),
    }


def _taking_part() -> dict[str, str]:
    """Return what settings are called of overlays that viewers take part in."""
    return {
        "votes": _("Votes"),
        "hint": _("What to type"),
        "places": _("Places"),
        "staked": _("Points staked"),
        "histogram": _("Columns"),
        "stars": _("Stars"),
        "code": _("The code"),
        "found": _("Who found it"),
        "winners": _("Winners"),
        "proof": _("Proof"),
        "waiting": _("Who waits"),
        "members": _("Team members"),
        "turn_s": _("Next lines after"),
        "lit_s": _("Stays lit"),
        "rule": _("The rule"),
    }


@cache
def _choices(_language: str) -> dict[str, str]:
    return {**_look_choices(), **_content_choices()}


def _look_choices() -> dict[str, str]:
    return {
        "theme.studio": _("Studio"),
        "theme.minimal": _("Minimal"),
        "theme.esport": _("E-sport"),
        "theme.cozy": _("Cozy"),
        "theme.arcade": _("Arcade"),
        "theme.contrast": _("High contrast"),
        "theme.editorial": _("Editorial"),
        "theme.terminal": _("Terminal"),
        "theme.sticker": _("Sticker"),
        "theme.ribbon": _("Ribbon"),
        "font.theme": _("The theme’s"),
        "font.archivo": "Archivo",
        "font.inter": "Inter",
        "font.serif": _("Serif"),
        "font.mono": _("Typewriter"),
        "font.pixel": _("Pixel"),
        "font.system": _("The computer’s"),
        "avatars.theme": _("The theme’s"),
        "slide": _("Slide"),
        "fade": _("Fade"),
        "pop": _("Pop"),
        "none": _("None"),
        "full": _("Full"),
        "reduced": _("Reduced"),
        "top-left": _("Top left"),
        "top": _("Top"),
        "top-right": _("Top right"),
        "left": _("Left"),
        "center": _("Middle"),
        "right": _("Right"),
        "bottom-left": _("Bottom left"),
        "bottom": _("Bottom"),
        "bottom-right": _("Bottom right"),
        "down": _("Down"),
        "up": _("Up"),
        "rows.below": _("Below"),
        "rows.above": _("Above"),
        "layout.row": _("Side by side"),
        "layout.column": _("One above the other"),
        "layout.rotating": _("One after the other"),
        "layout.podium": _("Podium"),
        "layout.list": _("List"),
        "layout.wide": _("Wide"),
        "layout.slim": _("Slim"),
        "canvas.landscape": _("Landscape, 1920 × 1080"),
        "canvas.portrait": _("Portrait, 1080 × 1920"),
    }


def _content_choices() -> dict[str, str]:
    return {
        "all": _("All"),
        "tiktok": "TikTok",
        "twitch": "Twitch",
        "youtube": "YouTube",
        "room": _("Room"),
        "on": _("On"),
        "off": _("Off"),
        "small": _("Small"),
        "medium": _("Medium"),
        "large": _("Large"),
        "likes": _("Likes"),
        "room_likes": _("Likes of the room"),
        "diamonds": _("Diamonds"),
        "follows": _("Follows"),
        "shares": _("Shares"),
        "chats": _("Messages"),
        "viewers": _("Viewers"),
        "subscriptions": _("Subscriptions"),
        "memberships": _("Memberships"),
        "money": _("Money"),
        "points": _("Points"),
        "gifts": _("Gifts"),
        "bits": _("Bits"),
        "session": _("Session"),
        "figure.count": _("How many"),
        "figure.worth": _("Diamonds"),
        "figure.amount": _("Amount"),
        "figure.percent": _("Per cent"),
        "when_reached.check": _("A tick"),
        "when_reached.bar": _("The full bar"),
        "when_reached.hide": _("Nothing"),
        "mode.length": _("Countdown"),
        "mode.time": _("To a time of day"),
        "mode.stopwatch": _("Stopwatch"),
        "mode.subathon": _("Subathon"),
        "at_zero.zero": "0:00",
        "at_zero.text": _("Words"),
        "at_zero.hide": _("Nothing"),
        "shows.chat": _("Chat"),
        "play.once": _("Once"),
        "play.loop": _("Again and again"),
        "play.paused": _("Still"),
        "shows.prompt": _("Run-sheet"),
        "shows.log": _("Log"),
    }


def overlay_titles() -> dict[str, str]:
    """Return what overlays are called, by kind."""
    return {overlay.kind: overlay.title() for overlay in CATALOGUE}
