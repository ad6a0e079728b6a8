//! Carries out what `app` asks of the engine and the vault.

use std::sync::Arc;

use crate::app::Effect;
use crate::engine::Engine;
use crate::secret::Vault;

/// The hands of the dashboard.
pub(super) struct Hands {
    /// The engine; `None` on the first screen.
    pub engine: Option<Engine>,
    /// Where values are kept.
    pub vault: Arc<Vault>,
}

impl Hands {
    /// Carries out an effect. Those that concern the terminal are not for these hands.
    pub fn carry_out(&self, effect: Effect) {
        match (effect, &self.engine) {
            (Effect::Submit(id, job), Some(engine)) => engine.submit(id, job),
            (Effect::Cancel(id), Some(engine)) => engine.cancel(id),
            (Effect::Forget(at), _) => self.vault.forget(at),
            _ => {}
        }
    }
}
