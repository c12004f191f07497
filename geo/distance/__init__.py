"""How far it is: from people to facilities, near each other or nearest."""
