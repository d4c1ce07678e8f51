"""How sure a number is: intervals, chance, null; nothing here knows what a metric means."""
