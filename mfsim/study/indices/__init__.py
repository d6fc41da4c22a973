"""Sensitivity indices: one file for each method, all behind one interface."""
