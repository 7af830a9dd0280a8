"""Pictures of overlays, drawn by a browser that is installed."""

from companion.app.previews.previews import Previews

__all__ = ["Previews"]
