"""What is measured of the embedded model: `figures`, and the commands that write them."""
