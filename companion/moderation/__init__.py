"""The gate: rules first, then a model, before anything reaches the stream."""
