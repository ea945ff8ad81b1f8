"""Visma e-conomic."""
