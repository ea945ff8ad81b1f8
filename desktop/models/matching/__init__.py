"""Two registers of customers -> suggestions with evidence. How it works: docs/matching.md.

normalise, identifiers, names    a value or a name as people type it -> one form (`words`, `towns`: those we know)
reading             a register as columns of small numbers
registers           two of them with the same numbers
candidates          which pairs are worth comparing
compare, evidence, name_evidence    what each field of each pair says; `weights` is the one table of weights
decide              one, several or none
explainer, explain  what the user reads
suggesting          the door: `suggest`
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here: NumPy need not start threads for it
