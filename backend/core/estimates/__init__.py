"""What a job will take before it starts: memory, time and money on each machine.

``estimate`` computes it from what ``backend.core.rates`` keeps; ``asking`` answers people,
``brief`` is what a job carries with it, ``probes`` measure, ``accuracy`` looks back.
"""
