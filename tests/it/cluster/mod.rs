//! One archive on several machines: an importer publishes, replicas pull.

mod network;
mod pulled;
mod s3;
mod serving;
mod simulation;
mod versions;
