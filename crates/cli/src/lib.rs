//! The binary as a library, so that tests over HTTP can build it.
