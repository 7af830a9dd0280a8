"""Settings: one file, validated field by field."""
