"""Pages that are not built yet: what will be here, and what works meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.pages.page import Page
from companion.gui.theme.theme import Theme
from companion.i18n import _


def viewers_page(*, theme: Theme, on_live: Callable[[], object]) -> Page:
    """Return the Viewers page."""
    page = Page(_("Viewers"))
    page.body.addWidget(
        EmptyState(
            theme=theme,
            icon="users-three",
            title=_("All viewers, in a later version"),
            text=_(
                "The standings of the week and of all time, notes and merging come "
                "here. This session's standings are on the Live page; click a viewer "
                "there to see every point explained."
            ),
            actions=(Button(_("Open Live"), theme=theme, on_click=on_live),),
        )
    )
    return page
