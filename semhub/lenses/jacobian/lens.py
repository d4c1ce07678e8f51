"""What was fitted: one matrix a layer."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True, eq=False)
class JacobianLens:
    """model, revision: of the weights that it was fitted on, and is of no use without.

    jacobians: (n_layers, width, width); entry k, i, j: how much the last block's output i moves
        with component j of the state at layer k, for k = 0 to n_layers - 1.
    texts: how many texts it is the mean over.
    corpus: digest of those texts, or of the file of a lens that others fitted.
    begins: the first layer that has a matrix; those before it are read as they are.
    fitted_on: which texts others fitted it on; empty for one that was fitted here.
    """

    model: str
    revision: str
    jacobians: torch.Tensor
    texts: int
    corpus: str
    begins: int = 0
    fitted_on: str = ""

    @property
    def note(self) -> str:
        """Say where a lens that others fitted comes from, in one sentence; empty for our own."""
        if not self.fitted_on:
            return ""
        lacks = "; layer 0, which it lacks, is read as by the logit lens" if self.begins else ""
        return f"This Jacobian lens was fitted by others, on {self.fitted_on}{lacks}."

    def transport(self, state: torch.Tensor, layer: int) -> torch.Tensor:
        """Carry states (..., width) of a layer to the last block's output, float32.

        The last layer is there already, so that its reading is the model's own output.
        """
        if layer == len(self.jacobians):
            return state
        return state.float() @ self.jacobians[layer].to(state.device).float().T
