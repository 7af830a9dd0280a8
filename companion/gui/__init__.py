"""The window: Qt widgets over the bridge. The only place with Qt beside the app."""
