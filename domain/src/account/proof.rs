//! When somebody signed in must show once more who they are: before an act that hands over their account.

use super::limits::PROOF_LIFE;
use crate::Time;

/// How somebody signed in shows that it is still them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// By their password.
    Password,
    /// By a fresh code that goes to the address their account has now.
    Code,
}

/// The proof an important act asks for. None when the session was proven within the last [`PROOF_LIFE`]; signing in is
/// a proof too. `proven_at` is none for whoever has no session.
pub fn needed(has_password: bool, proven_at: Option<Time>, now: Time) -> Option<Proof> {
    match proven_at {
        Some(proven_at) if now.since(proven_at) <= PROOF_LIFE => None,
        _ if has_password => Some(Proof::Password),
        _ => Some(Proof::Code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_good_for_ten_minutes_and_the_password_comes_first() {
        let signed_in = Time::from_millis(1_000_000);
        for has_password in [true, false] {
            assert_eq!(needed(has_password, Some(signed_in), signed_in.plus(PROOF_LIFE)), None);
        }
        let late = signed_in.plus(PROOF_LIFE + 1);
        assert_eq!(needed(true, Some(signed_in), late), Some(Proof::Password));
        assert_eq!(needed(false, Some(signed_in), late), Some(Proof::Code));
        assert_eq!(needed(false, None, signed_in), Some(Proof::Code), "nobody is trusted without a session");
    }
}
