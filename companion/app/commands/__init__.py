"""The command line's commands, one file each: `add(parsers)` and `run(arguments)`."""
