"""The app: its pages, and the line of links to them."""

from semhub.ui.shared import frame

frame.run()
