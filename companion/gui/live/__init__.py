"""The Live page's panes: chat, activity, leaderboard, and the viewer's card."""
