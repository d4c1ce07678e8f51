"""Keep what was found: a record is a folder or a .zip, and opens without model, data or network.

record.json     what was asked, with which model, data and versions, and what was found
items.parquet   the items of every side, with their digests
result.parquet  every number, one a row (`semhub.records.part.COLUMNS`)
results.json    the results themselves, as their `to_dict` has them: what pages draw again
charts/         the charts of the page, in Vega-Lite; NAME.layers.json what changes by layer
report.html     all of it in one file that needs no server
"""

from semhub.records.faces import chart_of, html_of
from semhub.records.faces import record_of_result as record_of
from semhub.records.folder import open_record as open

__all__ = ["chart_of", "html_of", "open", "record_of"]
