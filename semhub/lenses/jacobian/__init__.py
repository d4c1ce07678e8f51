"""The Jacobian lens: read a state as what it goes on to say, not as what it would say at once.

A state h at layer l is carried to the last layer by the mean Jacobian of the blocks in between,
and read there by the model's own norm and head:

    lens_l(h) = unembed(J_l h),    J_l = E[ d h_last / d h_l ]

Anthropic, "Verbalizable Representations Form a Global Workspace in Language Models", Transformer
Circuits 2026, transformer-circuits.pub/2026/workspace; `estimate.py` says what exactly is averaged,
which is what their reference implementation `jlens` (Apache-2.0) averages. The code is our own.

    jacobian.fit(model)             once a model, resumable; kept in the user's cache
    jacobian.fitted(model)          the lens that was fitted, or a sentence that says how to fit it
"""

from semhub.lenses.jacobian.fitting import fit
from semhub.lenses.jacobian.lens import JacobianLens
from semhub.lenses.jacobian.store import fitted

__all__ = ["JacobianLens", "fit", "fitted"]
