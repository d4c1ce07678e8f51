"""What this machine has for the app: packages, models, room; and proof that models run."""
