"""The files shipped with the program; `build` holds the scripts that made them."""
