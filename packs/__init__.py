"""Organisation packs: everything that names a body, its departments, duties, clocks and words, as data.

The lowest floor: YAML files, their schema (`packs.schema`) and their reader (`packs.pack`); it decides nothing.
"""
