"""The atlas: where and when, drawn by the server as SVG. No tile is asked of anyone: looking tells nobody where.

What may live here: projections, what is drawn on a map or a line of time, and the places that give it context.
"""
