//! The predicted problem (M2): from the caller's words and the state of the orders to a problem type with its evidence.

mod facts;
mod lexicon;
mod score;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::{OrderId, ProblemTypeId};

pub use facts::facts;
pub use lexicon::{Lexicon, LexiconError, ProblemType};

/// What the caller probably calls about, most likely first; empty when nothing points anywhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Prediction {
    /// At most 5.
    pub problems: Vec<PredictedProblem>,
}

/// One candidate with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PredictedProblem {
    /// Which problem.
    pub problem_type: ProblemTypeId,
    /// Share of the whole evidence, 0 to 1.
    pub confidence: f64,
    /// Whether it is shown in red (履约异常).
    pub red: bool,
    /// What points to it, strongest first.
    pub evidence: Vec<Evidence>,
}

/// Why a problem type was predicted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// The caller used these words.
    Words {
        /// As the lexicon has them.
        text: String,
    },
    /// The state of an order points to it.
    Order {
        /// Which order.
        order_id: OrderId,
        /// Its number, to show.
        number: String,
        /// What about it.
        fact: OrderFact,
    },
}

/// What the state of an order tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderFact {
    /// On its way, and not scanned for 72 h.
    #[serde(rename = "no_scan_72h")]
    NoScan72h,
    /// The promised time is past, and it has not arrived.
    PromisePast,
    /// Signed for.
    Delivered,
    /// Signed for in the last 7 days.
    RecentDelivery,
    /// On its way.
    InTransit,
    /// On its way back.
    Returned,
    /// The courier calls it a problem piece.
    ShipmentException,
    /// A refund is being worked on.
    RefundOpen,
    /// An installation is due.
    InstallDue,
}

impl OrderFact {
    /// Whether the fact is a trouble by itself; the others only support what the caller says.
    pub fn is_trouble(self) -> bool {
        !matches!(self, Self::Delivered | Self::RecentDelivery | Self::InTransit)
    }
}
