//! One archive on several machines: what a published generation is, and in which order it is published, followed and swept.
//! Nothing here reads a clock, a file or the network: `shell` carries out what these state machines ask for.

mod digest;
mod manifest;
mod packs;
mod protocol;

pub use digest::{Digest, NoDigest};
pub use manifest::{Blob, File, Malformed, Manifest, PackList, Pointer, Whole, check_files, check_files_by, odd_name};
pub use packs::{divide, is_small};
pub use protocol::{
    Copied, FollowEvent, FollowStep, Followed, Following, Holding, Key, Listed, Marks, NoKey, Outcome, PublishEvent,
    PublishStep, Publishing, sweep,
};
