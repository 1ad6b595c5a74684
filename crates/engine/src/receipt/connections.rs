//! Providers that keep up a connection of their own.

use std::sync::Arc;

use countersign_delivery::Hearer;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Engine;

impl Engine {
    /// Starts the connections of the providers that have any; each ends once `stop` says true.
    #[must_use]
    pub fn connections(&self, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let hearer: Arc<dyn Hearer> = Arc::new(self.clone());
        let live = |seat: &Arc<countersign_delivery::Seat>| {
            Arc::clone(&seat.provider).live(Arc::clone(&hearer), stop.clone()).map(tokio::spawn)
        };
        self.0.routes.seats().iter().filter_map(live).collect()
    }
}
