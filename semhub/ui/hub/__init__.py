"""The page Hub: all data types of one model at once, and a second model beside it."""
