//! What a workshop and a registration can be.

use serde::{Deserialize, Serialize};

text_enum!(
    /// How far a workshop is. That it is over follows from its end.
    WorkshopState, "Choose draft, published or cancelled.",
    /// For its team only.
    Draft = "draft",
    Published = "published",
    /// Called off, with a reason; its page stays.
    Cancelled = "cancelled",
);

text_enum!(
    /// Who finds a workshop.
    Visibility, "Choose listed or by link only.",
    /// In lists, calendar and feed.
    Listed = "listed",
    /// Whoever has its link.
    Unlisted = "unlisted",
);

text_enum!(
    /// How much one should know before.
    Level, "Choose a level.",
    Everybody = "everybody",
    Beginner = "beginner",
    Intermediate = "intermediate",
    Advanced = "advanced",
);

text_enum!(
    /// What happens to the next person in line when a seat frees.
    Promotion, "Choose whether the next in line gets the seat or an offer.",
    /// The seat is theirs at once.
    AtOnce = "at_once",
    /// They have some time to take it; the seat is kept for them meanwhile.
    Offer = "offer",
);

text_enum!(
    /// What became of a registration.
    RegistrationState, "This is not a state of a registration.",
    /// Waits for the team's word. Takes no seat.
    Pending = "pending",
    /// Has a seat.
    Confirmed = "confirmed",
    /// In line. Takes no seat.
    Waiting = "waiting",
    /// A seat is kept until the offer ends.
    Offered = "offered",
    /// Gave the seat or the place in line up, or let an offer pass.
    Cancelled = "cancelled",
    /// The team said no.
    Declined = "declined",
);

impl RegistrationState {
    /// Whether one of the workshop's seats is taken by it.
    pub const fn takes_seat(self) -> bool {
        matches!(self, Self::Confirmed | Self::Offered)
    }

    /// Whether it is over: the same person may register again.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Cancelled | Self::Declined)
    }
}
