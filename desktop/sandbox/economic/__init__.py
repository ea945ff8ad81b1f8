"""The stand-in of Visma e-conomic."""
