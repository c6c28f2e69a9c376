//! What a room says, once what it says is stored.

use convene_domain::quiz::game::wire::{Audience, PhaseView, Refusal, ToClient, Welcome};
use convene_domain::quiz::game::{Message, To};

use super::connection::{Ending, Frame};
use super::crowd::Owner;
use super::task::{Delivery, Room, Work};

impl Room {
    /// A picture of this moment for one browser. It is sent in its place among the other messages.
    pub(super) fn welcome(&self, connection: u64, work: &mut Work) {
        if let Some(picture) = self.picture(connection) {
            work.deliveries.push(Delivery::Welcome(connection, Box::new(picture)));
        }
    }

    fn picture(&self, connection: u64) -> Option<Welcome> {
        let now = self.clock.now();
        let listener = self.crowd.get(connection)?;
        Some(match listener.owner {
            Owner::Seat(seat) => self.game.welcome_player(seat, now),
            Owner::Person(_) => self.game.welcome_host(now),
        })
    }

    pub(super) fn deliver(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Message(Message { to: To::Everyone, body }) => self.tell_everyone(&body),
            Delivery::Message(Message { to: To::Hosts, body }) => self.crowd.keep(body),
            Delivery::Message(Message { to: To::Seat(seat), body }) => {
                match body {
                    ToClient::Kicked => self.crowd.mark_removed(seat, true),
                    ToClient::Readmitted => self.crowd.mark_removed(seat, false),
                    _ => {}
                }
                self.crowd.send_seat(seat, &Frame::of(&body));
            }
            Delivery::One(connection, body) => self.crowd.send(connection, Frame::of(&body)),
            Delivery::Warning(body) => {
                self.crowd.send_where(&Frame::of(&body), |_, listener| listener.audience == Audience::Host);
            }
            Delivery::Dismissed(connection) => {
                let refused = ToClient::Refused { refusal: Refusal::NotAHost };
                self.crowd.send(connection, Frame::of(&refused));
                self.crowd.end(connection, Ending::NotAllowed);
            }
            Delivery::Welcome(connection, picture) => {
                if let Some(listener) = self.crowd.get_mut(connection) {
                    listener.live = true;
                    listener.blind = matches!(picture.phase, PhaseView::Paused { .. });
                    self.crowd.send(connection, Frame::of(&ToClient::Welcome(picture)));
                }
            }
            // Whoever stopped waiting for the answer asks again and is told about the same seat.
            Delivery::Joined(reply, joined) => _ = reply.send(joined),
        }
    }

    fn tell_everyone(&mut self, body: &ToClient) {
        if matches!(body, ToClient::Asking(_) | ToClient::Revealed(_) | ToClient::Finished(_)) {
            self.crowd.forget_counts();
        }
        // Somebody who came during a pause has never seen the question that goes on.
        let blind =
            if matches!(body, ToClient::Resumed { .. }) { self.crowd.take_blind() } else { Vec::new() };
        self.crowd.send_where(&Frame::of(body), |id, listener| !listener.removed && !blind.contains(&id));
        for connection in blind {
            if let Some(picture) = self.picture(connection) {
                self.crowd.send(connection, Frame::of(&ToClient::Welcome(Box::new(picture))));
            }
        }
    }
}
