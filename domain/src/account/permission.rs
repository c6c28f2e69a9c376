//! Who may do what: the one table every use case asks.

use super::Role;

/// Something a role allows. Ownership ("my quiz") is decided by the use case on top of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// See the home page, join games with a PIN, play.
    Visit,
    /// Have a profile, sessions, a "Me" page.
    HaveProfile,
    /// Write quizzes, import them, host games from them.
    HostQuizzes,
    /// See, host, change and archive quizzes and games of other educators.
    OverseeQuizzes,
    /// Create workshops, and see who registered for one's own.
    HostWorkshops,
    /// Plan, change and call off workshops of other educators; see how full they are and how many came.
    OverseeWorkshops,
    /// See who registered for workshops of other educators: names, addresses, answers, lists of them.
    SeeRegistrants,
    /// See who is in the community and which role they have.
    SeePeople,
    /// Change the role of others, up to one's own.
    ChangeRoles,
    /// Read the mail the community sends.
    ReadMail,
    /// Change the community's name, zone and mail settings.
    ManageCommunity,
}

impl Act {
    pub const ALL: [Act; 11] = [
        Act::Visit,
        Act::HaveProfile,
        Act::HostQuizzes,
        Act::OverseeQuizzes,
        Act::HostWorkshops,
        Act::OverseeWorkshops,
        Act::SeeRegistrants,
        Act::SeePeople,
        Act::ChangeRoles,
        Act::ReadMail,
        Act::ManageCommunity,
    ];

    /// The least role that may; `None` means everybody, signed in or not.
    pub const fn least_role(self) -> Option<Role> {
        match self {
            Act::Visit => None,
            Act::HaveProfile => Some(Role::Member),
            Act::HostQuizzes | Act::HostWorkshops => Some(Role::Educator),
            Act::OverseeQuizzes | Act::OverseeWorkshops | Act::SeePeople => Some(Role::Lead),
            Act::SeeRegistrants | Act::ChangeRoles | Act::ReadMail | Act::ManageCommunity => {
                Some(Role::Admin)
            }
        }
    }
}

/// Whether somebody with `role`, or nobody signed in, may do `act`.
pub fn may(role: Option<Role>, act: Act) -> bool {
    act.least_role().is_none_or(|least| role.is_some_and(|role| role >= least))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole matrix, written out: a change of the table must be made here too, on purpose.
    #[test]
    fn the_permission_matrix() {
        //                         nobody guest  member educ.  lead   admin
        let matrix: [(Act, [bool; 6]); 11] = [
            (Act::Visit, [true, true, true, true, true, true]),
            (Act::HaveProfile, [false, false, true, true, true, true]),
            (Act::HostQuizzes, [false, false, false, true, true, true]),
            (Act::OverseeQuizzes, [false, false, false, false, true, true]),
            (Act::HostWorkshops, [false, false, false, true, true, true]),
            (Act::OverseeWorkshops, [false, false, false, false, true, true]),
            (Act::SeeRegistrants, [false, false, false, false, false, true]),
            (Act::SeePeople, [false, false, false, false, true, true]),
            (Act::ChangeRoles, [false, false, false, false, false, true]),
            (Act::ReadMail, [false, false, false, false, false, true]),
            (Act::ManageCommunity, [false, false, false, false, false, true]),
        ];
        let columns = std::iter::once(None).chain(Role::ALL.map(Some));
        for (act, row) in matrix {
            for (role, expected) in columns.clone().zip(row) {
                assert_eq!(may(role, act), expected, "{role:?} {act:?}");
            }
        }
        assert_eq!(matrix.map(|(act, _)| act), Act::ALL, "every act is in the matrix");
    }
}
