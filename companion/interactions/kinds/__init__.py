"""The kinds of interactions, one file each; `catalogue` names them all."""
