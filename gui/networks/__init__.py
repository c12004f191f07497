"""Networks and referral chains in the window."""
