"""Our own commands, one file each; the catalogue beside this folder names them."""
