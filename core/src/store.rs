//! Loads and saves.
