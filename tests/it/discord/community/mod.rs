//! What follows from changes of the archive, over both transports.

mod digest;
