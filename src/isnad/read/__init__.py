"""Reading: reports to claims. What may live here: nothing; the rooms inside are named by what they hold."""
