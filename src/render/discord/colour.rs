//! Colours at a card's edge. They repeat what the heading says.

use crate::reply::{Reply, Verdict};

const YES: u32 = 0x24_80_46;
const NO: u32 = 0xDA_37_3C;
const OTHER: u32 = 0xC2_7C_0E;
pub(super) const ALTERED: u32 = 0xE0_68_1F;
const FOUND: u32 = 0x4E_5D_94;

/// The colour of an outcome; none where there is nothing to tell apart.
pub(super) fn accent(reply: &Reply) -> Option<u32> {
    match reply.verdict {
        Verdict::Yes | Verdict::Verbatim => Some(YES),
        Verdict::No | Verdict::Misattributed => Some(NO),
        Verdict::Other | Verdict::Unattributed => Some(OTHER),
        Verdict::Altered | Verdict::Contradicted => Some(ALTERED),
        Verdict::Found if !reply.excerpts.is_empty() && reply.rows.is_empty() => Some(FOUND),
        _ => None,
    }
}
