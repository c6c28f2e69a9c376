//! Sign-in, sessions, profiles, set-up.
