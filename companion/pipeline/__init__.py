"""The straight line of an event: score, rules, append, judge, publish."""
