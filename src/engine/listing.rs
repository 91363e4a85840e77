//! Engine: listing.
