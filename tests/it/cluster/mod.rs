//! One archive on several machines: an importer publishes, replicas pull.

mod doctor;
mod network;
mod pulled;
pub mod s3;
mod serving;
mod simulation;
mod versions;
