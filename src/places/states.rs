//! The states' abbreviations.

/// The two digits of the GEOID, the postal abbreviation, and how news writes the state after a city.
const STATES: &[(u8, &str, &str)] = &[
    (1, "AL", "Ala."),
    (2, "AK", "Alaska"),
    (4, "AZ", "Ariz."),
    (5, "AR", "Ark."),
    (6, "CA", "Calif."),
    (8, "CO", "Colo."),
    (9, "CT", "Conn."),
    (10, "DE", "Del."),
    (11, "DC", "D.C."),
    (12, "FL", "Fla."),
    (13, "GA", "Ga."),
    (15, "HI", "Hawaii"),
    (16, "ID", "Idaho"),
    (17, "IL", "Ill."),
    (18, "IN", "Ind."),
    (19, "IA", "Iowa"),
    (20, "KS", "Kan."),
    (21, "KY", "Ky."),
    (22, "LA", "La."),
    (23, "ME", "Maine"),
    (24, "MD", "Md."),
    (25, "MA", "Mass."),
    (26, "MI", "Mich."),
    (27, "MN", "Minn."),
    (28, "MS", "Miss."),
    (29, "MO", "Mo."),
    (30, "MT", "Mont."),
    (31, "NE", "Neb."),
    (32, "NV", "Nev."),
    (33, "NH", "N.H."),
    (34, "NJ", "N.J."),
    (35, "NM", "N.M."),
    (36, "NY", "N.Y."),
    (37, "NC", "N.C."),
    (38, "ND", "N.D."),
    (39, "OH", "Ohio"),
    (40, "OK", "Okla."),
    (41, "OR", "Ore."),
    (42, "PA", "Pa."),
    (44, "RI", "R.I."),
    (45, "SC", "S.C."),
    (46, "SD", "S.D."),
    (47, "TN", "Tenn."),
    (48, "TX", "Texas"),
    (49, "UT", "Utah"),
    (50, "VT", "Vt."),
    (51, "VA", "Va."),
    (53, "WA", "Wash."),
    (54, "WV", "W.Va."),
    (55, "WI", "Wis."),
    (56, "WY", "Wyo."),
    (60, "AS", "American Samoa"),
    (66, "GU", "Guam"),
    (69, "MP", "Northern Mariana Islands"),
    (72, "PR", "Puerto Rico"),
    (78, "VI", "Virgin Islands"),
];

/// The postal abbreviation of a state.
pub(super) fn postal(code: u8) -> &'static str {
    STATES.iter().find(|(state, ..)| *state == code).map_or("", |(_, postal, _)| postal)
}

/// The state as news writes it after a city ("Ill.").
pub(super) fn in_news(code: u8) -> &'static str {
    STATES.iter().find(|(state, ..)| *state == code).map_or("", |(.., news)| news)
}
