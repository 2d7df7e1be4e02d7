"""Media: what pictures and films say of themselves, and how alike they look.

What may live here: parsing the bytes of pictures and films, which are hostile input. The entry is ``looking.look``: a
file in, plain JSON data out, so that it runs in a child without rights. Nothing here decides what a likeness means.
"""
