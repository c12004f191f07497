"""How many people live where: the census by county, spread over cells."""
