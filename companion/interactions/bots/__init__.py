"""What acts by itself: periodic messages, thresholds, rules, announcements."""
