"""The command referral: where a county, a place or a facility can refer to."""
