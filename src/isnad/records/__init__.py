"""The ground of the house: frozen types, their laws and their JSON.

What may live here: dataclasses that every room speaks, and pure functions of
one record. What may not: reading files, the clock, randomness, or any import
from another room of isnad.
"""
