//! complete
