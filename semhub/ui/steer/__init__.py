"""The page Steer: its controls, the push, every answer before and after, and control pushes."""
