"""What the pictured steps say: Twitch's client id, YouTube's key, the Google client."""

from __future__ import annotations

from companion.gui.pages.login_pictures import Part, Step
from companion.i18n import _

TWITCH_CONSOLE = "https://dev.twitch.tv/console/apps"
GOOGLE_CONSOLE = "https://console.cloud.google.com/"
YOUTUBE_API = "https://console.cloud.google.com/apis/library/youtube.googleapis.com"
GOOGLE_CREDENTIALS = "https://console.cloud.google.com/apis/credentials"

_TWITCH_ADDRESS = "dev.twitch.tv/console/apps"
_GOOGLE_ADDRESS = "console.cloud.google.com"


def twitch_steps() -> tuple[Step, ...]:
    """Return how to get a client id: three steps on Twitch's page for developers."""
    return _register_step(), _form_step(), _copy_step()


def _register_step() -> Step:
    return Step(
        words=_(
            "Open Twitch's page for developers, log in and press “Register Your "
            "Application”. Twitch asks for two-factor login first."
        ),
        address=_TWITCH_ADDRESS,
        parts=(
            Part(kind="heading", text=_("Applications")),
            Part(
                kind="button",
                text=_("Register Your Application"),
                icon="plus",
                marked=True,
            ),
            Part(kind="line", text=_("No applications yet")),
        ),
    )


def _form_step() -> Step:
    return Step(
        words=_(
            "Redirect http://localhost, any name that nobody has taken, any "
            "category, and the client type Public. Then create it."
        ),
        address=f"{_TWITCH_ADDRESS}/create",
        parts=(
            Part(kind="field", text=_("Name"), value=_("Mira's Companion")),
            Part(
                kind="field",
                text=_("OAuth redirect"),
                value="http://localhost",
                marked=True,
            ),
            Part(
                kind="field",
                text=_("Category"),
                value=_("Chat Bot"),
                icon="caret-down-bold",
            ),
            Part(kind="choice", text=_("Client type: Public"), marked=True),
        ),
    )


def _copy_step() -> Step:
    return Step(
        words=_(
            "Press “Manage” beside it, copy the client id and paste it here. "
            "A secret is not needed."
        ),
        address=_TWITCH_ADDRESS,
        parts=(
            Part(kind="heading", text=_("Mira's Companion")),
            Part(
                kind="field",
                text=_("Client ID"),
                value="q2w8e4r6t1y3u5i7",
                icon="copy-bold",
                marked=True,
            ),
            Part(kind="button", text=_("Save")),
        ),
    )


def _project_step() -> Step:
    return Step(
        words=_(
            "Open the Google Cloud console with any Google account and make a project. "
            "It costs nothing and asks for no card."
        ),
        address=_GOOGLE_ADDRESS,
        parts=(
            Part(kind="heading", text=_("New project")),
            Part(kind="field", text=_("Project name"), value="companion", marked=True),
            Part(kind="button", text=_("Create"), marked=True),
        ),
    )


def _api_step() -> Step:
    return Step(
        words=_("Look for “YouTube Data API v3” in the library and press Enable."),
        address=f"{_GOOGLE_ADDRESS}/apis/library",
        parts=(
            Part(kind="heading", text="YouTube Data API v3"),
            Part(kind="line", text="Google"),
            Part(kind="button", text=_("Enable"), marked=True),
        ),
    )


def youtube_key_steps() -> tuple[Step, ...]:
    """Return how to get an API key: three steps in Google's console."""
    return (
        _project_step(),
        _api_step(),
        Step(
            words=_(
                "Under Credentials: Create credentials, API key. Copy the key and "
                "paste it here."
            ),
            address=f"{_GOOGLE_ADDRESS}/apis/credentials",
            parts=(
                Part(kind="button", text=_("Create credentials"), icon="plus"),
                Part(kind="choice", text=_("API key"), marked=True),
                Part(
                    kind="field",
                    text=_("Your API key"),
                    value="AIzaSyD-9tSrke72PouQ",
                    icon="copy-bold",
                    marked=True,
                ),
            ),
        ),
    )


def google_client_steps() -> tuple[Step, ...]:
    """Return how to get a client for desktop programs: three steps."""
    return (
        Step(
            words=_(
                "Make a project in the Google Cloud console and enable “YouTube Data "
                "API v3” in its library."
            ),
            address=f"{_GOOGLE_ADDRESS}/apis/library",
            parts=(
                Part(kind="field", text=_("Project"), value="companion"),
                Part(kind="heading", text="YouTube Data API v3"),
                Part(kind="button", text=_("Enable"), marked=True),
            ),
        ),
        Step(
            words=_(
                "Under OAuth consent screen choose External, give a name, then press "
                "Publish: while it is in testing, Google ends every login after 7 days."
            ),
            address=f"{_GOOGLE_ADDRESS}/auth/audience",
            parts=(
                Part(kind="choice", text=_("External"), marked=True),
                Part(kind="field", text=_("App name"), value="companion"),
                Part(kind="button", text=_("Publish app"), marked=True),
            ),
        ),
        Step(
            words=_(
                "Under Credentials: Create credentials, OAuth client ID, type Desktop "
                "app. Copy the id and the secret and paste both here."
            ),
            address=f"{_GOOGLE_ADDRESS}/apis/credentials",
            parts=(
                Part(kind="choice", text=_("Desktop app"), marked=True),
                Part(
                    kind="field",
                    text=_("Client ID"),
                    value="4071…apps.googleuser",
                    icon="copy-bold",
                    marked=True,
                ),
                Part(
                    kind="field",
                    text=_("Client secret"),
                    value="GOCSPX-…",
                    icon="copy-bold",
                    marked=True,
                ),
            ),
        ),
    )
