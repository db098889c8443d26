"""The parts of ``benchmarks/control_plane.py``: each a process that the API does not know.

studio    database, Redis and the API's own process, in a folder of their own
seed      jobs and points that are there already
runs      trainers that append lines, and supervisors that take them in
clients   pages that listen to the event stream
requests  people who read and submit, over plain connections
each      what one request costs by itself
tracker   the same points into another tracker
"""
