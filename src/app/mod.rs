//! The ring: model, messages, effects.
